"""One row a claim, for spreadsheets and data frames. COLUMNS says what each column holds and how it is made."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from onrecord.contract.shape import CONFIDENCE_DIGITS
from onrecord.export import phrases
from onrecord.model.document import Failure
from onrecord.model.reading import Claim, Geo, Party, Reading

Cell = str | int | float | None
SEPARATOR = "; "
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets take for a formula: OWASP, "CSV injection"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what it holds, and how it is made from a claim of a reading."""

    name: str
    description: str
    cell: Callable[[Reading, Claim], Cell]


def _joined(words: Iterable[str | None]) -> str | None:
    """Empty cells rather than a row of separators where nothing is known."""
    parts = [w or "" for w in words]
    return SEPARATOR.join(parts) if any(parts) else None


def _names(held: Iterable[Party]) -> str | None:
    return _joined(p.name for p in held)


def _countries(held: Iterable[Party]) -> str | None:
    return _joined(p.country for p in held)


def _sectors(held: Iterable[Party]) -> str | None:
    return _joined(p.sector for p in held)


COLUMNS: tuple[Column, ...] = (
    Column("document", "id of the document", lambda r, c: r.id),
    Column("key", "key of the claim; stays the same when models change", lambda r, c: c.key),
    Column("published", "day of publication, ISO 8601", lambda r, c: r.document.published),
    Column("publisher", "who published the article", lambda r, c: r.document.publisher),
    Column("agency", "credited wire service", lambda r, c: r.document.agency),
    Column("title", "title of the article", lambda r, c: r.document.title),
    Column("origin", "file or URL as given", lambda r, c: r.document.origin),
    Column("type", "event type of the ontology", lambda r, c: c.type),
    Column("mode", "mode of the type", lambda r, c: c.mode),
    Column("status", "actual, future, hypothetical or negated", lambda r, c: c.status),
    Column("trigger", "the words that name the event", lambda r, c: c.trigger.text),
    Column("start", "where the trigger starts in the text, in code points", lambda r, c: c.trigger.span.start),
    Column("end", "where the trigger ends", lambda r, c: c.trigger.span.end),
    Column("actors", "who did it, joined by '; '", lambda r, c: _names(c.actors)),
    Column(
        "actor_countries", "their countries, ISO 3166 alpha-3, in the same order", lambda r, c: _countries(c.actors)
    ),
    Column("actor_sectors", "their PLOVER sectors, in the same order", lambda r, c: _sectors(c.actors)),
    Column("recipients", "to, with or for whom, joined by '; '", lambda r, c: _names(c.recipients)),
    Column("recipient_countries", "their countries, in the same order", lambda r, c: _countries(c.recipients)),
    Column("recipient_sectors", "their PLOVER sectors, in the same order", lambda r, c: _sectors(c.recipients)),
    Column("objects", "things, forces or agreements, joined by '; '", lambda r, c: _names(c.objects)),
    Column("place", "where, innermost first, joined by '; '", lambda r, c: _joined(p.name for p in c.place)),
    Column(
        "lat", "degrees north of the innermost place that is resolved", lambda r, c: g.lat if (g := _geo(c)) else None
    ),
    Column("lon", "its degrees east", lambda r, c: g.lon if (g := _geo(c)) else None),
    Column("place_country", "its country", lambda r, c: g.country if (g := _geo(c)) else None),
    Column(
        "place_precision",
        "UCDP's where_prec: 1 exact place, 2 near it, 3 second-level unit, 4 first-level unit, 5 other area, "
        "6 country, 7 region",
        lambda r, c: g.precision if (g := _geo(c)) else None,
    ),
    Column("time", "when, in the article's words", lambda r, c: c.time.text if c.time else None),
    Column("time_value", "when, as TIMEX3", lambda r, c: c.time.value if c.time else None),
    Column("earliest", "first day it can be, ISO 8601", lambda r, c: c.time.earliest if c.time else None),
    Column("latest", "last day it can be", lambda r, c: c.time.latest if c.time else None),
    Column(
        "time_precision", "what the time names: day, week, month, …", lambda r, c: c.time.precision if c.time else None
    ),
    Column("quantities", "counts and amounts, joined by '; '", lambda r, c: _quantities(r, c)),
    Column("sources", "chains from outermost to innermost holder; empty: own voice", lambda r, c: _chains(c)),
    Column("stances", "stance of each chain's innermost holder", lambda r, c: _joined(s[-1].stance for s in c.sources)),
    Column("same", "label shared by the document's claims on one event", lambda r, c: c.same),
    Column("incident", "label shared across documents by claims on one event; with --link", lambda r, c: c.incident),
    Column(
        "confidence", "0 to 1, for 'trigger and type are right'", lambda r, c: round(c.confidence, CONFIDENCE_DIGITS)
    ),
    Column("model", "name and digest of the model", lambda r, c: r.made_by.model),
)


def _geo(claim: Claim) -> Geo | None:
    return next((p.geo for p in claim.place if p.geo), None)


def _quantities(reading: Reading, claim: Claim) -> str | None:
    return _joined(phrases.how_many(q, reading.text) for q in claim.quantities)


def _chains(claim: Claim) -> str | None:
    return _joined(phrases.CHAIN.join(s.name for s in chain) for chain in claim.sources)


def safe(cell: Cell) -> Cell:
    """Words that a spreadsheet would run as a formula get a quotation mark in front; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


class CsvWriter:
    """Writes rows to a binary stream as UTF-8, the header first. Failures have no row: who runs it must report them."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self._rows([[column.name for column in COLUMNS]])

    def write(self, item: Reading | Failure) -> None:
        """A row for each claim of a reading."""
        if isinstance(item, Reading):
            self._rows([safe(column.cell(item, claim)) for column in COLUMNS] for claim in item.claims)

    def finish(self) -> None:
        """Nothing is left to write."""

    def _rows(self, rows: Iterable[Iterable[Cell]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        self.stream.write(text.getvalue().encode("utf-8", "replace"))
        self.stream.flush()
