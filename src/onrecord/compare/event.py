"""One row of a foreign table as an event, whatever table it is from; what is wrong with a cell is kept beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from onrecord.compare import days
from onrecord.compare.layout import Layout
from onrecord.ground.actor import Coding, code_party
from onrecord.ground.actor import load as actor_table
from onrecord.link.wording import telling
from onrecord.ontology.mapping import Crosswalk

APART = re.compile(r"\s*;\s*")
NUMBER = re.compile(r"-?\d{1,9}(?:\.\d+)?")
DEGREES = re.compile(r"[-+]?\d{1,3}(?:\.\d+)?")
NO_ONE = frozenset({"", "-", "none", "n/a", "na", "nan"})


STATE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})
ARMED = frozenset({"REB", "PRM", "UAF", "IMG", "CRM"})


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an event: names as written, the words that tell who it is, PLOVER sectors, `refs` of known actors.

    `kinds` are state, armed and unarmed, by the sectors; `proper` is whether it bears a name of its own, which another
    name contradicts. Both are kept, since a side is compared with many.
    """

    names: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    refs: frozenset[str] = frozenset()
    kinds: frozenset[str] = field(init=False)
    proper: bool = field(init=False)

    def __post_init__(self) -> None:
        kinds = ("state" if s in STATE else "armed" if s in ARMED else "unarmed" for s in self.sectors)
        named = any(word[:1].isupper() for name in self.names for word in name.split()[1:])
        object.__setattr__(self, "kinds", frozenset(kinds))
        object.__setattr__(self, "proper", bool(self.words) and named)


@dataclass(frozen=True, slots=True)
class Event:
    """A row. Days are inclusive and as wide as the table's precision says; `said` is the day as it is written.

    `lat`, `lon` in degrees (WGS 84), `place_precision` UCDP's where_prec, `country` ISO 3166 alpha-3; None: not told.
    `event` and `sub` are codes as the crosswalk spells them.
    """

    line: int
    id: str
    first: date
    last: date
    said: str
    event: str | None
    sub: str | None
    sides: tuple[Side, Side]
    place: str | None
    admin: str | None
    country: str | None
    lat: float | None
    lon: float | None
    place_precision: int
    low: float | None
    best: float | None
    high: float | None
    notes: str
    source: str


@dataclass(slots=True)
class Problems:
    """What is wrong with cells of a table: by field and reason how often, and where first."""

    found: dict[tuple[str, str], tuple[int, int, str]] = field(default_factory=dict)

    def add(self, line: int, what: str, reason: str, cell: str) -> None:
        """Count one."""
        count, at, first = self.found.get((what, reason), (0, line, cell[:60]))
        self.found[what, reason] = (count + 1, at, first)

    def lines(self) -> list[str]:
        """Each as a line: "lat: 3 cells are no number, first 'x' in line 12"."""
        return [
            f"{what}: {count:,} × {reason}, first {cell!r} in line {line}"
            for (what, reason), (count, line, cell) in sorted(self.found.items(), key=lambda item: -item[1][0])
        ]


class Reader:
    """Makes events of rows, by the places of the fields in them. `problems` collects what is wrong on the way."""

    def __init__(
        self,
        layout: Layout,
        places: Mapping[str, int],
        order: str | None,
        crosswalk: Crosswalk | None,
        types: Sequence[str],
    ) -> None:
        self.layout = layout
        self.places = places
        self.order = order
        self.crosswalk = crosswalk
        self.types = frozenset(types)
        self.problems = Problems()
        self.forms: dict[str, int] = {}
        self._side = lru_cache(maxsize=50_000)(self._read_side)

    def read(self, line: int, cells: Sequence[str]) -> Event | None:
        """The event of a row, None without a day: nothing can be compared with it."""
        at = _Cells({name: cells[place].strip() for name, place in self.places.items()}, line, self.problems)
        when = self._when(at)
        if when is None:
            return None
        event, sub = self._types(at)
        lat, lon = at.degrees("lat", 90), at.degrees("lon", 180)
        if lat is None or lon is None or (lat == 0 and lon == 0):
            lat = lon = None
        precision = self.layout.place_precisions.get(at.code("place_precision"), 1)
        country = country_of(at.text("country"))
        return Event(
            line=line,
            id=at.text("id") or f"line {line}",
            first=when[0],
            last=when[1],
            said=at.text("start"),
            event=event,
            sub=sub,
            sides=(
                self._side(at.text("side_a"), at.text("with_a"), at.text("kind_a"), at.text("country")),
                self._side(at.text("side_b"), at.text("with_b"), at.text("kind_b"), at.text("country")),
            ),
            place=at.text("place") or None,
            admin=at.text("admin") or None,
            country=country,
            lat=lat,
            lon=lon,
            place_precision=precision,
            low=at.number("low"),
            best=at.number("best"),
            high=at.number("high"),
            notes=at.text("notes"),
            source=at.text("source"),
        )

    def _when(self, at: _Cells) -> tuple[date, date] | None:
        start = at.day("start", self.order)
        if start is None:
            return None
        self.forms[start.form] = self.forms.get(start.form, 0) + 1
        end = at.day("end", self.order) if at.text("end") else None
        last = end.last if end else start.last
        if last < start.first:
            at.wrong("end", "before the first day", at.text("end"))
            last = start.last
        slack = timedelta(days=self.layout.slack_days.get(at.code("date_precision"), 0))
        return start.first - slack, last + slack

    def _types(self, at: _Cells) -> tuple[str | None, str | None]:
        event, sub = at.text("event"), at.text("sub")
        if self.crosswalk is None:
            plover = event.upper().partition(".")
            mode = plover[2].lower() or sub.lower() or None
            return (plover[0], mode) if plover[0] in self.types else (None, None)
        known: list[str | None] = []
        for name, cell in (("event", event), ("sub", sub)):
            code = self.crosswalk.known(cell) if cell else None
            if cell and code is None:
                at.wrong(name, f"no type that {self.crosswalk.name} has", cell)
            known.append(code)
        return known[0], known[1]

    def _read_side(self, names: str, others: str, kind: str, country: str) -> Side:
        held = [n for cell in (names, others) for n in APART.split(cell) if n.strip().casefold() not in NO_ONE]
        coded = [coding(name) for name in held]
        sectors = {c.sector for c in coded if c.sector}
        return Side(
            tuple(held),
            frozenset(w for name in held for w in telling(name)) - self.layout.generic - telling(country),
            frozenset(sectors) or self._sectors(kind),
            frozenset(c.ref for c in coded if c.ref),
        )

    def _sectors(self, kind: str) -> frozenset[str]:
        """Sectors of the table's own code for a kind of actor, written as a number or in words."""
        walk = self.crosswalk
        if walk is None or not kind or not walk.codes:
            return frozenset()
        numbers = {label.casefold(): number for number, label in walk.labels.items()}
        number = numbers.get(kind.casefold(), kind)
        return frozenset(sector for sector, code in walk.codes.items() if str(code) == number)


@dataclass(frozen=True, slots=True)
class _Cells:
    """One row's cells by field."""

    cells: Mapping[str, str]
    line: int
    problems: Problems

    def text(self, name: str) -> str:
        return self.cells.get(name, "")

    def code(self, name: str) -> str:
        return self.text(name).removesuffix(".0")

    def wrong(self, name: str, reason: str, cell: str) -> None:
        self.problems.add(self.line, name, reason, cell)

    def number(self, name: str) -> float | None:
        return self._parsed(name, NUMBER, lambda value: value >= 0, "no count")

    def degrees(self, name: str, most: float) -> float | None:
        return self._parsed(name, DEGREES, lambda value: abs(value) <= most, f"no degrees from -{most} to {most}")

    def _parsed(self, name: str, form: re.Pattern[str], holds: Callable[[float], bool], reason: str) -> float | None:
        cell = self.text(name)
        if not cell or cell.casefold() in NO_ONE:
            return None
        if form.fullmatch(cell) and holds(float(cell)):
            return float(cell)
        self.wrong(name, reason, cell)
        return None

    def day(self, name: str, order: str | None) -> days.Days | None:
        try:
            return days.read(self.text(name), order)
        except ValueError as error:
            self.wrong(name, f"no day: {error}", self.text(name))
            return None


@lru_cache(maxsize=20_000)
def coding(name: str) -> Coding:
    """Country, sector and reference of a party, by its name alone."""
    return code_party(name, name, None, actor_table())


@lru_cache(maxsize=2_000)
def country_of(name: str) -> str | None:
    """ISO 3166 alpha-3 of a country's name or code."""
    if name in actor_table().countries:
        return name
    return coding(name).country if name else None
