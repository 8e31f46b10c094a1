"""The page of an incident: fields with quotes, copies folded, who is behind it, and why its claims are one."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import ledgers
from entries import entry, report
from shelves import checked, client, make


@pytest.fixture(scope="module")
def raid(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Three articles on a raid that a front denies: rows as the linker would leave them."""
    path = tmp_path_factory.mktemp("raid") / "l.db"
    ledgers.raid(path)
    return client(path)


def test_a_dispute_has_each_value_with_who_says_it_and_in_which_words(raid: TestClient) -> None:
    tree = checked(raid.get("/incidents/0000000000000000").text)
    told = raid.get("/incidents/0000000000000000.json").json()
    assert told["disputed"] == ["killed", "status"]
    (field,) = tree.xpath("//section[@aria-label='Whether it happened']")
    words = field.text_content()
    assert "in dispute" in words and "Varland's army (2024-05-05)" in words and "We raided nobody" in words
    assert "Rebels raided Moravi." in words


def test_fields_that_agree_are_there_with_their_quotes(raid: TestClient) -> None:
    (who,) = checked(raid.get("/incidents/0000000000000000").text).xpath("//section[@aria-label='Who']")
    assert "agreed" in who.text_content() and "Reed Front" in who.text_content()
    assert "2 more quotes" in who.text_content()


def test_how_the_count_came_about_and_why_claims_are_linked_is_told(raid: TestClient) -> None:
    told = raid.get("/incidents/0000000000000000.json").json()["corroboration"]
    words = checked(raid.get("/incidents/0000000000000000").text).text_content()
    assert f"{told['independent']} independent source" in words
    assert "the first report in this voice" in words
    assert "same place: Moravi" in words


def test_any_claim_of_it_leads_to_it(raid: TestClient) -> None:
    answer = raid.get("/incidents/0000000000000002", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/0000000000000000")


def test_copies_of_one_text_are_folded(tmp_path: Path) -> None:
    from onrecord.store import Ledger

    long = report() + " Nothing else was known by the evening, and the ministry gave no further word on it at all."
    path = make(tmp_path / "l.db")
    with Ledger.open(path, write=True) as ledger:
        ledger.add([entry(name, long, published="2031-03-09") for name in ("wire", "paper")])
    visitor = client(path)
    key = visitor.get("/claims.json?document=paper").json()["claims"][0]["key"]
    told = visitor.get(f"/incidents/{key}.json").json()
    assert told["corroboration"]["copies"] == 1
    words = " ".join(checked(visitor.get(f"/incidents/{key}").text).text_content().split())
    assert "1 copy folded" in words and "1 article with the same text" in words


def test_what_people_decide_is_asked_by_forms_with_their_token(raid: TestClient) -> None:
    tree = checked(raid.get("/incidents/0000000000000000").text)
    (split,) = tree.xpath("//form[@id='split']")
    assert split.get("action") == "/incidents/0000000000000000/split"
    assert len(tree.xpath("//input[@form='split'][@name='claim']")) == 3
    assert tree.xpath("//form[@action='/incidents/0000000000000000/merge']//input[@name='other']")
