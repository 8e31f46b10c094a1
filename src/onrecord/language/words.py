"""From text to words and word pieces: the units on which every head of the model speaks.

A word is what BERT's pre-tokenizer makes of the text: a run of letters and digits, or one punctuation mark ("U.S." is
four words). The model's vocabulary is uncased, so casing and line breaks travel beside the pieces as small classes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

IntArray = NDArray[np.int64]

CASINGS = ("lower", "title", "upper", "initial", "mixed", "digits", "digits_and_letters", "mark", "other")
GAPS = ("none", "space", "line", "paragraph")
SENTENCE_ENDS = frozenset(".!?")
CLOSERS = frozenset("\"'”’)]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # the tokenizer takes none


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words and pieces, as parallel arrays.

    Per word: `start`, `end` (code points), `casing`, `gap` (class of the white space before it), `sentence` (running
    number), `first` (index of its first piece). Per piece: `piece` (vocabulary id), `word` (index of its word).
    """

    start: IntArray
    end: IntArray
    casing: IntArray
    gap: IntArray
    sentence: IntArray
    first: IntArray
    piece: IntArray
    word: IntArray

    def __len__(self) -> int:
        return len(self.start)

    def keep(self, mask: NDArray[np.bool_]) -> Words:
        """Only the words where `mask` [words] is true, with their pieces."""
        if mask.all():
            return self
        pieces = mask[self.word]
        owner = (np.cumsum(mask) - 1)[self.word[pieces]]
        first = np.searchsorted(owner, np.arange(int(mask.sum())))
        return Words(
            self.start[mask],
            self.end[mask],
            self.casing[mask],
            self.gap[mask],
            self.sentence[mask],
            first,
            self.piece[pieces],
            owner,
        )

    def inside(self, start: int, end: int) -> tuple[int, int] | None:
        """First and last word that overlap the code points `[start, end)`, or None."""
        first = int(np.searchsorted(self.end, start, side="right"))
        last = int(np.searchsorted(self.start, end, side="left")) - 1
        return (first, last) if first <= last else None


@lru_cache(maxsize=200_000)
def casing(word: str) -> int:
    """Index into CASINGS, the same for composed and decomposed accents."""
    if not word.isascii():
        word = unicodedata.normalize("NFC", word)
    if word.isalpha():
        if word.islower():
            return 0
        if word.isupper():
            return 3 if len(word) == 1 else 2
        if word[0].isupper() and word[1:].islower():
            return 1
        return 4 if word.upper() != word.lower() else 8
    if word.isdigit():
        return 5
    if word.isalnum():
        return 6
    return 7 if len(word) == 1 else 8


def split(texts: Sequence[str], tokenizer: Tokenizer) -> list[Words]:
    """Words and pieces of each text, without special pieces."""
    encodings = tokenizer.encode_batch([_SURROGATE.sub("\ufffd", t) for t in texts], add_special_tokens=False)
    return [_words(text, encoding) for text, encoding in zip(texts, encodings, strict=True)]


def _words(text: str, encoding: Encoding) -> Words:
    piece = np.array(encoding.ids, dtype=np.int64)
    if not len(piece):
        none = np.zeros(0, dtype=np.int64)
        return Words(none, none, none, none, none, none, none, none)
    owner = np.array(encoding.word_ids, dtype=np.int64)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    is_first = np.ones(len(piece), dtype=bool)
    is_first[1:] = owner[1:] != owner[:-1]
    first = np.flatnonzero(is_first)
    last = np.append(first[1:], len(piece)) - 1
    start = offsets[first, 0]
    end = _with_marks(text, start, offsets[last, 1])
    cases, gaps, sentences = _shape(text, start.tolist(), end.tolist())
    return Words(start, end, cases, gaps, sentences, first, piece, np.cumsum(is_first) - 1)


def _with_marks(text: str, start: IntArray, end: IntArray) -> IntArray:
    """Ends moved over combining marks: the tokenizer drops them, and "José" may be written with one at its end."""
    if text.isascii():
        return end
    until = np.append(start[1:], len(text))
    for i in np.flatnonzero(end < until).tolist():
        at, stop = int(end[i]), int(until[i])
        while at < stop and unicodedata.category(text[at]) in ("Mn", "Me"):
            at += 1
        end[i] = at
    return end


def _shape(text: str, start: list[int], end: list[int]) -> tuple[IntArray, IntArray, IntArray]:
    cases, gaps, sentences = [], [], []
    before, number, ended = 0, 0, False
    for s, e in zip(start, end, strict=True):
        word = text[s:e]
        gap = 0 if s == before else _gap(text[before:s])
        case = casing(word)
        if s == 0:
            gap = 3
        elif gap >= 2 or (ended and gap and case != 0 and word not in CLOSERS):
            number += 1
        ended = word in SENTENCE_ENDS or (ended and word in CLOSERS)
        cases.append(case)
        gaps.append(gap)
        sentences.append(number)
        before = e
    return (np.array(cases, dtype=np.int64), np.array(gaps, dtype=np.int64), np.array(sentences, dtype=np.int64))


def _gap(white: str) -> int:
    lines = white.count("\n") or white.count("\r") or white.count("\u2028")
    return 1 if lines == 0 else 2 if lines == 1 else 3
