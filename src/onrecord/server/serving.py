"""What one server serves: a ledger, opened anew for every answer, so that one that is gone or replaced is noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from anyio import Lock, to_thread
from starlette.requests import HTTPConnection

from onrecord.server.access.accounts import Accounts
from onrecord.server.access.throttle import Throttle
from onrecord.store import Ledger

T = TypeVar("T")
WAIT_S = 30.0  # for a program that writes to the ledger at the same time


@dataclass(frozen=True, slots=True)
class Serving:
    """The ledger's file, the names under which the server may be asked for, and who may log in."""

    path: Path
    hosts: frozenset[str]
    accounts: Accounts
    throttle: Throttle
    writing: Lock = field(default_factory=Lock)  # one at a time, in the order in which they came

    @property
    def name(self) -> str:
        """What pages call the ledger."""
        return self.path.stem

    def open(self) -> Ledger:
        """The ledger to read from, for a `with` statement within one function: SQLite's connections keep to a thread.

        Raises LedgerError.
        """
        return Ledger.open(self.path)

    async def write(self, change: Callable[[Ledger], T]) -> T:
        """What `change` makes of the ledger, open for writing in a thread of its own.

        Requests wait here and not in threads, which those that only read need. Raises LedgerError.
        """

        def changed() -> T:
            if not self.path.exists():
                self.open().close()  # says so; open to write, it would be made anew
            with Ledger.open(self.path, write=True, wait_s=WAIT_S) as ledger:
                return change(ledger)

        async with self.writing:
            return await to_thread.run_sync(changed)


def serving(request: HTTPConnection) -> Serving:
    """What the server of this request serves."""
    found: Serving = request.app.state.serving
    return found
