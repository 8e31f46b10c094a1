"""What SQLite and the system say is wrong with a ledger, in words that name the file and what to do next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.model.errors import LedgerError

AGAIN = "and run the same command again; nothing that was stored is lost"


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns errors of SQLite into LedgerError: `not_a_ledger`, `damaged_ledger`, `disk_full`, `cannot_write`,
    `cannot_open`, `ledger_busy`. What onrecord itself does wrong (constraints, SQL) passes as it is."""
    try:
        yield
    except sqlite3.Error as error:
        known = _explain(error, path)
        if known is None:
            raise
        raise known from error


def not_a_ledger(path: Path, what: str) -> LedgerError:
    """The file is there, but no ledger."""
    return LedgerError("not_a_ledger", f"{path} is no ledger: {what}", "Give --ledger a file that onrecord add made")


def disk_full(path: Path) -> LedgerError:
    """The file cannot grow."""
    return LedgerError("disk_full", f"there is no space left on the disk for {path}", f"Make some, {AGAIN}")


def _explain(error: sqlite3.Error, path: Path) -> LedgerError | None:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary == sqlite3.SQLITE_NOTADB:
        return not_a_ledger(path, "it is no SQLite file, or its first page is damaged")
    if primary == sqlite3.SQLITE_CORRUPT or (primary is None and "malformed" in str(error)):
        return LedgerError(
            "damaged_ledger",
            f"{path} is damaged: {error}",
            "Put a copy in its place that onrecord backup made, or add the inputs to a new ledger",
        )
    if primary == sqlite3.SQLITE_FULL:
        return disk_full(path)
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return LedgerError(
            "cannot_write", f"{path} cannot be written: {error}", "Give --ledger a file that you may write to"
        )
    if primary == sqlite3.SQLITE_CANTOPEN:
        return LedgerError(
            "cannot_open", f"{path} cannot be opened: {error}", "Look whether its folder is there and yours to use"
        )
    if primary == sqlite3.SQLITE_IOERR:
        return LedgerError(
            "disk_error", f"the disk of {path} failed: {error}", f"Look at its space and health, {AGAIN}"
        )
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LedgerError("ledger_busy", f"{path} is locked by another program", "Close that and try again")
    return None
