"""Program code in an article: no event is read from it, though `attack(target)` looks like one to the model."""

from __future__ import annotations

import re

import numpy as np

from onrecord.extract.decode import BoolArray
from onrecord.language.words import Words
from onrecord.model.document import Document

# A bar is none of these: tables are text. A web address holds two or three among many words.
_SIGN = re.compile(r'[{}=<>\[\]_$\\;]|\w\(|\b[a-z]+\.[a-z]{2}|":')
_WORD = re.compile(r"\w+")
LEAST_SIGNS = 3
SIGNS_A_WORD = 0.3  # of 41,000 lines of agency reports none reaches it


def is_code(text: str) -> bool:
    """Whether a block of text reads like program code or data."""
    signs = len(_SIGN.findall(text))
    return signs >= LEAST_SIGNS and signs >= SIGNS_A_WORD * len(_WORD.findall(text))


def in_code(document: Document, words: Words) -> BoolArray:
    """The words [n] that stand in code. Consecutive blocks with one line break between them are judged together."""
    mask = np.zeros(len(words), dtype=bool)
    start = 0
    for paragraph in re.split(r"(\n\s*\n)", document.text):
        end = start + len(paragraph)
        if is_code(paragraph):
            mask[int(np.searchsorted(words.start, start)) : int(np.searchsorted(words.start, end))] = True
        start = end
    return mask
