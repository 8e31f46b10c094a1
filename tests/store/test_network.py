"""The network of a ledger and its points, told claim by claim."""

from __future__ import annotations

import sqlite3

import pytest

import ledgers
from onrecord.ontology import load
from onrecord.ontology.vocabulary import QUAD_CLASSES
from onrecord.store import network as module
from onrecord.store import query
from onrecord.store.filters import filters
from onrecord.store.network import Edge, network, types_of
from onrecord.store.points import points
from onrecord.store.query import claims_page

ARMY, FRONT, UNION = ("the Varland army", "NER", "MIL"), ("Reed Front", None, "REB"), ("harbour union", "NER", "LAB")


@pytest.fixture
def ledger() -> sqlite3.Connection:
    """The front raids the army twice and is said to have done so once more; the army and it talk; nobody marches."""
    connection = ledgers.empty()
    a = ledgers.document(connection, "a", published="2024-05-05")
    where = ("Moravi", 12.0, 40.0, "NER")
    ledgers.claim(connection, a, actors=[FRONT], recipients=[ARMY], incident="1", place=where)
    ledgers.claim(
        connection, a, "COERCE", actors=[FRONT], recipients=[("The Varland Army", "NER", "MIL")], incident="2"
    )
    ledgers.claim(connection, a, actors=[FRONT], recipients=[ARMY], incident="1", status="negated")
    ledgers.claim(connection, a, "CONSULT", actors=[FRONT, ARMY], recipients=[ARMY, UNION], incident="3")
    ledgers.claim(connection, a, "PROTEST", actors=[UNION], incident="4")
    return connection


def test_edges_are_by_quad_class_the_most_told_first(ledger: sqlite3.Connection) -> None:
    found = network(ledger, filters({}))
    assert found.edges[0] == Edge("reed front", "varland army", "material-conflict", 3, 2, 2)
    assert {(e.actor, e.recipient) for e in found.edges[1:]} == {
        ("reed front", "varland army"), ("reed front", "harbour union"), ("varland army", "harbour union"),
    }  # fmt: skip
    assert {e.quad for e in found.edges[1:]} == {"verbal-cooperation"}
    assert (found.edges_in_all, found.read, found.of.count) == (4, 5, 5)


def test_a_node_has_the_name_that_most_claims_write(ledger: sqlite3.Connection) -> None:
    names = {node.id: node for node in network(ledger, filters({})).nodes}
    assert names["varland army"].name == "the Varland army"
    assert (names["varland army"].claims, names["varland army"].country) == (4, "NER")
    assert "harbour union" in names


def test_an_edge_leads_to_its_claims_and_no_others(ledger: sqlite3.Connection) -> None:
    for edge in network(ledger, filters({})).edges:
        asked = filters(
            {"actor": f'"{edge.actor}"', "recipient": f'"{edge.recipient}"', "type": list(types_of(edge.quad))}
        )
        assert claims_page(ledger, asked).total.count == edge.claims


def test_filters_hold_and_nothing_is_an_empty_network(ledger: sqlite3.Connection) -> None:
    assert {e.quad for e in network(ledger, filters({"type": "CONSULT"})).edges} == {"verbal-cooperation"}
    found = network(ledger, filters({"type": "PROTEST"}))
    assert (found.nodes, found.edges, found.read) == ((), (), 1)
    assert network(ledger, filters({"country": "MLI"})).of.count == 0


def test_what_is_left_out_is_counted(ledger: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    assert network(ledger, filters({}), limit=1).edges_in_all == 4
    monkeypatch.setattr(module, "MOST_CLAIMS", 2)
    monkeypatch.setattr(query, "COUNTED", 3)
    found = network(ledger, filters({}))
    assert (found.read, str(found.of)) == (2, "3+")


def test_every_type_is_of_one_quad_class() -> None:
    assert sorted(t for quad in QUAD_CLASSES for t in types_of(quad)) == sorted(load().type_names)


def test_points_know_how_exact_they_are(ledger: sqlite3.Connection) -> None:
    for id, place in (("1", {"place": "Moravi", "lat": 12.0, "lon": 40.0}), ("2", {}), ("3", {})):
        ledgers.insert(
            ledger, "incidents", id=id, types='["ASSAULT"]', actors="[]", recipients="[]", claims=1, documents=1,
            independent=1, disputed="[]", disputes=0, **place,
        )  # fmt: skip
    found = points(ledger, filters({}))
    (point,) = found.rows
    assert (point["id"], point["precision_place"], point["km"]) == ("1", 1, 0)
    assert (found.unplaced, found.of.count) == (2, 3)
    ledger.execute("UPDATE claims SET place_precision = 4")
    assert points(ledger, filters({})).rows[0]["km"] == 150
    ledger.execute("UPDATE claims SET place_precision = 6")
    assert points(ledger, filters({})).rows[0]["km"] is None
