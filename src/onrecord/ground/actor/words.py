"""A phrase as words to look up: without accents, case, dots and genitive marks, which are kept beside them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[’'](?![sS]\b)[^\W_]+)*")
GENITIVE = re.compile(r"[’'](?:[sS]\b)?")
MOST_WORDS = 60  # of a phrase that are looked at: a party's name ends long before


@dataclass(frozen=True, slots=True)
class Word:
    """`key` is what tables hold; `capital`, `capitals`: how it was written; `hyphen`, `comma`: what stood before."""

    key: str
    capital: bool
    capitals: bool
    genitive: bool
    hyphen: bool
    comma: bool


def plain(text: str) -> str:
    """Lower case without accents and dots: `Médecins` is `medecins`, `U.S.` is `us`."""
    if text.isascii():
        return text.lower().replace(".", "").replace("'", "")
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.lower().replace(".", "").replace("’", "").replace("'", "")


def split(text: str) -> list[Word]:
    """The words of a phrase, at most MOST_WORDS."""
    words: list[Word] = []
    last = 0
    for found in WORD.finditer(text):
        between = text[last : found.start()]
        last = found.end()
        if mark := GENITIVE.match(text, last):
            last = mark.end()
        genitive = mark is not None and (len(mark[0]) > 1 or found[0][-1] in "sSxz")
        raw = found[0]
        key = plain(raw)
        if not key:
            continue
        comma = any(c in between for c in ",;:()[]/") or " - " in between or "–" in between or "—" in between
        hyphen = between in ("-", "‐", "‑")
        words.append(Word(key, raw[0].isupper(), raw.isupper() and len(key) > 1, genitive, hyphen, comma))
        if len(words) == MOST_WORDS:
            break
    return words


def key(name: str) -> str:
    """A name as tables hold it: its words' keys with blanks between."""
    return " ".join(word.key for word in split(name))


def plurals(words: Sequence[str]) -> list[str]:
    """Each noun with its regular plural behind it; the last word of a compound is the noun."""
    out = []
    for word in words:
        out.append(word)
        if word.endswith("man"):
            out.append(word[:-3] + "men")
        elif word.endswith(("s", "x", "ch", "sh", "z")):
            out.append(word + "es")
        elif word.endswith("y") and word[-2:-1] not in "aeiou":
            out.append(word[:-1] + "ies")
        else:
            out.append(word + "s")
    return out
