"""The rows that questions are answered with: claims and incidents as plain values, in the order of their keys."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from onrecord.link.outcome import outcome, said_of
from onrecord.store.query import Key

Json = dict[str, Any]

_CLAIMS = """
SELECT c.rowid AS n, d.id AS document, d.publisher, d.agency, d.title, d.published, c.* FROM claims c
JOIN documents d ON d.rowid = c.document WHERE c.rowid IN (SELECT value FROM json_each(?))
"""
_PART = "SELECT * FROM {} WHERE claim IN (SELECT value FROM json_each(?)) ORDER BY claim, {}ordinal"
ENDS = ("low", "best", "high")


def claim_rows(connection: sqlite3.Connection, keys: Iterable[Key]) -> list[Json]:
    """Claims as plain values: `document`, `day`, `type`, `actors`, `place`, `quantities`, `sources`, `incident` …"""
    rowids = [int(key[1]) for key in keys]
    asked = (orjson.dumps(rowids).decode(),)
    parties = _parts(connection, "parties", asked)
    sources = _parts(connection, "sources", asked, "chain, ")
    counts = _parts(connection, "quantities", asked)
    found = {row["n"]: row for row in _rows(connection, _CLAIMS, asked)}
    return [_claim(found[n], parties[n], sources[n], counts[n]) for n in rowids if n in found]


def _claim(c: Json, parties: Sequence[Json], sources: Sequence[Json], counts: Sequence[Json]) -> Json:
    chains: dict[int, list[Json]] = defaultdict(list)
    for source in sources:
        chains[source["chain"]].append({"name": source["name"], "stance": source["stance"]})
    return {
        **{
            name: c[name]
            for name in ("document", "key", "published", "publisher", "agency", "title", "day", "earliest")
        },
        **{name: c[name] for name in ("latest", "precision", "type", "mode", "status", "trigger", "start", "end")},
        **{f"{role}s": [_party(p) for p in parties if p["role"] == role] for role in ("actor", "recipient", "object")},
        **{name: c[name] for name in ("place", "lat", "lon", "country")},
        "quantities": [{name: q[name] for name in ("value", "max", "unit", "of")} for q in counts],
        "sources": list(chains.values()),
        "confidence": c["confidence"],
        "incident": c["incident"],
        "standing": c["standing"],
    }


def _party(p: Json) -> Json:
    return {name: p[name] for name in ("name", "country", "sector", "ref")}


def incident_rows(connection: sqlite3.Connection, keys: Iterable[Key]) -> list[Json]:
    """Incidents as plain values: `id`, `status` (whether it happened: `onrecord.link.outcome`), `day`, `types`,
    `actors`, `documents`, `independent`, `killed`, `disputed` …"""
    ids = [str(key[1]) for key in keys]
    said = statuses(connection, ids)
    query = "SELECT * FROM incidents WHERE id IN (SELECT value FROM json_each(?))"
    found = {
        row["id"]: _incident(row, said.get(row["id"], "actual"))
        for row in _rows(connection, query, (orjson.dumps(ids).decode(),))
    }
    return [found[id] for id in ids if id in found]


def _incident(row: Mapping[str, Any], status: str) -> Json:
    out = {name: row[name] for name in row if "_" not in name or name.endswith("reported")}
    del out["disputes"]
    out["status"] = status
    for name in ("types", "actors", "recipients", "disputed"):
        out[name] = orjson.loads(row[name])
    for fate in ("killed", "injured"):
        known = row[f"{fate}_best"] is not None or row[f"{fate}_high"] is not None
        out[fate] = {end: row[f"{fate}_{end}"] for end in ENDS} if known else None
    return out


def statuses(connection: sqlite3.Connection, incidents: Sequence[str]) -> dict[str, str]:
    """Whether each incident happened, as far as its claims say; of those that have any."""
    found = connection.execute(
        "SELECT c.incident, c.status, (SELECT group_concat(DISTINCT s.stance) FROM sources s "
        "WHERE s.claim = c.rowid AND s.innermost = 1) FROM claims c INDEXED BY claims_incident "
        "WHERE c.incident IN (SELECT value FROM json_each(?)) AND c.current = 1",
        (orjson.dumps(incidents).decode(),),
    )
    said: dict[str, list[str]] = {id: [] for id in incidents}
    for incident, status, stances in found.fetchall():
        said[incident].append(said_of(status, frozenset((stances or "").split(",")) - {""}))
    return {id: outcome(words) for id, words in said.items() if words}


def _parts(
    connection: sqlite3.Connection, table: str, asked: tuple[str], order: str = ""
) -> defaultdict[int, list[Json]]:
    out: defaultdict[int, list[Json]] = defaultdict(list)
    for row in _rows(connection, _PART.format(table, order), asked):
        out[row["claim"]].append(row)
    return out


def _rows(connection: sqlite3.Connection, query: str, values: tuple[object, ...]) -> list[Json]:
    """Rows by name, whatever rows the connection gives; of two columns of one name the first counts."""
    found = connection.execute(query, values)
    names = [column[0] for column in found.description]
    first = {name: names.index(name) for name in names}
    return [{name: row[place] for name, place in first.items()} for row in found]
