"""The decoder's settings, as the weights' card gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.settings import Decoding
from onrecord.model.errors import WeightsError

RISING = ((0.0, 0.2, 0.5, 0.9, 1.0), (0.0, 0.1, 0.55, 0.8, 0.95))


def test_a_card_that_says_nothing_gives_the_defaults() -> None:
    assert Decoding.of({}) == Decoding()


def test_a_card_says_thresholds_by_name() -> None:
    decoding = Decoding.of({"trigger": 0.3, "roles": {"actor": 0.2}, "calibration": [[0, 1], [0, 0.5]]})
    assert (decoding.trigger, decoding.role("actor"), decoding.role("place")) == (0.3, 0.2, 0.5)
    assert decoding.confidence(0.5) == 0.25
    assert decoding.min_confidence == 0.15


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(WeightsError) as caught:
        Decoding.of({"trigger": 0.3, "tirgger": 0.2, "bias": 1})
    assert caught.value.code == "bad_card"
    assert "bias, tirgger" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "card",
    [
        {"trigger": "0.4"},
        {"candidate": 0},
        {"same": 1},
        {"link": -0.1},
        {"roles": {"actor": 1.5}},
        {"roles": {"villain": 0.5}},
        {"roles": 0.5},
        {"calibration": None},
        {"calibration": [[0, 1]]},
        {"calibration": [[], []]},
        {"calibration": [[0, 1], [0, 0.5, 1]]},
        {"calibration": [[0, 0.5, 0.4], [0, 0.1, 0.2]]},
        {"calibration": [[0, 1], [0.9, 0.1]]},
        {"calibration": [[0, 1], [0, 1.2]]},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(card: dict[str, object]) -> None:
    """A threshold of 0 or 1 has no logit; a calibration that falls would turn the order of claims around."""
    with pytest.raises(WeightsError) as caught:
        Decoding.of(card)
    assert caught.value.code == "bad_card"
    assert next(iter(card)) in caught.value.message


@given(st.lists(st.floats(0, 1), min_size=2))
def test_confidence_rises_with_probability_and_stays_in_range(probabilities: list[float]) -> None:
    decoding = Decoding(calibration=RISING)
    found = [decoding.confidence(p) for p in sorted(probabilities)]
    assert found == sorted(found)
    assert all(0 <= c <= 0.95 for c in found)


@pytest.mark.parametrize(("probability", "expected"), [(0.2, 0.1), (0.35, 0.325), (1.0, 0.95)])
def test_confidence_is_linear_between_points(probability: float, expected: float) -> None:
    assert Decoding(calibration=RISING).confidence(probability) == expected
