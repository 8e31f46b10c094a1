"""Spans: half-open ranges of Unicode code points into one document's text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.model.errors import ContractError


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in Unicode code points (not bytes, not UTF-16 units); never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ContractError(
                "bad_span",
                f"span [{self.start}, {self.end}) is empty, reversed or negative",
                "Give a start of at least 0 and an end greater than it",
            )

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The span's characters. Raises ContractError if the text is too short."""
        if self.end > len(text):
            raise ContractError(
                "span_outside_text",
                f"span [{self.start}, {self.end}) ends outside its text of {len(text)} characters",
                "Use the text that the span was made for",
            )
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlap(self, other: Span) -> int:
        """Number of code points that both spans hold."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


def strip_span(text: str, start: int, end: int) -> Span | None:
    """The span without white space at its ends, or None if nothing else is in it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def covered(spans: Iterable[Span], span: Span) -> bool:
    """Whether any of `spans` overlaps `span`."""
    return any(s.overlap(span) for s in spans)
