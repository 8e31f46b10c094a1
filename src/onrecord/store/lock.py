"""One writer at a time: a lock file beside the ledger, which the system lets go when its holder ends."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from onrecord.model.errors import LedgerError
from onrecord.store.trouble import disk_full

SUFFIX = ".writer"
POLL_S = 0.1
LOCKED_BYTE = 1 << 30  # Windows keeps others from reading what is locked, so a byte behind the text is

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int) -> None:
        os.lseek(fd, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(fd: int) -> None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WriterLock:
    """Holds the right to write to a ledger. Raises LedgerError `ledger_busy`, which says who holds it, or
    `cannot_write` or `disk_full` if no file can be made beside the ledger."""

    def __init__(self, ledger: Path, wait_s: float) -> None:
        self.path = ledger.with_name(ledger.name + SUFFIX)
        until = time.monotonic() + wait_s
        while not self._take():
            if time.monotonic() >= until:
                raise LedgerError(
                    "ledger_busy",
                    f"{ledger} is being written by {self._holder()}",
                    "Try again when that is done, or wait for it longer with --wait SECONDS",
                )
            time.sleep(POLL_S)

    def _take(self) -> bool:
        try:
            fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise LedgerError(
                "cannot_write",
                f"{self.path} cannot be made beside the ledger: {error.strerror}",
                "Give --ledger a file in a folder that you may write to",
            ) from error
        try:
            _try_lock(fd)
            # Its last holder may have deleted the file between our opening and locking it: then others lock another
            if not self._is_ours(fd):
                raise BlockingIOError
        except OSError:
            os.close(fd)
            return False
        self._fd = fd
        self._sign()
        return True

    def _sign(self) -> None:
        """Write down who holds it."""
        who = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat("T", "seconds")}
        try:
            os.lseek(self._fd, 0, os.SEEK_SET)
            os.ftruncate(self._fd, 0)
            os.write(self._fd, json.dumps(who).encode())
        except OSError as error:
            self.release()
            raise disk_full(self.path) from error

    def _is_ours(self, fd: int) -> bool:
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return False
        ours = os.fstat(fd)
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)

    def _holder(self) -> str:
        try:
            who = json.loads(self.path.read_bytes())
            return f"process {who['pid']} on {who['host']} since {who['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"  # it has just taken or just left it

    def release(self) -> None:
        """Let others write. The file goes with the lock."""
        if sys.platform != "win32":  # which deletes no open file
            self.path.unlink(missing_ok=True)
        os.close(self._fd)

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
