"""What one server serves: a ledger, opened anew for every answer, so that one that is gone or replaced is noticed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.requests import HTTPConnection

from onrecord.server.access.accounts import Accounts
from onrecord.server.access.throttle import Throttle
from onrecord.store import Ledger


@dataclass(frozen=True, slots=True)
class Serving:
    """The ledger's file, the names under which the server may be asked for, and who may log in."""

    path: Path
    hosts: frozenset[str]
    accounts: Accounts
    throttle: Throttle

    @property
    def name(self) -> str:
        """What pages call the ledger."""
        return self.path.stem

    def open(self) -> Ledger:
        """The ledger to read from, for a `with` statement within one function: SQLite's connections keep to a thread.

        Raises LedgerError.
        """
        return Ledger.open(self.path)


def serving(request: HTTPConnection) -> Serving:
    """What the server of this request serves."""
    found: Serving = request.app.state.serving
    return found
