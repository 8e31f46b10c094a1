"""Numbers as they are compared: "at least 10" and 12 agree, so do "about 40" and 38."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from onrecord.link.fact import Count

AT_LEAST = re.compile(
    r"\b(?:at least|no fewer than|no less than|more than|over|upwards? of|or more|a minimum of)\b|\+", re.I
)
ABOUT = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|close to|an estimated|estimated|or so|"
    r"several)\b",
    re.I,
)
VAGUE = re.compile(r"\b(?:dozens|scores|tens|hundreds|thousands)\b", re.I)
NEAR = Fraction(1, 10)  # "about 40" is 36 to 44


@dataclass(frozen=True, slots=True)
class Span:
    """What a count can mean, both ends in; `high` is None where there is no upper bound."""

    low: Fraction
    high: Fraction | None

    def meets(self, other: Span) -> bool:
        """Whether one number fits both."""
        return (self.high is None or other.low <= self.high) and (other.high is None or self.low <= other.high)


def hedge_of(words: str) -> str | None:
    """What a quantity's words say of its exactness: "at_least", "about", or None.

    "Dozens" and "hundreds" are counted as the least that they can mean: at least so many.
    """
    if AT_LEAST.search(words) or VAGUE.search(words):
        return "at_least"
    return "about" if ABOUT.search(words) else None


def span_of(count: Count) -> Span | None:
    """What a count can mean; None if it says no number. "Up to 7" is 0 to 7."""
    if count.value is None and count.max is None:
        return None
    low = Fraction(count.value) if count.value is not None else Fraction(0)
    high = Fraction(count.max) if count.max is not None else low
    if count.hedge == "at_least":
        return Span(low, None)
    if count.hedge == "about":
        return Span(low * (1 - NEAR), high * (1 + NEAR))
    return Span(low, high)


def stated(count: Count) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most that a count states, hedges aside: "about 40" is 40 and 40, "up to 7" nothing and 7."""
    low = Fraction(count.value) if count.value is not None else None
    return low, Fraction(count.max) if count.max is not None else low


def number(value: Fraction) -> int | float:
    """A number for people and JSON: whole ones as int."""
    return int(value) if value.denominator == 1 else float(value)


def label(count: Count) -> str:
    """A count in words: "12", "5-7", "at least 10", "about 40", "up to 7"."""
    low, high = stated(count)
    if low is None:
        return f"up to {number(high)}" if high is not None else "unknown"
    text = f"{number(low)}" if high is None or high == low else f"{number(low)}-{number(high)}"
    return f"{count.hedge.replace('_', ' ')} {text}" if count.hedge else text
