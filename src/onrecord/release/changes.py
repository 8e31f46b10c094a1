"""What rows came, went and changed between two releases, table by table, in the memory of a few rows."""

from __future__ import annotations

import csv
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

import orjson

from onrecord.model.errors import OnrecordError

KEYS = {"claims": ("document", "key"), "incidents": ("id",)}  # columns that name a row
MOST_CELL_CHARS = 10_000_000

Json = dict[str, Any]
Follow = Callable[[str], str | None]
"""The incident that an id of the release before leads to now; None if nothing is left of it."""


@dataclass(slots=True)
class Changed:
    """Counts of one table's changes: rows by kind, changed rows by column, and columns that only one of the two has."""

    rows: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    new_columns: tuple[str, ...] = ()
    lost_columns: tuple[str, ...] = ()

    def summary(self) -> Json:
        """Plain values."""
        return {
            **{kind: self.rows[kind] for kind in ("added", "removed", "changed", "same")},
            "columns": dict(sorted(self.columns.items())),
            "new_columns": list(self.new_columns),
            "lost_columns": list(self.lost_columns),
        }


def compare(table: str, before: Path, now: Path, room: Path, changed: Changed, follow: Follow) -> Iterator[Json]:
    """Changes of a table between two CSV files: those of rows that are there, in their order, then those that went.

    Each has `table`, `change` (added, removed, changed), `row` (the columns that name it) and, where it changed,
    `fields`: column → [before, now]. An incident that went has `now`, the one that it is part of. `room` is a folder
    for a file while it runs; `changed` is filled on the way. Raises OnrecordError `bad_release` if `before` is no such
    table.
    """
    scratch = room / f".{table}.before"
    try:
        with closing(sqlite3.connect(scratch)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("CREATE TABLE before (key TEXT PRIMARY KEY, row TEXT NOT NULL) WITHOUT ROWID")
            old = _keep(connection, table, before)
            new = _head(now)
            changed.new_columns = tuple(name for name in new if name not in old)
            changed.lost_columns = tuple(name for name in old if name not in new)
            shared = [name for name in new if name in old]
            yield from _present(connection, table, now, shared, changed)
            yield from _gone(connection, table, changed, follow)
    finally:
        scratch.unlink(missing_ok=True)


def _keep(connection: sqlite3.Connection, table: str, before: Path) -> Sequence[str]:
    columns = _head(before)
    if missing := [name for name in KEYS[table] if name not in columns]:
        raise OnrecordError(
            "bad_release", f"{before} has no column {', '.join(missing)}", "Give --since a release that onrecord made"
        )
    rows = ((_key(table, row), orjson.dumps(row).decode()) for row in _rows(before))
    connection.executemany("INSERT OR REPLACE INTO before VALUES (?, ?)", rows)
    return columns


def _present(
    connection: sqlite3.Connection, table: str, now: Path, shared: Sequence[str], changed: Changed
) -> Iterator[Json]:
    for row in _rows(now):
        key = _key(table, row)
        found = connection.execute("SELECT row FROM before WHERE key = ?", (key,)).fetchone()
        if found is None:
            changed.rows["added"] += 1
            yield _change(table, "added", row)
            continue
        connection.execute("DELETE FROM before WHERE key = ?", (key,))
        old = orjson.loads(found[0])
        fields = {name: [old[name], row[name]] for name in shared if old[name] != row[name]}
        changed.rows["changed" if fields else "same"] += 1
        changed.columns.update(list(fields))  # the names alone: a mapping would add up its values
        if fields:
            yield {**_change(table, "changed", row), "fields": fields}


def _gone(connection: sqlite3.Connection, table: str, changed: Changed, follow: Follow) -> Iterator[Json]:
    for (text,) in connection.execute("SELECT row FROM before ORDER BY key"):
        changed.rows["removed"] += 1
        record = _change(table, "removed", orjson.loads(text))
        yield {**record, "now": follow(record["row"]["id"])} if table == "incidents" else record


def _change(table: str, change: str, row: dict[str, str]) -> Json:
    return {"table": table, "change": change, "row": {name: row[name] for name in KEYS[table]}}


def _key(table: str, row: dict[str, str]) -> str:
    return "\x1f".join(row[name] for name in KEYS[table])


def _head(path: Path) -> Sequence[str]:
    with _opened(path) as file:
        return next(csv.reader(file), [])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(min(sys.maxsize, MOST_CELL_CHARS))
    with _opened(path) as file:
        rows = csv.reader(file, strict=True)
        head = next(rows, [])
        for row in rows:
            if len(row) != len(head):
                raise _damaged(path, f"line {rows.line_num} has {len(row)} cells, not {len(head)}")
            yield dict(zip(head, row, strict=True))


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield file
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, why: str) -> OnrecordError:
    return OnrecordError(
        "bad_release", f"{path} cannot be read: {why}", "Give --since a release that onrecord made, whole"
    )
