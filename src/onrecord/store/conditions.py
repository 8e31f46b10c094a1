"""Each filter as a condition of SQL on the claim `c`, and as tokens by which claims that may meet it are found.

The SQL is what holds. Tokens of `facets` only narrow; a condition whose tokens say all of it is `exact` and need not be
asked again of what they found.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from onrecord.link.wording import plain
from onrecord.store.filters import Filters, Named, Near

EARTH_KM = 6371.0
KM_A_DEGREE = EARTH_KM * math.pi / 180
MOST_CELLS = 150  # of one degree; a wider circle is not looked up by cells
MOST_MONTHS = 60  # a longer time is not looked up by months
ACTOR, RECIPIENT, PARTY = "actor", "recipient", "{actor recipient}"


@dataclass(frozen=True, slots=True)
class Condition:
    """What one filter asks of a claim. `tokens` is an expression of FTS5 over `facets`, None if there is none."""

    name: str
    sql: str
    values: tuple[object, ...]
    tokens: str | None = None
    exact: bool = False


def prepare(connection: sqlite3.Connection) -> None:
    """Give the connection the functions that conditions use, once: under a running query they cannot be made again."""
    if connection.execute("SELECT 1 FROM pragma_function_list WHERE name = 'onrecord_cell'").fetchone():
        return
    connection.create_function("onrecord_plain", 1, _plain, deterministic=True)
    connection.create_function("onrecord_km", 4, _km, deterministic=True)
    connection.create_function("onrecord_cell", 2, _cell, deterministic=True)


def conditions(filters: Filters) -> tuple[Condition, ...]:
    """The conditions of all filters that look at the claim or its document, cheapest first.

    Those on incidents (`independent`, `disputed`) are in `incident_conditions`.
    """
    f = filters
    made = [
        _in("status", "c.status", f.status, "st"),
        _standing(f.standing),
        _in("country", "c.country", f.country, "c"),
        _types(f.type),
        _days(f.start, f.end),
        _sure(f.min_confidence),
        _near(f.near) if f.near else None,
        _place(f.place),
        _parties(f.actor, "actor", ACTOR),
        _parties(f.recipient, "recipient", RECIPIENT),
        _parties(f.party, "party", PARTY),
        _parties(tuple(Named(sector=s) for s in f.sector), "sector", PARTY),
        _sources(f.source, f.stance),
        _documents(f.document),
        _incidents(f.incident),
        Condition("text", "c.document IN (SELECT rowid FROM texts WHERE texts MATCH ?)", (f.text,)) if f.text else None,
    ]
    return tuple(condition for condition in made if condition)


def incident_conditions(filters: Filters, alias: str = "i") -> tuple[Condition, ...]:
    """Conditions on the incident, a row of `incidents`."""
    made = []
    if filters.independent is not None:
        made.append(Condition("independent", f"{alias}.independent >= ?", (filters.independent,)))
    if filters.disputed:
        made.append(Condition("disputed", f"{alias}.disputes > 0", ()))
    return tuple(made)


def token(kind: str, value: str) -> str:
    """What `facets` holds for a code: "c:ner"."""
    return f"{kind}:{value.lower()}"


def cell(lat: float, lon: float) -> str:
    """The token of the square degree that holds a point."""
    return token("g", f"{math.floor(lat)}:{math.floor(lon)}")


def _cell(lat: float | None, lon: float | None) -> str | None:
    return None if lat is None or lon is None else cell(lat, lon)


def _quoted(words: Iterable[str]) -> str:
    return " AND ".join(f'"{word}"' for word in words)


def _either(column: str, options: Sequence[str]) -> str:
    return f"{column} : ({' OR '.join(f'({option})' for option in options)})"


def _in(name: str, column: str, values: Sequence[str], kind: str) -> Condition | None:
    if not values:
        return None
    marks = ", ".join("?" * len(values))
    made = [_quoted([token(kind, value)]) for value in values]
    return Condition(name, f"{column} IN ({marks})", tuple(values), _either("kind", made), exact=True)


def _standing(values: Sequence[str]) -> Condition | None:
    marks = ", ".join("?" * len(values))
    return Condition("standing", f"c.standing IN ({marks})", tuple(values)) if values else None


def counting(filters: Filters) -> str:
    """Which claims are asked of: those that count or, where they are asked for, the rejected ones of last revisions."""
    if "rejected" not in filters.standing:
        return "c.current = 1"
    return "c.current = 0 AND EXISTS (SELECT 1 FROM documents r WHERE r.rowid = c.document AND r.current = 1)"


def _types(types: Sequence[tuple[str, str | None]]) -> Condition | None:
    if not types:
        return None
    sql, values, made = [], [], []
    for name, mode in types:
        sql.append("c.type = ? AND c.mode = ?" if mode else "c.type = ?")
        values += [name, mode] if mode else [name]
        made.append(_quoted([token("t", f"{name}.{mode}" if mode else name)]))
    return Condition("type", _any(sql), tuple(values), _either("kind", made), exact=True)


def _sure(least: float | None) -> Condition | None:
    """What people confirmed is sure, whatever the machine thought of it."""
    if least is None:
        return None
    confirmed = "c.standing IN ('accepted', 'edited', 'added')"
    return Condition("min_confidence", f"(c.confidence >= ? OR {confirmed})", (least,))


def _days(start: str | None, end: str | None) -> Condition | None:
    """A claim is of the first day that it may be of."""
    if not (start or end):
        return None
    sql = " AND ".join(["c.day >= ?"] * bool(start) + ["c.day <= ?"] * bool(end))
    months = _months(start, end) if start and end else ()
    made = [_quoted([token("d", month)]) for month in months]
    values = tuple(day for day in (start, end) if day)
    return Condition("dates", sql, values, _either("kind", made) if made else None)


def _months(start: str, end: str) -> tuple[str, ...]:
    (a, b), (y, z) = ([int(part) for part in day.split("-")[:2]] for day in (start, end))
    count = (y - a) * 12 + z - b + 1
    if count > MOST_MONTHS:
        return ()
    numbers = range(a * 12 + b - 1, a * 12 + b - 1 + count)
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in numbers)


def _near(near: Near) -> Condition:
    high = near.km / KM_A_DEGREE
    low_lat, high_lat = near.lat - high, near.lat + high
    wide = high / max(0.01, math.cos(math.radians(min(89.0, max(abs(low_lat), abs(high_lat))))))
    whole = wide >= 180 or high_lat >= 90 or low_lat <= -90
    sql = "c.lat BETWEEN ? AND ? AND onrecord_km(c.lat, c.lon, ?, ?) <= ?"
    values = (low_lat, high_lat, near.lat, near.lon, near.km)
    lats = range(math.floor(low_lat), math.floor(high_lat) + 1)
    lons = () if whole else range(math.floor(near.lon - wide), math.floor(near.lon + wide) + 1)
    cells = (
        [cell(lat, (lon + 180) % 360 - 180) for lat in lats for lon in lons]
        if len(lats) * len(lons) <= MOST_CELLS
        else []
    )
    return Condition("near", sql, values, _either("kind", [_quoted([c]) for c in cells]) if cells else None)


def _place(places: Sequence[tuple[str, ...]]) -> Condition | None:
    """Any place that the claim names, also one around it or one that is not resolved."""
    if not places:
        return None
    who, values = _who("p", [Named(words=words) for words in places])
    sql = f"EXISTS (SELECT 1 FROM places p WHERE p.claim = c.rowid AND ({who}))"
    tokens = _either("place", [_quoted(words) for words in places]) if all(map(_whole, places)) else None
    return Condition("place", sql, values, tokens, exact=all(len(words) == 1 for words in places))


def _parties(named: Sequence[Named], name: str, column: str) -> Condition | None:
    if not named:
        return None
    roles = "p.role IN ('actor', 'recipient')" if column == PARTY else f"p.role = '{column}'"
    who, values = _who("p", named)
    sql = f"EXISTS (SELECT 1 FROM parties p WHERE p.claim = c.rowid AND {roles} AND ({who}))"
    tokens, exact = _tokens(column, named)
    return Condition(name, sql, values, tokens, exact)


def _sources(named: Sequence[Named], stances: Sequence[str]) -> Condition | None:
    """A holder of the claim, with one of the stances; without a stance also who published it or is credited."""
    if not (named or stances):
        return None
    marks = ", ".join("?" * len(stances))
    stance = f" AND s.stance IN ({marks})" if stances else ""
    who, values = _who("s", named) if named else ("1", ())
    sql = f"EXISTS (SELECT 1 FROM sources s WHERE s.claim = c.rowid AND ({who}){stance})"
    tokens = [_either("source", [_quoted([token("h", s)]) for s in stances])] if stances else []
    found, exact = _tokens("source", named) if named else (None, True)
    if found:
        tokens.append(found)
    worded = [n for n in named if n.words] if not stances else []
    bound = (*values, *stances)
    if worded:
        outlet: list[str] = []
        heard: list[object] = []
        for n in worded:
            for field in ("publisher", "agency"):
                words, said = _has_words(f"onrecord_plain(d.{field})", n)
                outlet.append(words)
                heard += said
        sql = f"({sql} OR EXISTS (SELECT 1 FROM documents d WHERE d.rowid = c.document AND ({_any(outlet)})))"
        bound = (*bound, *heard)
    known = bool(tokens) and (not named or found is not None)
    one = exact and not (named and stances)
    return Condition("source" if named else "stance", sql, bound, " AND ".join(tokens) if known else None, one)


def _documents(ids: Sequence[str]) -> Condition | None:
    marks = ", ".join("?" * len(ids))
    sql = f"c.document IN (SELECT rowid FROM documents WHERE id IN ({marks}))"
    return Condition("document", sql, tuple(ids)) if ids else None


def _incidents(ids: Sequence[str]) -> Condition | None:
    return Condition("incident", f"c.incident IN ({incidents_of(len(ids))})", tuple(ids)) if ids else None


def incidents_of(count: int) -> str:
    """A query for the incidents of so many claim keys. A key that was replaced leads to another, so that an id which an
    incident had before a merge, a split or a revision still leads to it."""
    return (
        f"WITH RECURSIVE lead (key) AS (VALUES {', '.join(['(?)'] * count)} UNION "
        "SELECT o.incident FROM claims o JOIN lead ON o.key = lead.key WHERE o.current = 0) "
        "SELECT n.incident FROM claims n JOIN lead ON n.key = lead.key WHERE n.current = 1"
    )


def _who(alias: str, named: Sequence[Named]) -> tuple[str, tuple[object, ...]]:
    sql: list[str] = []
    values: list[object] = []
    for n in named:
        if n.words:
            words, said = _has_words(f"{alias}.plain", n)
            sql.append(words)
            values += said
            continue
        codes = [("ref", n.ref), ("country", n.country), ("sector", n.sector)]
        # The plus keeps SQLite from going through all parties of a country for each claim, instead of the claim's own
        sql.append(" AND ".join(f"+{alias}.{field} = ?" for field, value in codes if value))
        values += [value for _, value in codes if value]
    return _any(sql), tuple(values)


def _tokens(column: str, named: Sequence[Named]) -> tuple[str | None, bool]:
    """Tokens of all, and whether they say all: two words may be of two names."""
    made = []
    for n in named:
        if n.words and not _whole(n.words):
            return None, False
        made.append(_quoted(n.words or [code_token(n.ref, n.country, n.sector)]))
    return _either(column, made), all(len(n.words) <= 1 and not n.whole for n in named)


def code_token(ref: str | None, country: str | None, sector: str | None) -> str:
    """The token of whom a ref, a country, a sector or a country's sector names."""
    if ref:
        return ref.lower()
    if country and sector:
        return token("cs", f"{country}/{sector}")
    return token("c", country) if country else token("s", sector or "")


def _whole(words: Iterable[str]) -> bool:
    """Whether the index keeps each word in one piece; words of some scripts it cuts."""
    return all(word.isascii() or word.isalpha() for word in words)


def _has_words(field: str, named: Named) -> tuple[str, list[object]]:
    if named.whole:
        return f"{field} = ?", [" ".join(named.words)]
    return " AND ".join([f"instr(' ' || {field} || ' ', ?) > 0"] * len(named.words)), [f" {w} " for w in named.words]


def _any(sql: Sequence[str]) -> str:
    return "(" + " OR ".join(f"({part})" for part in sql) + ")"


@lru_cache(65536)
def _plain(name: str | None) -> str | None:
    return None if name is None else plain(name)


def _km(lat: float | None, lon: float | None, lat2: float, lon2: float) -> float | None:
    """Great circle; None where a coordinate is."""
    if lat is None or lon is None:
        return None
    a, b = math.radians(lat), math.radians(lat2)
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))
