"""What reports of one event dispute, and what is no conflict. Every event and outlet is made up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from link_facts import by, fact, killed, where
from onrecord.link import contradictions
from onrecord.link.contradictions import Dispute, disputes, updates
from onrecord.link.fact import Count, Fact, Who

ARMY = by("the army", country="NER", sector="MIL")
REBELS = by("the rebels", country="NER", sector="REB")


def told(dispute: Dispute) -> dict[str, list[str]]:
    return {v.value: [s.who.name for s in v.said] for v in dispute.values}


def only(*facts: Fact, copies: dict[str, str] | None = None) -> Dispute:
    (dispute,) = disputes(facts, copies or {})
    return dispute


def test_the_army_says_twelve_and_the_rebels_forty() -> None:
    dispute = only(fact("a", ARMY, counts=(killed(12),)), fact("b", REBELS, counts=(killed(40),)))
    assert (dispute.field, dispute.of, dispute.kind) == ("killed", None, "disputed")
    assert told(dispute) == {"12": ["the army"], "40": ["the rebels"]}
    assert dispute.values[1].said[0].claims == (("b", "1"),)


def test_one_figure_from_many_is_no_dispute() -> None:
    assert disputes([fact(d, counts=(killed(12),)) for d in "abc"], {}) == ()


@pytest.mark.parametrize(
    "one, other",
    [
        (killed(10, hedge="at_least"), killed(12)),
        (killed(40, hedge="about"), killed(38)),
        (killed(5, 7), killed(6)),
        (killed(None, 7), killed(3)),
        (killed(10, hedge="at_least"), killed(40, hedge="at_least")),
    ],
)
def test_figures_that_one_truth_fits_agree(one: Count, other: Count) -> None:
    assert disputes([fact("a", counts=(one,)), fact("b", counts=(other,))], {}) == ()


@pytest.mark.parametrize(
    "one, other",
    [(killed(13, hedge="at_least"), killed(12)), (killed(40, hedge="about"), killed(60)), (killed(5, 7), killed(8))],
)
def test_figures_that_none_fits_do_not(one: Count, other: Count) -> None:
    assert only(fact("a", ARMY, counts=(one,)), fact("b", REBELS, counts=(other,))).field == "killed"


def test_a_holder_that_corrects_itself_makes_an_update() -> None:
    facts = [
        fact("a", ARMY, counts=(killed(4),), published="2031-03-08"),
        fact("b", ARMY, counts=(killed(9),), published="2031-03-10"),
    ]
    assert disputes(facts, {}) == ()
    (update,) = updates(facts, {})
    assert (update.who.name, update.was, update.is_now) == ("the army", "4", "9")
    assert (update.before.first, update.after.first) == ("2031-03-08", "2031-03-10")


def test_what_was_corrected_is_not_disputed_any_more() -> None:
    facts = [
        fact("a", ARMY, counts=(killed(4),), published="2031-03-08"),
        fact("b", ARMY, counts=(killed(9),), published="2031-03-10"),
        fact("c", REBELS, counts=(killed(9),), published="2031-03-09"),
    ]
    assert disputes(facts, {}) == ()


def test_a_toll_that_outlets_report_as_higher_later_has_grown() -> None:
    dispute = only(
        fact("a", counts=(killed(12),), published="2031-03-08"),
        fact("b", counts=(killed(15),), published="2031-03-09"),
    )
    assert dispute.kind == "develops"


def test_a_toll_that_falls_or_differs_on_one_day_is_disputed() -> None:
    fell = [fact("a", counts=(killed(15),), published="2031-03-08"), fact("b", counts=(killed(12),))]
    same_day = [fact("a", counts=(killed(15),)), fact("b", counts=(killed(12),))]
    undated = [fact("a", counts=(killed(12),), published=None), fact("b", counts=(killed(15),))]
    assert [d.kind for facts in (fell, same_day, undated) for d in disputes(facts, {})] == ["disputed"] * 3


def test_a_partys_later_and_higher_toll_is_no_growth() -> None:
    dispute = only(
        fact("a", ARMY, counts=(killed(4),), published="2031-03-08"),
        fact("b", REBELS, counts=(killed(18),), published="2031-03-10"),
    )
    assert dispute.kind == "disputed"


def test_a_state_whose_army_is_in_it_is_a_party() -> None:
    facts = [
        fact("a", by("the mayor of Velden"), counts=(killed(11),), published="2031-03-08"),
        fact("b", by("the government", country="NER", sector="GOV"), counts=(killed(12),), published="2031-03-10"),
    ]
    army = Who("soldiers", "NER", "MIL")
    assert only(*facts).kind == "develops"
    assert only(*facts, fact("c", recipients=(army,))).kind == "disputed"


def test_dead_of_two_kinds_are_two_fields() -> None:
    soldiers, attackers = Who("four soldiers", "NER", "MIL"), Who("12 assailants", None, "UAF")
    facts = [
        fact("a", ARMY, recipients=(soldiers,), counts=(killed(4),)),
        fact("a", ARMY, key="2", recipients=(attackers,), counts=(killed(12),)),
        fact("b", REBELS, recipients=(Who("18 soldiers", "NER", "MIL"),), counts=(killed(18),)),
        fact("c", by("the mayor of Velden"), recipients=(Who("eleven people"),), counts=(killed(11),)),
    ]
    dispute = only(*facts)
    assert dispute.of == "soldiers"
    assert told(dispute) == {"4": ["the army"], "18": ["the rebels"]}


def test_two_counts_of_one_claim_go_to_whom_they_count() -> None:
    both = (Who("eleven bodies"), Who("three lorry drivers"))
    dispute = only(
        fact("a", by("the mayor of Velden"), recipients=both, counts=(killed(11), killed(3))),
        fact("b", by("the customs"), recipients=(Who("five drivers"),), counts=(killed(5),)),
    )
    assert (dispute.of, list(told(dispute))) == ("drivers", ["3", "5"])


def test_who_has_no_name_is_listed_as_such() -> None:
    dispute = only(fact("a", ARMY, counts=(killed(4),)), fact("b", by("a hospital official"), counts=(killed(8),)))
    assert [(v.value, v.said[0].named) for v in dispute.values] == [("4", True), ("8", False)]


def test_other_counts_are_compared_by_what_is_counted() -> None:
    trucks, homes = Count(7, None, None, "fuel trucks"), Count(30, None, None, "homes")
    dispute = only(
        fact("a", counts=(trucks, homes)), fact("b", counts=(Count(9, None, None, "trucks"),), published="2031-03-10")
    )
    assert (dispute.field, dispute.of, dispute.kind) == ("count", "truck", "disputed")


def test_copies_do_not_dispute_with_their_original() -> None:
    copies = {"a": "g", "b": "g"}
    assert disputes([fact("a", counts=(killed(4),)), fact("b", counts=(killed(4),))], copies) == ()


@pytest.mark.parametrize(
    "one, other, differ",
    [
        (("2031-03-08", "2031-03-08"), ("2031-03-08", "2031-03-08"), False),
        (("2031-03-08", "2031-03-08"), ("2031-03-01", "2031-03-31"), False),
        (("2031-03-08", "2031-03-08"), ("2031-03-09", "2031-03-09"), True),
        (("2031-03-08", "2031-03-08"), (None, None), False),
    ],
)
def test_days_differ_if_they_cannot_be_one(one: Any, other: Any, differ: bool) -> None:
    facts = [fact(d, earliest=days[0], latest=days[1]) for d, days in (("a", one), ("b", other))]
    assert [d.field for d in disputes(facts, {})] == (["date"] if differ else [])


@pytest.mark.parametrize(
    "one, other, differ",
    [
        (where("Niamey"), where("Niger", lat=17.6, lon=8.1, precision=6), False),
        (where("Niamey"), where("near the airport", lat=13.48, lon=2.18, precision=2), False),
        (where("Niamey"), where("Agadez", lat=16.97, lon=7.99), True),
        (where("Gao", "MLI", lat=16.27, lon=-0.04), where("Niger", lat=17.6, lon=8.1, precision=6), True),
    ],
)
def test_places_differ_if_none_can_be_in_the_other(one: Any, other: Any, differ: bool) -> None:
    assert [d.field for d in disputes([fact("a", places=(one,)), fact("b", places=(other,))], {})] == (
        ["place"] if differ else []
    )


def test_a_denial_by_a_party_disputes_that_it_happened() -> None:
    dispute = only(fact("a", ARMY), fact("b", REBELS), fact("c", by("the Front", "denies"), status="negated"))
    assert dispute.field == "status"
    assert told(dispute) == {"actual": ["the army", "the rebels"], "negated": ["the Front"]}


def test_a_denial_of_a_figure_stays_with_the_figure() -> None:
    dispute = only(
        fact("a", ARMY, counts=(killed(4),)),
        fact("a", by("the army", "denies"), key="2", status="negated", counts=(killed(18),)),
        fact("b", REBELS, counts=(killed(18),)),
    )
    assert dispute.field == "killed"
    assert [s.who.name for s in dispute.values[1].denied] == ["the army"]


def test_a_figure_that_one_gives_and_another_denies_is_disputed() -> None:
    dispute = only(
        fact("b", REBELS, counts=(killed(18),)),
        fact("c", by("the interior ministry", "denies"), status="negated", counts=(killed(18),)),
    )
    assert [(v.value, [s.who.name for s in v.denied]) for v in dispute.values] == [("18", ["the interior ministry"])]


def test_of_one_voices_figures_on_one_day_the_smaller_are_parts() -> None:
    boy = fact("a", key="2", counts=(killed(1),))
    assert disputes([fact("a", counts=(killed(14),)), boy, fact("b", counts=(killed(14),))], {}) == ()


def test_things_that_were_done_different_things_to_are_not_compared() -> None:
    burnt = fact("a", mode="destroy", counts=(Count(7, None, None, "lorries"),))
    assert disputes([burnt, fact("b", counts=(Count(30, None, None, "lorries"),))], {}) == ()


@pytest.mark.parametrize(
    "one, other, differ",
    [
        (Who("the army", "NER", "MIL"), Who("rebels", "NER", "REB"), True),
        (Who("rebels", "NER", "REB"), Who("the Harbour Workers' Front", "NER", "REB"), False),
        (Who("the Harbour Workers' Front", "NER", "REB"), Who("the Dune Brigade", "NER", "REB"), True),
        (Who("gunmen", None, "UAF"), Who("the army", "NER", "MIL"), False),
        (Who("bandits", "NER", "CRM"), Who("the army", "NER", "MIL"), False),
        (Who("Nigerien soldiers", "NER", "MIL"), Who("Malian soldiers", "MLI", "MIL"), True),
    ],
)
def test_who_did_it(one: Who, other: Who, differ: bool) -> None:
    facts = [fact("a", by("the mayor"), actors=(one,)), fact("b", by("the bishop of Velden"), actors=(other,))]
    assert [d.field for d in disputes(facts, {})] == (["actor"] if differ else [])


def test_of_talks_each_may_name_some_of_the_parties() -> None:
    army, brigade = Who("the army", "NER", "MIL"), Who("the Dune Brigade", "NER", "REB")
    facts = [fact("a", type="CONSULT", actors=(army,)), fact("b", type="CONSULT", actors=(brigade,))]
    assert disputes(facts, {}) == ()


CASES = [
    fact("a", ARMY, counts=(killed(4),), published="2031-03-08", places=(where("Niamey"),)),
    fact("b", ARMY, counts=(killed(9),), published="2031-03-10", earliest="2031-03-08", latest="2031-03-08"),
    fact("c", REBELS, counts=(killed(18),), published=None, earliest="2031-03-07", latest="2031-03-07"),
    fact("d", counts=(killed(7), Count(3, None, None, "trucks")), places=(where("Agadez", lat=16.97, lon=7.99),)),
    fact("e", by("witnesses"), counts=(killed(8, hedge="at_least"), Count(4, None, None, "trucks"))),
    fact("f", by("the Front", "denies"), status="negated", counts=(killed(18),)),
    fact("g", by("the Dune Brigade"), actors=(Who("the army", "NER", "MIL"),)),
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(CASES))
def test_order_does_not_matter_to_disputes(shuffled: list[Fact]) -> None:
    copies = {"d": "x", "e": "x"}
    assert disputes(shuffled, copies) == disputes(CASES, copies)
    assert updates(shuffled, copies) == updates(CASES, copies)


def test_json_of_disputes_and_updates() -> None:
    plain = contradictions.to_json(disputes(CASES, {}))
    assert [d["field"] for d in plain] == ["count", "killed", "date", "place"]
    assert list(plain[0]) == ["field", "of", "kind", "values"]
    assert json.loads(json.dumps(plain)) == plain
    assert [u["was"] for u in contradictions.to_json(updates(CASES, {}))] == ["4"]
