"""From drafts to claims: word ranges become spans, keys are given, mentions meet the document's entities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.extract.claims import Draft
from onrecord.extract.decode import Range
from onrecord.extract.holders import UNNAMED, Holder
from onrecord.extract.identity import Identities
from onrecord.extract.settings import Decoding
from onrecord.model.document import Document
from onrecord.model.reading import (
    Claim,
    Mention,
    Mentioned,
    Party,
    PlacePhrase,
    Quantity,
    Reporter,
    Source,
    TimePhrase,
    claim_key,
)
from onrecord.model.span import Span

ToSpan = Callable[[int, int], Span]
_BREAK = re.compile(r",|\n")  # words with one inside ("Paris, France") list or place things and name nobody


@dataclass(frozen=True, slots=True)
class Who:
    """What the document knows of whom a phrase means: named mentions by their end, and the rules of identity."""

    ends: Mapping[int, Mention]
    identities: Identities

    def name(self, at: Span, text: str, guess: Span | None) -> str:
        """Whom the phrase stands for: by rule, else the span that the model points to, else its own words."""
        known = self.identities.name(at)
        if known is None and guess is not None and not _BREAK.search(guess.of(text)):
            known = self.identities.name(guess) or guess.of(text)  # the model points at "Austin": Lloyd Austin
        return known or at.of(text)

    def entity(self, at: Span) -> str | None:
        """The entity named at the end of the phrase, where English has its head ("Defense Secretary Lloyd Austin")."""
        mention = self.ends.get(at.end)
        return mention.entity if mention and mention.span.start >= at.start and mention.kind != "other" else None


class Assembler:
    """Collects the drafts of a document's sections and makes its claims."""

    def __init__(self, document: Document, text_sha256: str, decoding: Decoding) -> None:
        self.document, self.digest, self.decoding = document, text_sha256, decoding
        self._drafts: list[tuple[Draft, ToSpan, float, int]] = []
        self._ordinals: Counter[Span] = Counter()

    def add(self, drafts: Sequence[Draft], span: ToSpan, least: float) -> None:
        """Keep the drafts of one section whose confidence is at least `least`; `span` maps its words to the text."""
        for d in drafts:
            confidence = self.decoding.confidence(d.probability)
            trigger = span(*d.trigger)
            if confidence >= least:
                self._drafts.append((d, span, confidence, self._ordinals[trigger]))
            self._ordinals[trigger] += 1  # also for what is left out: a key must not depend on the threshold

    def claims(self, mentions: Sequence[Mention], identities: Identities) -> tuple[Claim, ...]:
        """All claims in text order."""
        who = Who({m.span.end: m for m in mentions}, identities)
        events: dict[Span, str] = {}
        out = []
        for draft, span, confidence, ordinal in self._drafts:
            event = events.setdefault(span(*draft.event), f"e{len(events) + 1}")
            out.append(self._claim(draft, span, confidence, who, event, ordinal))
        return tuple(out)

    def _claim(self, draft: Draft, span: ToSpan, confidence: float, who: Who, event: str, ordinal: int) -> Claim:
        text = self.document.text

        def guess(r: Range) -> Span | None:
            return span(*draft.names[r]) if r in draft.names else None

        def party(r: Range) -> Party:
            at = span(*r)
            return Party(at, at.of(text), who.name(at, text, guess(r)), who.entity(at))

        def times() -> TimePhrase | None:
            at = [span(*r) for r in draft.roles["time"]]
            return TimePhrase(at[0], at[0].of(text)) if at else None

        trigger = span(*draft.trigger)
        places = [span(*r) for r in draft.roles["place"]]
        quantities = [span(*r) for r in draft.roles["quantity"]]

        def source(h: Holder) -> Source:
            at = span(*h.span)
            name = UNNAMED if h.unnamed else who.name(at, text, guess(h.span))
            return Source(at, at.of(text), name, span(*h.cue) if h.cue else None, h.stance, who.entity(at))

        return Claim(
            key=claim_key(self.digest, trigger, ordinal),
            trigger=Mentioned(trigger, trigger.of(text)),
            type=draft.type,
            mode=draft.mode,
            actors=tuple(party(r) for r in draft.roles["actor"]),
            recipients=tuple(party(r) for r in draft.roles["recipient"]),
            objects=tuple(party(r) for r in draft.roles["object"]),
            place=tuple(PlacePhrase(at, at.of(text), at.of(text)) for at in places),
            time=times(),
            quantities=tuple(Quantity(at, None, None, None, None) for at in quantities),
            status=draft.status,
            sources=tuple(tuple(map(source, chain)) for chain in draft.sources),
            same=event,
            confidence=confidence,
            reporter=Reporter(self.document.publisher, self.document.agency),
            vector=draft.vector,
        )
