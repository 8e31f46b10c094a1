"""A copy of a ledger as it is at one moment, made while others read and write it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from onrecord.store.ledger import Ledger
from onrecord.store.new_file import new_file
from onrecord.store.trouble import told


def backup(ledger: Ledger, to: Path) -> int:
    """Copy the ledger to a new file, whole or not at all; its size in bytes.

    Raises LedgerError `file_exists`, `cannot_write`, `disk_full`.
    """
    hint = "Give the backup a name of its own; nothing was written"
    with new_file(to, hint) as waiting, told(to), closing(sqlite3.connect(waiting)) as copy:
        ledger.connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # leaves one file, whatever is done with it
    return to.stat().st_size
