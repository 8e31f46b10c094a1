"""Which documents a training run leaves out. Needs neither torch nor the corpora."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from training.coding import digest

HELD_BACK = 10  # every tenth coded article is kept for thresholds and calibration
HELD_BACK_SPEECH = 20  # and every twentieth of PolNeAR's
NEVER_TRAINED = 5  # every fifth article of the project's own is for measuring only


def held_back(articles: Sequence[dict[str, Any]], fold: int, every: int = HELD_BACK) -> list[dict[str, Any]]:
    """The articles whose place is `fold` modulo `every`."""
    return [a for i, a in enumerate(articles) if i % every == fold]


def held_back_by_id(articles: Sequence[dict[str, Any]], fold: int, every: int = HELD_BACK) -> list[dict[str, Any]]:
    """The same by a digest of the id: what is held back stays so while more articles are coded."""
    return [a for a in articles if int(digest(a["id"])[:8], 16) % every == fold]
