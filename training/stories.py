"""Made-up stories of several articles, with their words for one event marked (`data/stories/README.md`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from onrecord.model.span import Span

ARTICLE = re.compile(r"^=== ", re.MULTILINE)
MARKED = re.compile(r"\[([^\[\]|]+)\|([\w-]+)\]")
NO_EVENT = frozenset({"none", "both"})  # labels of words that name no event, or two


class StoryError(ValueError):
    """A file that does not keep the format; says which and what is wrong."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article. `events` are the spans (code points of `text`) of words with the event that they name, unique to
    the event's story: "01-bridge-ambush:ambush"."""

    id: str
    story: str
    publisher: str
    published: str
    text: str
    events: tuple[tuple[Span, str], ...]


def read_story(path: Path) -> tuple[Article, ...]:
    """The articles of a file. Raises StoryError."""
    parts = ARTICLE.split(path.read_text(encoding="utf-8"))[1:]
    if len(parts) < 3:
        raise StoryError(f"{path.name} has {len(parts)} articles: a story has three or more")
    return tuple(_article(path, n, part) for n, part in enumerate(parts, 1))


def stories(folder: Path, half: int | None = None) -> Iterator[tuple[Article, ...]]:
    """The stories of a folder by name; `half` 0 takes those with even numbers, 1 those with odd ones."""
    for path in sorted(folder.glob("*.txt")):
        if half is None or int(path.stem[:2]) % 2 == half:
            yield read_story(path)


def _article(path: Path, number: int, part: str) -> Article:
    head, _, marked = part.partition("\n")
    publisher, _, day = head.partition(" | ")
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise StoryError(f"{path.name}: {head!r} is not 'PUBLISHER | YYYY-MM-DD'") from error
    text, events, at = "", [], 0
    marked = marked.strip()
    for m in MARKED.finditer(marked):
        text += marked[at : m.start()]
        if m[2] not in NO_EVENT:
            events.append((Span(len(text), len(text) + len(m[1])), f"{path.stem}:{m[2]}"))
        text += m[1]
        at = m.end()
    text += marked[at:]
    if "[" in text or "]" in text:
        raise StoryError(f"{path.name}: article {number} has a bracket that marks nothing")
    return Article(f"{path.stem}-{number}", path.stem, publisher, day, text, tuple(events))
