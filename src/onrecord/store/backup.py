"""A copy of a ledger as it is at one moment, made while others read and write it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from onrecord.model.errors import LedgerError
from onrecord.store.ledger import Ledger
from onrecord.store.trouble import told


def backup(ledger: Ledger, to: Path) -> int:
    """Copy the ledger to a new file, whole or not at all; its size in bytes.

    Raises LedgerError `file_exists`, `cannot_write`, `disk_full`.
    """
    if to.exists():
        raise _exists(to)
    waiting = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        with told(to), closing(sqlite3.connect(waiting)) as copy:
            ledger.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # leaves one file, whatever is done with it
        try:
            os.link(waiting, to)  # unlike a renaming, replaces nothing
        except FileExistsError:
            raise _exists(to) from None
        except OSError:  # a file system without hard links
            waiting.rename(to)
    finally:
        waiting.unlink(missing_ok=True)
    return to.stat().st_size


def _exists(to: Path) -> LedgerError:
    return LedgerError(
        "file_exists", f"{to} is there already", "Give the backup a name of its own; nothing was written"
    )
