"""A file that is there whole or not at all, and never in the place of another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.model.errors import LedgerError


@contextmanager
def new_file(to: Path, hint: str) -> Iterator[Path]:
    """Where to write what becomes `to` when the block ends well. Raises LedgerError `file_exists` with this hint."""
    taken = LedgerError("file_exists", f"{to} is there already", hint)
    if to.exists():
        raise taken
    waiting = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        yield waiting
        try:
            os.link(waiting, to)  # unlike a renaming, replaces nothing
        except FileExistsError:
            raise taken from None
        except OSError:  # a file system without hard links
            waiting.rename(to)
    finally:
        waiting.unlink(missing_ok=True)
