"""Decisions on claims: kept, applied to rows, undone, carried over to new readings."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from entries import SIMPLE, contents, entry, report
from onrecord.model.decision import Action, Decision, Subject
from onrecord.model.span import Span
from onrecord.store import Ledger
from onrecord.store.anchoring import quote_at
from onrecord.store.check import check
from onrecord.store.decisions import decided_reading, decisions, undone


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        opened.add([entry("a", report()), entry("b", report(who="Soldiers")), entry("c", report(where="Amsa"))])
        yield opened
        assert [(c.name, c.examples) for c in check(opened) if c.wrong] == []


def subject(ledger: Ledger, document: str, side: int = 0, claim: int = 0) -> tuple[Subject, dict[str, Any]]:
    """A claim of a document as a decision names it, and as it is seen."""
    obj = decided_reading(ledger, document, rejected=True)
    seen = obj["claims"][claim]
    row = ledger.connection.execute("SELECT revision FROM documents WHERE id = ? AND current = 1", (document,))
    quote = quote_at(obj["text"], Span(*seen["trigger"]))
    return Subject(document, row.fetchone()["revision"], seen["key"], seen["type"], quote, side), seen


def decide(
    ledger: Ledger, document: str, action: Action, coder: str = "anna", final: bool = False, **fields: Any
) -> Decision:
    about, seen = subject(ledger, document)
    return ledger.record(Decision(0, "", coder, action, (about,), fields, seen, final=final))


def undo(ledger: Ledger, number: int) -> Decision:
    return ledger.record(Decision(0, "", "anna", "undo", undoes=number))


def row(ledger: Ledger, document: str) -> sqlite3.Row:
    query = "SELECT c.* FROM claims c JOIN documents d ON d.rowid = c.document WHERE d.id = ? AND d.current = 1"
    found: sqlite3.Row = ledger.connection.execute(query, (document,)).fetchone()
    return found


def together(ledger: Ledger) -> set[str]:
    """Incidents, each as the ids of its documents: "ab"."""
    rows = ledger.connection.execute(
        "SELECT group_concat(id, '') FROM (SELECT d.id, c.incident FROM claims c JOIN documents d "
        "ON d.rowid = c.document WHERE c.current = 1 ORDER BY d.id) GROUP BY incident"
    )
    return {found[0] for found in rows}


def test_an_accepted_claim_says_so_and_stays_as_it_was(ledger: Ledger) -> None:
    kept = decide(ledger, "a", "accept")
    assert (kept.number, kept.coder) == (1, "anna") and kept.made
    assert row(ledger, "a")["standing"] == "accepted"
    (claim,) = decided_reading(ledger, "a")["claims"]
    assert claim == ledger.reading_json("a")["claims"][0] | {"standing": "accepted"}


def test_a_rejected_claim_is_in_no_incident_and_no_reading(ledger: Ledger) -> None:
    assert together(ledger) == {"abc"}
    decide(ledger, "a", "reject")
    assert together(ledger) == {"b", "c"}  # which a had brought together
    assert (row(ledger, "a")["standing"], row(ledger, "a")["current"]) == ("rejected", 0)
    assert decided_reading(ledger, "a")["claims"] == []
    assert decided_reading(ledger, "a", rejected=True)["claims"][0]["standing"] == "rejected"
    assert len(ledger.reading_json("a")["claims"]) == 1


def test_the_id_of_a_rejected_claim_leads_to_the_incident_it_was_in(ledger: Ledger) -> None:
    key = row(ledger, "b")["key"]
    decide(ledger, "b", "reject")
    assert ledger.incident_of(key) == row(ledger, "a")["incident"]


def test_undo_and_undo_of_the_undo(ledger: Ledger) -> None:
    before = together(ledger)
    first = decide(ledger, "a", "reject")
    back = undo(ledger, first.number)
    assert (together(ledger), row(ledger, "a")["standing"]) == (before, "machine")
    assert undone(ledger.connection) == {first.number}
    undo(ledger, back.number)
    assert (together(ledger), row(ledger, "a")["standing"]) == ({"b", "c"}, "rejected")
    assert [d.action for d in decisions(ledger)] == ["reject", "undo", "undo"]


def test_an_edit_changes_rows_and_what_filters_find(ledger: Ledger) -> None:
    from onrecord.store.filters import filters
    from onrecord.store.query import claims_page

    decide(ledger, "a", "edit", type="PROTEST", mode=None, status="future")
    found = row(ledger, "a")
    assert (found["type"], found["status"], found["standing"]) == ("PROTEST", "future", "edited")
    page = claims_page(ledger.connection, filters({"type": ["PROTEST"]}))
    assert [key[1] for key in page.keys] == [found["rowid"]]


def test_decisions_cannot_be_changed_or_deleted(ledger: Ledger) -> None:
    decide(ledger, "a", "accept")
    for change in ("UPDATE decisions SET coder = 'eve'", "DELETE FROM decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            ledger.connection.execute(change)


def test_decisions_are_found_by_document_and_coder_with_their_undos(ledger: Ledger) -> None:
    first = decide(ledger, "a", "accept")
    decide(ledger, "b", "accept", coder="ben")
    undo(ledger, first.number)
    assert [d.number for d in decisions(ledger, document="a")] == [1, 3]
    assert [d.number for d in decisions(ledger, coder="ben")] == [2]
    assert [d.number for d in decisions(ledger, key=row(ledger, "b")["key"])] == [2]


def test_a_revision_keeps_what_people_said_of_its_words(ledger: Ledger) -> None:
    decide(ledger, "a", "edit", status="hypothetical")
    ledger.add([entry("a", "By our correspondent in the port: " + report())])
    found = row(ledger, "a")
    assert (found["standing"], found["status"]) == ("edited", "hypothetical")
    (claim,) = decided_reading(ledger, "a")["claims"]
    text = decided_reading(ledger, "a")["text"]
    assert text[slice(*claim["actors"][0]["span"])] == claim["actors"][0]["text"]


def test_a_confirmed_claim_outlives_a_model_that_does_not_find_it(ledger: Ledger) -> None:
    decide(ledger, "a", "accept")
    raw, made = entry("a", report() + " ")
    ledger.add([(raw, replace(made, claims=()))])
    found = row(ledger, "a")
    assert (found["standing"], found["trigger"], found["current"]) == ("accepted", "arrested", 1)
    assert together(ledger) == {"abc"}


def test_what_a_revision_dropped_needs_review_and_is_not_forgotten(ledger: Ledger) -> None:
    decide(ledger, "a", "accept")
    ledger.add([entry("a", report(who="Rebels", verb="attacked", whom="the governor", where="Tiren"))])
    assert row(ledger, "a")["standing"] == "machine"
    assert [d.action for d in decisions(ledger, lost=True)] == ["accept"]
    ledger.add([entry("a", report() + " It was the second time.")])
    assert row(ledger, "a")["standing"] == "accepted"
    assert decisions(ledger, lost=True) == []


def test_merge_and_split_win_over_links(ledger: Ledger) -> None:
    ledger.add([entry("d", report("Rebels", "released", "two men", "Tiren"))])
    assert together(ledger) == {"abc", "d"}
    sides = tuple(subject(ledger, id)[0] for id in "abcd")
    merge = ledger.record(Decision(0, "", "anna", "merge", sides))
    assert together(ledger) == {"abcd"}
    split = tuple(subject(ledger, id, side=int(id in "bd"))[0] for id in "abcd")
    ledger.record(Decision(0, "", "anna", "split", split))
    assert together(ledger) == {"ac", "bd"}
    undo(ledger, 2)
    assert together(ledger) == {"abcd"}
    undo(ledger, merge.number)
    assert together(ledger) == {"abc", "d"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_when_all_is_undone_every_row_is_as_before(ledger: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    ledger.add([entry("d", report("Rebels", "released", "two men", "Tiren"))])
    made_of_claims = ("claims", "parties", "places", "links", "buckets", "incidents", "bonds")

    def rows() -> dict[str, Any]:
        found = contents(ledger.path)
        return {table: found[table] for table in made_of_claims}

    before = rows()
    for _ in range(12):
        action = chance.choice(("accept", "reject", "edit", "merge", "split"))
        if action in ("merge", "split"):
            sides = tuple(subject(ledger, id, side=int(action == "split" and id in "bd"))[0] for id in "abcd")
            ledger.record(Decision(0, "", "anna", action, sides))
        else:
            decide(ledger, chance.choice("abcd"), action, chance.choice(("anna", "ben")), type="PROTEST")
    numbers = [d.number for d in decisions(ledger)]
    for number in chance.sample(numbers, len(numbers)):
        undo(ledger, number)
    assert rows() == before


def test_later_articles_join_a_merged_incident(ledger: Ledger) -> None:
    ledger.add([entry("d", report("Rebels", "released", "two men", "Tiren"))])
    ledger.record(Decision(0, "", "anna", "merge", tuple(subject(ledger, id)[0] for id in "ad")))
    ledger.add([entry("e", report("The front", "released", "three men", "Tiren"))])
    assert together(ledger) == {"abcde"}
