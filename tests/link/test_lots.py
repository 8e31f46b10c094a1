"""What is looked at together stays small, and does not depend on what came first."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.link import lots as module
from onrecord.link.lots import SURE, lot_of, lots

Links = list[tuple[int, int, float]]
SOME: st.SearchStrategy[Links] = st.lists(
    st.tuples(st.integers(0, 11), st.integers(0, 11), st.sampled_from([0.3, 0.45, 0.6, 0.92, SURE])), max_size=30
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 4)


def found(linked: Links, ids: range = range(12)) -> set[frozenset[int]]:
    return {lot.members for lot in lots(ids, linked)}


def test_what_hangs_together_is_one_lot_however_weakly() -> None:
    assert found([(0, 1, 0.3), (1, 2, 0.3)], range(4)) == {frozenset({0, 1, 2}), frozenset({3})}


def test_where_too_much_hangs_together_only_stronger_links_count() -> None:
    chain = [(a, b, 0.9 if a % 2 else 0.3) for a, b in pairwise(range(8))]
    assert found(chain, range(8)) == {frozenset(x) for x in ({0}, {1, 2}, {3, 4}, {5, 6}, {7})}
    assert found(chain[:3], range(8)) == {frozenset(range(4)), *(frozenset({n}) for n in range(4, 8))}


def test_copies_word_for_word_are_never_taken_apart() -> None:
    assert found([(a, b, SURE) for a, b in pairwise(range(9))], range(9)) == {frozenset(range(9))}


@given(SOME, st.randoms(use_true_random=False))
def test_lots_part_all_claims_whatever_the_order(linked: Links, draw: object) -> None:
    wanted = found(linked)
    assert sorted(i for lot in wanted for i in lot) == list(range(12))
    assert found(linked[::-1], range(12)) == {lot.members for lot in lots(reversed(range(12)), linked)} == wanted


@given(SOME, SOME)
def test_a_new_claim_changes_only_lots_that_it_is_linked_with(linked: Links, more: Links) -> None:
    """What the ledger relies on: only the lots of a new claim's partners, as they were before, need be looked at."""
    before = {(a, b, s) for a, b, s in linked if 11 not in (a, b)}
    new = {(11, b, s) for _, b, s in more if b != 11}
    old, now = found(list(before)), found([*before, *new])
    partners = {b for _, b, _ in new}
    disturbed = {11}.union(*(lot for lot in old if lot & partners))
    assert all(lot <= disturbed for lot in now - old)


def test_the_walk_ends_where_a_lot_would_be_too_large() -> None:
    """So that a claim in a giant component costs no more than one beside it."""
    seen: set[int] = set()

    def near(i: int) -> list[tuple[int, float]]:
        seen.add(i)
        return [(i - 1, 0.3), (i + 1, 0.3)] if i else [(1, 0.3)]

    assert lot_of(1000, near).members == {1000}
    assert len(seen) <= 5
