"""From scores per word to ranges of words. A range is `(first, last)`, both included, in the section's words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.language.encoder import FloatArray, Section

WIDEST_SPAN = 20  # words; as in training

BoolArray = NDArray[np.bool_]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A range with its kind's index and a probability."""

    first: int
    last: int
    kind: int
    score: float


def softmax(logits: FloatArray) -> FloatArray:
    """Probabilities along the last axis."""
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    out: FloatArray = (e / e.sum(axis=-1, keepdims=True)).astype(np.float32)
    return out


def sigmoid(logits: FloatArray) -> FloatArray:
    """Probabilities of independent labels."""
    out: FloatArray = (1.0 / (1.0 + np.exp(-logits))).astype(np.float32)
    return out


def probability(logit: float) -> float:
    """The same for one number."""
    return 1.0 / (1.0 + math.exp(-logit)) if logit > -50 else 0.0


def logit(probability: float) -> float:
    """The inverse, for thresholds."""
    return math.log(probability / (1 - probability))


def spans(logits: FloatArray, breaks: BoolArray) -> list[Tagged]:
    """Ranges of a BIO head [words, 1 + 2 kinds]; a range ends where `breaks` is true for the next word.

    An I without its B opens a range: windows and set-aside blocks can cut one in two.
    """
    best = logits.argmax(axis=1)
    out: list[Tagged] = []
    at = -2
    for i in np.flatnonzero(best).tolist():
        kind, begins = divmod(int(best[i]) - 1, 2)
        if out and begins != 0 and i == at + 1 and kind == out[-1].kind and not breaks[i]:
            out[-1] = Tagged(out[-1].first, i, kind, out[-1].score)
        else:
            out.append(Tagged(i, i, kind, float(softmax(logits[i])[best[i]])))
        at = i
    return out


def triggers(logits: FloatArray, least: float, breaks: BoolArray) -> list[Tagged]:
    """Triggers whose type has at least the probability `least`; `kind` is the type's index, `score` its probability."""
    p = softmax(logits)
    begin, inside = p[:, 1::2], p[:, 2::2]
    begins = begin.sum(axis=1)
    inner = inside.sum(axis=1)
    out: list[Tagged] = []
    free = 0
    for i in np.flatnonzero(begin.max(axis=1) >= least).tolist():
        if i < free:
            continue
        kind = int(begin[i].argmax())
        last = i
        while last + 1 < len(p) and not breaks[last + 1] and inner[last + 1] > max(p[last + 1, 0], begins[last + 1]):
            last += 1
        out.append(Tagged(i, last, kind, float(begin[i, kind])))
        free = last + 1
    return out


def candidates(section: Section, bias: float, least: float, breaks: BoolArray) -> dict[Range, FloatArray]:
    """Spans of up to WIDEST_SPAN words that some channel gives the probability `least`, with each channel's logit."""
    n = len(section.states)
    floor = logit(least) - bias
    group = np.cumsum(breaks)
    found: dict[Range, FloatArray] = {}
    for width in range(min(WIDEST_SPAN, n)):
        # By einsum: a BLAS product would start threads that fight with the other documents' for the cores
        scores = np.einsum("ics,ics->ic", section.start[: n - width], section.end[width:])
        likely = np.flatnonzero((scores.max(axis=1) > floor) & (group[: n - width] == group[width:]))
        for i in likely.tolist():
            found[i, i + width] = scores[i] + bias
    return dict(sorted(found.items()))


def overlaps(a: Range, b: Range) -> bool:
    """Whether two ranges share a word."""
    return a[0] <= b[1] and b[0] <= a[1]
