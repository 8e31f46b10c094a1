"""Who stands behind an incident, and what is folded into whom. Every event and outlet is made up."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from link_facts import by, fact, where
from onrecord.link import corroboration
from onrecord.link.corroboration import Corroboration, corroborate
from onrecord.link.fact import Fact
from onrecord.link.registry import load


def of(*facts: Fact, copies: dict[str, str] | None = None) -> Corroboration:
    return corroborate(facts, copies or {}, load())


def names(found: Corroboration) -> list[str]:
    return [source.who.name for source in found.independent]


def why(found: Corroboration) -> dict[str, str]:
    return {b.claim[0]: b.why for source in found.independent for b in source.behind}


def test_two_papers_in_their_own_voice_are_two() -> None:
    found = of(fact("a", publisher="Morning Tide"), fact("b", publisher="Echo of Velden"))
    assert names(found) == ["Echo of Velden", "Morning Tide"]
    assert (found.documents, found.copies, found.reports) == (2, 0, 2)


def test_this_station_is_the_outlet_itself() -> None:
    found = of(fact("a", by("this station"), publisher="Radio Velden"), fact("b", publisher="Radio Velden"))
    assert names(found) == ["Radio Velden"]
    assert [s.kind for s in found.independent] == ["outlet"]


def test_copies_of_one_text_speak_once() -> None:
    found = of(
        fact("a", publisher="Morning Tide", published="2031-03-08"),
        fact("b", publisher="Echo of Velden", published="2031-03-09"),
        copies={"a": "g", "b": "g"},
    )
    assert names(found) == ["Morning Tide"]
    assert why(found) == {"a": "first", "b": "copy"}
    assert found.independent[0].behind[1].of == "a"
    assert (found.documents, found.copies, found.reports) == (2, 1, 1)


def test_two_papers_that_credit_one_agency_are_one() -> None:
    found = of(fact("a", publisher="Morning Tide", agency="AFP"), fact("b", publisher="Echo of Velden", agency="AFP"))
    assert names(found) == ["Agence France-Presse"]
    assert why(found) == {"a": "first", "b": "same_outlet"}


def test_a_copy_that_drops_the_credit_is_still_the_agencys() -> None:
    found = of(
        fact("a", publisher="Morning Tide", published="2031-03-08"),
        fact("b", publisher="Echo of Velden", agency="AFP", published="2031-03-09"),
        copies={"a": "g", "b": "g"},
    )
    assert names(found) == ["Agence France-Presse"]


def test_two_papers_that_quote_one_police_statement_are_one() -> None:
    found = of(
        fact("a", by("the police"), publisher="Morning Tide"),
        fact("b", by("Police in Velden"), publisher="Echo of Velden"),
    )
    assert names(found) == ["Police in Velden"]
    assert why(found) == {"a": "first", "b": "same_statement"}


def test_what_a_paper_says_itself_rests_on_whom_it_names() -> None:
    found = of(fact("a", by("the police")), fact("a", key="2"), fact("b"))
    assert [(s.who.name, len(s.behind)) for s in found.independent] == [("the police", 2), ("Paper b", 1)]
    assert found.independent[0].behind[1].why == "rests_on"


def test_a_denial_is_nothing_to_rest_on() -> None:
    found = of(fact("a", by("the rebels", "denies"), status="negated"), fact("a", key="2"))
    assert names(found) == ["Paper a"]
    assert [stand.who.name for stand in found.denies] == ["the rebels"]


def test_police_of_two_countries_are_two() -> None:
    found = of(fact("a", by("Kenyan police", country="KEN")), fact("b", by("Ugandan police", country="UGA")))
    assert len(found.independent) == 2


@pytest.mark.parametrize(
    "one, other",
    [
        ("army spokesman Colonel Desire Mbossa", "the army"),
        ("Colonel Desire Mbossa", "Mbossa"),
        ("the Harbour Workers' Front (HWF)", "The HWF"),
        ("the statement of the Harbour Workers' Front", "the Front"),
        ("the Defence Ministry", "the ministry of defense"),
        ("the armed forces", "the General Staff"),
        ("Communication Minister Sylvie Ngatoua", "Ms. Ngatoua"),
    ],
)
def test_short_forms_are_one_holder(one: str, other: str) -> None:
    assert len(of(fact("a", by(one)), fact("b", by(other))).independent) == 1


@pytest.mark.parametrize(
    "one, other",
    [
        ("the army", "the police"),
        ("Communication Minister Sylvie Ngatoua", "Interior Minister Blaise Namkosse"),
        ("the mayor of Velden", "the mayor of Kessia"),
        ("the Harbour Workers' Front", "the Harbour Union"),
    ],
)
def test_others_are_two(one: str, other: str) -> None:
    assert len(of(fact("a", by(one)), fact("b", by(other))).independent) == 2


def test_a_ref_is_stronger_than_words() -> None:
    found = of(fact("a", by("JNIM", ref="actors:jnim")), fact("b", by("the Qaeda affiliate", ref="actors:jnim")))
    assert len(found.independent) == 1


@pytest.mark.parametrize(
    "name", ["unnamed", "officials", "U.S. officials", "witnesses", "a driver", "a hospital official"]
)
def test_who_has_no_name_never_counts(name: str) -> None:
    found = of(fact("a", by(name)), fact("b", by(name)))
    assert found.independent == ()
    assert [(stand.who.name, stand.named) for stand in found.asserts] == [(name, False)] * 2


def test_an_outlet_that_is_quoted_is_the_outlet_that_prints() -> None:
    found = of(fact("a", by("the daily Morning Tide")), fact("b", publisher="Morning Tide"))
    assert len(found.independent) == 1
    assert found.independent[0].kind == "outlet"


def test_organs_of_one_state_are_kept_apart_and_marked() -> None:
    found = of(
        fact("a", by("the army", country="NER", sector="MIL")),
        fact("b", by("the interior ministry", country="NER", sector="GOV")),
        fact("c", by("the rebels", country="NER", sector="REB")),
    )
    army, ministry, rebels = (
        next(s for s in found.independent if w in s.who.name) for w in ("army", "ministry", "reb")
    )
    assert army.same_owner == (ministry.key,) and ministry.same_owner == (army.key,)
    assert army.owner == "state:NER" and rebels.same_owner == ()


def test_an_army_without_a_country_is_that_of_the_place() -> None:
    here = (where("Niamey"),)
    found = of(
        fact("a", by("the army", sector="MIL"), places=here), fact("b", by("the police", sector="COP"), places=here)
    )
    assert [(s.who.country, s.owner, len(s.same_owner)) for s in found.independent] == [(None, "state:NER", 1)] * 2


def test_outlets_of_one_owner_are_marked() -> None:
    found = of(fact("a", publisher="The Sun"), fact("b", publisher="The Times"))
    assert {s.owner for s in found.independent} == {"owner:news corp"}
    assert all(len(s.same_owner) == 1 for s in found.independent)


def test_stances_are_told_apart_and_days_kept() -> None:
    found = of(
        fact("a", by("the army", "confirms"), published="2031-03-10"),
        fact("b", by("the Front", "alleges"), published="2031-03-08"),
        fact("c", by("the union", "denies"), status="negated", published="2031-03-12"),
    )
    assert [s.who.name for s in found.confirms] == ["the army"]
    assert [s.who.name for s in found.alleges] == ["the Front"]
    assert [s.who.name for s in found.denies] == ["the union"]
    assert names(found) == ["the Front", "the army"]
    assert (found.first, found.last) == ("2031-03-08", "2031-03-12")


def test_whoever_only_announced_it_does_not_report_it() -> None:
    found = of(fact("a", by("the ministry"), status="future"), fact("b"))
    assert names(found) == ["Paper b"]
    assert [s.who.name for s in found.expects] == ["the ministry"]


def test_without_a_publisher_or_a_day_a_document_speaks_for_itself() -> None:
    found = of(fact("a", publisher=None, published=None))
    assert (names(found), found.first, found.independent[0].first) == (["a"], None, None)


CASES = [
    fact("a", by("the army"), publisher="Morning Tide", published="2031-03-08"),
    fact("a", key="2", publisher="Morning Tide", published="2031-03-08"),
    fact("b", by("army spokesman Colonel Desire Mbossa"), published="2031-03-09"),
    fact("c", by("Mbossa"), publisher="Echo", agency="AFP", published=None),
    fact("d", publisher="Echo", agency="AFP", published="2031-03-09"),
    fact("e", by("witnesses"), published="2031-03-09"),
    fact("f", by("the Front", "denies"), by("police"), status="negated", published="2031-03-10"),
    fact("g", publisher=None, published=None),
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(CASES))
def test_order_does_not_matter(shuffled: list[Fact]) -> None:
    copies = {"d": "x", "c": "x", "g": "y"}
    assert corroborate(shuffled, copies, load()) == corroborate(CASES, copies, load())


def test_json_has_all_and_in_one_order() -> None:
    plain = corroboration.to_json(of(*CASES))
    assert list(plain)[:2] == ["independent", "sources"]
    assert plain["independent"] == len(plain["sources"])
    assert json.loads(json.dumps(plain)) == plain
