"""The pair scorer over one section: anchors against candidates, looked up by range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.extract.decode import Range
from onrecord.language import labels
from onrecord.language.encoder import Encoder, FloatArray, Section

LABELS = (*labels.ROLES, *labels.LINKS, *labels.STANCES, *labels.IDENTITY)
AT = {name: i for i, name in enumerate(LABELS)}
REACH = 300  # words; 99.7 % of the mentions of claims/train stand nearer to their trigger
ANCHORS_A_RUN = 64


class PairScores:
    """Logits of pair labels. A pair that was out of reach scores minus infinity."""

    def __init__(
        self, encoder: Encoder, section: Section, anchors: Sequence[Range], candidates: Sequence[Range]
    ) -> None:
        self.row = {r: i for i, r in enumerate(anchors)}
        self.column = {r: i for i, r in enumerate(candidates)}
        self.scores = np.full((len(self.row), len(self.column), len(LABELS)), -np.inf, dtype=np.float32)
        if not self.row or not self.column:
            return
        rows, columns = _ranges(list(self.row)), _ranges(list(self.column))
        order = np.argsort(rows[:, 0], kind="stable")
        for k in range(0, len(order), ANCHORS_A_RUN):
            some = order[k : k + ANCHORS_A_RUN]
            low, high = rows[some, 0].min() - REACH, rows[some, 1].max() + REACH
            near = np.flatnonzero((columns[:, 1] >= low) & (columns[:, 0] <= high))
            if len(near):
                self.scores[np.ix_(some, near)] = encoder.pairs(section, rows[some], columns[near])

    def of(self, anchor: Range, label: str) -> FloatArray:
        """Logits [candidates] of one anchor and label."""
        out: FloatArray = self.scores[self.row[anchor], :, AT[label]]
        return out

    def at(self, anchor: Range, candidate: Range, label: str) -> float:
        """One logit."""
        return float(self.scores[self.row[anchor], self.column[candidate], AT[label]])


def _ranges(spans: list[Range]) -> NDArray[np.int64]:
    return np.array(spans, dtype=np.int64).reshape(-1, 2)
