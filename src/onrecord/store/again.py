"""Reading a ledger's documents again, with another model or extractor: each that reads otherwise is a new revision of
the same bytes, and what people decided holds on to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from onrecord.model.document import Failure, Raw
from onrecord.model.reading import Reading
from onrecord.store.ledger import Ledger
from onrecord.store.translations import BY_HAND

BATCH_DOCUMENTS = 32  # in one transaction


@dataclass(slots=True)
class Reread:
    """What became of the documents: read otherwise, as before, or not at all, when the last revision stays."""

    changed: int = 0
    same: int = 0
    failures: list[Failure] = field(default_factory=list)


def unread(ledger: Ledger, model: str | None) -> list[str]:
    """Ids of the documents whose last revision another model than this read (None: of all), in order; not of those that
    people code by hand."""
    rows = ledger.connection.execute(
        "SELECT id FROM documents WHERE current = 1 AND model != ? AND model IS NOT ? ORDER BY rowid", (BY_HAND, model)
    )
    return [row["id"] for row in rows.fetchall()]


def reread(ledger: Ledger, ids: Iterable[str], read: Callable[[Iterable[Raw]], Iterator[Reading | Failure]]) -> Reread:
    """Read these documents again from their bytes. `read` gives one item for each, in order (`pipeline.run_raws`).

    What was read before an error or an interruption is kept.
    """
    out = Reread()
    waiting: list[Raw] = []
    batch: list[tuple[Raw, Reading]] = []

    def raws() -> Iterator[Raw]:
        for id in ids:
            waiting.append(ledger.raw(id))
            yield waiting[-1]

    def flush() -> None:
        full = batch.copy()
        batch.clear()
        if full:
            changed = ledger.replace(full)
            out.changed += changed
            out.same += len(full) - changed

    try:
        for item in read(raws()):
            raw = waiting.pop(0)
            if isinstance(item, Failure):
                out.failures.append(item)
                continue
            batch.append((raw, item))
            if len(batch) == BATCH_DOCUMENTS:
                flush()
    finally:
        flush()
    return out
