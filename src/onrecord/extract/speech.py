"""Reported speech: which source, by which cue, says which content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onrecord.extract.decode import BoolArray, Range, spans
from onrecord.language import labels
from onrecord.language.encoder import Section


@dataclass(frozen=True, slots=True)
class Parts:
    """Ranges of the three parts of reported speech in a section, not yet linked."""

    sources: tuple[Range, ...]
    cues: tuple[Range, ...]
    contents: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """One report: its source or None, its cue, the parts of its content in order."""

    source: Range | None
    cue: Range
    content: tuple[Range, ...]

    def reports(self, at: Range) -> bool:
        """Whether the content holds the range."""
        return any(c[0] <= at[0] and at[1] <= c[1] for c in self.content)


def parts(section: Section, breaks: BoolArray, reluctance: Mapping[str, float]) -> Parts:
    """Read the three speech heads; `reluctance` by part as in `decode.spans`."""
    found = {
        part: tuple((t.first, t.last) for t in spans(section.logits[part], breaks, reluctance.get(part, 0.0)))
        for part in labels.SPEECH_PARTS
    }
    return Parts(found["source"], found["cue"], found["content"])


def link(
    found: Parts,
    speaker: Mapping[tuple[Range, Range], float],
    content: Mapping[tuple[Range, Range], float],
    least: float,
) -> list[Speech]:
    """Give each content to its likeliest cue and each cue its likeliest source.

    `speaker` and `content` hold the probability that a cue (first) goes with a source or a content (second). A cue
    with neither is no report.
    """
    of_cue: dict[Range, list[Range]] = {cue: [] for cue in found.cues}
    for span in found.contents:
        best = max(found.cues, key=lambda cue: content.get((cue, span), 0.0), default=None)
        if best is not None and content.get((best, span), 0.0) >= least:
            of_cue[best].append(span)
    out = []
    for cue, held in of_cue.items():
        source = max(found.sources, key=lambda s: speaker.get((cue, s), 0.0), default=None)
        if source is not None and speaker.get((cue, source), 0.0) < least:
            source = None
        if held:
            out.append(Speech(source, cue, tuple(sorted(held))))
    return out
