"""Cutting examples into windows, and windows into tensors."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from onrecord.language.words import GAPS
from training.corpora import ALL_LABELS, IGNORED, Example, Range
from training.network import Batch

CLS, SEP = 101, 102  # BERT's own pieces around a window
LABEL_AT = {name: i for i, name in enumerate(ALL_LABELS)}


@dataclass(slots=True)
class Window:
    """Words `[low, high)` of an example."""

    example: Example
    low: int
    high: int

    @property
    def pieces(self) -> tuple[int, int]:
        """First piece and one past the last."""
        w = self.example.words
        return int(w.first[self.low]), int(w.first[self.high]) if self.high < len(w) else len(w.piece)


def cut(example: Example, limit: int, start: int = 0) -> list[Window]:
    """Windows of at most `limit` pieces that follow one another, the first beginning at word `start`."""
    words, out = example.words, []
    if start:
        out.append(Window(example, 0, start))
    low = start
    while low < len(words):
        high = int(np.searchsorted(words.first, words.first[low] + limit, side="left"))
        if high < len(words) and words.first[high] - words.first[low] > limit:
            high -= 1
        high = max(min(high, len(words)), low + 1)
        if high < len(words):
            high = _sentence_start(example, low, high)
        out.append(Window(example, low, high))
        low = high
    return [w for w in out if 0 < w.pieces[1] - w.pieces[0] <= limit]


def _sentence_start(example: Example, low: int, high: int) -> int:
    sentences = example.words.sentence
    for at in range(high, max(low + 1, high - 60), -1):
        if sentences[at] != sentences[at - 1]:
            return at
    return high


def tensors(windows: Sequence[Window], draw: random.Random | None = None) -> Batch:
    """A padded batch; with `draw`, casing and line breaks are disturbed now and then as scraped pages do."""
    spans = [w.pieces for w in windows]
    longest = max(b - a for a, b in spans) + 2
    widest = max(w.high - w.low for w in windows)
    piece = np.zeros((len(windows), longest), dtype=np.int64)
    mask = np.zeros_like(piece)
    casing = np.full_like(piece, 7)
    gap = np.zeros_like(piece)
    first = np.zeros((len(windows), widest), dtype=np.int64)
    for i, (window, (a, b)) in enumerate(zip(windows, spans, strict=True)):
        words, n = window.example.words, b - a
        piece[i, 0], piece[i, n + 1] = CLS, SEP
        piece[i, 1 : n + 1] = words.piece[a:b]
        mask[i, : n + 2] = 1
        case, space = words.casing.copy(), words.gap.copy()
        if draw is not None:
            _disturb(case, space, draw)
        owner = words.word[a:b]
        casing[i, 1 : n + 1] = case[owner]
        gap[i, 1 : n + 1] = space[owner]
        first[i, : window.high - window.low] = words.first[window.low : window.high] - a + 1
    return Batch(*(torch.from_numpy(x) for x in (piece, mask, casing, gap, first)))


def _disturb(casing: NDArray[np.int64], gap: NDArray[np.int64], draw: random.Random) -> None:
    if draw.random() < 0.04:
        letters = casing <= 4
        casing[letters] = draw.choice([0, 2])
    if draw.random() < 0.3:
        gap[gap == GAPS.index("paragraph")] = GAPS.index("line")


def token_targets(windows: Sequence[Window], head: str, width: int) -> Tensor:
    """[B, W] label indices, IGNORED for padding."""
    out = np.full((len(windows), width), IGNORED, dtype=np.int64)
    for i, w in enumerate(windows):
        out[i, : w.high - w.low] = w.example.tokens[head][w.low : w.high]
    return torch.from_numpy(out)


@dataclass(slots=True)
class PairTarget:
    """Anchors and candidates of one window, in its words, with 0/1 targets [A, C, L] and the labels trained."""

    anchors: Tensor
    candidates: list[Range]
    target: NDArray[np.float32]
    trained: tuple[str, ...]
    proposals: bool


def pair_targets(window: Window) -> list[PairTarget]:
    """The pairs of an example that lie wholly inside the window."""
    out = []
    for p in window.example.pairs:
        keep_a = [i for i, r in enumerate(p.anchors) if window.low <= r[0] and r[1] < window.high]
        keep_c = [i for i, r in enumerate(p.candidates) if window.low <= r[0] and r[1] < window.high]
        if not keep_a or (not keep_c and not p.proposals):
            continue
        target = np.zeros((len(keep_a), len(keep_c), len(ALL_LABELS)), dtype=np.float32)
        row, column = {a: i for i, a in enumerate(keep_a)}, {c: i for i, c in enumerate(keep_c)}
        for (a, c), names in p.links.items():
            if a in row and c in column:
                for name in names:
                    target[row[a], column[c], LABEL_AT[name]] = 1
        anchors = torch.tensor([[p.anchors[i][0] - window.low, p.anchors[i][1] - window.low] for i in keep_a])
        candidates = [(p.candidates[i][0] - window.low, p.candidates[i][1] - window.low) for i in keep_c]
        out.append(PairTarget(anchors, candidates, target, p.trained, p.proposals))
    return out
