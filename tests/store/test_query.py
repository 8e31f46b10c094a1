"""Questions to a ledger: what each filter finds, pages that never miss or repeat, and reasons for nothing."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import ledgers
from onrecord.model.errors import OnrecordError
from onrecord.store import Ledger, query
from onrecord.store.conditions import prepare
from onrecord.store.facets import index_all
from onrecord.store.filters import filters
from onrecord.store.orders import CLAIM_ORDERS, INCIDENT_ORDERS
from onrecord.store.query import Total, claims_page, incidents_page, why_nothing
from onrecord.store.ways import _ways

MOR = ("Moravi", 12.0, 40.0, "NER")


@pytest.fixture
def ledger() -> sqlite3.Connection:
    """Three articles on a raid, a denial and a march, and an old revision of the first."""
    connection = ledgers.empty()
    army, rebels = ("the Varland army", "NER", "MIL"), ("Reed Front", None, "REB")
    old = ledgers.document(connection, "a", "first words", published="2024-05-05", current=0)
    ledgers.claim(connection, old, current=0, actors=[army])
    a = ledgers.document(
        connection, "a", "Rebels raided the well-kept camp", publisher="Tiren Post", published="2024-05-05", revision=2
    )
    ledgers.claim(
        connection, a, mode="firearms", actors=[rebels], recipients=[army], place=MOR,
        days=("2024-05-04", "2024-05-04"), sources=[("the army of Varland", "asserts")], incident="1",
    )  # fmt: skip
    b = ledgers.document(connection, "b", "No raid, says the front", agency="AFP", published="2024-05-06")
    ledgers.claim(
        connection, b, actors=[rebels], recipients=[army], place=MOR, sources=[("a spokesman", "denies")],
        status="negated", incident="1", confidence=0.5,
    )  # fmt: skip
    c = ledgers.document(connection, "c", "Thousands marched")
    ledgers.claim(connection, c, "PROTEST", actors=[("workers", "CHE", "LAB")], place=("Córdoba", None, None, None))
    for id, independent, disputes in (("1", 2, 1), ("0000000000000003", 1, 0)):
        ledgers.insert(
            connection, "incidents", id=id, day="2024-05-04" if id == "1" else None, types="[]", actors="[]",
            recipients="[]", claims=1, documents=1, independent=independent, disputed="[]", disputes=disputes,
        )  # fmt: skip
    return connection


@pytest.mark.parametrize(
    ("given", "documents"),
    [
        ({}, "bac"),
        ({"actor": "reed front"}, "ba"),
        ({"actor": "Front"}, "ba"),
        ({"actor": '"Front"'}, ""),
        ({"actor": '"the Reed front"'}, "ba"),
        ({"source": '"Post"'}, ""),
        ({"source": '"Tiren Post"'}, "a"),
        ({"actor": "REB"}, "ba"),
        ({"actor": "NER/MIL"}, ""),
        ({"recipient": "NER/MIL"}, "ba"),
        ({"recipient": "Varland's army"}, "ba"),
        ({"party": "NER"}, "ba"),
        ({"party": ["LAB", "MIL"]}, "bac"),
        ({"country": "NER"}, "ba"),
        ({"sector": "LAB"}, "c"),
        ({"type": "assault"}, "ba"),
        ({"type": "ASSAULT.firearms"}, "a"),
        ({"type": ["ASSAULT.firearms", "PROTEST"]}, "ac"),
        ({"status": "negated"}, "b"),
        ({"stance": "denies"}, "b"),
        ({"source": "army"}, "a"),
        ({"source": "army", "stance": "denies"}, ""),
        ({"source": "spokesman", "stance": "denies"}, "b"),
        ({"source": "AFP"}, "b"),
        ({"source": "Tiren Post"}, "a"),
        ({"from": "2024-05-05"}, "b"),
        ({"to": "2024-05-05"}, "a"),
        ({"from": "2024-05", "to": "2024-05"}, "ba"),
        ({"from": "2024-06", "to": "2024-07"}, ""),
        ({"near": "12.3,40.2"}, "ba"),
        ({"near": "12.3,40.2", "within": 20}, ""),
        ({"near": "-80,0", "within": 20000}, "ba"),
        ({"place": "cordoba"}, "c"),
        ({"place": ["CÓRDOBA", "moravi"]}, "bac"),
        ({"text": "marched OR front"}, "bc"),
        ({"text": '"well-kept camp"'}, "a"),
        ({"text": "raid*", "country": "NER", "actor": "front"}, "ba"),
        ({"independent": 2}, "ba"),
        ({"disputed": True, "status": "actual"}, "a"),
        ({"document": ["a", "c"]}, "ac"),
        ({"incident": "0000000000000002"}, "ba"),
        ({"min-confidence": 0.6}, "ac"),
    ],
    ids=str,
)
@pytest.mark.parametrize("counted", [query.COUNTED, 0], ids=["few", "many"])
def test_a_filter_finds(
    ledger: sqlite3.Connection, given: dict[str, Any], documents: str, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both when all hits are collected and, as where there are many, by a walk."""
    monkeypatch.setattr(query, "COUNTED", counted)
    page = claims_page(ledger, filters(given))
    ids = [
        ledger.execute(
            "SELECT d.id FROM documents d JOIN claims c ON c.document = d.rowid WHERE c.rowid = ?", (key[1],)
        )
        for key in page.keys
    ]
    assert "".join(row.fetchone()[0] for row in ids) == documents
    assert page.total == Total(min(counted, len(documents)), more=len(documents) > counted)


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({}, ["1", "0000000000000003"]),
        ({"country": "NER"}, ["1"]),
        ({"type": "PROTEST"}, ["0000000000000003"]),
        ({"independent": 1}, ["1", "0000000000000003"]),
        ({"disputed": True}, ["1"]),
        ({"from": "2024-05-04", "to": "2024-05-04"}, ["1"]),
        ({"from": "2024-05-05"}, []),  # though a claim on it has that day
        ({"from": "2024-05", "to": "2024-05", "actor": "front"}, ["1"]),
        ({"status": "negated", "country": "NER", "disputed": True}, ["1"]),
        ({"status": "negated", "type": "PROTEST"}, []),
        ({"min-confidence": 0.6}, ["1", "0000000000000003"]),
        ({"text": "marched"}, ["0000000000000003"]),
    ],
    ids=str,
)
@pytest.mark.parametrize("counted", [query.COUNTED, 0], ids=["few", "many"])
def test_an_incident_is_found_by_any_of_its_claims(
    ledger: sqlite3.Connection, given: dict[str, Any], ids: list[str], counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "COUNTED", counted)
    page = incidents_page(ledger, filters(given))
    assert [key[1] for key in page.keys] == ids
    assert page.total == Total(min(counted, len(ids)), more=len(ids) > counted)
    if len(ids) == 2:
        first = incidents_page(ledger, filters(given), limit=1)
        assert [key[1] for key in incidents_page(ledger, filters(given), after=first.after).keys] == ids[1:]


@pytest.mark.parametrize("given", [{}, {"country": "NER"}, {"min-confidence": 0.1}, {"from": "2020"}], ids=str)
@pytest.mark.parametrize("counted", [query.COUNTED, 5], ids=["few", "many"])
def test_pages_hold_every_claim_once_in_order(
    given: dict[str, Any], counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "COUNTED", counted)
    connection = ledgers.empty()
    chance = random.Random(4)
    for i in range(30):
        published = f"2024-05-0{chance.randint(1, 4)}" if chance.random() < 0.8 else None
        ledgers.claim(connection, ledgers.document(connection, f"d{i}", published=published), place=MOR)
    seen: list[query.Key] = []
    after = None
    while True:
        page = claims_page(connection, filters(given), limit=7, after=after)
        seen += page.keys
        if (after := page.after) is None:
            break
        # What comes in meanwhile shifts nothing
        ledgers.claim(connection, ledgers.document(connection, f"new{len(seen)}", published="2025-01-01"), place=MOR)
    old = [key for key in seen if key[0] != "2025-01-01"]
    expected = 30 if "from" not in given else sum(key[0] is not None for key in old)
    assert len(old) == len(set(old)) == expected > 0
    assert old == sorted(old, key=lambda k: (k[0] is not None, k[0] or "", k[1]), reverse=True)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"text": "((raid"}, "bad_text"), ({"text": "well-kept"}, "bad_text"), ({"text": "nosuch:word"}, "bad_text")],
)
def test_a_wrong_query_says_how_to_write_one(ledger: sqlite3.Connection, given: dict[str, Any], code: str) -> None:
    with pytest.raises(OnrecordError, match="quotation marks") as caught:
        claims_page(ledger, filters(given))
    assert caught.value.code == code


def test_a_cursor_of_another_list_is_refused(ledger: sqlite3.Connection) -> None:
    with pytest.raises(OnrecordError, match="no cursor"):
        claims_page(ledger, filters({}), after="2024-05-04~00ff")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"country": "FIN", "actor": "front"}, "nothing has --country FIN"),
        ({"country": "NER", "sector": "LAB"}, "without --country NER there are 1"),
        (
            {"status": "future", "from": "2030", "to": "2031"},
            "nothing has --from 2030 --to 2031 and nothing has --status future",
        ),
    ],
)
def test_nothing_has_a_reason(ledger: sqlite3.Connection, given: dict[str, Any], why: str) -> None:
    asked = filters(given)
    assert not claims_page(ledger, asked).keys
    assert why in why_nothing(ledger, asked)


def test_an_empty_ledger_says_that_it_is() -> None:
    assert "holds no claims yet" in why_nothing(ledgers.empty(), filters({"country": "NER"}))


@pytest.mark.parametrize("bound", (10_000, 3))  # more hits than are counted: the other way to get a page
@pytest.mark.parametrize("sort", [order.name for order in CLAIM_ORDERS])
def test_claims_come_in_any_order_page_by_page(sort: str, bound: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.query.COUNTED", bound)
    connection = ledgers.empty()
    for n in range(12):
        day = None if n % 4 == 0 else f"2024-05-{n % 3 + 1:02}"
        document = ledgers.document(connection, f"d{n}", published=day)
        ledgers.claim(connection, document, confidence=(n % 5) / 10 + 0.12345)
    index_all(connection)
    asked = filters({"type": "ASSAULT"})
    keys, after = [], None
    while True:
        page = claims_page(connection, asked, limit=5, after=after, sort=sort)
        keys += page.keys
        if (after := page.after) is None:
            break
    assert len({key[1] for key in keys}) == 12
    known = [key[0] for key in keys if key[0] is not None]
    assert known == sorted(known, reverse=sort in ("newest", "surest"))  # type: ignore[type-var]
    assert all(key[0] is None for key in keys[len(known) :])


@pytest.mark.parametrize("sort", [order.name for order in INCIDENT_ORDERS])
def test_incidents_come_in_any_order_page_by_page(sort: str, tmp_path: Path) -> None:
    ledgers.raid(tmp_path / "l.db")
    with Ledger.open(tmp_path / "l.db") as ledger:
        first = incidents_page(ledger.connection, filters({}), limit=1, sort=sort)
        second = incidents_page(ledger.connection, filters({}), limit=1, after=first.after, sort=sort)
    assert second.after is None
    assert {first.keys[0][1], second.keys[0][1]} == {"0000000000000000", "0000000000000003"}


def test_an_unknown_order_says_which_there_are() -> None:
    with pytest.raises(OnrecordError, match="newest, oldest, surest"):
        claims_page(ledgers.empty(), filters({}), sort="best")


@pytest.mark.parametrize(
    "given",
    [
        {"from": "2024-05-05"},
        {"from": "2024-05-04", "to": "2024-05-04"},
        {"country": "NER", "to": "2024-05-05"},
        {"type": "ASSAULT.firearms", "from": "2024-05"},
        {"country": ["NER", "MLI"], "type": "ASSAULT", "from": "2024"},
        {"country": "NER", "from": "2024", "text": "raid*", "status": "negated", "disputed": True},
    ],
)
def test_every_way_to_claims_finds_the_same(ledger: sqlite3.Connection, given: dict[str, Any]) -> None:
    asked = filters(given)
    prepare(ledger)
    found = [
        {rowid for (rowid,) in ledger.execute(f"SELECT c.rowid FROM {way.tables} WHERE {way.where}", way.values)}
        for way in _ways(ledger, asked)
    ]
    assert len(found) > 1
    assert found == [found[0]] * len(found)
