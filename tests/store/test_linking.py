"""Incidents and copies are kept up to date, whatever the order and the batches in which documents come."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entries import SIMPLE, Entry, contents, entry, report
from onrecord.link import lots
from onrecord.link.facts import facts_of
from onrecord.link.incidents import incidents
from onrecord.store import Ledger
from onrecord.store.check import check


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        yield opened


def partition(ledger: Ledger) -> set[frozenset[str]]:
    """Which documents' claims are one incident; each document of `report` has one claim."""
    rows = ledger.connection.execute(
        "SELECT group_concat(d.id) FROM claims c JOIN documents d ON d.rowid = c.document WHERE c.current = 1 "
        "GROUP BY incident"
    )
    return {frozenset(row[0].split(",")) for row in rows}


def sets(*words: str) -> set[frozenset[str]]:
    return {frozenset(word) for word in words}


def key(ledger: Ledger, id: str) -> str:
    found: str = ledger.connection.execute(
        "SELECT key FROM claims c JOIN documents d ON d.rowid = c.document WHERE d.id = ? ORDER BY c.rowid DESC", (id,)
    ).fetchone()[0]
    return found


def test_an_unlinked_claim_is_an_incident_of_its_own(ledger: Ledger) -> None:
    ledger.add([entry("a", report())])
    assert ledger.incident_of(key(ledger, "a")) == key(ledger, "a")
    (fact,) = ledger.facts_of_incident(key(ledger, "a"))
    assert fact.outlet.document == "a"


def test_linked_claims_are_one_incident_and_the_link_says_why(ledger: Ledger) -> None:
    ledger.add([entry("a", report()), entry("b", report("Soldiers")), entry("c", report("Rebels", where="Amsa"))])
    assert partition(ledger) == sets("ab", "c")
    (link,) = ledger.connection.execute("SELECT * FROM links").fetchall()
    assert tuple(link) == (1, 2, 0.9, '["place or actors"]')
    smallest = min(key(ledger, "a"), key(ledger, "b"))
    assert {ledger.incident_of(key(ledger, id)) for id in "ab"} == {smallest}
    assert [f.outlet.document for f in ledger.facts_of_incident(key(ledger, "b"))] == ["a", "b"]


def test_an_article_that_links_two_incidents_makes_them_one(ledger: Ledger) -> None:
    ledger.add([entry("a", report("Police", where="Velden")), entry("b", report("Rebels", where="Amsa"))])
    assert partition(ledger) == sets("a", "b")
    ledger.add([entry("c", report("Police", where="Amsa"))])
    assert partition(ledger) == sets("abc")


def test_a_revision_takes_its_links_along_and_the_incident_falls_apart(ledger: Ledger) -> None:
    ledger.add([
        entry("a", report("Police", where="Velden")),
        entry("b", report("Rebels", where="Amsa")),
        entry("c", report("Police", where="Amsa")),
    ])  # fmt: skip
    ledger.add([entry("c", report("Nobody", where="Kessia"))])
    assert partition(ledger) == sets("a", "b", "c")
    assert ledger.connection.execute("SELECT count(*) FROM links").fetchone()[0] == 0


def test_an_id_that_a_revision_replaced_leads_on_to_the_same_event(ledger: Ledger) -> None:
    ledger.add([entry("a", report()), entry("b", report("Soldiers"))])
    old = key(ledger, "a")
    ledger.add([entry("a", report(whom="two union leaders"))])
    assert key(ledger, "a") != old
    assert ledger.incident_of(old) == ledger.incident_of(key(ledger, "a")) == ledger.incident_of(key(ledger, "b"))
    assert len(ledger.facts_of_incident(old)) == 2


def test_an_id_whose_event_the_revision_dropped_leads_to_what_it_was_linked_with(ledger: Ledger) -> None:
    ledger.add([entry("a", report()), entry("b", report("Soldiers"))])
    old = key(ledger, "a")
    ledger.add([entry("a", report("Nobody", "attacked", "a convoy", "Kessia"))])
    assert ledger.incident_of(old) == key(ledger, "b")
    assert ledger.facts_of_incident("0" * 16) == []


def test_the_same_text_twice_is_one_incident_even_if_its_claims_share_nothing(tmp_path: Path) -> None:
    from dataclasses import replace

    nothing = replace(SIMPLE, buckets=lambda fact: (), group=lambda facts, links, together, apart: [tuple(facts)])
    with Ledger.open(tmp_path / "l.db", write=True, linker=nothing) as ledger:
        ledger.add([entry("a", report()), entry("b", report()), entry("c", report(where="Amsa"))])
        assert partition(ledger) == sets("ab", "c")


def test_copies_are_one_group_named_by_the_smallest_id(ledger: Ledger) -> None:
    ledger.add([entry("b", report()), entry("a", report(where="Amsa")), entry("c", report("Soldiers"))])
    assert ledger.copy_groups(["a", "b", "c", "no"]) == {"a": "a", "b": "a", "c": "c"}
    assert ledger.copy_groups([1]) == {"b": "a"}
    (copy,) = ledger.connection.execute("SELECT * FROM copies").fetchall()
    assert tuple(copy) == (1, 2, 1.0, "[[[0,9],[0,9]]]")


@pytest.mark.parametrize(("day", "copied"), [("2031-04-08", True), ("2031-04-09", False), ("2031-09", True)])
def test_a_text_that_comes_after_a_month_is_no_wire_copy(ledger: Ledger, day: str, copied: bool) -> None:
    ledger.add([entry("a", report(), published="2031-03-09"), entry("b", report(where="Amsa"), published=day)])
    assert ledger.copy_groups(["b"]) == {"b": "a" if copied else "b"}


def test_a_revision_that_copies_nothing_leaves_the_group(ledger: Ledger) -> None:
    ledger.add([entry("b", report()), entry("a", report(where="Amsa"))])
    ledger.add([entry("a", report("Soldiers"))])
    assert ledger.copy_groups(["a", "b"]) == {"a": "a", "b": "b"}


POOL: Sequence[Entry] = [
    entry(id, report(who, verb, whom, where), published="2031-03-09", publisher=f"Paper {id}")
    for id, who, verb, whom, where in (
        ("a", "Police", "arrested", "a union leader", "Velden"),
        ("b", "Police officers", "arrested", "the union leader", "Velden"),
        ("c", "Police", "arrested", "a union leader", "Velden"),  # a's words
        ("d", "Border guards", "arrested", "three smugglers", "Port Amsa"),
        ("e", "Police", "released", "a union leader", "Velden"),
        ("f", "Rebel fighters", "attacked", "an army convoy", "Port Amsa"),
        ("g", "Rebels", "attacked", "a convoy", "Port Amsa"),
    )
]


@settings(max_examples=8)
@given(st.permutations(POOL), st.lists(st.integers(1, 6), max_size=3))
def test_neither_order_nor_batches_change_what_belongs_together(order: list[Entry], cuts: list[int]) -> None:
    """With the package's own linker: what the ledger holds is what linking all of it at once gives."""
    wanted = {
        frozenset(f.outlet.document for f in incident)
        for incident in incidents([fact for _, made in POOL for fact in facts_of(made)])
    }
    assert len(wanted) < len(POOL)
    ends = sorted({*cuts, len(order)})
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "l.db", write=True) as ledger:
        for start, end in zip([0, *ends], ends, strict=False):
            ledger.add(order[start:end])
        assert partition(ledger) == wanted
        assert [c.name for c in check(ledger) if c.wrong] == []


@settings(max_examples=6)
@given(st.permutations(POOL * 2), st.lists(st.integers(1, 12), max_size=4))
def test_nor_do_revisions_where_more_hangs_together_than_is_looked_at(order: list[Entry], cuts: list[int]) -> None:
    """Every document comes twice, first with another's words; what is left is what linking it all at once gives."""
    first: set[str] = set()
    come: list[Entry] = []
    for raw, made in order:
        stray = next(e for e in POOL if e[0].id != raw.id)
        text = stray[1].text if raw.id not in first else made.text
        come.append(entry(raw.id, text, published="2031-03-09", publisher=f"Paper {raw.id}"))
        first.add(raw.id)
    ends = sorted({*cuts, len(come)})
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(lots, "MOST", 2)
        wanted = {
            frozenset(f.outlet.document for f in incident)
            for incident in incidents([fact for _, made in POOL for fact in facts_of(made)])
        }
        with Ledger.open(Path(folder) / "l.db", write=True) as ledger:
            for start, end in zip([0, *ends], ends, strict=False):
                ledger.add(come[start:end])
            assert partition(ledger) == wanted
            assert [c.name for c in check(ledger) if c.wrong] == []


def test_batches_change_no_row(tmp_path: Path) -> None:
    url = "https://tide.example/1"
    order = [
        entry("a", report(), url=url),
        entry("b", report("Soldiers")),
        entry("c", report(whom="two men"), url=url),
        entry("b", report("Rebels", where="Amsa")),
        entry("d", report("Rebels")),
    ]
    for name, size in (("one.db", 1), ("two.db", 2), ("all.db", 5)):
        with Ledger.open(tmp_path / name, write=True, linker=SIMPLE) as ledger:
            for start in range(0, len(order), size):
                ledger.add(order[start : start + size])
    one, two, together = (contents(tmp_path / name) for name in ("one.db", "two.db", "all.db"))
    for table in one:
        if table != "texts_data":  # the index merges its segments as it is written
            assert one[table] == two[table] == together[table], table
