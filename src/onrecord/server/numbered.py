"""Words with numbers, so that a browser can say which ones somebody pointed at without counting characters.

JavaScript counts UTF-16 units, we code points; so the server numbers the words that it sends, and slices by them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from onrecord.export.evidence import HELD_IN, Role
from onrecord.model.errors import LedgerError
from onrecord.model.span import Span
from onrecord.server.words import seen

Json = dict[str, Any]
WORD = re.compile(r"\w+|[^\w\s]")
AROUND = 15_000  # characters on each side of a claim that its page shows; the reader shows all
CUT = 4_000  # of the text that is sent as one block at most: browsers lay out one of 100,000 characters slowly


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of the article as HTML with numbered words; `kind` is that of the block."""

    kind: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Numbered:
    """The words of a text by number, from 0."""

    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> Numbered:
        """The words of a text."""
        return cls(tuple(Span(*found.span()) for found in WORD.finditer(text)))

    def span(self, first: int, last: int) -> Span:
        """From the first word to the last, both included. Raises LedgerError `no_such_words`."""
        if not 0 <= first <= last < len(self.spans):
            raise LedgerError(
                "no_such_words",
                f"there are no words {first} to {last}: the article has {len(self.spans)}",
                "Load the page again and select the words there",
            )
        return Span(self.spans[first].start, self.spans[last].end)

    def numbers(self, within: Span) -> range:
        """The numbers of the words that begin in a span."""
        starts = [span.start for span in self.spans]
        return range(bisect_right(starts, within.start - 1), bisect_right(starts, within.end - 1))


def evidence_of(claim: Json) -> Iterator[tuple[Role, Span]]:
    """What a claim's fields rest on. What people decided may rest on no words of this text."""
    yield "trigger", Span(*claim["trigger"])
    for role, field in HELD_IN.items():
        yield from ((role, Span(*held["span"])) for held in claim[field] if held["span"])
    if claim["time"] and claim["time"]["span"]:
        yield "time", Span(*claim["time"]["span"])
    yield from (("source", Span(*s["span"])) for chain in claim["sources"] for s in chain if s["span"])


def paragraphs(obj: Json, near: Span | None, marks: Iterable[tuple[Role, Span]]) -> list[Paragraph]:
    """The article around a place (None: from its beginning), every word numbered, those that marks lie on marked."""
    text: str = obj["text"]
    numbered = Numbered.of(text)
    marked: dict[int, set[str]] = {}
    for role, span in marks:
        for number in numbered.numbers(span):
            marked.setdefault(number, set()).add(role)
    at = near.start if near else 0
    shown = Span(max(0, at - AROUND), min(len(text), at + AROUND if near else 2 * AROUND))
    out = []
    for block in obj["blocks"]:
        start, end = max(block["span"][0], shown.start), min(block["span"][1], shown.end)
        if start >= end or block["kind"] == "furniture":
            continue
        for part in _cut(numbered, Span(start, end)):
            out.append(Paragraph(block["kind"], _html(text, part, numbered, marked)))
    return out


def _cut(numbered: Numbered, block: Span) -> Iterator[Span]:
    """A block in parts of about CUT characters, between words."""
    start = block.start
    for number in numbered.numbers(block):
        if numbered.spans[number].start - start > CUT:
            yield Span(start, numbered.spans[number].start)
            start = numbered.spans[number].start
    yield Span(start, block.end)


def _html(text: str, part: Span, numbered: Numbered, marked: Mapping[int, set[str]]) -> Markup:
    out: list[str] = []
    at = part.start
    for number in numbered.numbers(part):
        span = numbered.spans[number]
        if at < span.start:
            out.append(_between(text[at : span.start], marked.get(number - 1), marked.get(number)))
        roles = f' class="{" ".join(f"r-{role}" for role in sorted(held))}"' if (held := marked.get(number)) else ""
        out.append(f'<span data-w="{number}"{roles}>{escape(seen(span.of(text)))}</span>')
        at = span.end
    out.append(str(escape(seen(text[at : part.end]))) if at < part.end else "")
    return Markup("".join(out))


def _between(space: str, left: set[str] | None, right: set[str] | None) -> str:
    """What stands between two words: marked where both of them are, so that a mark over several words is one."""
    roles = sorted((left or set()) & (right or set()))
    words = str(escape(seen(space)))
    return f'<span class="{" ".join(f"r-{role}" for role in roles)}">{words}</span>' if roles else words


def word_range(numbered: Numbered, span: Sequence[int] | None) -> tuple[int, int] | None:
    """First and last number of the words of a span; None for no words."""
    if span is None:
        return None
    numbers = numbered.numbers(Span(*span))
    return (numbers[0], numbers[-1]) if numbers else None
