"""Bootstrap intervals of figures that a scorer gives document by document, as `onrecord.evaluate` makes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from onrecord.evaluate import intervals

Interval = tuple[float, float]


def interval(scores: Sequence[dict[str, Any]]) -> Interval | None:
    """The 95 % interval of a micro-averaged F1, documents drawn with replacement; None where there is none.

    `scores` holds each document's own `{"r", "gold", "pred"}`; its hits are recall times gold, exact for fewer than
    5,000 gold items since recall is rounded to four digits.
    """
    counts = np.array([(round(s["r"] * s["gold"]), s["pred"], s["gold"]) for s in scores], dtype=np.int64)
    (found,) = intervals(counts.reshape(len(scores), 1, 3))
    return found and (round(found[0], 4), round(found[1], 4))
