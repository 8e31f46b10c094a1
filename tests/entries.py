"""What goes into ledgers in tests: made-up reports with their readings, and a linker whose rules fit on a page."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from builders import claim, document, find, reading
from onrecord.link.copies import Copy
from onrecord.link.fact import Fact
from onrecord.link.incidents import Link, Pairs
from onrecord.model.document import Document, Metadata, Raw
from onrecord.model.reading import Reading, TimePhrase
from onrecord.model.span import Span
from onrecord.settings import Settings
from onrecord.store.linking import Linker

Entry = tuple[Raw, Reading]


def report(who: str = "Police", verb: str = "arrested", whom: str = "a union leader", where: str = "Velden") -> str:
    """A report of one event in one sentence."""
    return f"{who} {verb} {whom} in {where} on Friday, the interior ministry said."


def read_report(doc: Document) -> Reading:
    """The one claim of a `report`."""
    words = doc.text.split(".")[0].split()
    verb = next(w for w in ("arrested", "released", "attacked") if w in words)
    type, mode = {"arrested": ("COERCE", "arrest"), "released": ("RETREAT", "release")}.get(verb, ("ASSAULT", None))
    who = doc.text.split(f" {verb} ")[0]
    whom, rest = doc.text.split(f" {verb} ", 1)[1].split(" in ", 1)
    place = rest.split(" on Friday")[0]
    made = claim(doc.text, verb, type, mode, actors=(who,), recipients=(whom,), place=(place,))
    friday = TimePhrase(find(doc.text, "Friday"), "Friday", "2031-03-07", "2031-03-07", "2031-03-07", "day")
    direction = hashlib.sha256(verb.encode()).digest()  # the same for the same word, as the encoder's nearly is
    return reading(doc, replace(made, time=friday, vector=direction))


def entry(id: str, text: str, url: str | None = None, **fields: Any) -> Entry:
    """A `report` as it comes out of the pipeline, with its bytes."""
    given = Metadata(url=url, published=fields.get("published"), publisher=fields.get("publisher"))
    raw = Raw(id, f"{id}.txt", "text", text.encode(), given)
    return raw, read_report(document(text, id, url=url, **fields))


class ReportReader:
    """Reads `report`s: what stands in for the model where many of them are added."""

    def read(self, documents: Sequence[Document], min_confidence: float | None = None) -> list[Reading]:
        """One reading for each document."""
        return [read_report(d) for d in documents]


def load(settings: Settings, threads: int) -> ReportReader:
    """Stands in for `onrecord.pipeline.load_reader`."""
    return ReportReader()


def _buckets(fact: Fact) -> tuple[str, ...]:
    return tuple(f"{fact.type} {name}" for name in (*(w.name for w in fact.actors), *fact.place_names))


def _links(new: Sequence[Fact], others: Sequence[Fact]) -> list[Link]:
    out = []
    for f in new:
        for g in others:
            if f.place_names == g.place_names or f.actors == g.actors:
                a, b = sorted((f.id, g.id))
                out.append(Link(a, b, 0.9 if f.place_names == g.place_names else 0.6, ("place or actors",)))
    return out


def _group(facts: Sequence[Fact], linked: Sequence[Link], together: Pairs, apart: Pairs) -> list[tuple[Fact, ...]]:
    """All that hang together: the ledger asks component by component, so that is one group, but for what is apart."""
    groups: list[list[Fact]] = []
    for fact in sorted(facts, key=lambda f: f.id):
        for held in groups:
            if not any((fact.id, f.id) in apart or (f.id, fact.id) in apart for f in held):
                held.append(fact)
                break
        else:
            groups.append([fact])
    return [tuple(held) for held in groups]


def _compare(a: str, b: str) -> Copy | None:
    return Copy(1.0, ((Span(0, 9), Span(0, 9)),)) if a[:9] == b[:9] else None


SIMPLE = Linker(_buckets, _links, _group, lambda text: (text[:9],), _compare)
"""Claims of one type are on one event if actors or place are the same; texts are copies if they begin alike."""

Rows = dict[str, list[tuple[Any, ...]]]


def contents(path: Path) -> Rows:
    """All rows of a ledger but for when they were added."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'texts%' AND name NOT LIKE 'facets%'"
        ).fetchall()
        out = {}
        for (table,) in tables:
            columns = [c[1] for c in connection.execute(f"PRAGMA table_info({table})") if c[1] != "added"]
            named = ", ".join(f'"{c}"' for c in columns)
            out[table] = sorted(connection.execute(f"SELECT {named} FROM {table}").fetchall(), key=repr)
        for index in ("texts_data", "texts_docsize"):
            out[index] = connection.execute(f"SELECT * FROM {index}").fetchall()
        return out
