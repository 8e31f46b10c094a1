"""Which claims are one incident."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from facts import fact
from hypothesis import given
from hypothesis import strategies as st

from onrecord.link.fact import Fact
from onrecord.link.incidents import Link, buckets, group, incident_id, incidents, links, settled

ATTACK = {"actors": ("gunmen",), "recipients": ("Army of Niger",), "place": "Niamey", "gist": ("niamey", "niger army")}
ONE = fact("a", "killed", day="2024-05-04", published="2024-05-05", **ATTACK)
SAME = fact("b", "killing", day="2024-05-04", published="2024-05-06", **ATTACK)
LATER = fact("c", "killed", day="2024-05-14", published="2024-05-15", **ATTACK)
ELSEWHERE = fact("d", "killed", day="2024-05-04", published="2024-05-05", **ATTACK | {"place": "Lima"})
OTHER = fact("e", "signed", "AGREE", actors=("Niger",), recipients=("Peru",), day="2024-05-04", published="2024-05-05")
ALL = (ONE, SAME, LATER, ELSEWHERE, OTHER)


def ids(found: list[tuple[Fact, ...]]) -> list[list[str]]:
    return [[f.outlet.document for f in members] for members in found]


def test_two_articles_on_one_event_are_one_incident() -> None:
    assert ids(incidents(ALL)) == [["a", "b"], ["c"], ["d"], ["e"]]


def test_a_link_says_why() -> None:
    (link,) = links([ONE], [SAME])
    assert link.a == ONE.id
    assert link.b == SAME.id
    assert "same day: 2024-05-04" in link.why
    assert "same place: Niamey" in link.why


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(draw: random.Random) -> None:
    mixed = list(ALL)
    draw.shuffle(mixed)
    assert incidents(mixed) == incidents(ALL)


@given(st.integers(0, 5))
def test_one_at_a_time_gives_what_all_at_once_gives(split: int) -> None:
    """What the ledger does: links of new claims with those that share a bucket, then the groups of what is linked."""
    held: list[Fact] = []
    linked: list[Link] = []
    for new in (ALL[:split], ALL[split:]):
        met = {b for f in new for b in buckets(f)}
        linked += links(new, [f for f in held if met & set(buckets(f))])
        held += new
    found = list(settled(held, linked))
    assert sorted(ids(found)) == sorted(ids(incidents(ALL)))


def test_people_win() -> None:
    (link,) = links([ONE], [SAME])
    assert ids(group([ONE, SAME], [link], apart=[(SAME.id, ONE.id)])) == [["a"], ["b"]]
    assert ids(group([ONE, LATER], [], together=[(LATER.id, ONE.id)])) == [["a", "c"]]


def chain(n: int) -> tuple[list[Fact], list[Link]]:
    """Claims of which each is linked, weakly, with the next only."""
    some = [fact(f"d{i:02}", "clashed", key=f"{i:016x}") for i in range(n)]
    return some, [Link(a.id, b.id, 0.5, ()) for a, b in pairwise(some)]


def test_a_chain_of_weak_links_does_not_become_one_incident() -> None:
    some, linked = chain(12)
    assert max(len(members) for members in group(some, linked)) <= 4


def test_days_apart_never_join_even_over_a_claim_without_a_day() -> None:
    undated = fact("u", "killed", **ATTACK)
    strong = [Link(ONE.id, undated.id, 0.99, ()), Link(LATER.id, undated.id, 0.9, ())]
    assert ids(group([ONE, LATER, undated], strong)) == [["a", "u"], ["c"]]


@pytest.mark.parametrize(("day", "together"), [("2024-05-05", True), ("2024-05-06", False)])
def test_two_days_apart_are_two_events_however_alike(day: str, together: bool) -> None:
    """One day apart may be one night."""
    other = fact("b", "killed", day=day, published="2024-05-06", **ATTACK)
    assert (len(group([ONE, other], [Link(ONE.id, other.id, 0.99, ())])) == 1) == together


def test_the_id_is_the_smallest_key() -> None:
    some, _ = chain(3)
    assert incident_id(some[::-1]) == f"{0:016x}"


@pytest.mark.parametrize(("one", "other", "meet"), [(ONE, SAME, True), (ONE, OTHER, False), (ONE, LATER, False)])
def test_who_meets_whom(one: Fact, other: Fact, meet: bool) -> None:
    assert bool(set(buckets(one)) & set(buckets(other))) == meet


def test_a_claim_of_nothing_is_an_incident_of_its_own() -> None:
    nothing = fact("n", "war")
    assert ids(incidents([nothing])) == [["n"]]
    assert incidents([]) == []


def test_word_for_word_copies_are_one_even_without_any_name() -> None:
    """Their claims have one key, and an incident's id is a key."""
    some = [fact(d, "war", key="0" * 16) for d in ("x", "y")]
    assert ids(incidents(some)) == [["x", "y"]]
    assert links(some[:1], some[1:])[0].why == ("the same words of the same text",)
