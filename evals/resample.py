"""Bootstrap intervals: how far a figure would move if the set held other documents of the same sort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

RESAMPLES = 1_000
SEED = 20_241_128
COVERAGE = 0.95


def interval(scores: Sequence[dict[str, Any]]) -> tuple[float, float]:
    """The 95 % interval of a micro-averaged F1, documents drawn with replacement.

    `scores` holds each document's own `{"r", "gold", "pred"}`; its hits are recall times gold, exact for fewer than
    5,000 gold items since recall is rounded to four digits.
    """
    hits = np.array([round(s["r"] * s["gold"]) for s in scores])
    both = np.array([s["gold"] + s["pred"] for s in scores])
    draws = np.random.default_rng(SEED).integers(len(hits), size=(RESAMPLES, len(hits)))
    total = both[draws].sum(axis=1)
    f1 = np.divide(2 * hits[draws].sum(axis=1), total, out=np.zeros(RESAMPLES), where=total > 0)
    low, high = np.quantile(f1, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    return round(float(low), 4), round(float(high), 4)
