"""A ledger's incidents as they are compared with rows of another table, and found by day and place."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.compare.event import Event, Side
from onrecord.link.fact import Who
from onrecord.link.wording import plain, telling
from onrecord.ontology.mapping import Coded, Crosswalk
from onrecord.store.outlines import Outline, Told

REPORTED_AFTER_DAYS = 4  # without a day of its own an event lies in these days before its first report
DAYS_APART = 3  # between an incident and a row: more is another event
WIDEST_DAYS = 62  # an incident that may lie in more days is matched with nothing: its day is not known
VAGUE = 4  # from this where_prec on a place is no point that distances can be taken from
CELL_DEGREES = 1.0  # of latitude: 111 km, more than the distance over which places are compared
COMPARED_KM = 100.0
ANY = "*"  # stands for every country, for rows that name none

ByDay = defaultdict[int, list[int]]  # the numbers of incidents that may lie on a day


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident. `first` and `last` are days, None where it is not known when it was; `by_report` if they come from
    the day of the report. `coded` are its claims in the other table's vocabulary, one each kind; `told` whether a claim
    tells it as happened, `denied` whether all that do not tell of what may come deny it."""

    outline: Outline
    first: date | None
    last: date | None
    by_report: bool
    names: frozenset[str]
    sides: tuple[Side, Side]
    coded: tuple[Coded, ...]
    plover: frozenset[tuple[str, str | None]]
    told: bool
    denied: bool

    @property
    def id(self) -> str:
        """The incident's id."""
        return self.outline.id

    @property
    def vague(self) -> bool:
        """Whether it has no point to take distances from."""
        return self.outline.lat is None or (self.outline.place_precision or 1) >= VAGUE


def make(outline: Outline, crosswalk: Crosswalk | None) -> Incident:
    """An incident from its outline."""
    happened = [t for t in outline.told if t.status == "actual"]
    denials = [t for t in outline.told if t.status == "negated"]
    counted = happened or denials
    first, last, by_report = _when(outline)
    return Incident(
        outline=outline,
        first=first,
        last=last,
        by_report=by_report,
        names=frozenset(filter(None, map(plain, outline.places))),
        sides=(_side(w for t in counted for w in t.actors), _side(w for t in counted for w in t.recipients)),
        coded=tuple(dict.fromkeys(_code(t, crosswalk) for t in counted)) if crosswalk else (),
        plover=frozenset((t.type, t.mode) for t in counted),
        told=bool(happened),
        denied=bool(denials) and not happened,
    )


def _code(told: Told, crosswalk: Crosswalk) -> Coded:
    return crosswalk.code(told.type, told.mode, (w.sector for w in told.actors), (w.sector for w in told.recipients))


def _side(parties: Iterable[Who]) -> Side:
    held = list(dict.fromkeys(parties))
    return Side(
        tuple(dict.fromkeys(w.name for w in held)),
        frozenset(word for w in held for word in telling(w.name)),
        frozenset(w.sector for w in held if w.sector),
        frozenset(w.ref for w in held if w.ref),
    )


def _when(outline: Outline) -> tuple[date | None, date | None, bool]:
    if outline.earliest:
        return _day(outline.earliest), _day(outline.latest or outline.earliest), False
    if outline.day:
        reported = _day(outline.day)
        return reported - timedelta(days=REPORTED_AFTER_DAYS), reported, True
    return None, None, False


def _day(iso: str) -> date:
    return date.fromisoformat(iso[:10])


class Index:
    """Incidents by day and cell of the map, those without a point by day and country: what a row is compared with."""

    def __init__(self, incidents: Iterable[Incident]) -> None:
        self.incidents = list(incidents)
        self._points: defaultdict[tuple[int, int], ByDay] = defaultdict(lambda: defaultdict(list))
        self._vague: defaultdict[str | None, ByDay] = defaultdict(lambda: defaultdict(list))
        self._countries: defaultdict[str | None, ByDay] = defaultdict(lambda: defaultdict(list))
        for number, incident in enumerate(self.incidents):
            if findable(incident):
                self._put(number, incident)

    def _put(self, number: int, incident: Incident) -> None:
        assert incident.first and incident.last  # findable
        here = incident.outline
        places = [self._countries[here.country], self._countries[ANY]]
        if incident.vague:
            places += [self._vague[here.country], self._vague[ANY]]
        else:
            places.append(self._points[_cell(here.lat or 0, here.lon or 0)])
        for day in range(incident.first.toordinal(), incident.last.toordinal() + 1):
            for by_day in places:
                by_day[day].append(number)

    def near(self, event: Event) -> set[int]:
        """Numbers of the incidents that a row may be, by day and place alone."""
        exact = event.lat is not None and event.lon is not None and event.place_precision < VAGUE
        by_country = self._vague if exact else self._countries
        places = [by_country.get(country) for country in ({event.country, None} if event.country else {ANY})]
        if exact:
            places += [self._points.get(cell) for cell in _cells(event.lat or 0, event.lon or 0)]
        days = range(event.first.toordinal() - DAYS_APART, event.last.toordinal() + DAYS_APART + 1)
        found: set[int] = set()
        for by_day in places:
            if by_day:
                for day in days:
                    if day in by_day:
                        found.update(by_day[day])
        return found


def findable(incident: Incident) -> bool:
    """Whether it can be matched at all: its day is known well enough, and it is told of as something that was."""
    if incident.first is None or incident.last is None or not (incident.told or incident.denied):
        return False
    return (incident.last - incident.first).days < WIDEST_DAYS


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / CELL_DEGREES), math.floor((lon + 180) % 360 / CELL_DEGREES)


def _cells(lat: float, lon: float) -> Iterator[tuple[int, int]]:
    """The cell of a point and those around it, wide enough at any latitude; the world is round."""
    row, column = _cell(lat, lon)
    reach = math.ceil(COMPARED_KM / (111.3 * max(0.05, math.cos(math.radians(min(abs(lat) + 1, 89))))) / CELL_DEGREES)
    around = range(-reach, reach + 1)
    columns = {(column + step) % round(360 / CELL_DEGREES) for step in around}
    return ((row + up, at) for up in (-1, 0, 1) for at in columns)
