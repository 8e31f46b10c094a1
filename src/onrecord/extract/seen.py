"""What the model sees of a document before it decides: to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from onrecord.extract.claims import looked_at, seen
from onrecord.extract.context import Found
from onrecord.extract.reader import Reader, what_is_read
from onrecord.extract.scores import PairScores
from onrecord.language.encoder import Section
from onrecord.language.words import IntArray
from onrecord.model.document import Document
from onrecord.model.span import Span


@dataclass(frozen=True, slots=True)
class Seen:
    """A section with its triggers and candidates. `start` and `end` are its words' places in the text."""

    section: Section
    found: Found | None  # None: no trigger or no candidate
    start: IntArray
    end: IntArray

    def span(self, first: int, last: int) -> Span:
        """Where words of the section stand in the text."""
        return Span(int(self.start[first]), int(self.end[last]))

    def words(self, span: Span) -> tuple[int, int] | None:
        """The first and last word of the section that a span touches."""
        low = int(np.searchsorted(self.end, span.start, side="right"))
        high = int(np.searchsorted(self.start, span.end, side="left")) - 1
        return (low, high) if low <= high else None


def sections_seen(reader: Reader, document: Document) -> Iterator[Seen]:
    """The sections of a document as the reader reads them."""
    encoder = reader.encoder
    words, silent, breaks = what_is_read(document, encoder.split([document.text])[0])
    for section in encoder.sections(words) if len(words) else ():
        part = slice(section.low, section.high)
        triggers, spans = looked_at(encoder, section, silent[part], breaks[part], reader.decoding)
        found = None
        if spans:
            at = [(t.first, t.last) for t in triggers]
            found = seen(PairScores(encoder, section, at, list(dict.fromkeys([*spans, *at]))), triggers, spans)
        yield Seen(section, found, words.start[part], words.end[part])
