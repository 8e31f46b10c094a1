"""What `add` keeps for questions: a row an incident, as its claims are now, and an index in which claims are found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import entries
import ledgers
from entries import SIMPLE, entry, report
from onrecord.link.fact import Fact, Outlet, Where, Who
from onrecord.link.registry import load
from onrecord.store import Ledger
from onrecord.store.facets import forget_claims, index_all
from onrecord.store.filters import filters
from onrecord.store.query import claims_page, incidents_page
from onrecord.store.summary import summary

SCENE = Where("Velden", 46.6, 13.8, "AUT", 1)
REGION = Where("Carinthia", 46.7, 14.0, "AUT", 4)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        yield opened


def incidents(ledger: Ledger) -> list[dict[str, Any]]:
    return [dict(row) for row in ledger.connection.execute("SELECT * FROM incidents ORDER BY id")]


def add(ledger: Ledger, *added: entries.Entry) -> None:
    ledger.add(added)
    assert ledger.connection.execute("SELECT count(*) FROM stale").fetchone()[0] == 0


def test_reports_of_one_event_are_one_row(ledger: Ledger) -> None:
    add(ledger, entry("a", report(), publisher="Morning Tide", published="2031-03-08"))
    assert [row["documents"] for row in incidents(ledger)] == [1]
    add(ledger, entry("b", report(who="Officers"), publisher="Evening Tide", published="2031-03-09"))
    (row,) = incidents(ledger)
    assert (row["documents"], row["claims"]) == (2, 2)
    assert (row["day"], row["first_reported"], row["last_reported"]) == ("2031-03-07", "2031-03-08", "2031-03-09")
    assert row["actors"] == '["Officers","Police"]'


def test_a_revision_that_tells_another_event_takes_the_row_with_it(ledger: Ledger) -> None:
    add(ledger, entry("a", report()))
    add(ledger, entry("a", report(verb="attacked", where="Moravi")))
    (row,) = incidents(ledger)
    assert row["types"] == '["ASSAULT"]'
    assert [key[1] for key in incidents_page(ledger.connection, filters({})).keys] == [row["id"]]


def test_what_add_wrote_is_found_and_what_was_replaced_is_not(ledger: Ledger) -> None:
    add(ledger, entry("a", report()), entry("b", report(who="Gendarmes", where="Moravi")))
    add(ledger, entry("b", report(who="Soldiers", where="Moravi")))
    assert claims_page(ledger.connection, filters({"actor": "police"})).total.count == 1
    assert claims_page(ledger.connection, filters({"actor": "soldiers"})).total.count == 1
    assert claims_page(ledger.connection, filters({"actor": "gendarmes"})).total.count == 0


def test_the_index_can_be_made_again_and_claims_taken_out() -> None:
    connection = ledgers.empty()
    rowid = ledgers.claim(connection, ledgers.document(connection, "a"), actors=[("Reed Front", None, "REB")])

    def found() -> int:
        query = 'SELECT count(*) FROM facets WHERE facets MATCH \'actor : "reed" AND actor : "s:reb"\''
        count: int = connection.execute(query).fetchone()[0]
        return count

    index_all(connection)
    assert found() == 1
    forget_claims(connection, [rowid])
    assert found() == 0


def fact(key: str, place: Where, days: tuple[str, str], actor: str = "Police") -> Fact:
    return Fact(
        key, Outlet(f"d{key}", f"paper {key}", None, "2031-03-09"), "COERCE", "arrest", "actual", "arrested",
        actors=(Who(actor),), places=(place,), place_names=(place.name,), earliest=days[0], latest=days[1],
    )  # fmt: skip


def summed(facts: Sequence[Fact]) -> dict[str, Any]:
    return summary(facts, {}, load())


def test_the_most_exact_day_and_place_count_and_of_those_the_most_frequent() -> None:
    facts = [
        fact("1", REGION, ("2031-03-01", "2031-03-31")),
        fact("2", SCENE, ("2031-03-07", "2031-03-07")),
        fact("3", REGION, ("2031-03-07", "2031-03-07")),
        fact("4", REGION, ("2031-03-06", "2031-03-06")),
    ]
    made = summed(facts)
    assert (made["earliest"], made["latest"], made["place"]) == ("2031-03-07", "2031-03-07", "Velden")
    assert made == summed(facts[::-1])


def test_names_stand_as_they_are_most_often_written() -> None:
    days = ("2031-03-07", "2031-03-07")
    facts = [
        fact(str(n), SCENE, days, name) for n, name in enumerate(["The Guard", "the guard", "the guard", "Police"])
    ]
    assert summed(facts)["actors"] == '["the guard","Police"]'
