"""The ledger: one SQLite file that keeps what was read, what was found in it, and what belongs together."""

from onrecord.store.ledger import Ledger

__all__ = ["Ledger"]
