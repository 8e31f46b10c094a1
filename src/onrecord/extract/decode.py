"""From scores per word to ranges of words. A range is `(first, last)`, both included, in the section's words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.language.encoder import FloatArray, Section

WIDEST_SPAN = 20  # words; as in training
CERTAIN = 0.995  # a word is outside of every range from this probability on

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


def spans(logits: FloatArray, breaks: BoolArray, reluctance: float = 0.0) -> list[Tagged]:
    """Ranges of a BIO head [words, 1 + 2 kinds]: the likeliest path of begin, inside and outside over the words.

    A range ends where `breaks` is true for the next word. `reluctance` is what beginning a range costs, in log
    probability; it keeps long ranges in one piece.
    """
    p = softmax(logits)
    steps = np.log(np.stack([p[:, 0], p[:, 1::2].sum(axis=1), p[:, 2::2].sum(axis=1)], axis=1) + 1e-9)
    out: list[Tagged] = []
    for low, high in _stretches(p[:, 0], breaks):
        for first, last in _best_path(steps[low:high].tolist(), reluctance):
            out.append(_tagged(p, low + first, low + last))
    return out


def _stretches(outside: FloatArray, breaks: BoolArray) -> Iterator[Range]:
    """Runs `[low, high)` of words that may be in a range; between them no path could go otherwise."""
    doubt = outside < CERTAIN
    edges = np.flatnonzero(np.diff(doubt, prepend=False, append=False)).tolist()
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        for cut in [*(np.flatnonzero(breaks[low + 1 : high]) + low + 1).tolist(), high]:
            yield low, cut
            low = cut


def _best_path(steps: list[list[float]], reluctance: float) -> list[Range]:
    """Viterbi over log probabilities [words, 3] of outside, begin, inside; inside never follows outside."""
    best_out, best_in = 0.0, -math.inf  # of paths that end outside, or in a range
    came: list[tuple[bool, bool]] = []  # whether a range ended before the word; whether the word goes on with one
    for out, begin, inside in steps:
        fresh = max(best_out, best_in) + begin - reluctance
        onward = best_in + inside
        came.append((best_in > best_out, onward > fresh))
        best_out, best_in = max(best_out, best_in) + out, max(fresh, onward)
    found: list[Range] = []
    within = best_in > best_out
    last = len(steps) - 1
    for i in range(len(steps) - 1, -1, -1):
        ended, goes_on = came[i]
        if within and goes_on:
            continue
        if within:
            found.append((i, last))
        within, last = ended, i - 1
    return found[::-1]


def _tagged(p: FloatArray, first: int, last: int) -> Tagged:
    kinds = p[first, 1::2] + p[first : last + 1, 2::2].sum(axis=0)
    kind = int(kinds.argmax())
    return Tagged(first, last, kind, float(p[first, 1 + 2 * kind]))


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
