"""Where a claim's place phrase lies: the toponyms in it, and how exactly they say it, in UCDP's seven levels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from onrecord.ground.place.names import plain
from onrecord.ground.place.tables import load_cues, load_precision, load_regions
from onrecord.model.reading import Geo, Place, PlacePhrase
from onrecord.model.span import Span

WORD = re.compile(r"[^\W\d_][\w-]*")
LINE = re.compile(r"\b(?:between|from|road|highway|railway|pipeline|line)\b", re.I)
FUZZY = 5  # UCDP's level of lines and fuzzy areas
UNIT = 3  # and of second-level units
ENDS = frozenset({"point", "town"})  # what a line can run between


def claim_place(span: Span, text: str, places: Sequence[Place]) -> PlacePhrase:
    """The place phrase with its point, from the literal toponyms in it that have one; without any, its geo is None.

    Of several the most exact one counts ("Niamey, Niger"); a line between two towns lies half-way, at level 5.
    """
    words = span.of(text)
    inside = [
        p for p in places if p.use == "literal" and p.lat is not None and p.lon is not None and span.covers(p.span)
    ]
    if not inside:
        return PlacePhrase(span, words, words)
    rated = [(_precision(p, span, text), p) for p in inside]
    towns = [p for _, p in rated if p.level in ENDS]
    if len(towns) > 1 and LINE.search(words):
        return PlacePhrase(span, words, words, _between(towns[0], towns[1]))
    precision, best = min(rated, key=lambda r: (_order(r[1]), r[1].span.start))
    assert best.lat is not None and best.lon is not None
    return PlacePhrase(span, words, words, Geo(best.lat, best.lon, best.geonameid, best.country, precision))


def _order(place: Place) -> int:
    """How exact a level is, the most exact first."""
    return ("point", "town", "area", "admin1", "country", "region", None).index(place.level)


def _precision(place: Place, phrase: Span, text: str) -> int:
    table = load_precision()
    scale = table.kinds[_kind(place)]
    if place.relation is not None:
        return scale.near
    if place.level in ("country", "admin1", "area") and _part(place, phrase, text, table.parts):
        return FUZZY
    return scale.precision


def _kind(place: Place) -> str:
    """The kind of place again: a second-level unit and a fuzzy area have one level in the output."""
    if place.level != "area":
        return place.level or "region"
    units = load_cues().units
    unit = any(units.get(w) == "admin2" for w in (*plain(place.name).split(), *plain(place.text).split()))
    return "admin2" if unit or (place.geonameid is None and plain(place.name) not in _areas()) else "area"


@cache
def _areas() -> frozenset[str]:
    return frozenset(plain(land.name) for land in load_regions())


def _part(place: Place, phrase: Span, text: str, parts: frozenset[str]) -> bool:
    """Whether the phrase means a part: "southern Niger", "the north of Mali", "Niger's border"."""
    before = [w.lower() for w in WORD.findall(text[phrase.start : place.span.start])]
    behind = [w.lower() for w in WORD.findall(text[place.span.end : phrase.end])]
    while before and before[-1] in ("of", "the"):
        before.pop()
    behind = behind[1:] if behind[:1] == ["s"] else behind
    return bool((before and before[-1] in parts) or (behind and behind[0] in parts))


def _between(a: Place, b: Place) -> Geo:
    """Half-way on the map; good enough for a line whose middle is no named place."""
    assert a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None
    far = b.lon - a.lon
    across = far - 360 if far > 180 else far + 360 if far < -180 else far
    lon = (a.lon + across / 2 + 180) % 360 - 180
    return Geo(round((a.lat + b.lat) / 2, 5), round(lon, 5), None, a.country if a.country == b.country else None, FUZZY)
