"""The index by which questions find claims: its rows, made from the claims' own and never from anything else.

`add` calls `index_claims` for the claims that it wrote, in the same transaction; who deletes claims calls
`forget_claims` before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import orjson

from onrecord.store.conditions import prepare

_CODES = (
    "coalesce(' c:' || {0}.country, '') || coalesce(' s:' || {0}.sector, '') || "
    "coalesce(' cs:' || {0}.country || '/' || {0}.sector, '') || coalesce(' ' || {0}.ref, '')"
)
_PARTIES = (
    f"(SELECT group_concat(p.plain || {_CODES.format('p')}, ' ') "
    "FROM parties p WHERE p.claim = c.rowid AND p.role = '{}')"
)
_SOURCES = (
    f"coalesce((SELECT group_concat(s.plain || ' h:' || s.stance || {_CODES.format('s')}, ' ') "
    "FROM sources s WHERE s.claim = c.rowid), '') || coalesce(' ' || onrecord_plain(d.publisher), '') || "
    "coalesce(' ' || onrecord_plain(d.agency), '')"
)
_PLACES = "(SELECT group_concat(p.plain, ' ') FROM places p WHERE p.claim = c.rowid)"
_KIND = (
    "'st:' || c.status || ' t:' || c.type || coalesce(' t:' || c.type || '.' || c.mode, '') || "
    "coalesce(' c:' || c.country, '') || coalesce(' d:' || substr(c.day, 1, 7), '') || "
    "coalesce(' ' || onrecord_cell(c.lat, c.lon), '')"
)
_ROWS = (
    f"c.rowid, {_PARTIES.format('actor')}, {_PARTIES.format('recipient')}, {_SOURCES}, {_PLACES}, {_KIND} "
    "FROM claims c JOIN documents d ON d.rowid = c.document"
)
_COLUMNS = "rowid, actor, recipient, source, place, kind"
_CHOSEN = "WHERE c.rowid IN (SELECT value FROM json_each(?))"


def index_claims(connection: sqlite3.Connection, rowids: Iterable[int]) -> None:
    """Add claims to the index, once each, after all that hangs on them is written."""
    prepare(connection)
    query = f"INSERT INTO facets ({_COLUMNS}) SELECT {_ROWS} {_CHOSEN}"
    connection.execute(query, (orjson.dumps(list(rowids)).decode(),))


def forget_claims(connection: sqlite3.Connection, rowids: Iterable[int]) -> None:
    """Take claims out of the index while their rows are still as they were when they came in."""
    prepare(connection)
    query = f"INSERT INTO facets (facets, {_COLUMNS}) SELECT 'delete', {_ROWS} {_CHOSEN}"
    connection.execute(query, (orjson.dumps(list(rowids)).decode(),))


def index_all(connection: sqlite3.Connection) -> None:
    """Make the whole index again."""
    prepare(connection)
    connection.execute("INSERT INTO facets (facets) VALUES ('delete-all')")
    connection.execute(f"INSERT INTO facets ({_COLUMNS}) SELECT {_ROWS}")
