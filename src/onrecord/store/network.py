"""Who does what to whom: parties as nodes, and an edge for each quad class in which one is told to have acted on the
other."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson

from onrecord.ontology import load
from onrecord.ontology.vocabulary import QUAD_CLASSES
from onrecord.store.filters import Filters
from onrecord.store.query import Total, claims_page

Json = dict[str, Any]
MOST_CLAIMS = 10_000  # the latest; of more it would take seconds, and show a ball of wool
MOST_EDGES = 40  # what can still be read

_EDGES = """
SELECT a.plain AS actor, r.plain AS recipient, {quad} AS quad, count(DISTINCT c.rowid) AS claims,
    count(DISTINCT c.incident) AS incidents, count(DISTINCT CASE WHEN c.status = 'actual' THEN c.rowid END) AS actual,
    count(*) OVER () AS total
FROM json_each(?) AS m CROSS JOIN claims c ON c.rowid = m.value
CROSS JOIN parties a ON a.claim = c.rowid AND a.role = 'actor' AND a.plain != ''
CROSS JOIN parties r ON r.claim = c.rowid AND r.role = 'recipient' AND r.plain != '' AND r.plain != a.plain
GROUP BY 1, 2, 3 ORDER BY incidents DESC, claims DESC, 1, 2, 3 LIMIT ?
"""
_NODES = """
SELECT p.plain, p.name, p.country, p.sector, count(DISTINCT p.claim) AS claims
FROM json_each(?) AS m CROSS JOIN parties p ON p.claim = m.value AND p.role != 'object'
WHERE p.plain IN (SELECT value FROM json_each(?))
GROUP BY 1, 2, 3, 4 ORDER BY 1, claims DESC, 2, 3, 4
"""


@dataclass(frozen=True, slots=True)
class Party:
    """A node: all parties of one plain name. `name`, `country` and `sector` are those that most claims have."""

    id: str
    name: str
    country: str | None
    sector: str | None
    claims: int


@dataclass(frozen=True, slots=True)
class Edge:
    """What one party is told to have done to another, of one quad class; `actual` of the claims tell it as happened."""

    actor: str
    recipient: str
    quad: str
    claims: int
    incidents: int
    actual: int


@dataclass(frozen=True, slots=True)
class Network:
    """The edges that most incidents stand behind, and their nodes. `of` counts the claims that meet the filters, `read`
    those that edges were made of, `edges_in_all` also the edges that are left out."""

    nodes: tuple[Party, ...]
    edges: tuple[Edge, ...]
    edges_in_all: int
    read: int
    of: Total


def network(connection: sqlite3.Connection, filters: Filters, limit: int = MOST_EDGES) -> Network:
    """The network of the claims that meet the filters: of the latest MOST_CLAIMS, if there are more.

    An edge needs an actor and a recipient. What two parties did to a third is an edge from each. Raises OnrecordError
    `bad_text`.
    """
    page = claims_page(connection, filters, MOST_CLAIMS)
    asked = orjson.dumps([key[1] for key in page.keys]).decode()
    rows = connection.execute(_EDGES.format(quad=_quad()), (asked, limit)).fetchall()
    edges = tuple(Edge(*tuple(row)[:6]) for row in rows)
    total: int = rows[0][6] if rows else 0
    return Network(_nodes(connection, asked, edges), edges, total, len(page.keys), page.total)


def _nodes(connection: sqlite3.Connection, asked: str, edges: Sequence[Edge]) -> tuple[Party, ...]:
    ids = sorted({edge.actor for edge in edges} | {edge.recipient for edge in edges})
    found: dict[str, Party] = {}
    for id, name, country, sector, claims in connection.execute(_NODES, (asked, orjson.dumps(ids).decode())):
        known = found.get(id)
        found[id] = (
            Party(id, known.name, known.country, known.sector, known.claims + claims)
            if known
            else Party(id, name, country, sector, claims)
        )
    return tuple(found[id] for id in ids)


def types_of(quad: str) -> tuple[str, ...]:
    """The event types of a quad class."""
    return tuple(t.name for t in load().types if t.quad_class == quad)


@cache
def _quad() -> str:
    """The quad class of `c.type` as SQL. Names of types are ours and plain words."""
    cases = (f"WHEN c.type IN ({', '.join(repr(t) for t in types_of(quad))}) THEN '{quad}'" for quad in QUAD_CLASSES)
    return f"CASE {' '.join(cases)} END"


def to_json(value: Network) -> Json:
    """Plain values for JSON, keys in a fixed order."""
    return {
        "claims": str(value.of),
        "read": value.read,
        "edges_in_all": value.edges_in_all,
        "nodes": [{n: getattr(p, n) for n in ("id", "name", "country", "sector", "claims")} for p in value.nodes],
        "edges": [
            {n: getattr(e, n) for n in ("actor", "recipient", "quad", "claims", "incidents", "actual")}
            for e in value.edges
        ],
    }
