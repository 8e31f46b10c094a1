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


def feed(words: Words, windows: list[Window]) -> dict[str, IntArray]:
    """The encoder's inputs for some windows of one text, padded to the longest."""
    bounds = [(int(words.first[w.low]), _end(words, w.high)) for w in windows]
    longest = max(b - a for a, b in bounds) + 2
    widest = max(w.high - w.low for w in windows)
    piece = np.zeros((len(windows), longest), dtype=np.int64)
    mask = np.zeros_like(piece)
    casing = np.full_like(piece, MARK_CASING)
    gap = np.zeros_like(piece)
    first = np.zeros((len(windows), widest), dtype=np.int64)
    for i, (w, (a, b)) in enumerate(zip(windows, bounds, strict=True)):
        inside, owner = slice(1, b - a + 1), words.word[a:b]
        piece[i, 0], piece[i, b - a + 1] = CLS, SEP
        piece[i, inside] = words.piece[a:b]
        mask[i, : b - a + 2] = 1
        casing[i, inside] = words.casing[owner]
        gap[i, inside] = words.gap[owner]
        first[i, : w.high - w.low] = words.first[w.low : w.high] - a + 1
    return {"piece": piece, "mask": mask, "casing": casing, "gap": gap, "first": first}


def owned(windows: list[Window], output: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows [words, …] of an output [windows, words, …] that the windows own, in text order."""
    return np.concatenate([output[i, w.own_low - w.low : w.own_high - w.low] for i, w in enumerate(windows)])


def _end(words: Words, high: int) -> int:
    return int(words.first[high]) if high < len(words) else len(words.piece)
