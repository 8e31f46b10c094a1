"""How exactly a number is meant, by its words."""

from __future__ import annotations

import pytest

from onrecord.link.counts import hedge_of, label, number, span_of, stated
from onrecord.link.fact import Count


@pytest.mark.parametrize(
    "words, hedge",
    [
        ("at least 10 people", "at_least"),
        ("more than forty homes", "at_least"),
        ("dozens of villagers", "at_least"),
        ("300 or more", "at_least"),
        ("about 40 dockers", "about"),
        ("some 100 advisers", "about"),
        ("nearly 30 trucks", "about"),
        ("12 people", None),
        ("five to seven", None),
        ("someone's 3 sons", None),
    ],
)
def test_hedges(words: str, hedge: str | None) -> None:
    assert hedge_of(words) == hedge


@pytest.mark.parametrize(
    "count, text",
    [
        (Count(12, None, None, "killed"), "12"),
        (Count(5, 7, None, "killed"), "5-7"),
        (Count(None, 7, None, "killed"), "up to 7"),
        (Count(10, None, None, "killed", "at_least"), "at least 10"),
        (Count(2.5, None, "USD", None), "2.5"),
        (Count(None, None, None, "killed"), "unknown"),
    ],
)
def test_counts_in_words(count: Count, text: str) -> None:
    assert label(count) == text


def test_a_count_without_a_number_means_nothing() -> None:
    assert span_of(Count(None, None, None, "killed")) is None
    assert stated(Count(None, None, None, "killed")) == (None, None)


def test_whole_numbers_stay_whole() -> None:
    low, high = stated(Count(3.0, 4.5, None, None))
    assert low is not None and high is not None
    assert (repr(number(low)), repr(number(high))) == ("3", "4.5")
