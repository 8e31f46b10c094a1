"""A second look at who fills a role: each pair of trigger and candidate beside all others of its section.

The pair scorer sees one trigger and one candidate at a time. Who is named in the sentence before, fills the same role
of the same event elsewhere, or is surpassed by a better candidate is only seen from all scores together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.decode import Tagged, sigmoid, softmax
from onrecord.language import labels
from onrecord.language.encoder import Encoder, FloatArray, Section

HOPELESS = -7.0  # a pair all of whose role logits lie below fills no role, and is not looked at again
LOUD = 15.0  # logits beyond are cut: they say no more
HEARD = 0.3  # triggers below this probability have no say in what others' candidates are
FIRST_IS_BEST = labels.ROLES.index("time")  # a second look made times worse on held-back reports
ROWS_A_RUN = 4096
FAR = 4  # sentences
WIDE = 8  # words
OFTEN = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A section's triggers [T] and candidates [C] with the pair scorer's logits.

    `roles` is [T, C, 7] in the order of `labels.ROLES`, `same` [T, T], `channels` [C, 4], `spans` [C, 2] in words.
    """

    triggers: Sequence[Tagged]
    roles: FloatArray
    same: FloatArray
    channels: FloatArray
    spans: NDArray[np.int64]


def reconsidered(encoder: Encoder, section: Section, found: Found) -> FloatArray:
    """Role logits [T, C, 7] after the second look; the given ones where the weights have none."""
    if not encoder.has_context or not found.roles.size:
        return found.roles
    out = found.roles.copy()
    rows = Features(section, found)
    at = np.argwhere(found.roles.max(axis=2) > HOPELESS)
    for k in range(0, len(at), ROWS_A_RUN):
        t, c = at[k : k + ROWS_A_RUN].T
        out[t, c] = np.clip(found.roles[t, c], -LOUD, LOUD) + encoder.context(rows.of(t, c))
    out[:, :, FIRST_IS_BEST] = found.roles[:, :, FIRST_IS_BEST]
    return out


class Features:
    """What is said of pairs; `of` puts the rows of some together, so that a long section needs no table of all."""

    def __init__(self, section: Section, found: Found) -> None:
        logits = np.clip(found.roles, -LOUD, LOUD)
        at = np.array([(t.first, t.last) for t in found.triggers], dtype=np.int64)
        heard = (sigmoid(logits) * (np.array([t.score for t in found.triggers]) >= HEARD)[:, None, None]).astype(
            np.float32
        )
        self._logits, self._at, self._spans = logits, at, found.spans
        self._sentence = section.sentence
        self._channels = np.clip(found.channels, -10, 10) / 4
        self._kinds = np.eye(len(labels.types()), dtype=np.float32)[[t.kind for t in found.triggers]]
        self._status = softmax(section.logits["status"][at[:, 0]])
        self._told = _told_again(found, heard)
        self._beside = _beside(section.sentence[at[:, 0]], heard)
        self._before = _before(at, heard)
        self._ever = heard.max(axis=0)
        self._often = np.minimum(heard.sum(axis=0), OFTEN) / OFTEN
        self._margin, self._rank = _standing(logits)

    def of(self, t: NDArray[np.intp], c: NDArray[np.intp]) -> FloatArray:
        """Rows [pairs, features] for triggers `t` and candidates `c`."""
        logits = self._logits[t, c]
        first, last = self._at[t].T
        start, end = self._spans[c].T
        sentences = np.clip(self._sentence[start] - self._sentence[first], -FAR, FAR)
        words = np.where(start > last, start - last, np.where(end < first, end - first, 0))
        place = np.stack(
            [
                sentences / FAR, sentences == 0, sentences == -1, np.sign(words), np.log1p(np.abs(words)) / 4,
                np.minimum(end - start + 1, WIDE) / WIDE,
            ],
            axis=1,
        )  # fmt: skip
        parts = [
            logits / 4, sigmoid(logits), self._told[t, c], self._beside[t, c], self._before[t, c],
            self._ever[c], self._often[c], self._margin[t, c], self._rank[t, c],
            place, self._channels[c], self._kinds[t], self._status[t],
        ]  # fmt: skip
        return np.concatenate(parts, axis=1).astype(np.float32)


def _told_again(found: Found, heard: FloatArray) -> FloatArray:
    """The same role of another mention of the event [T, C, 7], as far as the two are one event."""
    alike = sigmoid(found.same)
    np.fill_diagonal(alike, 0.0)
    out = np.zeros_like(heard)
    for t, u in np.argwhere(alike > 0.05):
        np.maximum(out[t], alike[t, u] * heard[u], out=out[t])
    return out


def _beside(sentences: NDArray[np.int64], heard: FloatArray) -> FloatArray:
    """The same role of any other trigger of the sentence [T, C, 7]."""
    out = np.zeros_like(heard)
    for t, sentence in enumerate(sentences.tolist()):
        others = np.flatnonzero(sentences == sentence)
        others = others[others != t]
        if len(others):
            out[t] = heard[others].max(axis=0)
    return out


def _before(at: NDArray[np.int64], heard: FloatArray) -> FloatArray:
    """The same role of the trigger before [T, C, 7]."""
    out = np.zeros_like(heard)
    order = np.argsort(at[:, 0], kind="stable")
    out[order[1:]] = heard[order[:-1]]
    return out


def _standing(logits: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How far a candidate leads the best other one, and its rank, for each trigger and role [T, C, 7]."""
    order = np.argsort(-logits, axis=1, kind="stable")
    rank = np.argsort(order, axis=1, kind="stable")
    top = np.take_along_axis(logits, order[:, :2], axis=1)
    other = np.where(rank == 0, top[:, -1:], top[:, :1])
    lead = (np.clip(logits - other, -10, 10) / 4).astype(np.float32)
    return lead, (np.minimum(rank, OFTEN) / OFTEN).astype(np.float32)
