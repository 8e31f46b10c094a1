"""Low, best and high of an incident's dead and injured. Every event and outlet is made up."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from link_facts import by, fact, killed
from onrecord.link import toll as tolls
from onrecord.link.fact import Count, Fact, Who
from onrecord.link.toll import Range, toll

ARMY = by("the army", country="NER", sector="MIL")
REBELS = by("the rebels", country="NER", sector="REB")


def numbers(found: Range | None) -> tuple[Any, ...] | None:
    return found and tuple(e and e.number for e in (found.low, found.best, found.high))


def dead(*facts: Fact, copies: dict[str, str] | None = None) -> tuple[Any, ...] | None:
    return numbers(toll(facts, copies or {}).killed)


def test_low_and_high_are_the_ends_and_best_has_most_holders() -> None:
    found = toll(
        [
            fact("a", ARMY, counts=(killed(4),)),
            fact("b", REBELS, counts=(killed(18),)),
            fact("c", by("the mayor of Velden"), counts=(killed(11),)),
            fact("d", by("the Harbour Union"), counts=(killed(11),)),
        ],
        {},
    ).killed
    assert numbers(found) == (4, 11, 18)
    assert found and found.low and found.best
    assert [s.who.name for s in found.low.said] == ["the army"]
    assert [s.who.name for s in found.best.said] == ["the Harbour Union", "the mayor of Velden"]


def test_nothing_counted_is_nothing() -> None:
    assert toll([fact("a")], {}) == tolls.Toll(None, None)


def test_injured_are_counted_apart() -> None:
    found = toll([fact("a", counts=(killed(4), Count(9, None, None, "injured")))], {})
    assert (numbers(found.killed), numbers(found.injured)) == ((4, 4, 4), (9, 9, 9))


def test_among_equals_the_latest_and_then_the_lower() -> None:
    early = fact("a", ARMY, counts=(killed(4),), published="2031-03-08")
    assert dead(early, fact("b", REBELS, counts=(killed(18),), published="2031-03-09")) == (4, 18, 18)
    assert dead(early, fact("b", REBELS, counts=(killed(18),), published="2031-03-08")) == (4, 4, 18)


def test_a_toll_that_has_grown_is_no_low() -> None:
    grown = [fact("a", counts=(killed(4),), published="2031-03-08"), fact("b", counts=(killed(9),))]
    assert dead(*grown) == (9, 9, 9)


def test_what_a_holder_corrected_is_gone() -> None:
    assert dead(
        fact("a", ARMY, counts=(killed(4),), published="2031-03-08"),
        fact("b", ARMY, counts=(killed(12),), published="2031-03-10"),
        fact("c", REBELS, counts=(killed(18),), published="2031-03-10"),
    ) == (12, 12, 18)


def test_at_least_ten_supports_twelve() -> None:
    assert dead(
        fact("a", by("the mayor"), counts=(killed(10, hedge="at_least"),)),
        fact("b", by("police"), counts=(killed(12),)),
    ) == (10, 12, 12)


def test_a_range_and_an_upper_bound() -> None:
    assert dead(fact("a", counts=(killed(5, 7),))) == (5, 5, 7)
    assert dead(fact("a", counts=(killed(None, 7),))) == (None, None, 7)


def test_a_holder_who_counts_by_kind_is_added_up() -> None:
    soldiers, civilians, all_of_them = Who("ten soldiers", "NER", "MIL"), Who("four civilians"), Who("14 people")
    apart = [
        fact("a", by("Corridor Watch"), recipients=(soldiers,), counts=(killed(10),)),
        fact("a", by("Corridor Watch"), key="2", recipients=(civilians,), counts=(killed(4),)),
    ]
    assert dead(*apart) == (14, 14, 14)
    assert dead(*apart, fact("a", by("Corridor Watch"), key="3", recipients=(all_of_them,), counts=(killed(14),))) == (
        14,
        14,
        14,
    )


def test_whoever_counts_soldiers_alone_gives_no_lowest_total() -> None:
    eight, four = Who("eight soldiers", "NER", "MIL"), Who("four civilians")
    facts = [
        fact("a", by("the mayor of Velden"), counts=(killed(11),)),
        fact("b", by("the Harbour Union"), recipients=(eight,), counts=(killed(8),)),
        fact("c", by("the bishop of Velden"), recipients=(four,), counts=(killed(4),)),
    ]
    assert dead(*facts) == (11, 11, 11)


def test_unnamed_voices_make_no_best_but_for_want_of_others() -> None:
    hospital = fact("a", by("a hospital official"), counts=(killed(8),))
    assert dead(hospital) == (8, 8, 8)
    assert dead(hospital, fact("b", ARMY, counts=(killed(4),))) == (4, 4, 8)


def test_papers_that_repeat_whom_they_quote_add_no_weight() -> None:
    quoted = [f for d in "abc" for f in (fact(d, ARMY, counts=(killed(4),)), fact(d, key="2", counts=(killed(4),)))]
    others = [
        fact(d, by(n), counts=(killed(9),)) for d, n in (("d", "the mayor of Velden"), ("e", "the Harbour Union"))
    ]
    assert dead(*quoted, *others) == (4, 9, 9)


def test_a_denied_figure_is_none() -> None:
    assert dead(fact("a", by("the army", "denies"), status="negated", counts=(killed(18),))) is None


CASES = [
    fact("a", ARMY, counts=(killed(4),), published="2031-03-08"),
    fact("b", REBELS, counts=(killed(18, hedge="at_least"),), published=None),
    fact("c", counts=(killed(7), Count(3, None, None, "injured")), published="2031-03-08"),
    fact("d", counts=(killed(11), Count(2, 5, None, "injured"))),
    fact("d", by("witnesses"), key="2", counts=(killed(8, hedge="about"),)),
    fact("e", by("the mayor of Velden"), recipients=(Who("three drivers"),), counts=(killed(3),)),
    fact("f", by("the mayor of Velden"), recipients=(Who("nine soldiers", "NER", "MIL"),), counts=(killed(9),)),
]


@settings(max_examples=40, deadline=None)
@given(st.permutations(CASES))
def test_order_does_not_matter_to_tolls(shuffled: list[Fact]) -> None:
    assert toll(shuffled, {"a": "x", "c": "x"}) == toll(CASES, {"a": "x", "c": "x"})


def test_json_of_a_toll() -> None:
    plain = tolls.to_json(toll(CASES, {}))
    assert list(plain) == ["killed", "injured"]
    assert list(plain["killed"]) == ["low", "best", "high"]
    assert json.loads(json.dumps(plain)) == plain
