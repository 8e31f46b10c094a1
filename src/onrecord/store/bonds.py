"""What merges and splits say of pairs of claims, from the decisions that count. Called within a transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

import orjson

from onrecord.store.decisions import undone

Pair = tuple[str, str]

_NEAR = """
WITH RECURSIVE near (anchor) AS (
    SELECT value FROM json_each(?)
    UNION SELECT other.anchor FROM near JOIN decided d ON d.anchor = near.anchor
        JOIN decisions x ON x.number = d.decision AND x.action IN ('merge', 'split')
        JOIN decided other ON other.decision = d.decision
    UNION SELECT twin.number FROM near JOIN anchors a ON a.number = near.anchor JOIN anchors twin ON twin.key = a.key
)
SELECT d.decision, d.side, a.key, a.held FROM near JOIN decided d ON d.anchor = near.anchor
JOIN decisions x ON x.number = d.decision AND x.action IN ('merge', 'split')
JOIN anchors a ON a.number = d.anchor ORDER BY d.decision DESC, d.side, a.key
"""


def tie(connection: sqlite3.Connection, anchors: Iterable[int]) -> list[int]:
    """Make the bonds again of all claims that hang together with these anchors by merges and splits; the rows of the
    claims that had bonds or have some now."""
    off = undone(connection)
    rows = connection.execute(_NEAR, (_json(list(anchors)),)).fetchall()
    keys = sorted({row["key"] for row in rows})
    sides: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row["decision"] not in off and row["held"] != "lost":
            sides[row["decision"]][row["side"]].append(row["key"])
    together, apart = said([list(held.values()) for held in sides.values()])
    claims = _claims(connection, keys)
    touched = _forget(connection, [rowid for held in claims.values() for rowid, _ in held])
    current = {key: [rowid for rowid, counts in held if counts] for key, held in claims.items()}
    bonds = [(*pair, 1) for group in together for pair in _star([r for key in group for r in current.get(key, ())])]
    bonds += [
        (min(a, b), max(a, b), 0) for one, other in apart for a in current.get(one, ()) for b in current.get(other, ())
    ]
    connection.executemany("INSERT OR IGNORE INTO bonds (a, b, together) VALUES (?, ?, ?)", bonds)
    return sorted(touched | {rowid for a, b, _ in bonds for rowid in (a, b)})


def said(decisions: Sequence[Sequence[Sequence[str]]]) -> tuple[list[list[str]], list[Pair]]:
    """Groups of keys that are one incident, and pairs of keys that are not.

    `decisions`, the newest first, each have sides, lists of keys: those of one side are together, those of two apart.
    Of two that contradict each other the newer holds, also where an older one would undo it by way of a third claim.
    """
    group: dict[str, set[str]] = {}
    apart: set[Pair] = set()

    def of(key: str) -> set[str]:
        return group.setdefault(key, {key})

    for sides in decisions:
        for side in sides:
            for key in side[1:]:
                one, other = of(side[0]), of(key)
                if one is not other and not any(_pair(a, b) in apart for a in one for b in other):
                    one |= other
                    group.update(dict.fromkeys(other, one))
        for left, right in combinations(sides, 2):
            apart |= {_pair(a, b) for a in left for b in right if of(a) is not of(b)}
    groups = {id(held): held for held in group.values() if len(held) > 1}
    return sorted(sorted(held) for held in groups.values()), sorted(apart)


def _pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _star(rowids: Sequence[int]) -> list[tuple[int, int]]:
    first = min(rowids, default=0)
    return [(first, rowid) for rowid in sorted(rowids) if rowid != first]


def _claims(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    out: dict[str, list[tuple[int, int]]] = defaultdict(list)
    query = "SELECT key, rowid, current FROM claims WHERE key IN (SELECT value FROM json_each(?)) ORDER BY rowid"
    for row in connection.execute(query, (_json(keys),)):
        out[row["key"]].append((row["rowid"], row["current"]))
    return out


def _forget(connection: sqlite3.Connection, claims: Sequence[int]) -> set[int]:
    """Delete the bonds of these claims; the current claims that they were between."""
    ends: set[int] = set()
    for column in ("a", "b"):
        rows = connection.execute(
            f"DELETE FROM bonds WHERE {column} IN (SELECT value FROM json_each(?)) RETURNING a, b", (_json(claims),)
        ).fetchall()
        ends |= {end for row in rows for end in (row["a"], row["b"])}
    found = connection.execute(
        "SELECT rowid FROM claims WHERE current = 1 AND rowid IN (SELECT value FROM json_each(?))",
        (_json(sorted(ends)),),
    )
    return {row["rowid"] for row in found.fetchall()}


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
