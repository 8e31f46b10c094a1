"""How a long text is read: in overlapping windows, each word belonging to the window that sees most around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.language.words import IntArray, Words

CLS, SEP = 101, 102  # BERT's own pieces around a window
MARK_CASING = 7


@dataclass(frozen=True, slots=True)
class Window:
    """Words `[low, high)` are read together; of these the words `[own_low, own_high)` are answered for."""

    low: int
    high: int
    own_low: int
    own_high: int


def plan(words: Words, limit: int, overlap: int) -> list[Window]:
    """Windows of at most `limit` pieces over all words, neighbours sharing about `overlap` pieces.

    Every word is owned by exactly one window; at a seam ownership changes in the middle of the shared words.
    """
    edges: list[tuple[int, int]] = []
    first = np.append(words.first, len(words.piece))
    low = 0
    while low < len(words):
        high = max(int(np.searchsorted(first, first[low] + limit, side="right")) - 1, low + 1)
        edges.append((low, high))
        if high >= len(words):
            break
        low = max(int(np.searchsorted(first, first[high] - overlap, side="left")), low + 1)
    cuts = [0, *((edges[i + 1][0] + edges[i][1]) // 2 for i in range(len(edges) - 1)), len(words)]
    return [Window(lo, hi, cuts[i], cuts[i + 1]) for i, (lo, hi) in enumerate(edges)]


def feed(words: Words, window: Window) -> dict[str, IntArray]:
    """The encoder's inputs for one window: [1, pieces] each, `first` [1, words]."""
    low, high = int(words.first[window.low]), _end(words, window.high)
    owner = words.word[low:high]
    piece = np.concatenate([[CLS], words.piece[low:high], [SEP]])
    casing = np.concatenate([[MARK_CASING], words.casing[owner], [MARK_CASING]])
    gap = np.concatenate([[0], words.gap[owner], [0]])
    first = words.first[window.low : window.high] - low + 1
    return {"piece": piece[None], "casing": casing[None], "gap": gap[None], "first": first[None]}


def owned(window: Window, output: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows [words, …] of an output [1, words, …] that the window owns, in text order."""
    return output[0, window.own_low - window.low : window.own_high - window.low]


def _end(words: Words, high: int) -> int:
    return int(words.first[high]) if high < len(words) else len(words.piece)
