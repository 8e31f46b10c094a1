"""From words to values: rules above the model, with their tables as data. So far: numbers."""

from __future__ import annotations

from dataclasses import replace

from onrecord.ground.number import counted, parse
from onrecord.model.reading import Claim, Quantity, Reading

__all__ = ["ground"]


def ground(reading: Reading) -> Reading:
    """The reading with its quantities' numbers. Words that hold no number keep null values."""
    return replace(reading, claims=tuple(_with_numbers(c, reading.text) for c in reading.claims))


def _with_numbers(claim: Claim, text: str) -> Claim:
    if not claim.quantities:
        return claim
    return replace(claim, quantities=tuple(_number(q, claim, text) for q in claim.quantities))


def _number(quantity: Quantity, claim: Claim, text: str) -> Quantity:
    number = parse(quantity.span.of(text))
    of = number.of if number.unit else counted(claim.trigger.text) or number.of
    return Quantity(quantity.span, number.value, number.max, number.unit, of)
