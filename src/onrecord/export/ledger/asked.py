"""What an export is asked for, and what it says when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from onrecord.store.filters import Filters
from onrecord.store.ledger import Ledger
from onrecord.store.records import Progress, claim_records, incident_records, no_progress

Json = dict[str, Any]
Rows = Literal["claims", "incidents"]
QUOTE_CHARACTERS = 240  # of a sentence around a trigger: most news sentences are shorter


@dataclass(frozen=True, slots=True)
class Asked:
    """A ledger, the filters that rows must meet, what a row is (None: as the format has it), whether article text may
    go out, and how long a quote may be. `progress` is told of rows that are out."""

    ledger: Ledger
    filters: Filters = field(default_factory=Filters)
    rows: Rows | None = None
    text: bool = True
    quote_characters: int = QUOTE_CHARACTERS
    progress: Progress = no_progress

    def claims(self) -> Iterator[Json]:
        """The claims that meet the filters, as `store.records.claim_records` has them."""
        return claim_records(self.ledger.connection, self.filters, self.quote_characters, self.progress)

    def incidents(self) -> Iterator[Json]:
        """The incidents that meet the filters, as `store.records.incident_records` has them."""
        return incident_records(self.ledger.connection, self.filters, self.progress)

    def records(self, default: Rows) -> tuple[Rows, Iterator[Json]]:
        """What a row is, and all rows."""
        rows = self.rows or default
        return rows, self.claims() if rows == "claims" else self.incidents()


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows are in a file, by what they are: `{"claims": 12}`; and what a reader should know of it."""

    counts: dict[str, int]
    note: str = ""

    def __str__(self) -> str:
        counted = ", ".join(f"{count:,} {noun if count != 1 else _one(noun)}" for noun, count in self.counts.items())
        return f"{counted}{'; ' if self.note else ''}{self.note}"


def _one(noun: str) -> str:
    """ "claims" → "claim", "entities" → "entity"."""
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")
