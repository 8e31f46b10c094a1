"""Names under which copies of one text meet, from MinHash signatures of its sentences and of the whole.

A text's signature as a whole finds the whole text again; of a third of it only a third of the shingles are the same. So
each sentence is signed too. Of a long text the bands with the smallest names are kept: names are hashes, so that two
texts keep the same ones of those that they share.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from rensa import RMinHash

from onrecord.link.copies_words import words

SEED = 6  # part of every band's name: another seed gives names that meet no older one
SHINGLE = 3  # words
ROWS = 2  # digests that a band holds: a sentence of which half the shingles are left is met by a quarter of its bands
SENTENCE_BANDS = 3
TEXT_BANDS = 4
TEXT_ROWS = 4
SENTENCE_WORDS = 10  # shorter ones stand in many reports: "He did not elaborate."
MAX_SENTENCE_BANDS = 60
NAME_BYTES = 6
SHORT_FORM = r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})"  # "J.", "Mr.", "Gen.", "Nov."
END = re.compile(SHORT_FORM + r"[.!?][\"”’'»)\]]*\s|\n\s*\n|[\f。！？]")


def signature(text: str) -> tuple[str, ...]:
    """The names of the text's bands, in order, at most 64; none for a text without SHINGLE words.

    Two texts that share a band are worth comparing with `compare`; copies nearly always share one, even where a third
    of the text is left, while other texts seldom do. The same text has the same bands on every machine, as
    long as rensa's ALGORITHM_VERSION is the same.
    """
    found = words(text)
    whole = _shingles(found.forms)
    if not whole:
        return ()
    out = set(_bands([whole], TEXT_BANDS, TEXT_ROWS, "text"))
    sentences = [_shingles(found.forms[a:b]) for a, b in _sentences(text, found.start, found.end)]
    out.update(sorted(set(_bands(sentences, SENTENCE_BANDS, ROWS, "sentence")))[:MAX_SENTENCE_BANDS])
    return tuple(sorted(out))


def _shingles(forms: Sequence[str]) -> list[str]:
    return [" ".join(forms[i : i + SHINGLE]) for i in range(len(forms) - SHINGLE + 1)]


def _sentences(text: str, start: Sequence[int], end: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First word and end of each sentence of SENTENCE_WORDS or more."""
    first = 0
    for i in range(len(start)):
        if i + 1 < len(start) and not END.search(text, end[i], start[i + 1]):
            continue
        if i + 1 - first >= SENTENCE_WORDS:
            yield first, i + 1
        first = i + 1


def _bands(sets: Sequence[list[str]], bands: int, rows: int, kind: str) -> Iterator[str]:
    """The names of the bands of each set of shingles."""
    for shingles in sets:
        sketch = RMinHash(num_perm=bands * rows, seed=SEED)  # one by one: the batch starts threads, which cost more
        sketch.update(shingles)
        digests = sketch.digest()
        for i in range(bands):
            seed = f"{SEED}:{kind}:{i}:{digests[i * rows : (i + 1) * rows]}"
            yield urlsafe_b64encode(blake2b(seed.encode(), digest_size=NAME_BYTES).digest()).decode()
