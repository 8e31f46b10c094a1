"""What merges and splits say together: the newest first."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.store.bonds import said


@pytest.mark.parametrize(
    ("decisions", "together", "apart"),
    [
        ([["ab"]], ["ab"], []),
        ([["a", "b"]], [], ["ab"]),
        ([["a", "b"], ["ab"]], [], ["ab"]),  # split after a merge
        ([["ab"], ["a", "b"]], ["ab"], []),  # merge after a split
        ([["bc"], ["ab"]], ["abc"], []),
        ([["a", "bc"], ["abc"]], ["bc"], ["ab", "ac"]),
        ([["b", "c"], ["abc"]], ["ab"], ["bc"]),  # an older merge does not join what a newer split parts
        ([["ab", "cd"]], ["ab", "cd"], ["ac", "ad", "bc", "bd"]),
    ],
)
def test_newer_decisions_hold(decisions: list[list[str]], together: list[str], apart: list[str]) -> None:
    groups, pairs = said(decisions)
    assert ["".join(group) for group in groups] == together
    assert ["".join(pair) for pair in pairs] == apart


SIDES = st.lists(st.permutations("abcdef"), min_size=1, max_size=6).flatmap(
    lambda orders: st.tuples(*(st.integers(0, 4).map(lambda cut, o=o: [o[:cut], o[cut:5]]) for o in orders))
)


@given(SIDES)
def test_nothing_is_both_together_and_apart(decisions: tuple[list[list[str]], ...]) -> None:
    made = [[side for side in sides if side] for sides in decisions]
    groups, pairs = said(made)
    joined = {pair for group in groups for pair in combinations(group, 2)}
    assert not joined & set(pairs)
    newest = made[0]
    for side in newest:
        assert all(pair in joined for pair in combinations(sorted(side), 2))
