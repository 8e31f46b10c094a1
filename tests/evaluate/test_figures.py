"""Sums over documents and their bootstrap intervals."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.evaluate import FIGURES, Counts, intervals
from onrecord.evaluate.figures import figures


def row(**counts: Counts) -> dict[str, Counts]:
    return {d.name: Counts() for d in FIGURES} | counts


def alone(*documents: tuple[int, int, int]) -> tuple[float, float] | None:
    """The interval of one figure of these documents."""
    return intervals(np.array(documents, dtype=np.int64).reshape(len(documents), 1, 3))[0]


def test_figures_are_sums_and_not_means_over_documents() -> None:
    got = {f.definition.name: f for f in figures([row(trigger=Counts(1, 1, 1)), row(trigger=Counts(0, 3, 5))])}
    assert got["trigger"].counts == Counts(1, 4, 6)
    assert got["trigger"].value == pytest.approx(0.2)


def test_where_there_is_nothing_on_either_side_there_is_no_value() -> None:
    got = {f.definition.name: f for f in figures([row(mode=Counts(0, 0, 2)), row()])}
    assert (got["stance"].value, got["stance"].interval) == (None, None)
    assert got["mode"].value == 0


def test_of_one_document_there_is_no_interval() -> None:
    assert figures([row(trigger=Counts(1, 2, 2))])[0].interval is None


def test_an_interval_holds_the_figure_and_is_the_same_again() -> None:
    documents = [(r, 10, 10) for r in (1, 5, 5, 6, 9, 10)]
    low, high = alone(*documents) or (1, 0)
    assert low < 0.6 < high
    assert alone(*documents) == (low, high)


def test_an_interval_of_documents_that_are_alike_is_a_point() -> None:
    assert alone(*[(2, 4, 4)] * 7) == (0.5, 0.5)


def test_more_documents_make_an_interval_narrower() -> None:
    few = [(r, 10, 10) for r in (2, 4, 6, 8)]
    narrow, wide = alone(*few * 25), alone(*few)
    assert narrow and wide and narrow[1] - narrow[0] < (wide[1] - wide[0]) / 2


def test_a_binomial_share_has_the_interval_that_theory_gives() -> None:
    low, high = alone(*[(1, 1, 1)] * 70, *[(0, 1, 1)] * 30) or (0, 0)
    spread = 1.96 * (0.7 * 0.3 / 100) ** 0.5
    assert (low, high) == (pytest.approx(0.7 - spread, abs=0.015), pytest.approx(0.7 + spread, abs=0.015))


def test_names_are_unique() -> None:
    assert len({d.name for d in FIGURES}) == len(FIGURES)
