"""Documents in, readings out. Pure: nothing is stored, and a document's reading depends on that document alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

import onrecord
from onrecord.extract.assemble import Assembler
from onrecord.extract.claims import read_section
from onrecord.extract.code import in_code
from onrecord.extract.decode import BoolArray, spans
from onrecord.extract.holders import Hearsay, find_hearsay
from onrecord.extract.identity import Identities
from onrecord.extract.mentions import KIND, entities
from onrecord.extract.settings import Decoding
from onrecord.language import labels
from onrecord.language.encoder import Encoder, Section
from onrecord.language.words import Words
from onrecord.model.document import SILENT_KINDS, Document
from onrecord.model.reading import Attribution, MadeBy, MentionKind, Reading, Timex, TimexType
from onrecord.model.span import Span
from onrecord.ontology import load as load_ontology

FEWEST_WORDS = 3  # that can report an event: "Attack" or "War, peace." is a title of something
SET_ASIDE = frozenset({"furniture", "credit"})  # the model does not see these
TIMEX: tuple[TimexType, ...] = ("DATE", "TIME", "DURATION", "SET")


class Reader:
    """Reads documents with one set of weights. Safe to use from several threads."""

    def __init__(self, encoder: Encoder, threads: int = 1) -> None:
        self.encoder = encoder
        self.decoding = Decoding.of(encoder.card.reading)
        self.threads = threads
        self.made_by = MadeBy(onrecord.__version__, encoder.card.model, load_ontology().version)

    @classmethod
    def load(cls, weights: Path | None = None, threads: int | None = None) -> Reader:
        """Open weights (default: the package's). `threads` documents are read at once. Raises WeightsError."""
        return cls(Encoder.load(weights), threads or 1)

    @property
    def default_min_confidence(self) -> float:
        """Confidence below which claims are left out unless asked for."""
        return self.decoding.min_confidence

    def read(self, documents: Sequence[Document], min_confidence: float | None = None) -> list[Reading]:
        """Readings in the documents' order; claims below `min_confidence` (default: the weights' own) are left out."""
        least = self.default_min_confidence if min_confidence is None else min_confidence
        words = self.encoder.split([d.text for d in documents])
        if self.threads == 1 or len(documents) == 1:
            return [self._read(d, w, least) for d, w in zip(documents, words, strict=True)]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(self._read, documents, words, [least] * len(documents)))

    def _read(self, document: Document, words: Words, least: float) -> Reading:
        words, silent, breaks = what_is_read(document, words)
        hearsay = find_hearsay(document.text, words)
        text = document.text
        names: list[tuple[Span, str, MentionKind]] = []
        times: list[Timex] = []
        attributions: list[Attribution] = []
        assembler = Assembler(
            document, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), self.decoding
        )
        for section in self.encoder.sections(words) if len(words) else ():
            part = slice(section.low, section.high)
            start, end, cut = words.start[part], words.end[part], breaks[part]

            def span(first: int, last: int, s: np.ndarray = start, e: np.ndarray = end) -> Span:
                return Span(int(s[first]), int(e[last]))

            for t in spans(section.logits["names"], cut):
                at = span(t.first, t.last)
                names.append((at, at.of(text), KIND[labels.NAME_KINDS[t.kind]]))
            for t in spans(section.logits["timex"], cut):
                at = span(t.first, t.last)
                times.append(Timex(at, at.of(text), TIMEX[t.kind]))
            drafts, reports = read_section(
                self.encoder, section, silent[part], cut, _within(hearsay, section), self.decoding
            )
            for r in reports:
                source = (span(*r.source),) if r.source else ()
                attributions.append(Attribution(source, (span(*r.cue),), tuple(span(*c) for c in r.content)))
            assembler.add(drafts, span, least)
        mentions, known = entities(names, text)
        claims = assembler.claims(mentions, Identities(text, mentions, known, attributions))
        return Reading(document, mentions, known, tuple(times), (), tuple(attributions), claims, self.made_by)


def what_is_read(document: Document, words: Words) -> tuple[Words, BoolArray, BoolArray]:
    """The words that the model sees; those of them that carry no claim; and those before which something was set
    aside."""
    words = words.keep(~_in_blocks(document, words, SET_ASIDE))
    silent = _in_blocks(document, words, SILENT_KINDS) | in_code(document, words) | (len(words) < FEWEST_WORDS)
    return words, silent, _breaks(document, words)


def _within(hearsay: Mapping[int, Hearsay], section: Section) -> dict[int, Hearsay]:
    return {at - section.low: h for at, h in hearsay.items() if section.low <= at < section.high}


def _in_blocks(document: Document, words: Words, kinds: frozenset[str]) -> BoolArray:
    mask = np.zeros(len(words), dtype=bool)
    for block in document.blocks:
        if block.kind in kinds:
            low = int(np.searchsorted(words.end, block.span.start, side="right"))
            high = int(np.searchsorted(words.start, block.span.end, side="left"))
            mask[low:high] = True
    return mask


def _breaks(document: Document, words: Words) -> BoolArray:
    """Words before which something was set aside, so that nothing may run on across it."""
    mask = np.zeros(len(words), dtype=bool)
    for block in document.blocks:
        if block.kind in SET_ASIDE:
            at = int(np.searchsorted(words.start, block.span.end, side="left"))
            mask[at : at + 1] = True
    return mask
