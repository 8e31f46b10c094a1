"""Choosing among the places that a name may stand for: what speaks for each as numbers, and the weights of these.

The weights are learned (tools/train_places.py) and stored in ranker.yaml. A name has one sense in a document, unless
the words right behind it say otherwise ("Paris, Texas").
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from onrecord.ground.place.gazetteer import Candidate
from onrecord.ground.place.names import plain
from onrecord.ground.place.tables import number
from onrecord.ontology.nodes import parse

FEATURES = (
    "population",  # log10 of inhabitants
    "country",
    "region",
    "admin1",
    "admin2",
    "alternate",  # the name is not the place's main one
    "short",  # the name lacks the unit's word
    "largest",  # no candidate of the kind town has more inhabitants
    "held",  # the words behind the name say what holds it: "Paris, Texas"
    "not_held",  # they do, and it is something else
    "unit",  # the mention says the kind: "Laurel County"
    "not_unit",
    "same_admin1",  # the document names its first-level unit
    "same_country",  # the document names its country, in any way
    "near",  # how many of the document's other places are near, weighed by how likely each is
    "near_share",
    "home",  # it lies in the publisher's country
    "share_admin1",  # the share of the document's other words for first-level units that name its own
)
MOST_CANDIDATES = 24  # of one name, by prior; those that the text holds come on top
NEAR_KM = 120.0
MOST_ANCHORS = 2000  # candidates that nearness is measured to: bounds the time of a document with thousands of names
ROWS_AT_ONCE = 2048
EARTH_KM = 6371.0
LOCAL = frozenset({"town", "point", "admin2"})
INHABITANTS = {
    "region": 100_000_000,
    "water_region": 20_000_000,
    "area": 3_000_000,
    "water_area": 2_000_000,
}  # where unknown
FEDERAL = frozenset({"USA", "CAN", "AUS"})  # whose states are known as well as towns of the same name
PRIOR_KIND = {"country": 9.0, "region": 7.0, "water_region": 7.0, "admin1": 5.0, "area": 5.0, "water_area": 5.0}


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a document: its candidates, how often it stands there, and what holds it by the words behind it.

    `holders` are (country or None, first-level unit or None); `unit` is the kind that the mention's own word says.
    """

    name: str
    candidates: tuple[Candidate, ...]
    count: int = 1
    holders: tuple[tuple[str | None, str | None], ...] = ()
    unit: str | None = None


@cache
def weights() -> Mapping[str, float]:
    """ranker.yaml. Raises VocabularyError if a weight is missing or no number."""
    file = parse(files("onrecord.ground.place").joinpath("ranker.yaml"))
    known = file.mapping(("source", "licence", "weights"))["weights"].mapping(FEATURES)
    return {name: number(node) for name, node in known.items()}


def choose(
    names: Sequence[Name], home: str | None, capitals: frozenset[tuple[str, str]] = frozenset()
) -> list[Candidate | None]:
    """The likeliest candidate of each name, None where there is none. Ties go to the one that stands first.

    `capitals` are (alpha-3, plain name): their bare name means the city, and a unit of that name only where the
    document names another place in that unit ("Washington" beside Seattle).
    """
    weigh = np.array([weights()[f] for f in FEATURES])
    names = [_without_capital_twins(name, names, capitals) for name in names]
    out: list[Candidate | None] = []
    for candidates, rows in features(names, home):
        out.append(candidates[int(np.argmax(rows @ weigh))] if candidates else None)
    return out


def features(names: Sequence[Name], home: str | None) -> list[tuple[list[Candidate], NDArray[np.float64]]]:
    """For each name its candidates and a row of FEATURES for each."""
    short = [_shortlist(name) for name in names]
    lands, units = _evidence(names, short)
    near = _nearness(short)
    all_said = units.total()
    out = []
    at = 0
    for name, candidates in zip(names, short, strict=True):
        rows = np.zeros((len(candidates), len(FEATURES)))
        most = max((c.population for c in candidates if c.kind == "town"), default=0)
        own_lands, own_units = _own(name, candidates)
        other_units = all_said - own_units.total()
        for i, c in enumerate(candidates):
            where = (c.country or "", plain(c.admin1 or ""))
            said_unit = units[where] - own_units[where] if c.kind in ("town", "point", "admin2") else 0
            said_land = lands[c.country or ""] - own_lands[c.country or ""]
            held = _held(c, name.holders)
            total = near[at + i]
            rows[i] = (
                math.log10((c.population or INHABITANTS.get(c.kind, 0)) + 1),
                c.kind == "country",
                c.kind in ("region", "water_region", "area", "water_area"),
                c.kind == "admin1",
                c.kind == "admin2",
                c.use == "alternate",
                c.use == "short",
                c.kind == "town" and c.population == most,
                held,
                bool(name.holders) and not held,
                name.unit is not None and c.kind == name.unit,
                name.unit is not None and c.kind != name.unit,
                math.log1p(max(0, said_unit)),
                math.log1p(max(0, said_land)),
                math.log1p(total),
                total / max(1, len(names) - 1),
                home is not None and c.country == home,
                said_unit / other_units if other_units > 0 else 0.0,
            )
        at += len(candidates)
        out.append((candidates, rows))
    return out


def prior(candidate: Candidate) -> float:
    """How likely a place is meant before anything of the text is known, as a logarithm."""
    people = 0.6 * math.log(candidate.population + 300)
    return people + PRIOR_KIND.get(candidate.kind, 0.0) - 1.5 * (candidate.use in ("alternate", "short"))


def _shortlist(name: Name) -> list[Candidate]:
    ordered = sorted(_without_twins(name), key=lambda c: (-prior(c), c.id or 0, c.lat, c.lon))
    first = ordered[:MOST_CANDIDATES]
    return first + [c for c in ordered[MOST_CANDIDATES:] if name.holders and _held(c, name.holders)][:MOST_CANDIDATES]


def _without_twins(name: Name) -> Sequence[Candidate]:
    """Without units named after a town in them: the bare name is the town's ("Niamey", not "the Niamey region")."""
    towns = {(c.country, plain(c.admin1 or "")) for c in name.candidates if c.kind == "town" and c.use == "name"}
    if name.unit not in (None, "town"):
        return name.candidates
    return [
        c
        for c in name.candidates
        if c.kind not in ("admin1", "admin2")
        or c.country in FEDERAL
        or (c.country, plain(c.admin1 or c.name)) not in towns
    ]


def _without_capital_twins(name: Name, names: Sequence[Name], capitals: frozenset[tuple[str, str]]) -> Name:
    city = next((c for c in name.candidates if c.kind == "town" and (c.country, plain(c.name)) in capitals), None)
    if city is None or name.unit or name.holders:
        return name
    twins = [c for c in name.candidates if c.kind == "admin1" and c.country == city.country]
    named = {
        (best.country, plain(best.admin1 or ""))
        for other in names
        if other.name != name.name and other.candidates and (best := max(other.candidates, key=prior)).kind in LOCAL
    }
    out = [t for t in twins if (t.country, plain(t.admin1 or t.name)) not in named]
    return replace(name, candidates=tuple(c for c in name.candidates if c not in out)) if out else name


def _held(candidate: Candidate, holders: Sequence[tuple[str | None, str | None]]) -> bool:
    unit = plain(candidate.admin1 or "")
    return any(
        (country is None or country == candidate.country) and (admin1 is None or admin1 == unit)
        for country, admin1 in holders
    )


def _own(name: Name, candidates: Sequence[Candidate]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """What a name itself says of lands and units: each country and first-level unit that it may be."""
    lands: Counter[str] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for land in {c.country for c in candidates if c.country and c.kind in ("country", "admin1", "area")}:
        lands[land] += name.count
    for unit in {(c.country or "", plain(c.admin1 or c.name)) for c in candidates if c.kind == "admin1"}:
        units[unit] += name.count
    return lands, units


def _evidence(
    names: Sequence[Name], short: Sequence[Sequence[Candidate]]
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    lands: Counter[str] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for name, candidates in zip(names, short, strict=True):
        own_lands, own_units = _own(name, candidates)
        lands += own_lands
        units += own_units
    return lands, units


def _nearness(short: Sequence[Sequence[Candidate]]) -> NDArray[np.float64]:
    """For each candidate of each name: the sum over the other names of how near and likely their best candidate is."""
    every = [c for candidates in short for c in candidates]
    near = np.zeros(len(every))
    owner = np.repeat(np.arange(len(short)), [len(candidates) for candidates in short])
    anchor = np.array([i for i, c in enumerate(every) if c.kind in LOCAL][:MOST_ANCHORS], dtype=np.intp)
    if not len(anchor) or owner[anchor[0]] == owner[anchor[-1]]:
        return near
    lat, lon = np.radians([c.lat for c in every]), np.radians([c.lon for c in every])
    points = np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)
    likely = np.array([prior(c) for c in every])
    names, first = np.unique(owner[anchor], return_index=True)
    top = np.maximum.reduceat(likely[anchor], first)
    weight = np.exp((likely[anchor] - np.repeat(top, np.diff([*first, len(anchor)]))) / 2)
    local = np.array([i for i, c in enumerate(every) if c.kind in LOCAL], dtype=np.intp)
    for start in range(0, len(local), ROWS_AT_ONCE):
        rows = local[start : start + ROWS_AT_ONCE]
        chord = np.sqrt(np.maximum(0.0, 2 - 2 * points[rows] @ points[anchor].T)) * EARTH_KM
        best = np.maximum.reduceat(np.exp(-chord / NEAR_KM) * weight, first, axis=1)
        best[owner[rows][:, None] == names[None, :]] = 0.0
        near[rows] = best.sum(axis=1)
    return near
