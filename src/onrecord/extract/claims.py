"""From one section's scores to drafts of claims, still in ranges of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.extract.decode import (
    BoolArray,
    Range,
    Tagged,
    candidates,
    logit,
    overlaps,
    probability,
    sigmoid,
    triggers,
)
from onrecord.extract.scores import PairScores
from onrecord.extract.settings import FAINTEST_TRIGGER, Decoding
from onrecord.extract.speech import Parts, Speech, link, parts
from onrecord.language import labels
from onrecord.language.encoder import Encoder, Section

PARTY, PLACE, TIME, QUANTITY = range(len(labels.CHANNELS))
CHANNEL_OF = {
    "actor": PARTY, "recipient": PARTY, "object": PARTY, "source": PARTY,
    "place": PLACE, "time": TIME, "quantity": QUANTITY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holder:
    """A source of a claim: its words, the cue that reports, its stance."""

    span: Range
    cue: Range | None
    stance: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the section's words. `names` maps a mention to the range that says whom it stands for."""

    trigger: Range
    type: str
    mode: str | None
    status: str
    probability: float
    roles: dict[str, tuple[Range, ...]]
    sources: tuple[Holder, ...]
    event: Range
    names: dict[Range, Range]


def read_section(
    encoder: Encoder, section: Section, silent: BoolArray, breaks: BoolArray, decoding: Decoding
) -> tuple[list[Draft], list[Speech]]:
    """Claims and reported speech of a section. No trigger is taken where `silent` [words] is true."""
    found = triggers(section.logits["trigger"], FAINTEST_TRIGGER, breaks)
    found = [t for t in found if not silent[t.first : t.last + 1].any()]
    speech = parts(section, breaks)
    spans = candidates(section, float(encoder.card.raw["span_bias"]), decoding.candidate, breaks) if found else {}
    at = [(t.first, t.last) for t in found]
    columns = list(dict.fromkeys([*spans, *speech.sources, *speech.contents, *at]))
    scores = PairScores(encoder, section, list(dict.fromkeys([*at, *speech.cues])), columns)
    reports = _reports(speech, scores, decoding)
    drafter = _Drafter(section, scores, dict(spans), reports, speech.cues, decoding)
    drafts = [drafter.draft(t) for t in found]
    return _named(encoder, section, _grouped(drafts, scores, decoding), list(spans), decoding), reports


def _reports(speech: Parts, scores: PairScores, decoding: Decoding) -> list[Speech]:
    def table(label: str, spans: Sequence[Range]) -> dict[tuple[Range, Range], float]:
        return {(cue, s): probability(scores.at(cue, s, label)) for cue in speech.cues for s in spans}

    return link(speech, table("speaker", speech.sources), table("content", speech.contents), decoding.link)


class _Drafter:
    """Makes drafts from one section's scores; holds what all of them look up."""

    def __init__(
        self,
        section: Section,
        scores: PairScores,
        spans: dict[Range, np.ndarray],
        reports: list[Speech],
        cues: tuple[Range, ...],
        decoding: Decoding,
    ) -> None:
        self.section, self.scores, self.reports, self.cues, self.decoding = section, scores, reports, cues, decoding
        self.types, self.modes = labels.types(), labels.modes()
        self.modes_of = {t: [0, *(i for i, m in enumerate(self.modes) if m.startswith(f"{t}."))] for t in self.types}
        self.spans = list(spans)
        self.columns = np.array([scores.column[s] for s in self.spans], dtype=np.int64)
        self.channels = np.array([spans[s] for s in self.spans], dtype=np.float32).reshape(-1, len(labels.CHANNELS))

    def draft(self, trigger: Tagged) -> Draft:
        at = (trigger.first, trigger.last)
        kind = self.types[trigger.kind]
        taken: dict[str, tuple[Range, ...]] = {}
        for role in ("actor", "recipient", "object", "place", "quantity"):
            taken[role] = self._fill(at, role)
        taken["time"] = self._fill(at, "time")[:1]
        status = labels.STATUSES[int(self.section.logits["status"][trigger.first].argmax())]
        return Draft(
            at, kind, self._mode(trigger.first, kind), status, trigger.score,
            {role: tuple(sorted(spans)) for role, spans in taken.items()}, self._sources(at), at, {},
        )  # fmt: skip

    def _mode(self, word: int, kind: str) -> str | None:
        logits = self.section.logits["mode"][word]
        best = max(self.modes_of[kind], key=lambda i: logits[i])
        return self.modes[best].split(".", 1)[1] if best else None

    def _fill(self, at: Range, role: str) -> tuple[Range, ...]:
        """Candidates that fill a role, likeliest first; of overlapping ones the likeliest span."""
        if not self.spans:
            return ()
        fit = sigmoid(self.scores.of(at, role)[self.columns])
        good = np.flatnonzero(fit >= self.decoding.role(role))
        worth = fit[good] * sigmoid(self.channels[good, CHANNEL_OF[role]])
        out: list[Range] = []
        for i in good[np.argsort(-worth, kind="stable")].tolist():
            span = self.spans[i]
            if not overlaps(span, at) and not any(overlaps(span, other) for other in out):
                out.append(span)
        return tuple(out)

    def _sources(self, at: Range) -> tuple[Holder, ...]:
        """The chain of holders, outermost first: the model's own, with what the reported speech around says of them."""
        around = [r for r in self.reports if r.reports(at)]
        spans = list(self._fill(at, "source"))
        if not spans:
            for report in sorted(around, key=_extent):
                if report.source and self._believes(at, report.source):
                    spans.append(report.source)
                    break
        holders = [Holder(s, self._cue(s, around), self._stance(at, s)) for s in spans[:2]]
        if len(holders) == 2 and self._inside(holders[0], holders[1]):
            holders.reverse()
        return tuple(holders)

    def _believes(self, at: Range, source: Range) -> bool:
        logits = self.scores.of(at, "source")
        best = max((float(logits[i]) for s, i in self.scores.column.items() if overlaps(s, source)), default=-np.inf)
        return probability(best) >= self.decoding.quoted_source

    def _cue(self, source: Range, around: list[Speech]) -> Range | None:
        for report in (*around, *self.reports):
            if report.source and overlaps(report.source, source):
                return report.cue
        sentence = self.section.sentence
        near = [c for c in self.cues if sentence[c[0]] == sentence[source[0]]]
        return min(near, key=lambda c: min(abs(c[0] - source[1]), abs(source[0] - c[1])), default=None)

    def _stance(self, at: Range, source: Range) -> str:
        logits = [self.scores.at(at, source, stance) for stance in labels.STANCES]
        return labels.STANCES[int(np.argmax(logits))]

    def _inside(self, first: Holder, second: Holder) -> bool:
        """Whether the second holder's report holds the first one's."""
        for report in self.reports:
            if report.cue == second.cue and first.cue and report.reports(first.cue):
                return True
            if report.cue == first.cue and second.cue and report.reports(second.cue):
                return False
        return second.span[0] < first.span[0]


def _extent(report: Speech) -> int:
    return report.content[-1][1] - report.content[0][0]


def _grouped(drafts: list[Draft], scores: PairScores, decoding: Decoding) -> list[Draft]:
    """Give drafts that tell one event the range of its first trigger as `event`."""
    leader = {d.trigger: d.trigger for d in drafts}

    def find(r: Range) -> Range:
        while leader[r] != r:
            r = leader[r]
        return r

    least = logit(decoding.same)
    for j, later in enumerate(drafts):
        for earlier in drafts[:j]:
            a, b = earlier.trigger, later.trigger
            if (scores.at(a, b, "same") + scores.at(b, a, "same")) / 2 >= least:
                first, second = sorted((find(a), find(b)))
                leader[second] = first
    return [replace(d, event=find(d.trigger)) for d in drafts]


def _named(
    encoder: Encoder, section: Section, drafts: list[Draft], spans: list[Range], decoding: Decoding
) -> list[Draft]:
    """Find for every party the range that says whom it stands for, where its own words do not."""
    parties = {
        m for d in drafts for role in ("actor", "recipient", "object") for m in d.roles[role]
    } | {h.span for d in drafts for h in d.sources}  # fmt: skip
    scores = PairScores(encoder, section, sorted(parties), spans)
    least = logit(decoding.antecedent)
    names: dict[Range, Range] = {}
    for party in parties:
        logits = scores.of(party, "antecedent") if spans else np.zeros(0)
        order = np.argsort(-logits, kind="stable")[:8].tolist()
        best = next((spans[i] for i in order if logits[i] >= least and not overlaps(spans[i], party)), None)
        if best is not None:
            names[party] = best
    return [replace(d, names=names) for d in drafts]
