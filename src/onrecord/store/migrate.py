"""The ledger's schema: numbered SQL files, each run once, in order, in one transaction with its number."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from pathlib import Path

import onrecord
from onrecord.model.errors import LedgerError
from onrecord.store.trouble import not_a_ledger

APPLICATION_ID = 0x4F4E5243  # "ONRC", in the file's head: what makes a SQLite file a ledger
_NAME = re.compile(r"(\d{3})_\w+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: from schema `number` - 1 to `number`."""

    number: int
    name: str
    sql: str


@cache
def migrations() -> tuple[Migration, ...]:
    """All steps that this onrecord knows, numbered from 1."""
    folder = resources.files("onrecord.store").joinpath("migrations")
    files = sorted(file.name for file in folder.iterdir() if _NAME.fullmatch(file.name))
    return tuple(
        Migration(number, name, folder.joinpath(name).read_text(encoding="utf-8"))
        for number, name in enumerate(files, 1)
    )


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """The ledger's schema number, 0 for an empty database. Raises LedgerError `not_a_ledger`, `newer_ledger`."""
    (id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if id != APPLICATION_ID:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if id or version or tables:
            raise not_a_ledger(path, "another program made this SQLite file")
        return 0
    if version > (last := migrations()[-1]).number:
        name, by = connection.execute("SELECT name, onrecord FROM migrations ORDER BY number DESC LIMIT 1").fetchone()
        raise LedgerError(
            "newer_ledger",
            f"{path} was made by onrecord {by} and has schema {version} ({name}); this is onrecord "
            f"{onrecord.__version__}, which knows schemas up to {last.number} ({last.name})",
            f"Install onrecord {by} or later, or give --ledger another file",
        )
    return int(version)


def migrate(connection: sqlite3.Connection, version: int, until: int | None = None) -> None:
    """Run the steps that come after `version`, all or `until` a number. Each is whole or not at all."""
    for step in migrations()[version:until]:
        # executescript would commit before it starts, so the transaction is part of the script
        row = f"({step.number}, '{step.name}', '{onrecord.__version__}', '{now()}')"
        try:
            connection.executescript(
                f"BEGIN IMMEDIATE;\n{step.sql}\nINSERT INTO migrations VALUES {row};\n"
                f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {step.number};\nCOMMIT;"
            )
        except BaseException:
            if connection.in_transaction:
                connection.rollback()
            raise


def now() -> str:
    """UTC, to the second: "2026-11-28T10:00:00Z"."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
