"""Text → units: its lines or, in hard-wrapped text, its paragraphs. Every character keeps its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.model.document import BlockKind
from onrecord.model.span import strip_span

LINE = re.compile("[^\n\r\f\v\x85\u2028\u2029]+")
MAX_WRAP_COLUMNS = 100  # longer lines are paragraphs of their own, however many there are
MIN_WRAP_COLUMNS = 40
WRAP_SLACK_COLUMNS = 8  # ragged right margins of typewriters, PDF layers and quoted mail
ENDS_SENTENCE = re.compile(r"[.!?…:](?:[\"'”’»)\]]{0,3})$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text: one block, unless a credit is cut off it. `hint` is what the markup says it is."""

    start: int
    end: int
    hint: BlockKind | None = None


def lines(text: str, start: int = 0, end: int | None = None) -> list[Unit]:
    """Every line of `text[start:end]` that is not blank, without white space at its ends."""
    found = []
    for match in LINE.finditer(text, start, len(text) if end is None else end):
        span = strip_span(text, match.start(), match.end())
        if span:
            found.append(Unit(span.start, span.end))
    return found


def split(text: str) -> list[Unit]:
    """The units of plain text: lines, or paragraphs where lines are wrapped at a fixed column."""
    return unwrapped(text, lines(text))


def unwrapped(text: str, units: Sequence[Unit]) -> list[Unit]:
    """The units with the lines of one paragraph joined, if the text is hard-wrapped; those with a hint stay alone."""
    width = wrap_columns(text, units)
    if width is None:
        return list(units)
    joined: list[Unit] = []
    last: Unit | None = None
    for unit in units:
        if last and _same_paragraph(text, last, unit, width):
            joined[-1] = Unit(joined[-1].start, unit.end)
        else:
            joined.append(unit)
        last = unit
    return joined


def wrap_columns(text: str, units: Sequence[Unit]) -> int | None:
    """The column at which the text is hard-wrapped, or None if its lines are paragraphs.

    Wrapped text has lines of one width at most, breaks that the next word would not have fitted before, and sentences
    that go on after them. Lists of headlines fail the second test, one-sentence paragraphs the third.
    """
    lengths = sorted(u.end - u.start for u in units)
    if len(lengths) < 3:
        return None
    width = lengths[int(0.95 * (len(lengths) - 1))]
    if not MIN_WRAP_COLUMNS <= width <= MAX_WRAP_COLUMNS or lengths[-1] > 2 * MAX_WRAP_COLUMNS:
        return None
    breaks = [(a, b) for a, b in pairwise(units) if _adjacent(text, a, b)]
    full = [(a, b) for a, b in breaks if _is_full(text, a, b, width)]
    going_on = sum(_goes_on(text, a, b) for a, b in full)
    wrapped = len(full) >= 2 and 2 * len(full) >= len(breaks) and 5 * going_on >= 2 * len(full)
    return width if wrapped else None


def _adjacent(text: str, a: Unit, b: Unit) -> bool:
    """Whether no blank line lies between two lines."""
    return b.start - a.end < 200 and len(re.findall("\r\n|[\n\r\f\v\x85\u2028\u2029]", text[a.end : b.start])) == 1


def _is_full(text: str, a: Unit, b: Unit, width: int) -> bool:
    """Whether the first word of `b` would not have fitted on `a`; after a full stop, with no slack but a space."""
    first_word = text[b.start : min(b.end, b.start + MAX_WRAP_COLUMNS)].split(None, 1)[0]
    ended = ENDS_SENTENCE.search(text[max(a.start, a.end - 5) : a.end]) and not text[b.start].islower()
    return a.end - a.start + 1 + len(first_word) > width - (1 if ended else WRAP_SLACK_COLUMNS)


def _goes_on(text: str, a: Unit, b: Unit) -> bool:
    after = text[b.start]
    in_capitals = text[a.start : a.end].isupper() and after.isupper()
    return after.islower() or (in_capitals and not ENDS_SENTENCE.search(text[max(a.start, a.end - 5) : a.end]))


def _same_paragraph(text: str, a: Unit, b: Unit, width: int) -> bool:
    if a.hint or b.hint or not _adjacent(text, a, b):
        return False
    indented = text[max(0, b.start - 3) : b.start].endswith(("  ", "\t"))
    return _goes_on(text, a, b) or (not indented and _is_full(text, a, b, width))
