"""How names of places are compared: without case, accents and punctuation, short forms written out."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

DOTS = re.compile(r"[.'’‘ʼ`´]")
APART = re.compile(r"[\W_]+")
MOST_NAMES = 12  # other names that a place keeps
WRITTEN_OUT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


def plain(name: str) -> str:
    """The form in which names are compared: "St. John's" and "SAINT JOHNS" are one. Empty if nothing is left."""
    if name.isascii():
        folded = name.lower()
    else:
        apart = unicodedata.normalize("NFKD", name.casefold())
        folded = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    words = APART.sub(" ", DOTS.sub("", folded)).split()
    while len(words) > 1 and words[0] == "the":
        del words[0]
    if len(words) > 1:
        words[0] = WRITTEN_OUT.get(words[0], words[0])
    return " ".join(words)


def key(plain_name: str) -> int:
    """The 64-bit number under which the gazetteer keeps a plain name."""
    return int.from_bytes(hashlib.blake2b(plain_name.encode(), digest_size=8).digest(), "little")


def other_names(name: str, names: Iterable[str]) -> list[str]:
    """Other names in Latin script that could stand in English text; no airport codes, no transliterations."""
    seen = {plain(name)}
    kept: list[str] = []
    for other in names:
        word = plain(other)
        if len(word) < 3 or word in seen or not other[0].isupper() or not _latin(other):
            continue
        if other.isupper() and len(other) <= 4:
            continue
        seen.add(word)
        kept.append(other)
    if len(kept) > MOST_NAMES:  # keep those most like the name: other spellings come before other words
        kept = sorted(kept, key=lambda o: (-_alike(plain(name), plain(o)), o))[:MOST_NAMES]
    return kept


def _alike(a: str, b: str) -> float:
    """Share of letter pairs in common."""
    x, y = ({w[i : i + 2] for i in range(len(w) - 1)} for w in (a, b))
    return len(x & y) / max(1, len(x | y))


def _latin(name: str) -> bool:
    """Whether all letters are Latin."""
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in name)
