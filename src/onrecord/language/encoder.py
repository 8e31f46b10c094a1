"""The encoder at work: words in, states and scores out. One window a run, so that its scores depend on it alone.

(The int8 graphs scale activations over a whole run: two texts in one would colour each other's scores. Nor is anything
padded, and the graph needs no mask.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.language import labels
from onrecord.language.weights import CONTEXT, HEADS, Card, open_card
from onrecord.language.windows import Window, feed, owned, plan
from onrecord.language.words import Words, split
from onrecord.model.errors import WeightsError

FloatArray = NDArray[np.float32]

ADJUSTED = ("trigger", "mode", "status")  # heads that HEADS adds to, in the order of its output
WINDOWS_A_SECTION = 24  # about 6,000 words: what is held in memory at once


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a text, `[low, high)` in words, with the model's scores for each word.

    `logits` maps a head's name to [words, labels]; `start` and `end` are the span vectors [words, channels, width];
    `states` [words, hidden] are what the pair scorer reads.
    """

    low: int
    high: int
    logits: dict[str, FloatArray]
    start: FloatArray
    end: FloatArray
    states: FloatArray
    sentence: NDArray[np.int64]


class Encoder:
    """The model with its tokenizer. Thread-safe: sessions hold no state between runs."""

    def __init__(self, card: Card, threads: int = 1) -> None:
        self.card = card
        self.tokenizer = _tokenizer(card.folder / "tokenizer.json")
        self.tokenizer.encode_special_tokens = True  # "[SEP]" in an article is text and no end of a window
        self._encoder = _session(card.folder / "encoder.onnx", threads)
        self._pairs = _session(card.folder / "pairs.onnx", threads)
        self._context, self._added = (
            _session(card.folder / name, threads) if name in card.raw["files"] else None for name in (CONTEXT, HEADS)
        )
        sizes = [len(kinds) for kinds in card.heads.values()]
        self._cuts = np.cumsum(sizes)[:-1].tolist()

    @classmethod
    def load(cls, folder: Path | None = None, threads: int = 1) -> Encoder:
        """Open the weights in `folder` (default: the package's). Raises WeightsError."""
        return cls(open_card(folder), threads)

    def split(self, texts: Sequence[str]) -> list[Words]:
        """Words and pieces of each text."""
        return split(texts, self.tokenizer)

    def sections(self, words: Words) -> Iterator[Section]:
        """Read a text. Sections follow one another and together hold every word."""
        windows = plan(words, self.card.raw["window_pieces"], self.card.raw["overlap_pieces"])
        for k in range(0, len(windows), WINDOWS_A_SECTION):
            yield self._section(words, windows[k : k + WINDOWS_A_SECTION])

    def _section(self, words: Words, windows: list[Window]) -> Section:
        parts: list[list[FloatArray]] = []
        for window in windows:
            outputs = self._encoder.run(["states", "logits", "span_start", "span_end"], feed(words, window))
            parts.append([owned(window, out) for out in outputs])
        states, logits, start, end = (np.concatenate(p) for p in zip(*parts, strict=True))
        low, high = windows[0].own_low, windows[-1].own_high
        shape = (high - low, len(labels.CHANNELS), int(self.card.raw["span_width"]))
        by_head = dict(zip(self.card.heads, np.split(logits, self._cuts, axis=1), strict=True))
        if self._added is not None:
            added = self._added.run(["added"], {"states": states})[0]
            for name, more in zip(ADJUSTED, self._split(added), strict=True):
                by_head[name] = by_head[name] + more
        return Section(low, high, by_head, start.reshape(shape), end.reshape(shape), states, words.sentence[low:high])

    def _split(self, added: FloatArray) -> list[FloatArray]:
        sizes = [len(self.card.heads[name]) for name in ADJUSTED]
        return np.split(added, np.cumsum(sizes)[:-1].tolist(), axis=1)

    def pairs(self, section: Section, anchors: NDArray[np.int64], candidates: NDArray[np.int64]) -> FloatArray:
        """Logits [A, C, labels] of the pair labels; spans are [n, 2] first and last word of the section."""
        scores: FloatArray = self._pairs.run(
            ["scores"],
            {"states": section.states, "sentence": section.sentence, "anchors": anchors, "candidates": candidates},
        )[0]
        return scores

    @property
    def has_context(self) -> bool:
        """Whether the weights take a second look at roles."""
        return self._context is not None

    def context(self, rows: FloatArray) -> FloatArray:
        """What the second look adds to role logits [rows, roles]; `rows` is [rows, features] of extract.context."""
        if self._context is None:
            raise ValueError("these weights have no second look: ask has_context first")
        added: FloatArray = self._context.run(["added"], {"rows": rows})[0]
        return added


def _tokenizer(path: Path) -> Tokenizer:
    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises nothing narrower
        raise WeightsError("bad_tokenizer", f"{path} is not a tokenizer ({error})", "Install onrecord again") from error


def _session(path: Path, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime raises several private types
        raise WeightsError(
            "bad_graph", f"{path} cannot be opened by onnxruntime ({error})", "Install onrecord again"
        ) from error
