"""A ledger as JSON lines: every row of every table, so that `store.load` can make the same ledger from them.

A head, then a line a row: `{"table": "claims", "row": {…}, "parts": {"parties": [{…}], …}}`, then an end with the
number of rows of each table and the digest of all lines before it. Blobs are base64, readings the contract's object.
What is only an index over words is left out and made again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import orjson
import zstandard

import onrecord
from onrecord.model.errors import LedgerError
from onrecord.store.ledger import Ledger
from onrecord.store.rows import unpacked

FORMAT = 1  # of the lines; the tables have the ledger's own schema number
PARTS: Mapping[str, tuple[str, ...]] = {  # tables whose rows stand with those that they belong to
    "documents": ("bands",),
    "claims": ("parties", "sources", "places", "quantities", "buckets"),
}
FIRST = ("migrations", "raws", "documents", "failures", "claims")  # those that others refer to; the rest by name
INDEXES = ("texts", "facets")  # over words of readings and rows
READING = ("documents", "reading")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a ledger: its columns, and those of its key, by which its rows are ordered."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    def select(self, order: str | None = None) -> str:
        """A query of all rows, in order of the key or, before that, of another column."""
        key = dict.fromkeys(filter(None, (order, *(self.key or self.columns))))
        return f"SELECT {_quoted(self.columns)} FROM {self.name} ORDER BY {_quoted(key)}"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def tables(connection: sqlite3.Connection) -> dict[str, Table]:
    """All tables of rows, those first that others refer to. Indexes over words and their shadows are none."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    held = [name for (name,) in found if not any(name == index or name.startswith(f"{index}_") for index in INDEXES)]
    ranked = sorted(held, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
    return {name: _table(connection, name) for name in ranked}


def _table(connection: sqlite3.Connection, name: str) -> Table:
    info = connection.execute(f"PRAGMA table_info({name})").fetchall()
    key = sorted((place, column) for _, column, *_, place in info if place)
    return Table(name, tuple(column for _, column, *_ in info), tuple(column for _, column in key))


def dump(ledger: Ledger) -> Iterator[bytes]:
    """The whole ledger, line by line, as it is at one moment. The same ledger gives the same bytes.

    Raises LedgerError `damaged_ledger`.
    """
    connection = ledger.connection
    digest = hashlib.sha256()
    counts: Counter[str] = Counter()
    connection.execute("SAVEPOINT dump")  # one moment, whatever a writer does meanwhile
    try:
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        head = {"onrecord": "ledger", "format": FORMAT, "schema": schema, "made_by": onrecord.__version__}
        for value in chain([head], _rows(ledger, counts)):
            line = orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE)
            digest.update(line)
            yield line
        end = {"end": dict(sorted((+counts).items())), "sha256": digest.hexdigest()}
        yield orjson.dumps(end, option=orjson.OPT_APPEND_NEWLINE)
    finally:
        connection.execute("RELEASE dump")


def _rows(ledger: Ledger, counts: Counter[str]) -> Iterator[Json]:
    connection = ledger.connection
    held = tables(connection)
    inner = {part for parts in PARTS.values() for part in parts}
    for table in held.values():
        if table.name in inner:
            continue
        parts = {name: _Children(connection, held[name], table.name[:-1]) for name in PARTS.get(table.name, ())}
        for row in connection.execute(table.select()):
            values = {name: _value(ledger, table.name, name, row[i]) for i, name in enumerate(table.columns)}
            counts[table.name] += 1
            line: Json = {"table": table.name, "row": values}
            if parts:
                line["parts"] = {name: children.of(values["rowid"]) for name, children in parts.items()}
                counts.update({name: len(rows) for name, rows in line["parts"].items()})
            yield line
    for name in sorted(inner):
        (there,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
        if there != counts[name]:
            raise _damaged(ledger, f"{there - counts[name]} rows of {name} belong to nothing")


class _Children:
    """The rows of a table that belong to rows of another, which are asked for in order."""

    def __init__(self, connection: sqlite3.Connection, table: Table, parent: str) -> None:
        self.columns = tuple(name for name in table.columns if name != parent)
        names = (parent, *self.columns)
        query = Table(table.name, names, table.key).select(parent)
        self._groups = groupby(connection.execute(query), itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, rowid: int) -> list[Json]:
        """Those of this row, without the column that refers to it."""
        while self._next and self._next[0] < rowid:  # of a row that is not there
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != rowid:
            return []
        out = [dict(zip(self.columns, row[1:], strict=True)) for row in map(tuple, self._next[1])]
        self._next = next(self._groups, None)
        return out


def _value(ledger: Ledger, table: str, column: str, value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    if (table, column) == READING:
        try:
            line = unpacked(value)
            obj = orjson.loads(line)
        except (zstandard.ZstdError, orjson.JSONDecodeError) as error:
            raise _damaged(ledger, f"a reading cannot be opened: {error}") from error
        if orjson.dumps(obj, option=orjson.OPT_APPEND_NEWLINE) == line:
            return obj
    return {"base64": b64encode(value).decode()}


def _damaged(ledger: Ledger, what: str) -> LedgerError:
    return LedgerError(
        "damaged_ledger",
        f"{ledger.path} is damaged: {what}",
        "onrecord check says where; put a copy in its place that onrecord backup made",
    )
