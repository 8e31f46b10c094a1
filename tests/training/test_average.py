"""Averaging the weights of runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
sys.path.insert(0, str(Path(__file__).parents[2]))  # training/ is no part of the package

from training.average import averaged  # noqa: E402


def test_each_weight_is_the_mean_by_the_shares() -> None:
    one, other = {"w": torch.tensor([0.0, 4.0])}, {"w": torch.tensor([10.0, 4.0])}
    assert averaged([(one, 0.7), (other, 0.3)])["w"].tolist() == pytest.approx([3.0, 4.0])


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match=r"add up to 0\.9"):
        averaged([({}, 0.6), ({}, 0.3)])
