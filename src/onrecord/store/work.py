"""What people who review a ledger ask it: which claims wait for them, what an incident holds, what became of a key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.model.decision import ANSWERS
from onrecord.store.decisions import undone
from onrecord.store.filters import Filters
from onrecord.store.ways import best_way, where

ClaimId = tuple[str, str]  # document and key

_COLUMNS = (  # "at", since a way may have an incident "i" already
    "d.id AS document, c.key, c.confidence, c.standing, coalesce(at.documents, 1) AS documents, "
    "coalesce(at.independent, 1) AS independent, coalesce(at.disputes, 0) AS disputes, "
    "max(coalesce(at.killed_best, 0), coalesce(at.killed_high, 0)) AS killed"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A claim that could be reviewed, with what its incident has at stake; `killed` is the most that is said."""

    document: str
    key: str
    confidence: float
    standing: str
    documents: int
    independent: int
    disputes: int
    killed: float


def waiting(connection: sqlite3.Connection, filters: Filters) -> Iterator[Waiting]:
    """All claims of last revisions that meet the filters, rejected ones too, in no order."""
    way = best_way(connection, filters)
    sql, values = where(filters)
    joins = "CROSS JOIN documents d ON d.rowid = c.document LEFT JOIN incidents AS at ON at.id ="
    found = f"SELECT {_COLUMNS} FROM {way.tables} {joins} c.incident WHERE {way.where}"
    was_in = "(SELECT l.incident FROM claims l WHERE l.key = c.incident AND l.current = 1 LIMIT 1)"
    rejected = (
        f"SELECT {_COLUMNS} FROM claims c {joins} {was_in} WHERE c.standing = 'rejected' AND d.current = 1 AND {sql}"
    )
    for query, bound in ((found, way.values), (rejected, values)):
        for row in connection.execute(query, bound):
            yield Waiting(**row)


def answered(connection: sqlite3.Connection) -> dict[ClaimId, set[str]]:
    """Who has an answer on which claim that counts."""
    off = undone(connection)
    rows = connection.execute(
        "SELECT x.number, x.coder, a.document, a.key FROM decisions x JOIN decided d ON d.decision = x.number "
        f"JOIN anchors a ON a.number = d.anchor WHERE x.action IN ({', '.join('?' * len(ANSWERS))}) "
        "AND x.final = 0 AND a.held != 'lost'",
        tuple(sorted(ANSWERS)),
    )
    out: dict[ClaimId, set[str]] = {}
    for row in rows.fetchall():
        if row["number"] not in off:
            out.setdefault((row["document"], row["key"]), set()).add(row["coder"])
    return out


def members(connection: sqlite3.Connection, incident: str) -> list[ClaimId]:
    """The claims of an incident by its present id."""
    rows = connection.execute(
        "SELECT d.id, c.key FROM claims c INDEXED BY claims_incident JOIN documents d ON d.rowid = c.document "
        "WHERE c.incident = ? AND c.current = 1 ORDER BY c.key, d.id",
        (incident,),
    )
    return [(row["id"], row["key"]) for row in rows.fetchall()]


def documents_with(connection: sqlite3.Connection, key: str) -> list[tuple[str, bool]]:
    """Documents that have a claim of this key, and whether they are still there under their id."""
    rows = connection.execute(
        "SELECT d.id, max(d.current) AS last FROM claims c JOIN documents d ON d.rowid = c.document "
        "WHERE c.key = ? GROUP BY d.id ORDER BY last DESC, d.id",
        (key,),
    )
    return [(row["id"], bool(row["last"])) for row in rows.fetchall()]


def revision_of(connection: sqlite3.Connection, document: str) -> int | None:
    """The number of a document's last revision; None where another id has taken its page, or it is not there."""
    row = connection.execute("SELECT revision FROM documents WHERE id = ? AND current = 1", (document,)).fetchone()
    return None if row is None else int(row["revision"])
