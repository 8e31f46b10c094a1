"""Screening loses no link."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from facts import PLACES, fact
from hypothesis import given
from hypothesis import strategies as st

from onrecord.link.compare import probability
from onrecord.link.fact import Count, Fact
from onrecord.link.screen import promising

NAMES = st.lists(st.sampled_from(["Niger", "Army of Niger", "gunmen", "the union"]), max_size=2).map(tuple)
DAYS = st.sampled_from([None, "2024-05-04", "2024-05-05", "2024-05-12"])


@st.composite
def some_fact(draw: st.DrawFn) -> Fact:
    fields: dict[str, Any] = {
        "actors": draw(NAMES),
        "recipients": draw(NAMES),
        "place": draw(st.sampled_from([None, *PLACES])),
        "day": draw(DAYS),
        "published": draw(DAYS),
        "status": draw(st.sampled_from(["actual", "negated", "future"])),
        "mode": draw(st.sampled_from([None, "arrest", "riot"])),
        "gist": tuple(f"name {n}" for n in draw(st.sampled_from([range(0), range(2), range(1, 12), range(24)]))),
        "same": draw(st.sampled_from(["", "e1", "e2"])),
        "counts": draw(st.sampled_from([(), (Count(3.0, None, None, "killed"),), (Count(9.0, None, None, "killed"),)])),
        "key": draw(st.sampled_from("abcdefgh")),
    }
    document, trigger = draw(st.sampled_from(["d1", "d2"])), draw(st.sampled_from(["killed", "killing", "talks"]))
    return fact(document, trigger, draw(st.sampled_from(["ASSAULT", "PROTEST", "AGREE"])), **fields)


@given(some_fact(), st.lists(some_fact(), max_size=8), st.sampled_from([0.01, 0.1, 0.3, 0.7, 0.95]))
def test_no_pair_at_the_threshold_is_screened_out(one: Fact, others: list[Fact], least: float) -> None:
    kept = promising(one, others, least)
    assert all(any(other is k for k in kept) for other in others if probability(one, other) >= least)


def test_most_pairs_of_different_events_are_screened_out() -> None:
    one = fact("a", "signed", "AGREE", actors=("Niger",), published="2024-05-04")
    others = [fact(f"b{n}", "killed", actors=("gunmen",), published="2024-05-04") for n in range(5)]
    assert promising(one, others, 0.3) == []


@pytest.mark.parametrize("size", [0, 32])
def test_claims_without_a_direction_or_with_another_weights_are_compared_by_the_rest(size: int) -> None:
    from dataclasses import replace

    one = fact("a", "killed", actors=("gunmen",))
    other = replace(fact("b", "killed", actors=("gunmen",)), vector=np.ones(size, np.int8))
    assert promising(one, [other], probability(one, other)) == [other]
