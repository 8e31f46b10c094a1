"""The pair scorer over one section: anchors against candidates, looked up by range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.decode import Range
from onrecord.language import labels
from onrecord.language.encoder import Encoder, FloatArray, Section

AT = {name: i for i, name in enumerate(labels.PAIRS)}
REACH = 300  # words; 99.7 % of the mentions of claims/train stand nearer to their trigger
ANCHORS_A_RUN = 16  # fewer than 64 halve peak memory on long sections and leave less out of reach to score


@dataclass(frozen=True, slots=True)
class _Block:
    """Scores of some anchors, [anchors, near, labels]; `place` [columns] says where in `near` a column is, or -1."""

    near: NDArray[np.intp]
    place: NDArray[np.intp]
    scores: FloatArray


class PairScores:
    """Logits of pair labels. A pair that was out of reach scores minus infinity.

    Only pairs within reach are held: on long sections all pairs would fill hundreds of megabytes.
    """

    def __init__(
        self, encoder: Encoder, section: Section, anchors: Sequence[Range], candidates: Sequence[Range]
    ) -> None:
        self.column = {r: i for i, r in enumerate(candidates)}
        self._row: dict[Range, tuple[_Block, int]] = {}
        columns = _ranges(list(self.column))
        order = sorted(dict.fromkeys(anchors), key=lambda r: r[0])
        for k in range(0, len(order), ANCHORS_A_RUN):
            some = order[k : k + ANCHORS_A_RUN]
            rows = _ranges(some)
            low, high = rows[:, 0].min() - REACH, rows[:, 1].max() + REACH
            near = np.flatnonzero((columns[:, 1] >= low) & (columns[:, 0] <= high))
            place = np.full(len(columns), -1, dtype=np.intp)
            place[near] = np.arange(len(near))
            none = np.zeros((len(some), 0, len(labels.PAIRS)), dtype=np.float32)
            block = _Block(near, place, encoder.pairs(section, rows, columns[near]) if len(near) else none)
            self._row |= {r: (block, i) for i, r in enumerate(some)}

    def of(self, anchor: Range, label: str) -> FloatArray:
        """Logits [candidates] of one anchor and label."""
        block, i = self._row[anchor]
        known: FloatArray = block.scores[i, :, AT[label]]
        if len(known) == len(self.column):
            return known
        out = np.full(len(self.column), -np.inf, dtype=np.float32)
        out[block.near] = known
        return out

    def table(self, anchors: Sequence[Range], names: Sequence[str]) -> FloatArray:
        """Logits [anchors, candidates, names]."""
        return np.stack([np.stack([self.of(a, n) for n in names], axis=1) for a in anchors])

    def at(self, anchor: Range, candidate: Range, label: str) -> float:
        """One logit."""
        block, i = self._row[anchor]
        j = block.place[self.column[candidate]]
        return float(block.scores[i, j, AT[label]]) if j >= 0 else -math.inf


def _ranges(spans: list[Range]) -> NDArray[np.int64]:
    return np.array(spans, dtype=np.int64).reshape(-1, 2)
