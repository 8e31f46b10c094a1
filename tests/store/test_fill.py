"""Inputs into a ledger: what is known is not read, what was read is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest

import readers
from entries import SIMPLE
from onrecord.model.document import Failure, Raw
from onrecord.model.reading import Reading
from onrecord.pipeline import run_raws
from onrecord.settings import Settings
from onrecord.store import Ledger
from onrecord.store.documents import Stored
from onrecord.store.fill import BATCH_DOCUMENTS, fill

ARTICLE = (
    "Police in the town of Velden arrested a union leader on Friday, the interior ministry said in a statement. "
    "He had called for a march to the harbour, which the government of the province forbade earlier in the week.\n"
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        yield opened


def raws(*ids: str, text: str = ARTICLE) -> list[Raw | Failure]:
    return [Raw(id, f"{id}.txt", "text", f"{id}. {text}".encode()) for id in ids]


def ids(ledger: Ledger) -> list[str]:
    return [row["id"] for row in ledger.connection.execute("SELECT id FROM documents ORDER BY rowid")]


def test_what_is_known_never_reaches_the_reader(ledger: Ledger) -> None:
    reader = readers.WordReader()
    read = partial(run_raws, settings=Settings(), reader=reader)
    assert fill(ledger, raws("a", "b"), read) == Stored(documents=2, claims=2)
    assert fill(ledger, raws("a", "b", "c"), read) == Stored(documents=1, claims=1, known=2)
    assert reader.batches == [2, 1]


def test_failures_are_stored_in_their_place_and_tried_again(ledger: Ledger) -> None:
    read = partial(run_raws, settings=Settings(), reader=readers.WordReader())
    inputs = [
        *raws("a"),
        Failure("b.txt", "unreadable", "b.txt cannot be read", "Look"),
        *raws("c", text=f"{ARTICLE} A crash."),
    ]
    assert fill(ledger, inputs, read) == Stored(documents=1, claims=1, failures=2)
    assert fill(ledger, inputs, read) == Stored(known=1, failures=2)
    assert fill(ledger, raws("b.txt"), read).documents == 1
    assert [row["id"] for row in ledger.connection.execute("SELECT id FROM failures")] == ["c"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_what_was_read_before_an_interruption_is_kept(ledger: Ledger, error: type[BaseException]) -> None:
    def broken(found: Iterable[Raw | Failure]) -> Iterator[Reading | Failure]:
        for i, item in enumerate(run_raws(found, settings=Settings(), reader=readers.WordReader())):
            if i == 5:
                raise error
            yield item

    with pytest.raises(error):
        fill(ledger, raws(*"abcdefgh"), broken)
    assert ids(ledger) == list("abcde")


def test_batches_become_visible_one_by_one(ledger: Ledger) -> None:
    seen = []

    def watched(found: Iterable[Raw | Failure]) -> Iterator[Reading | Failure]:
        for item in run_raws(found, settings=Settings(), reader=readers.WordReader()):
            with Ledger.open(ledger.path) as other:
                seen.append(len(ids(other)))
            yield item

    fill(ledger, raws(*(f"n{i}" for i in range(BATCH_DOCUMENTS + 1))), watched)
    assert seen == [0] * BATCH_DOCUMENTS + [BATCH_DOCUMENTS]


def test_a_slow_reading_is_stored_before_its_batch_is_full(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    from itertools import count

    ticks = count(0, 3)
    monkeypatch.setattr("onrecord.store.fill.monotonic", lambda: next(ticks))
    calls = []
    monkeypatch.setattr(ledger, "add", lambda batch: calls.append(len(batch)) or Stored())
    fill(ledger, raws(*"abcde"), partial(run_raws, settings=Settings(), reader=readers.WordReader()))
    assert max(calls) < 5 and sum(calls) == 5
