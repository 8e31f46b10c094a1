"""How well a row and an incident fit, part by part, and which of them are one event.

Five parts from 0 to 1: time, place, type, parties, numbers; the score is their mean by WEIGHTS. What one of the two
does not say counts as neither for nor against. The numbers here are judgement, set once; evals/compare.py measures
what they lead to.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from onrecord.compare.event import ARMED, Event, Side
from onrecord.compare.incident import DAYS_APART, VAGUE, Incident
from onrecord.link.wording import plain
from onrecord.ontology.mapping import ELSE, FITS, NEAR, SAME_EVENT, UNDEFINED, Crosswalk

PARTS = ("time", "place", "type", "parties", "numbers")
WEIGHTS = (0.2, 0.25, 0.2, 0.2, 0.15)
MATCHED = 0.6  # from this score on row and incident are one event
WORTH_TELLING = 0.35  # below it a row has no nearest incident
UNTOLD = 0.5
DENIED = 0.8  # what an incident counts for that is told of only to deny it
AFTER_DAYS = (1.0, 0.7, 0.45, 0.25)  # by days between row and incident
REACH_KM = {1: 8.0, 2: 25.0, 3: 60.0, 4: 150.0, 5: 150.0}  # by where_prec, how far off two notions of one place lie
COUNTRY_WIDE = 6
SAME_NAME_KM = 60.0  # within which one name is one place
KINSHIP = {FITS: 1.0, NEAR: 0.85, SAME_EVENT: 0.7, UNDEFINED: 0.45, ELSE: 0.0}
UNKNOWN = frozenset({"UAF", "CRM"})  # who may turn out to be anybody armed


@dataclass(frozen=True, slots=True)
class Score:
    """How well they fit: each part of PARTS, and all together. `km` between them, None where it cannot be told."""

    total: float
    parts: tuple[float, float, float, float, float]
    km: float | None
    days: int


def score(event: Event, incident: Incident, crosswalk: Crosswalk | None) -> Score | None:
    """The score of a pair, None for one that time or place keeps apart."""
    days = days_between(event, incident)
    if days is None or days > DAYS_APART:
        return None
    distance = km_between(event, incident)
    where = _place(event, incident, distance)
    if where == 0:
        return None
    parts = (
        _time(event, incident, days),
        where,
        _type(event, incident, crosswalk),
        parties(event, incident)[0],
        _numbers(event, incident),
    )
    total = math.fsum(w * p for w, p in zip(WEIGHTS, parts, strict=True))
    return Score(round(total * (DENIED if incident.denied else 1), 4), parts, distance, days)


def days_between(event: Event, incident: Incident) -> int | None:
    """Days between the two, 0 where they may be on one day; None where the incident's day is not known."""
    if incident.first is None or incident.last is None:
        return None
    return max(0, (incident.first - event.last).days, (event.first - incident.last).days)


def km_between(event: Event, incident: Incident) -> float | None:
    """Great-circle distance, None without two points."""
    here = incident.outline
    if event.lat is None or event.lon is None or here.lat is None or here.lon is None:
        return None
    la, lb = math.radians(event.lat), math.radians(here.lat)
    half = math.sin(math.radians(event.lon - here.lon) / 2) ** 2
    h = math.sin((la - lb) / 2) ** 2 + math.cos(la) * math.cos(lb) * half
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def _time(event: Event, incident: Incident, days: int) -> float:
    if days:
        return AFTER_DAYS[days]
    assert incident.first and incident.last  # or there would be no number of days
    if incident.by_report:
        return 0.75
    wide = max((incident.last - incident.first).days, (event.last - event.first).days)
    return 1.0 if wide <= 1 else max(0.6, 0.95 - wide / 50)


def _place(event: Event, incident: Incident, distance: float | None) -> float:
    here = incident.outline
    vague = max(event.place_precision, here.place_precision or 1)
    named = bool(event.place) and plain(event.place or "") in incident.names
    apart = event.country is not None and here.country is not None and event.country != here.country
    if distance is None:
        if apart:
            return 0.0
        return 0.95 if named else 0.15 if event.place and incident.names and vague < VAGUE else 0.35
    if vague >= COUNTRY_WIDE:
        return 0.0 if apart else 0.5
    if named and distance <= SAME_NAME_KM:
        return 1.0
    reach = REACH_KM[event.place_precision] + REACH_KM[here.place_precision or 1]
    near = 1 - 0.2 * distance / reach if distance <= reach else 0.8 * max(0.0, 1 - (distance - reach) / (2 * reach))
    return min(near, 0.75) if vague >= VAGUE else near


def kinship(event: Event, incident: Incident, crosswalk: Crosswalk | None) -> float | None:
    """How well the types fit, as `Crosswalk.kinship` says it; None where a row tells none."""
    if event.event is None and event.sub is None:
        return None
    if crosswalk is not None:
        return max((crosswalk.kinship(coded, event.event, event.sub) for coded in incident.coded), default=None)
    of_type = {mode for type, mode in incident.plover if type == event.event}
    if not of_type:
        return ELSE
    return FITS if event.sub is None or event.sub in of_type else NEAR if None in of_type else SAME_EVENT


def _type(event: Event, incident: Incident, crosswalk: Crosswalk | None) -> float:
    kin = kinship(event, incident, crosswalk)
    return UNTOLD if kin is None else KINSHIP[kin]


def parties(event: Event, incident: Incident) -> tuple[float, bool]:
    """How alike the sides are, and whether the row's first side is the incident's second."""
    straight = _sides(event.sides, incident.sides)
    crossed = _sides(event.sides, (incident.sides[1], incident.sides[0]))
    return (crossed, True) if crossed > straight else (straight, False)


def _sides(there: tuple[Side, Side], here: tuple[Side, Side]) -> float:
    known = [alike for x, y in zip(there, here, strict=True) if (alike := alikeness(x, y)) is not None]
    return UNTOLD if not known else math.fsum(known) / len(known)


def alikeness(x: Side, y: Side) -> float | None:
    """1 for one party, 0 for two; None where that cannot be told."""
    if not x.names or not y.names:
        return None
    if x.refs & y.refs or x.words & y.words:
        return 1.0
    both_named = x.proper and y.proper
    if x.sectors and y.sectors:
        if shared := x.sectors & y.sectors:
            return 0.3 if both_named and shared & ARMED else 0.8
        if not x.kinds & y.kinds:
            return 0.0
        return 0.3 if both_named and not (x.sectors | y.sectors) & UNKNOWN else 0.6
    return 0.3 if both_named else None


def _numbers(event: Event, incident: Incident) -> float:
    here = incident.outline.killed
    if event.best is None or here is None:
        return 0.4 if event.best and incident.told else UNTOLD
    low, best, high = here
    ours = best if best is not None else high if high is not None else low
    if ours is None or event.best == ours:
        return 1.0
    if (low or ours) <= event.best <= (high or ours) or (event.low or event.best) <= ours <= (event.high or event.best):
        return 0.9
    ratio = min(ours, event.best) / max(ours, event.best)
    return 0.5 + 0.4 * ratio if ratio >= 0.5 else 0.2


class Pairs:
    """Pairs of rows and incidents with their scores, 20 bytes each, and which of them are one event.

    Each row and each incident is in at most one match. The best pair goes first, then the best of those that are left:
    so a pair that fits well is never broken up to make two that fit badly, and why a pair did not match can be said in
    a sentence: its incident is taken by a row that fits it better.
    """

    def __init__(self) -> None:
        self._rows = array("q")
        self._incidents = array("q")
        self._scores = array("f")

    def add(self, row: int, found: Iterable[tuple[int, float]]) -> None:
        """The incidents that a row may be, the best first. Rows come in ascending order."""
        for incident, total in found:
            self._rows.append(row)
            self._incidents.append(incident)
            self._scores.append(total)

    def assign(self) -> dict[int, int]:
        """Row → incident, for those that are one event. Equal scores go to the earlier row and incident."""
        order = np.lexsort((np.asarray(self._incidents), np.asarray(self._rows), -np.asarray(self._scores)))
        rows: dict[int, int] = {}
        taken: set[int] = set()
        for n in order:
            if self._scores[n] < MATCHED:
                break
            row, incident = self._rows[n], self._incidents[n]
            if row not in rows and incident not in taken:
                rows[row] = incident
                taken.add(incident)
        return rows

    def nearest(self, row: int) -> int | None:
        """The incident that fits a row best, matched or not; None if none does."""
        at = bisect_left(self._rows, row)
        return self._incidents[at] if at < len(self._rows) and self._rows[at] == row else None
