"""What an export is asked for, and what it says when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from onrecord.store.filters import Filters
from onrecord.store.ledger import Ledger
from onrecord.store.records import Progress, capped, claim_records, incident_records, no_progress

Json = dict[str, Any]
Rows = Literal["claims", "incidents"]
QUOTE_CHARACTERS = 240  # of a sentence around a trigger: most news sentences are shorter
NAME_CHARACTERS = 80  # of names and triggers where article text may not go out: names stay, paragraphs do not
WORDS = ("text", "trigger_text", "trigger", "name", "place", "of", "unit", "actors", "recipients")  # of the article


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
        records = claim_records(self.ledger.connection, self.filters, self.quote_characters, self.progress)
        return records if self.text else map(self.held, records)

    def incidents(self) -> Iterator[Json]:
        """The incidents that meet the filters, as `store.records.incident_records` has them."""
        records = incident_records(self.ledger.connection, self.filters, self.progress)
        return records if self.text else map(self.held, records)

    def held(self, value: Any) -> Any:
        """A record as it may go out: where article text may not, no other words of it are longer than a quote or a
        name, since a person or a model may have taken a whole paragraph for a name."""
        return value if self.text else _short(value, max(self.quote_characters, NAME_CHARACTERS), None)

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


def _short(value: Any, most: int, name: str | None) -> Any:
    if isinstance(value, list):
        return [_short(item, most, name) for item in value]
    if isinstance(value, dict):
        return {key: _short(item, most, key) for key, item in value.items()}
    return capped(value, most) if name in WORDS and isinstance(value, str) else value


def _one(noun: str) -> str:
    """ "claims" → "claim", "entities" → "entity"."""
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")
