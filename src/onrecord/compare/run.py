"""The comparison itself: a table is read three times (its dates, its matches, its results) and never held in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import nlargest
from pathlib import Path
from typing import Any, Literal

from onrecord.compare import days, layout, match
from onrecord.compare.event import Event, Reader
from onrecord.compare.fields import Evidence, day_words, fields
from onrecord.compare.incident import DAYS_APART, WIDEST_DAYS, Incident, Index, findable, make
from onrecord.compare.layout import Layout
from onrecord.compare.table import Table, open_table
from onrecord.model.errors import OnrecordError, SourceError
from onrecord.ontology import load as ontology
from onrecord.ontology.mapping import Crosswalk, crosswalk
from onrecord.store.ledger import Ledger
from onrecord.store.outlines import outlines

Json = dict[str, Any]
Outcome = Literal["matched", "only_there", "only_here", "row_outside", "incident_outside", "incident_vague", "unusable"]
LISTED: tuple[Outcome, ...] = ("matched", "only_there", "only_here", "unusable")  # what is printed unless all is asked
MOST_PAIRS = 8  # of one row
STEP_ROWS = 1000  # between two reports of progress

Progress = Callable[[str, int, int], None]
"""Called now and then with what is done ("matching"), rows so far, and all rows (0 while they are being counted)."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Days and countries that a side covers; None or empty: not known, so nothing lies outside."""

    first: date | None = None
    last: date | None = None
    countries: frozenset[str] = frozenset()

    def outside(self, first: date, last: date, country: str | None) -> str | None:
        """Why something lies outside, in words; None if it does not."""
        apart = timedelta(days=DAYS_APART)
        if self.first and self.last and (last < self.first - apart or first > self.last + apart):
            return "days"
        return "country" if self.countries and country is not None and country not in self.countries else None


@dataclass(slots=True)
class _Extent:
    first: date | None = None
    last: date | None = None
    countries: set[str] = field(default_factory=set)

    def see(self, first: date, last: date, country: str | None) -> None:
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)
        if country is not None:
            self.countries.add(country)

    def scope(self) -> Scope:
        return Scope(self.first, self.last, frozenset(self.countries))


class Comparison:
    """A table beside a ledger. `results` gives every outcome, matches with fields and evidence.

    `guessed` says which column was taken for which field where the layout only guesses; `order` is that of day and
    month in dates with slashes.
    """

    def __init__(self, ledger: Ledger, table: Table, kind: Layout, order: str | None, progress: Progress) -> None:
        self.table = table
        self.layout = kind
        self.crosswalk: Crosswalk | None = crosswalk(kind.crosswalk) if kind.crosswalk else None
        self.places = kind.find(table.header, str(table.path))
        self.guessed = {name: table.header[at] for name, at in self.places.items()} if kind.name == "csv" else {}
        self._progress = progress
        self.rows, found = self._count(order)
        self.order = order or found
        self._evidence = Evidence(ledger)
        self._index = Index(make(outline, self.crosswalk) for outline in outlines(ledger.connection))
        self.here = self._extent(self._index.incidents)
        self.reader = self._reader()
        self.there, self._pairs = self._pair()
        self.matches = self._pairs.assign()
        self._row_of = {at: row for row, at in self.matches.items()}

    def results(self, everything: bool = False) -> Iterator[Json]:
        """Rows in the order of the table, then incidents that no row matches by day. With `everything` also what lies
        outside of what the other side covers, and incidents that cannot be matched.

        Each has `outcome`, `row`, `incident`, `score`, `why`, `fields`, `evidence`, `nearest`; null if it has none.
        """
        for record in self._records():
            if everything or record["outcome"] in LISTED:
                yield record

    def _records(self) -> Iterator[Json]:
        for line, event, wrong in self._events(self._reader(), "comparing"):
            if event is None:
                yield _record("unusable", row={"line": line}, why=[wrong])
            elif line in self.matches:
                yield self._matched(event, self._index.incidents[self.matches[line]])
            elif why := self.here.outside(event.first, event.last, event.country):
                yield _record("row_outside", row=_row(event), why=[f"the ledger has nothing of its {why}"])
            else:
                yield _record("only_there", row=_row(event), nearest=self._near_miss(event))
        taken = self._row_of
        left = [i for n, i in enumerate(self._index.incidents) if n not in taken]
        for incident in sorted(left, key=lambda i: (i.first or date.min, i.id)):
            yield self._unmatched(incident)

    def _matched(self, event: Event, incident: Incident) -> Json:
        found = match.score(event, incident, self.crosswalk)
        assert found is not None  # it was scored before
        return _record(
            "matched",
            row=_row(event),
            incident=_incident(incident),
            score=found.total,
            why=why(event, incident, found),
            fields=fields(event, incident, self.crosswalk),
            evidence=self._evidence.of(incident),
        )

    def _near_miss(self, event: Event) -> Json | None:
        at = self._pairs.nearest(event.line)
        if at is None:
            return None
        incident = self._index.incidents[at]
        found = match.score(event, incident, self.crosswalk)
        assert found is not None
        reasons = why(event, incident, found)
        if at in self._row_of and found.total >= match.MATCHED:
            reasons.append(f"it matches line {self._row_of[at]} of the table better")
        return {"incident": incident.id, "score": found.total, "why": reasons}

    def _unmatched(self, incident: Incident) -> Json:
        value = _incident(incident)
        if not findable(incident):
            return _record("incident_vague", incident=value, why=[_why_vague(incident)])
        assert incident.first and incident.last  # findable
        if outside := self.there.outside(incident.first, incident.last, incident.outline.country):
            return _record("incident_outside", incident=value, why=[f"the table has nothing of its {outside}"])
        return _record(
            "only_here", incident=value, why=[self._recorded_there(incident)], evidence=self._evidence.of(incident)
        )

    def _recorded_there(self, incident: Incident) -> str:
        """Whether the other data set records such events at all."""
        if self.crosswalk is None:
            return "the table has no row for it"
        name = self.layout.label
        if incident.denied:
            return "here it is only denied"
        if self.layout.name == "ucdp" and not any(incident.outline.killed or ()):
            return f"the {name} counts only events with deaths, and here nobody counts any"
        if codes := sorted({c.sub for c in incident.coded if c.sub}):
            return f"the {name} would have it as {' or '.join(codes)}"
        reasons = list(dict.fromkeys(c.why for c in incident.coded if c.why))
        return f"whether the {name} records it is undefined: {reasons[0] if reasons else 'no mapping'}"

    def _count(self, order: str | None) -> tuple[int, str | None]:
        """How many rows there are, and the order of day and month that the column of days shows."""
        seen, count = days.Order(), 0
        columns = [self.places[name] for name in ("start", "end") if name in self.places]
        for line, cells in self.table.rows():
            count += 1
            if count % STEP_ROWS == 0:
                self._progress("counting", count, 0)
            if not isinstance(cells, str):
                for at in columns:
                    seen.see(line, cells[at])
        if not count:
            raise SourceError(
                "no_rows", f"{self.table.path} has a header and no rows", "Check that it was downloaded in full"
            )
        return count, None if order else seen.decide(str(self.table.path))

    def _reader(self) -> Reader:
        types = ontology().type_names
        return Reader(self.layout, self.places, self.order, self.crosswalk, types)

    def _events(self, reader: Reader, doing: str) -> Iterator[tuple[int, Event | None, str]]:
        """Line and event of every row; without an event, why."""
        for number, (line, cells) in enumerate(self.table.rows(), 1):
            if number % STEP_ROWS == 0:
                self._progress(doing, number, self.rows)
            if isinstance(cells, str):
                reader.problems.add(line, "row", cells, "")
                yield line, None, cells
            else:
                event = reader.read(line, cells)
                yield line, event, "" if event else "its day cannot be read"

    def _extent(self, incidents: list[Incident]) -> Scope:
        extent = _Extent()
        for incident in incidents:
            if findable(incident) and incident.first and incident.last:
                extent.see(incident.first, incident.last, incident.outline.country)
        return extent.scope()

    def _pair(self) -> tuple[Scope, match.Pairs]:
        extent, pairs = _Extent(), match.Pairs()
        for line, event, _ in self._events(self.reader, "matching"):
            if event is None:
                continue
            extent.see(event.first, event.last, event.country)
            scored = []
            for at in self._index.near(event):
                found = match.score(event, self._index.incidents[at], self.crosswalk)
                if found is not None and found.total >= match.WORTH_TELLING:
                    scored.append((found.total, -at))
            pairs.add(line, ((-at, total) for total, at in nlargest(MOST_PAIRS, scored)))
        return extent.scope(), pairs


def compare(
    ledger: Ledger,
    path: Path,
    kind: str = "acled",
    *,
    columns: str | None = None,
    dates: str | None = None,
    encoding: str | None = None,
    progress: Progress = lambda doing, done, total: None,
) -> Comparison:
    """Match a table with the incidents of a ledger. `kind` is `acled`, `ucdp` or `csv`; `columns` names columns
    ("start=Day,place=Town"), `dates` is `dmy` or `mdy` for dates with slashes.

    Raises SourceError `cannot_open`, `empty`, `no_rows`, `spreadsheet`, `not_a_table`, `missing_columns`,
    `duplicate_columns`, `ambiguous_dates`, `mixed_dates`; OnrecordError `bad_columns`, `bad_encoding`, `bad_dates`.
    """
    if dates is not None and dates not in days.ORDERS:
        raise OnrecordError("bad_dates", f"dates {dates!r} is no order", f"Use one of {', '.join(days.ORDERS)}")
    table = open_table(path, encoding)
    chosen = layout.load(kind)
    if columns:
        chosen = chosen.with_columns(columns)
    return Comparison(ledger, table, chosen, dates, progress)


def why(event: Event, incident: Incident, found: match.Score) -> list[str]:
    """Why a pair has its score, a line for each part that speaks for or against."""
    lines = ["on the same day" if not found.days else f"{found.days} days apart" if found.days > 1 else "a day apart"]
    if incident.by_report:
        lines[0] += ", going by the day of the report"
    if found.km is not None:
        lines.append(f"{event.place or 'the place'} is {found.km:.0f} km from {incident.outline.place}")
    elif event.place or incident.outline.place:
        lines.append(f"place {event.place or 'not told'} there, {incident.outline.place or 'not told'} here")
    words = {0.0: "against it", match.UNTOLD: "undecided"}
    for name, value in zip(match.PARTS[2:], found.parts[2:], strict=True):
        lines.append(f"{name}: {words.get(value, 'for it' if value >= 0.6 else 'doubtful')}")
    if incident.denied:
        lines.append("here it is only denied")
    return lines


def _why_vague(incident: Incident) -> str:
    if not (incident.told or incident.denied):
        return "it is told of as to come or only thought of"
    if incident.first is None:
        return "its day is not known"
    return f"it may lie in {WIDEST_DAYS} days or more"


def _record(
    outcome: Outcome,
    row: Json | None = None,
    incident: Json | None = None,
    score: float | None = None,
    why: list[str] | None = None,
    fields: list[Json] | None = None,
    evidence: list[Json] | None = None,
    nearest: Json | None = None,
) -> Json:
    return {
        "outcome": outcome,
        "row": row,
        "incident": incident,
        "score": score,
        "why": why or [],
        "fields": fields or [],
        "evidence": evidence or [],
        "nearest": nearest,
    }


def _row(event: Event) -> Json:
    return {
        **{name: getattr(event, name) for name in ("line", "id")},
        "date": day_words(event.first.isoformat(), event.last.isoformat()),
        **{name: getattr(event, name) for name in ("event", "sub", "place", "country", "lat", "lon")},
        "sides": [list(side.names) for side in event.sides],
        "killed": {"low": event.low, "best": event.best, "high": event.high},
        **{name: getattr(event, name) for name in ("notes", "source")},
    }


def _incident(incident: Incident) -> Json:
    here = incident.outline
    return {
        **{name: getattr(here, name) for name in ("id", "day", "earliest", "latest", "place", "country", "lat", "lon")},
        "types": [f"{type}.{mode}" if mode else type for type, mode in sorted(incident.plover, key=str)],
        "mapped": sorted({c.sub for c in incident.coded if c.sub}),
        "sides": [list(side.names) for side in incident.sides],
        "killed": dict(zip(("low", "best", "high"), here.killed, strict=True)) if here.killed else None,
    }
