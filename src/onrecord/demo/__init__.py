"""Articles that ship with onrecord: written for the project, made-up events, CC BY 4.0 (articles/LICENSE.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from onrecord.model.document import Metadata


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One demo article: the file it lies in, its record's id if that file is JSONL, and what is known about it.

    `given` holds publisher and publication date (ISO 8601). `story` names the story that it belongs to, None if it
    stands alone; `note` is one line on its part.
    """

    id: str
    path: Path
    record: str | None
    given: Metadata
    story: str | None
    note: str


def folder() -> Path:
    """The folder of the articles, LICENSE.md and index.yaml included."""
    return Path(str(files(__name__))) / "articles"


@cache
def _index() -> dict[str, Any]:
    index: dict[str, Any] = yaml.safe_load((folder() / "index.yaml").read_text(encoding="utf-8"))
    return index


def articles() -> list[DemoArticle]:
    """The dozen demo articles in the order of the index."""
    return [_article(row) for row in _index()["articles"]]


def stories() -> list[dict[str, Any]]:
    """What the ledger should find across articles: copies, independent reports, disputes, denials (see index.yaml)."""
    return list(_index()["stories"])


def _article(row: dict[str, Any]) -> DemoArticle:
    name, _, record = row["file"].partition("#")
    return DemoArticle(
        id=row["id"],
        path=folder() / name,
        record=record or None,
        given=Metadata(published=row["published"].isoformat(), publisher=row["publisher"]),
        story=row["story"],
        note=row["note"],
    )
