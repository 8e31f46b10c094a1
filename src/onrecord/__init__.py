"""onrecord reads news and turns it into a ledger of claims, each field resting on the exact words."""

__version__ = "0.1.0"
