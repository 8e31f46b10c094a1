"""Thresholds of the decoder. Their values come from the weights' card: they were set on held-back articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.language import labels
from onrecord.model.errors import WeightsError

FAINTEST_TRIGGER = 0.1  # below it a trigger is never a claim, whatever --min-confidence asks


@dataclass(frozen=True, slots=True)
class Decoding:
    """Probabilities from which on the decoder believes the model.

    `speech` is no probability but the reluctance (`decode.spans`) to begin a source, cue or content.
    `calibration` are two rows of equal length, raw trigger probability and share right, both rising; between the points
    confidence is linear.
    """

    trigger: float = 0.4
    candidate: float = 0.15
    roles: Mapping[str, float] = field(default_factory=dict)
    speech: Mapping[str, float] = field(default_factory=dict)
    link: float = 0.3
    quoted_source: float = 0.3
    quotes: float = 0.5
    antecedent: float = 0.5
    same: float = 0.5
    calibration: tuple[tuple[float, ...], tuple[float, ...]] = ((0.0, 1.0), (0.0, 1.0))

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Decoding:
        """From the card's `reading`. Raises WeightsError for unknown keys and for values that make no sense."""
        unknown = sorted(set(card) - {f.name for f in fields(cls)})
        if unknown:
            raise WeightsError(
                "bad_card",
                f"the weights' card has unknown reading settings {', '.join(unknown)}",
                "Install onrecord again",
            )
        wrong = [name for name, value in card.items() if not _makes_sense(name, value)]
        if wrong:
            raise WeightsError(
                "bad_card",
                "the weights' card has reading settings that make no sense: "
                + ", ".join(f"{name} {card[name]!r}" for name in wrong),
                "Install onrecord again",
            )
        values = dict(card)
        if "calibration" in values:
            x, y = values["calibration"]
            values["calibration"] = (tuple(x), tuple(y))
        return cls(**values)

    def role(self, name: str) -> float:
        """Probability from which on a candidate fills the role."""
        return self.roles.get(name, 0.5)

    def confidence(self, probability: float) -> float:
        """Share of claims with this trigger probability whose trigger and type are right."""
        return round(float(np.interp(probability, *self.calibration)), 4)

    @property
    def min_confidence(self) -> float:
        """Confidence of a claim at the default trigger threshold."""
        return self.confidence(self.trigger)


def _makes_sense(name: str, value: Any) -> bool:
    """Thresholds lie between 0 and 1, where they have a logit; a calibration rises."""
    if name == "calibration":
        rows = [np.asarray(row, dtype=float) for row in value] if _is_rows(value) else []
        return len(rows) == 2 and len(rows[0]) == len(rows[1]) > 0 and all(map(_rises, rows))
    if name == "roles":
        return isinstance(value, Mapping) and set(value) <= set(labels.ROLES) and all(map(_is_share, value.values()))
    if name == "speech":
        return isinstance(value, Mapping) and all(
            k in labels.SPEECH_PARTS and isinstance(v, int | float) and abs(v) < 10 for k, v in value.items()
        )
    return _is_share(value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(
        isinstance(row, list | tuple) and all(isinstance(v, int | float) for v in row) for row in value
    )


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and 0 < value < 1


def _rises(row: NDArray[np.float64]) -> bool:
    return bool((np.diff(row) >= 0).all() and row[0] >= 0 and row[-1] <= 1)
