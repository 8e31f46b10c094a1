"""Krippendorff's alpha against the examples that he published (Computing Krippendorff's Alpha-Reliability, 2011)."""

from __future__ import annotations

import pytest

from onrecord.review.agreement import agreement, alpha

BINARY = list(zip("0100000010", "1110010000", strict=True))  # A: two observers, ten items
NOMINAL = list(zip("aabbdcccedda", "babbbccceddd", strict=True))  # B: two observers, twelve items
GAPS = [  # C: four observers, twelve units, some coded by few
    *((1, 1, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4)),
    *((4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (5, 5, 5), (1, 1), (3,)),
]


@pytest.mark.parametrize(("units", "published"), [(BINARY, 0.095), (NOMINAL, 0.692), (GAPS, 0.743)])
def test_alpha_is_as_published(units: list[tuple[object, ...]], published: float) -> None:
    assert alpha(units) == pytest.approx(published, abs=5e-4)


def test_full_agreement_is_one_and_one_value_alone_says_nothing() -> None:
    assert alpha([("a", "a"), ("b", "b")]) == 1.0
    assert alpha([("a", "a"), ("a", "a")]) is None
    assert alpha([("a",), ("b",)]) is None


def test_the_numbers_it_rests_on() -> None:
    found = agreement("status", [("x", "x"), ("x", "y", "x"), ("y",)])
    assert (found.field, found.units, found.agreed, found.answers) == ("status", 2, 1, 5)
