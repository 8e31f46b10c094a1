"""What people said of a claim, over revisions and other readings of its document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import builders
from entries import SIMPLE
from onrecord.model.document import Metadata, Raw
from onrecord.model.reading import Claim, Entity, Mention, Party
from onrecord.review.desk import Desk
from onrecord.review.given import Words
from onrecord.store import Ledger
from onrecord.store.check import check
from onrecord.store.decisions import decided_reading, decisions
from onrecord.store.diff import diff
from onrecord.store.filters import filters

TEXT = (
    "Soldiers struck the depot of Tiren on Monday. Three people were killed. Nobody knows who gave the order, the "
    "mayor said. In Velden the market stayed closed."
)
Add = Callable[..., Any]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        yield opened
        assert [(c.name, c.examples) for c in check(opened) if c.wrong] == []


@pytest.fixture
def add(ledger: Ledger) -> Add:
    """Adds or replaces document "d", read as these claims."""

    def add(text: str, *claims: Claim, entities: tuple[Entity, ...] = (), mentions: tuple[Mention, ...] = (),
            again: bool = False) -> Any:  # fmt: skip
        made = builders.reading(builders.document(text, "d", published="2031-03-09"), *claims)
        made = replace(made, entities=entities, mentions=mentions)
        item = (Raw("d", "d.txt", "text", text.encode(), Metadata(published="2031-03-09")), made)
        return ledger.replace([item]) if again else ledger.add([item])

    return add


@pytest.fixture
def anna(ledger: Ledger) -> Desk:
    return Desk(ledger, "anna")


def strike(text: str = TEXT, type: str = "ASSAULT", **fields: Any) -> Claim:
    return builders.claim(text, "struck", type, actors=("Soldiers",), place=("Tiren",), **fields)


def said(ledger: Ledger) -> list[tuple[str, str, str]]:
    """Trigger, type and standing of each claim."""
    claims = decided_reading(ledger, "d", rejected=True)["claims"]
    return [(c["trigger_text"], c["type"], c.get("standing", "machine")) for c in claims]


def test_a_model_that_reads_another_type_does_not_overrule_who_accepted(ledger: Ledger, add: Add, anna: Desk) -> None:
    add(TEXT, strike())
    anna.accept(strike().key)
    assert add(TEXT, strike(type="PROTEST", status="future"), again=True) == 1
    (claim,) = decided_reading(ledger, "d")["claims"]
    assert (claim["type"], claim["status"], claim["standing"]) == ("ASSAULT", "actual", "accepted")


def test_what_was_rejected_comes_back_for_review_only_as_another_type(ledger: Ledger, add: Add, anna: Desk) -> None:
    add(TEXT, strike())
    anna.reject(strike().key)
    add(TEXT, strike(status="future"), again=True)
    assert said(ledger) == [("struck", "ASSAULT", "rejected")]
    add(TEXT, strike(type="PROTEST"), again=True)
    assert said(ledger) == [("struck", "PROTEST", "needs_review")]
    (view,) = anna.queue(filters({}))
    anna.accept(view.claim["key"], seen=view.seen)
    assert said(ledger) == [("struck", "PROTEST", "accepted")]


def test_two_claims_on_one_trigger_are_not_mistaken_for_each_other(ledger: Ledger, add: Add, anna: Desk) -> None:
    second = strike(type="COERCE", ordinal=1)
    add(TEXT, strike(), second)
    anna.reject(strike().key)
    anna.accept(second.key)
    add(TEXT, strike(type="COERCE", ordinal=0), again=True)  # whose key was the first one's
    assert [claim for claim in said(ledger) if claim[2] != "rejected"] == [("struck", "COERCE", "accepted")]


def test_a_text_may_change_little_by_little(ledger: Ledger, add: Add, anna: Desk) -> None:
    add(TEXT, strike())
    anna.edit(strike().key, {"status": "hypothetical"})
    for old, new in (
        (" the depot of Tiren on Monday.", " the depot of Tiren, we hear, on Monday evening."),
        ("Soldiers struck", "According to three readers of this page Soldiers of the second regiment struck"),
        (" the depot of Tiren, we hear,", " the depot in the east of Tiren, as far as we know,"),
    ):
        text = decided_reading(ledger, "d")["text"].replace(old, new)
        add(text)
        assert said(ledger) == [("struck", "ASSAULT", "edited")]
    assert decisions(ledger, lost=True) == []


def test_a_field_whose_words_are_gone_is_as_read_and_the_claim_needs_review(
    ledger: Ledger, add: Add, anna: Desk
) -> None:
    add(TEXT, strike())
    anna.edit(strike().key, {"recipients": ["Three people"], "status": "hypothetical"})
    new = TEXT.replace("Three people were killed.", "No figures were given.")
    add(new, strike(new))
    (claim,) = decided_reading(ledger, "d")["claims"]
    assert (claim["recipients"], claim["status"], claim["standing"]) == ([], "hypothetical", "needs_review")
    assert [view.claim["key"] for view in anna.queue(filters({}))] == [claim["key"]]
    anna.accept(claim["key"])
    assert said(ledger) == [("struck", "ASSAULT", "accepted")]
    add(TEXT + " ", strike(TEXT + " "))
    assert said(ledger) == [("struck", "ASSAULT", "accepted")]


def test_an_added_claim_is_the_machines_when_that_finds_it(ledger: Ledger, add: Add, anna: Desk) -> None:
    add(TEXT, strike())
    anna.add("d", Words(text="killed"), {"type": "ASSAULT", "recipients": ["Three people"]})
    found = builders.claim(TEXT, "killed", "ASSAULT")
    add(TEXT, strike(), found, again=True)
    assert said(ledger) == [("struck", "ASSAULT", "machine"), ("killed", "ASSAULT", "added")]
    claim = decided_reading(ledger, "d")["claims"][1]
    assert claim["key"] == found.key and claim["recipients"][0]["text"] == "Three people"


def test_a_diff_knows_what_people_decided(ledger: Ledger, add: Add, anna: Desk) -> None:
    dead = builders.claim(TEXT, "killed", "ASSAULT", same="e2")
    add(TEXT, strike(), dead)
    anna.edit(strike().key, {"status": "future"})
    anna.reject(dead.key)
    add(TEXT, strike(status="negated"), dead, again=True)
    assert diff(ledger, "d").changes == []


def test_entities_that_a_new_reading_has_not_come_along(ledger: Ledger, add: Add, anna: Desk) -> None:
    span = builders.find(TEXT, "Soldiers")
    entity = Entity("n1", "Varland's army", "group", "actors:varland", "NER", "MIL")
    party = Party(span, "Soldiers", "Varland's army", "n1", "NER", "MIL")
    add(
        TEXT,
        replace(strike(), actors=(party,)),
        entities=(entity,),
        mentions=(Mention(span, "Soldiers", "group", True, "n1"),),
    )
    anna.accept(strike().key)
    other = Entity("n1", "Tiren", "place", None, None, None)
    add(TEXT, strike(), entities=(other,), again=True)
    obj = decided_reading(ledger, "d")
    named = {e["id"]: e["ref"] for e in obj["entities"]}
    assert named[obj["claims"][0]["actors"][0]["entity"]] == "actors:varland"
    ref = ledger.connection.execute("SELECT ref FROM parties ORDER BY claim DESC").fetchone()["ref"]
    assert ref == "actors:varland"


def test_a_merge_holds_when_another_word_becomes_the_trigger(ledger: Ledger, add: Add, anna: Desk) -> None:
    dead = builders.claim(TEXT, "killed", "ASSAULT", actors=("mayor",), place=("Velden",), same="e2")
    add(TEXT, strike(), dead)
    assert ledger.incident_of(strike().key) != ledger.incident_of(dead.key)
    anna.merge([strike().key, dead.key])
    order = builders.claim(TEXT, "order", "ASSAULT", actors=("Soldiers",), place=("Tiren",))
    add(TEXT, order, dead, again=True)
    assert ledger.incident_of(order.key) == ledger.incident_of(dead.key)
