"""What a revision changes in a document's claims."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders import claim, document, reading
from entries import SIMPLE, Entry, entry, report
from onrecord.model.document import Metadata, Raw
from onrecord.model.errors import LedgerError
from onrecord.store import Ledger
from onrecord.store.diff import Diff, diff

FIRST = (
    "Rebels attacked a convoy. Shells killed five men in Velden. Shells killed two men in Amsa. Police left the port."
)
SECOND = (
    "Rebels attacked a convoy. Shells killed nine men in Velden. Shells killed two men in Amsa. Police seized the port."
)


def told(text: str, number: str, count: int, last: str, type: str) -> Entry:
    """A document with a count in its second claim and another event in its last."""
    made = reading(
        document(text, "news"),
        claim(text, "attacked", "ASSAULT", actors=("Rebels",), recipients=("a convoy",)),
        claim(
            text, "killed", "ASSAULT", place=("Velden",), quantities=((f"{number} men", count, None, None, "killed"),)
        ),
        claim(text, "killed", "ASSAULT", nth=1, place=("Amsa",), quantities=(("two men", 2, None, None, "killed"),)),
        claim(text, last, type, actors=("Police",)),
    )
    return Raw("news", "news.txt", "text", text.encode(), Metadata()), made


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        yield opened


def summary(found: Diff) -> list[tuple[str, str, dict[str, object]]]:
    return [(c.kind, (c.new or c.old).trigger, dict(c.fields)) for c in found.changes if c.new or c.old]  # type: ignore[union-attr]


def test_claims_that_changed_went_and_came(ledger: Ledger) -> None:
    ledger.add([told(FIRST, "five", 5, "left", "RETREAT"), told(SECOND, "nine", 9, "seized", "COERCE")])
    found = diff(ledger, "news")
    assert (found.old.number, found.new.number) == (1, 2)
    assert summary(found) == [
        ("changed", "killed", {"quantities": ([[5.0, None, None, "killed"]], [[9.0, None, None, "killed"]])}),
        ("removed", "left", {}),
        ("added", "seized", {}),
    ]


def test_another_word_for_the_same_event_is_a_change(ledger: Ledger) -> None:
    first = told(FIRST, "five", 5, "left", "RETREAT")
    text = FIRST.replace("attacked", "ambushed")
    ambush = claim(text, "ambushed", "ASSAULT", actors=("Rebels",), recipients=("a convoy",))
    ledger.add([first, (Raw("news", "news.txt", "text", text.encode()), reading(document(text, "news"), ambush))])
    kinds = [(c.kind, c.old and c.old.trigger, c.new and c.new.trigger) for c in diff(ledger, "news").changes]
    assert kinds[0] == ("changed", "attacked", "ambushed")
    assert [kind for kind, *_ in kinds[1:]] == ["removed"] * 3


def test_words_that_change_no_claim_are_no_change(ledger: Ledger) -> None:
    ledger.add([entry("a", report()), entry("a", report() + " More follows.")])
    assert diff(ledger, "a").changes == []


@pytest.mark.parametrize("asked", ["a", "b"])
def test_a_page_that_came_under_another_id_is_found_by_both(ledger: Ledger, asked: str) -> None:
    url = "https://tide.example/1"
    ledger.add([entry("a", report(), url=url), entry("b", report(whom="two men"), url=url)])
    found = diff(ledger, asked)
    assert (found.old.id, found.new.id) == ("a", "b")
    assert summary(found) == [("changed", "arrested", {"recipients": (["a union leader"], ["two men"])})]


@pytest.mark.parametrize(("id", "code"), [("a", "one_revision"), ("none", "no_document")])
def test_where_there_is_nothing_to_compare(ledger: Ledger, id: str, code: str) -> None:
    ledger.add([entry("a", report())])
    with pytest.raises(LedgerError, match=repr(id)) as caught:
        diff(ledger, id)
    assert caught.value.code == code
