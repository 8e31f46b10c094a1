"""From the lines that `store.dump` makes to the same ledger again: whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from base64 import b64decode
from binascii import Error as Base64Error
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO, Any, NoReturn

import orjson

from onrecord.model.errors import LedgerError
from onrecord.store.dump import FORMAT, PARTS, READING, Json, tables
from onrecord.store.facets import index_all
from onrecord.store.migrate import migrate, migrations
from onrecord.store.new_file import new_file
from onrecord.store.rows import packed, search_row
from onrecord.store.trouble import told

LONGEST_LINE = 1 << 30  # bytes: SQLite holds no longer value


def lines_of(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file; one that no ledger can hold comes in pieces, so that it cannot fill the memory."""
    while line := file.readline(LONGEST_LINE):
        yield line


def load(lines: Iterable[bytes], source: str, to: Path) -> Mapping[str, int]:
    """Make a new ledger of a dump's lines; how many rows of each table there are. `source` is named in errors.

    A dump of an earlier schema becomes a ledger of today's. Raises LedgerError `file_exists`, `not_an_export`,
    `part_of_a_ledger`, `newer_export`, `damaged_export`, `cannot_write`, `disk_full`; nothing is left of it then.
    """
    if not to.parent.is_dir():
        raise LedgerError("cannot_write", f"{to} cannot be made: its folder is not there", "Make the folder first")
    with new_file(to, "An import makes a new ledger: give it a name of its own") as waiting:
        with told(to), closing(sqlite3.connect(waiting, isolation_level=None)) as connection:
            counts = _Loader(connection, source).run(lines)
        _to_disk(waiting)
    return counts


class _Loader:
    """Lines into an empty database. Nobody else sees it, so that it needs no journal."""

    def __init__(self, connection: sqlite3.Connection, source: str) -> None:
        self.connection = connection
        self.source = source
        self.counts: Counter[str] = Counter()
        self.line = 0
        self._inserts: dict[tuple[str, ...], str] = {}

    def run(self, lines: Iterable[bytes]) -> Mapping[str, int]:
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        objects = self._checked(lines)
        schema = self._head(next(objects, None))
        migrate(self.connection, 0, schema)
        triggers = self._without_triggers()
        self.connection.execute("BEGIN")
        self.connection.execute("DELETE FROM migrations")  # those of the ledger that was exported come in their place
        self._columns = {name: set(table.columns) for name, table in tables(self.connection).items()}
        for obj in objects:
            self._row(obj)
        self.connection.execute("COMMIT")
        for sql in triggers:
            self.connection.execute(sql)
        migrate(self.connection, schema)
        self.connection.execute("BEGIN")
        index_all(self.connection)
        self.connection.execute("COMMIT")
        broken = self.connection.execute("PRAGMA foreign_key_check").fetchone()
        if broken:
            self._refuse(f"a row of {broken[0]} refers to a row of {broken[2]} that is not in it")
        return dict(sorted(self.counts.items()))

    def _checked(self, lines: Iterable[bytes]) -> Iterator[Json]:
        """The object of each line but the last, which must agree with all before it."""
        digest = hashlib.sha256()
        for self.line, line in enumerate(lines, 1):
            try:
                obj = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                self._refuse(f"line {self.line} is no JSON: {error}")
            if not isinstance(obj, dict):
                self._refuse(f"line {self.line} is no object")
            if "end" in obj:
                if obj.get("sha256") != digest.hexdigest():
                    self._refuse("its lines are not those that were written: the digest at its end differs")
                if obj["end"] != dict(sorted(self.counts.items())):
                    self._refuse(f"it should hold {obj['end']} rows and holds {dict(sorted(self.counts.items()))}")
                return
            digest.update(line)
            yield obj
        self._refuse(f"it breaks off after line {self.line}")

    def _head(self, head: Json | None) -> int:
        """The schema of the ledger that was exported."""
        if head is None or head.get("onrecord") not in ("ledger", "part"):
            raise LedgerError(
                "not_an_export",
                f"{self.source} is no export of a ledger: its first line does not say so",
                "Make one with: onrecord export --ledger FILE --format jsonl --output FILE.jsonl. "
                "What onrecord read prints is an input of onrecord add",
            )
        if head["onrecord"] == "part":
            raise LedgerError(
                "part_of_a_ledger",
                f"{self.source} is part of a ledger: {head.get('why', 'it leaves something out')}",
                "Export it again without filters and with text",
            )
        newest = len(migrations())
        number, schema = head.get("format"), head.get("schema")
        if not isinstance(number, int) or not isinstance(schema, int) or schema < 1:
            self._refuse("its first line gives no format and schema")
        if number > FORMAT or schema > newest:
            raise LedgerError(
                "newer_export",
                f"{self.source} was made by onrecord {(by := head.get('made_by'))} and has format {number} and schema "
                f"{schema}; this onrecord knows them up to {FORMAT} and {newest}",
                f"Install onrecord {by} or later",
            )
        return schema

    def _row(self, obj: Json) -> None:
        table, row = obj.get("table"), obj.get("row")
        if not isinstance(table, str) or table not in self._columns or not isinstance(row, dict):
            self._refuse(f"line {self.line} is of no table that a ledger has: {table!r}")
        self._insert(table, row)
        if table == "documents":
            self._words(row)
        parts = obj.get("parts", {})
        if not isinstance(parts, dict):
            self._refuse(f"line {self.line} holds parts that are no object")
        for part, rows in parts.items():
            if part not in PARTS.get(table, ()):
                self._refuse(f"line {self.line} holds rows of {part!r}, which are no part of {table}")
            if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
                self._refuse(f"line {self.line} holds {part} that are no list of rows")
            for one in rows:
                self._insert(part, {table[:-1]: row.get("rowid"), **one})

    def _insert(self, table: str, row: Json) -> None:
        names = (table, *row)
        insert = self._inserts.get(names)
        if insert is None:
            if unknown := set(row) - self._columns[table]:
                self._refuse(f"line {self.line} has columns that {table} has not: {', '.join(sorted(unknown))}")
            columns = ", ".join(f'"{name}"' for name in row)
            insert = f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(row))})"
            self._inserts[names] = insert
        try:
            self.connection.execute(insert, [_value(table, name, value) for name, value in row.items()])
        except (
            sqlite3.IntegrityError,
            sqlite3.InterfaceError,
            sqlite3.ProgrammingError,
            sqlite3.DataError,  # longer than SQLite holds
            OverflowError,  # a number of more than 64 bits
            Base64Error,
            KeyError,
            TypeError,
            ValueError,
        ) as error:
            self._refuse(f"line {self.line} cannot be a row of {table}: {error}")
        self.counts[table] += 1

    def _words(self, row: Json) -> None:
        """Let a document be found by its words."""
        try:
            words = search_row(row["reading"])
        except (KeyError, TypeError) as error:
            self._refuse(f"line {self.line} holds a document whose reading lacks {error}")
        title, text, _ = words
        if not isinstance(text, str) or not isinstance(title, str | None):
            self._refuse(f"line {self.line} holds a document whose title or text is no text")
        self.connection.execute(
            "INSERT INTO texts (rowid, title, text, names) VALUES (?, ?, ?, ?)", (row["rowid"], *words)
        )

    def _without_triggers(self) -> list[str]:
        """Take triggers away, which would change rows that come as they are; the SQL that makes them again."""
        found = self.connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in found:
            self.connection.execute(f"DROP TRIGGER {name}")
        return [sql for _, sql in found]

    def _refuse(self, what: str) -> NoReturn:
        raise LedgerError(
            "damaged_export", f"{self.source} is damaged: {what}", "Export the ledger again; nothing was written"
        )


def _value(table: str, column: str, value: Any) -> Any:
    """What SQLite stores for a value of the dump."""
    if (table, column) == READING and isinstance(value, dict) and "base64" not in value:
        return packed(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    return b64decode(value["base64"], validate=True) if isinstance(value, dict) else value


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
