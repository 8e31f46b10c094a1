"""From rows of the ledger to facts, as `onrecord.link` compares them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np
import orjson

from onrecord.link.fact import Count, Fact, Holder, Outlet, Where, Who
from onrecord.store.rows import PARTS, day_of

CHUNK = 500  # claims that one query asks for

_CLAIMS = """
SELECT c.*, d.id AS document_id, d.publisher, d.agency, d.published, d.gist
FROM claims c JOIN documents d ON d.rowid = c.document WHERE c.rowid IN (SELECT value FROM json_each(?))
"""
_PARTS = {
    name: f"SELECT * FROM {name} WHERE claim IN (SELECT value FROM json_each(?)) "
    f"ORDER BY claim, {'chain, ' if name == 'sources' else ''}ordinal"
    for name in PARTS
}


def load_facts(connection: sqlite3.Connection, rowids: Iterable[int]) -> dict[int, Fact]:
    """The facts of these claims by their rowids, in the order asked for. Rowids that are not there are left out."""
    asked = list(dict.fromkeys(rowids))
    out: dict[int, Fact] = {}
    for start in range(0, len(asked), CHUNK):
        chunk = asked[start : start + CHUNK]
        found = _load(connection, chunk)
        out.update((rowid, found[rowid]) for rowid in chunk if rowid in found)
    return out


def _load(connection: sqlite3.Connection, rowids: Sequence[int]) -> dict[int, Fact]:
    wanted = (orjson.dumps(rowids).decode(),)
    parts: dict[str, dict[int, list[sqlite3.Row]]] = {}
    for name, query in _PARTS.items():
        parts[name] = defaultdict(list)
        for row in connection.execute(query, wanted):
            parts[name][row["claim"]].append(row)
    return {
        row["rowid"]: _fact(row, *(parts[name].get(row["rowid"], []) for name in PARTS))
        for row in connection.execute(_CLAIMS, wanted)
    }


def _fact(
    c: sqlite3.Row,
    parties: Sequence[sqlite3.Row],
    sources: Sequence[sqlite3.Row],
    places: Sequence[sqlite3.Row],
    quantities: Sequence[sqlite3.Row],
) -> Fact:
    def in_role(role: str) -> tuple[Who, ...]:
        return tuple(_who(p) for p in parties if p["role"] == role)

    gist = tuple(orjson.loads(c["gist"]))
    return Fact(
        key=c["key"],
        outlet=Outlet(c["document_id"], c["publisher"], c["agency"], day_of(c["published"]), gist),
        type=c["type"],
        mode=c["mode"],
        status=c["status"],
        trigger=c["trigger"],
        actors=in_role("actor"),
        recipients=in_role("recipient"),
        objects=in_role("object"),
        places=tuple(
            Where(p["name"], p["lat"], p["lon"], p["country"], p["precision"], p["geonameid"])
            for p in places
            if p["lat"] is not None
        ),
        place_names=tuple(p["name"] for p in places),
        time_value=c["time_value"],
        earliest=c["earliest"],
        latest=c["latest"],
        precision=c["precision"],
        counts=tuple(Count(q["value"], q["max"], q["unit"], q["of"], q["hedge"]) for q in quantities),
        chains=tuple(
            tuple(Holder(_who(s), s["stance"]) for s in chain) for _, chain in groupby(sources, itemgetter("chain"))
        ),
        same=c["same"],
        confidence=c["confidence"],
        vector=np.frombuffer(c["vector"] or b"", np.int8),
    )


def _who(row: sqlite3.Row) -> Who:
    return Who(row["name"], row["country"], row["sector"], row["ref"])
