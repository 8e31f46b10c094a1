"""From one section's scores to drafts of claims, still in ranges of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.extract.context import Found, reconsidered
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
from onrecord.extract.holders import Hearsay, Holder, chains, doubtful
from onrecord.extract.scores import PairScores
from onrecord.extract.settings import FAINTEST_TRIGGER, Decoding
from onrecord.extract.speech import Parts, Speech, link, parts
from onrecord.language import labels
from onrecord.language.encoder import Encoder, FloatArray, Section

MOST_HOLDERS = 3
PARTY, PLACE, TIME, QUANTITY = range(len(labels.CHANNELS))
CHANNEL_OF = {
    "actor": PARTY, "recipient": PARTY, "object": PARTY, "source": PARTY,
    "place": PLACE, "time": TIME, "quantity": QUANTITY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the section's words.

    `sources` are chains, outermost holder first; `names` maps a mention to the range that says whom it stands for.
    """

    trigger: Range
    type: str
    mode: str | None
    status: str
    probability: float
    roles: dict[str, tuple[Range, ...]]
    sources: tuple[tuple[Holder, ...], ...]
    event: Range
    names: dict[Range, Range]
    vector: bytes = b""


def read_section(
    encoder: Encoder,
    section: Section,
    silent: BoolArray,
    breaks: BoolArray,
    hearsay: Mapping[int, Hearsay],
    decoding: Decoding,
) -> tuple[list[Draft], list[Speech]]:
    """Claims and reported speech of a section. No trigger is taken where `silent` [words] is true.

    `hearsay` is by word of the section.
    """
    found, spans = looked_at(encoder, section, silent, breaks, decoding)
    speech = parts(section, breaks, decoding.speech)
    at = [(t.first, t.last) for t in found]
    columns = list(dict.fromkeys([*spans, *speech.sources, *speech.contents, *at]))
    scores = PairScores(encoder, section, list(dict.fromkeys([*at, *speech.cues])), columns)
    reports = _reports(speech, scores, decoding)
    roles = dict(zip(at, reconsidered(encoder, section, seen(scores, found, spans)), strict=True)) if spans else {}
    drafter = _Drafter(section, scores, dict(spans), roles, reports, speech.cues, hearsay, decoding)
    drafts = [drafter.draft(t) for t in found]
    return _related(encoder, section, _grouped(drafts, scores, decoding), list(spans), decoding), reports


def looked_at(
    encoder: Encoder, section: Section, silent: BoolArray, breaks: BoolArray, decoding: Decoding
) -> tuple[list[Tagged], dict[Range, FloatArray]]:
    """A section's triggers, faint ones too, and the candidates for their roles with each channel's logit."""
    found = triggers(section.logits["trigger"], FAINTEST_TRIGGER, breaks)
    found = [t for t in found if not silent[t.first : t.last + 1].any()]
    bias = float(encoder.card.raw["span_bias"])
    return found, candidates(section, bias, decoding.candidate, breaks) if found else {}


def seen(scores: PairScores, found: Sequence[Tagged], spans: Mapping[Range, FloatArray]) -> Found:
    """What the second look sees of a section that has triggers and candidates."""
    at = [(t.first, t.last) for t in found]
    columns = [scores.column[s] for s in spans]
    one_way = np.array([[scores.at(a, b, "same") for b in at] for a in at], dtype=np.float32)
    return Found(
        found,
        scores.table(at, labels.ROLES)[:, columns],
        ((one_way + one_way.T) / 2).astype(np.float32),
        np.stack(list(spans.values())),
        np.array(list(spans), dtype=np.int64),
    )


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
        roles: Mapping[Range, FloatArray],
        reports: list[Speech],
        cues: tuple[Range, ...],
        hearsay: Mapping[int, Hearsay],
        decoding: Decoding,
    ) -> None:
        self.hearsay, self.sentence = hearsay, section.sentence.tolist()
        self.section, self.scores, self.reports, self.cues, self.decoding = section, scores, reports, cues, decoding
        self.types, self.modes = labels.types(), labels.modes()
        self.modes_of = {t: [0, *(i for i, m in enumerate(self.modes) if m.startswith(f"{t}."))] for t in self.types}
        self.spans, self.roles = list(spans), roles
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
            _direction(self.section.states[at[0] : at[1] + 1]),
        )  # fmt: skip

    def _mode(self, word: int, kind: str) -> str | None:
        logits = self.section.logits["mode"][word]
        best = max(self.modes_of[kind], key=lambda i: logits[i])
        return self.modes[best].split(".", 1)[1] if best else None

    def _fill(self, at: Range, role: str) -> tuple[Range, ...]:
        """Candidates that fill a role, likeliest first; of overlapping ones the likeliest span."""
        if not self.spans:
            return ()
        fit = sigmoid(self.roles[at][:, labels.ROLES.index(role)])
        good = np.flatnonzero(fit >= self.decoding.role(role))
        worth = fit[good] * sigmoid(self.channels[good, CHANNEL_OF[role]])
        out: list[Range] = []
        for i in good[np.argsort(-worth, kind="stable")].tolist():
            span = self.spans[i]
            if not overlaps(span, at) and not any(overlaps(span, other) for other in out):
                out.append(span)
        return tuple(out)

    def _sources(self, at: Range) -> tuple[tuple[Holder, ...], ...]:
        """The holders, not yet in order: the model's own, with what the reported speech and hearsay around say."""
        around = [r for r in self.reports if r.reports(at)]
        spans = list(self._fill(at, "source"))
        if not spans:
            for report in sorted(around, key=_extent):
                if report.source and self._believes(at, report.source):
                    spans.append(report.source)
                    break
        doubt = doubtful(at, self.hearsay, self.sentence)
        holders = [self._holder(at, s, around) for s in spans[:MOST_HOLDERS]]
        if doubt and doubt.span not in spans:
            holders.append(doubt)
        return (tuple(holders),) if holders else ()

    def _holder(self, at: Range, source: Range, around: list[Speech]) -> Holder:
        if source[0] == source[1] and source[0] in self.hearsay:
            return Holder(source, source, self.hearsay[source[0]].stance, unnamed=True)
        return Holder(source, self._cue(source, around), self._stance(at, source))

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


def _direction(states: FloatArray) -> bytes:
    """The mean of word states [words, hidden] as int8, its largest component ±127."""
    mean = states.mean(axis=0)
    return bytes(np.round(mean * (127 / max(float(np.abs(mean).max()), 1e-6))).astype(np.int8))


def _extent(report: Speech) -> int:
    return report.content[-1][1] - report.content[0][0]


def _grouped(drafts: list[Draft], scores: PairScores, decoding: Decoding) -> list[Draft]:
    """Give drafts that tell one event the range of its first trigger as `event`.

    In text order a draft joins the group with whose members it agrees best in the mean: single strong pairs would chain
    different events together.
    """
    groups: list[list[int]] = []
    for j, later in enumerate(drafts):
        agreed = [[_alike(scores, drafts[i].trigger, later.trigger) for i in group] for group in groups]
        means = [sum(a) / len(a) for a in agreed]
        best = max(range(len(groups)), key=lambda k: means[k], default=None)
        if best is not None and means[best] >= decoding.same:
            groups[best].append(j)
        else:
            groups.append([j])
    leader = {j: drafts[group[0]].trigger for group in groups for j in group}
    return [replace(d, event=leader[j]) for j, d in enumerate(drafts)]


def _alike(scores: PairScores, a: Range, b: Range) -> float:
    return probability((scores.at(a, b, "same") + scores.at(b, a, "same")) / 2)


def _related(
    encoder: Encoder, section: Section, drafts: list[Draft], spans: list[Range], decoding: Decoding
) -> list[Draft]:
    """Find for every party the range that says whom it stands for, and the order in which sources quote each other."""
    holders = {h.span for d in drafts for chain in d.sources for h in chain}
    parties = {m for d in drafts for role in ("actor", "recipient", "object") for m in d.roles[role]} | holders
    columns = list(dict.fromkeys([*spans, *sorted(holders)]))
    scores = PairScores(encoder, section, sorted(parties), columns)
    names = {p: name for p in parties if (name := _antecedent(scores, p, columns[: len(spans)], decoding))}

    def quotes(outer: Range, inner: Range) -> float:
        return scores.at(outer, inner, "quotes")

    least = logit(decoding.quotes)
    return [
        replace(d, names=names, sources=tuple(c for chain in d.sources for c in chains(chain, quotes, least)))
        for d in drafts
    ]


def _antecedent(scores: PairScores, party: Range, spans: list[Range], decoding: Decoding) -> Range | None:
    if not spans:
        return None
    logits = scores.of(party, "antecedent")[: len(spans)]
    order = np.argsort(-logits, kind="stable")[:8].tolist()
    least = logit(decoding.antecedent)
    return next((spans[i] for i in order if logits[i] >= least and not overlaps(spans[i], party)), None)
