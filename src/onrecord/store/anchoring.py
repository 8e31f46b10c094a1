"""Where words stand in another text: how decisions hold on to a claim over revisions and extractors. Pure.

A quote is found by its words with what stood on either side of them; white space does not count, since extractors
differ in it. What could be two places is no place: then people look again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.model.decision import Quote
from onrecord.model.span import Span

CONTEXT_CHARS = 32  # on each side of a quote
ENOUGH_CHARS = 16  # of the context that must be as it was, white space aside
NEAR_CHARS = 64  # how far words may have moved within their passage and still be the same without context
_SPACE = re.compile(r"\s+")

Json = dict[str, Any]


def quote_at(text: str, span: Span) -> Quote:
    """The quote of a span."""
    before = text[max(0, span.start - CONTEXT_CHARS) : span.start]
    return Quote(span.of(text), before, text[span.end : span.end + CONTEXT_CHARS], span.start)


def find(quote: Quote, text: str, old: str | None = None) -> Span | None:
    """Where the quote stands in a text: at the place with the most of its context, if that is enough; None if there is
    no such place, or two as good.

    `old` is the text that the quote is from, where it is known: a place that goes better with other words of it than
    with the quote is theirs.
    """
    others = [quote_at(old, at) for at in _places(quote.text, old) if at.start != quote.start] if old else []
    good = []
    for at in _places(quote.text, text):
        score = _agreement(quote, text, at)
        if score and not any(_agreement(other, text, at) > score for other in others):
            good.append((score, at))
    good.sort(key=lambda found: -found[0])
    if not good or (len(good) > 1 and good[0][0] == good[1][0]):
        return None
    return good[0][1]


@dataclass(frozen=True, slots=True)
class Move:
    """From one text to another, in which a claim's trigger has moved by `shift` characters."""

    old: str
    new: str
    shift: int

    def span(self, span: Span) -> Span | None:
        """Where the words of a span of the old text stand in the new one: the place with the most of their context,
        nearest to where the trigger's shift would put them."""
        quote = quote_at(self.old, span)
        expected = span.start + self.shift
        best: tuple[int, int] | None = None
        found: Span | None = None
        for at in _places(quote.text, self.new):
            away = abs(at.start - expected)
            score = _agreement(quote, self.new, at)
            if not score and away > NEAR_CHARS:
                continue
            rank = (score, -away)
            if best is None or rank > best:
                best, found = rank, at
        return found

    def value(self, value: Any) -> Any:
        """A field's value with all its spans moved. Raises LookupError if words are not there any more.

        A cue that was reworded is left out: who says so, and how, still stands.
        """
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        out = dict(value)
        if "span" in value:
            at = self.span(Span(*value["span"]))
            if at is None:
                raise LookupError(value.get("text"))
            out["span"] = [at.start, at.end]
        if value.get("cue"):
            cue = self.span(Span(*value["cue"]))
            out["cue"] = [cue.start, cue.end] if cue else None
        return out


def _places(words: str, text: str) -> Iterator[Span]:
    start = text.find(words)
    while start >= 0:
        yield Span(start, start + len(words))
        start = text.find(words, start + 1)


def _agreement(quote: Quote, text: str, at: Span) -> int:
    """Number of characters around a place that are as around the quote; 0 where they are too few to say so."""
    window = 2 * CONTEXT_CHARS  # white space is left out of both
    left = _common(_bare(quote.before)[::-1], _bare(text[max(0, at.start - window) : at.start])[::-1])
    right = _common(_bare(quote.after), _bare(text[at.end : at.end + window]))
    enough = min(ENOUGH_CHARS, len(_bare(quote.before)) + len(_bare(quote.after)))
    return left + right + 1 if left + right >= enough else 0


def _bare(words: str) -> str:
    return _SPACE.sub("", words)


def _common(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
