"""What every incident says, in short: the values by which other event data are matched with them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from onrecord.link.fact import Who

CHUNK = 400  # incidents whose claims one query asks for
_CLAIMS = """
SELECT c.incident, c.rowid AS n, c.type, c.mode, c.status, c.place_precision, c.lat FROM claims c
WHERE c.current = 1 AND c.incident IN (SELECT value FROM json_each(?)) ORDER BY c.incident, c.rowid
"""
_PARTS = """
SELECT p.* FROM {} p WHERE p.claim IN (SELECT value FROM json_each(?)) ORDER BY p.claim, p.ordinal
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What one claim says of it: event type and mode, status, and its two sides."""

    type: str
    mode: str | None
    status: str
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """An incident. Days are ISO, None where unknown; `killed` is (low, best, high), None where nobody counts.

    `place_precision` is UCDP's where_prec of the place that has the coordinates; `places` are all names that claims
    give.
    """

    id: str
    day: str | None
    earliest: str | None
    latest: str | None
    first_reported: str | None
    place: str | None
    places: tuple[str, ...]
    lat: float | None
    lon: float | None
    place_precision: int | None
    country: str | None
    killed: tuple[float | None, float | None, float | None] | None
    told: tuple[Told, ...]


def outlines(connection: sqlite3.Connection) -> Iterator[Outline]:
    """All incidents in order of their ids, claims in order of documents. Reads some hundred at a time."""
    last = ""
    query = f"SELECT * FROM incidents WHERE id > ? ORDER BY id LIMIT {CHUNK}"
    while rows := _rows(connection, query, (last,)):
        last = rows[-1]["id"]
        yield from _chunk(connection, rows)


def _chunk(connection: sqlite3.Connection, rows: Sequence[dict[str, Any]]) -> Iterator[Outline]:
    claims: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for claim in _rows(connection, _CLAIMS, (_json([row["id"] for row in rows]),)):
        claims[claim["incident"]].append(claim)
    rowids = (_json([claim["n"] for held in claims.values() for claim in held]),)
    parts: dict[str, defaultdict[int, list[dict[str, Any]]]] = {}
    for table in ("parties", "places"):
        parts[table] = defaultdict(list)
        for part in _rows(connection, _PARTS.format(table), rowids):
            parts[table][part["claim"]].append(part)
    for row in rows:
        held = claims[row["id"]]
        names = [place["name"] for claim in held for place in parts["places"][claim["n"]]]
        precise = [c["place_precision"] for c in held if c["lat"] is not None and c["place_precision"] is not None]
        killed = row["killed_low"], row["killed_best"], row["killed_high"]
        yield Outline(
            **{name: row[name] for name in ("id", "day", "earliest", "latest", "first_reported", "place")},
            **{name: row[name] for name in ("lat", "lon", "country")},
            places=tuple(dict.fromkeys(names)),
            place_precision=min(precise, default=None),
            killed=None if killed == (None, None, None) else killed,
            told=tuple(_told(claim, parts["parties"][claim["n"]]) for claim in held),
        )


def _told(claim: dict[str, Any], parties: Sequence[dict[str, Any]]) -> Told:
    sides = (
        tuple(Who(p["name"], p["country"], p["sector"], p["ref"]) for p in parties if p["role"] == role)
        for role in ("actor", "recipient")
    )
    return Told(claim["type"], claim["mode"], claim["status"], *sides)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _rows(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
    found = connection.execute(query, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]
