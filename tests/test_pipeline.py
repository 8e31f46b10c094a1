"""Inputs run through the stages in order, and what is wrong with one stays with that one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import readers
from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import OnrecordError, WeightsError
from onrecord.model.reading import Reading
from onrecord.pipeline import BATCH_BYTES, BATCH_DOCUMENTS, Item, Tally, run, run_raws
from onrecord.settings import Settings

ARTICLE = (
    "Police in the town of Velden arrested a union leader on Friday, the interior ministry said in a statement. "
    "He had called for a march to the harbour, which the government of the province forbade earlier in the week.\n"
)
SETTINGS = Settings()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Forty articles, the tenth empty and the twentieth one that the reader breaks on."""
    lines = [{"id": f"n{i:02}", "text": f"Number {i}. {ARTICLE}"} for i in range(40)]
    lines[10]["text"] = ""
    lines[20]["text"] += "A crash followed on the road to the harbour."
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


def check_all(items: list[Item]) -> None:
    assert [i.id for i in items] == [f"n{i:02}" for i in range(40)]
    failures = {i.id: i for i in items if isinstance(i, Failure)}
    assert sorted(failures) == ["n10", "n20"]
    assert failures["n20"].code == "internal"
    assert failures["n20"].message == "reading it raised RuntimeError: this one is too much"
    assert all(len(i.claims) == 1 for i in items if isinstance(i, Reading))


def test_items_come_in_input_order_with_failures_in_their_place(articles: Path) -> None:
    check_all(list(run([str(articles)], settings=SETTINGS, reader=readers.WordReader())))


def test_two_processes_give_what_one_gives(articles: Path) -> None:
    assert list(run([str(articles)], settings=SETTINGS, jobs=2, load=readers.load)) == list(
        run([str(articles)], settings=SETTINGS, load=readers.load)
    )


def test_the_reader_gets_batches_and_a_bad_one_again_one_by_one(articles: Path) -> None:
    reader = readers.WordReader()
    list(run([str(articles)], settings=SETTINGS, reader=reader))
    assert max(reader.batches) <= BATCH_DOCUMENTS
    first, second, *single, last = reader.batches
    assert (first, second, last) == (15, 16, 8)
    assert single == [1] * 16


def test_results_come_while_inputs_are_still_read() -> None:
    taken = 0

    def endless() -> Iterator[Raw]:
        nonlocal taken
        while True:
            taken += 1
            yield Raw(f"n{taken}", "stream", "text", ARTICLE.encode())

    items = run_raws(endless(), settings=SETTINGS, reader=readers.WordReader())
    assert next(items).id == "n1"
    assert taken <= BATCH_DOCUMENTS + 1


def test_large_inputs_are_not_held_together() -> None:
    taken = 0

    def large() -> Iterator[Raw]:
        nonlocal taken
        for taken in range(1, 6):
            yield Raw(f"n{taken}", "stream", "text", ARTICLE.encode() * (BATCH_BYTES // len(ARTICLE)))

    next(run_raws(large(), settings=SETTINGS, reader=readers.WordReader()))
    assert taken == 2


def test_what_is_given_holds_for_every_document(articles: Path) -> None:
    given = Metadata(published="2031-03-09", publisher="Morning Tide")
    item = next(run([str(articles)], settings=SETTINGS, reader=readers.WordReader(), given=given))
    assert isinstance(item, Reading)
    assert (item.document.published, item.document.publisher) == ("2031-03-09", "Morning Tide")


def test_the_confidence_asked_for_reaches_the_reader(articles: Path) -> None:
    items = run([str(articles)], settings=Settings(min_confidence=0.95), reader=readers.WordReader())
    first = next(items)
    assert isinstance(first, Reading) and first.claims == ()


def test_progress_is_told_of_each_item(articles: Path) -> None:
    tally = Tally()
    items = list(run([str(articles)], settings=SETTINGS, reader=readers.WordReader(), on_progress=tally.add))
    assert (tally.read, tally.kept, tally.set_aside, tally.claims) == (len(items), 38, 2, 38)


@pytest.mark.parametrize("jobs", [1, 2])
def test_missing_weights_end_the_run_with_their_own_error(articles: Path, jobs: int) -> None:
    with pytest.raises(WeightsError, match="Install onrecord again"):
        list(run([str(articles)], settings=SETTINGS, jobs=jobs, load=readers.load_nothing))


def test_a_killed_worker_ends_the_run_and_says_what_to_do(articles: Path) -> None:
    with pytest.raises(OnrecordError, match="--jobs 1") as caught:
        list(run([str(articles)], settings=SETTINGS, jobs=2, load=readers.load_killed))
    assert caught.value.code == "worker_died"


def test_a_tally_accounts_for_every_input() -> None:
    tally = Tally(kept=388, claims=1204)
    tally.reasons.update(too_short=19, not_english=5)
    assert str(tally) == "read 412, kept 388, set aside 24: 19 too short, 5 not English; 1,204 claims"
    assert str(Tally(kept=1, claims=1)) == "read 1, kept 1; 1 claim"
