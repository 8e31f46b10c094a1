"""Inputs into a ledger: what it has is left out, the rest is read and stored batch by batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from time import monotonic

from onrecord.model.document import Failure, Raw
from onrecord.model.reading import Reading
from onrecord.store.documents import Stored
from onrecord.store.ledger import Ledger

BATCH_DOCUMENTS = 32  # in one transaction at most
BATCH_S = 5.0  # a slow reading waits no longer for the others of its batch

Read = Callable[[Iterable[Raw | Failure]], Iterator[Reading | Failure]]


def fill(ledger: Ledger, raws: Iterable[Raw | Failure], read: Read) -> Stored:
    """Read what the ledger does not know and store it; what was read before an error or an interruption is kept.

    `read` gives one item for each input, in order (`pipeline.run_raws`), and gets no document twice.
    """
    stored = Stored()
    waiting: deque[Raw | Failure] = deque()
    batch: list[tuple[Raw | Failure, Reading | Failure]] = []

    def unknown() -> Iterator[Raw | Failure]:
        for raw in raws:
            if isinstance(raw, Raw) and ledger.knows(raw):
                stored.known += 1
                continue
            waiting.append(raw)
            yield raw

    def flush() -> None:
        full = batch.copy()
        batch.clear()  # first, so that a batch that cannot be stored is not tried again on the way out
        if full:
            stored.include(ledger.add(full))

    began = monotonic()
    try:
        for item in read(unknown()):
            batch.append((waiting.popleft(), item))
            if len(batch) == BATCH_DOCUMENTS or monotonic() - began >= BATCH_S:
                flush()
                began = monotonic()
    finally:
        flush()
    return stored
