"""How names are compared across documents: without case, accents, articles, titles and genitive marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

APART = re.compile(r"[\W_]+")
DOTS = re.compile(r"(?<=\b\w)\.|['’](?:s\b)?")
ARTICLES = frozenset({"the", "a", "an"})
# Words that say what somebody is, not who: alone they are no ground for taking two parties for one
COMMON = frozenset(
    "government president minister ministry police army military forces troops soldiers officials official authorities people "
    "spokesman spokeswoman spokesperson group groups party leader leaders court security foreign prime state of and for in "
    "by with from his her their its at on to new general mr mrs ms dr two three four five several some many other".split()
)  # fmt: skip
STEMMER = snowballstemmer.stemmer("english")


@lru_cache(65536)
def plain(name: str) -> str:
    """ "The U.S. Army’s" is "us army". Empty if nothing is left."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", DOTS.sub("", name)) if not unicodedata.combining(c))
    words = APART.sub(" ", bare.casefold()).split()
    while words and words[0] in ARTICLES:
        del words[0]
    return " ".join(words)


@lru_cache(65536)
def telling(name: str) -> frozenset[str]:
    """The words of a name that tell who it is."""
    return frozenset(w for w in plain(name).split() if w not in COMMON and (len(w) > 2 or w.isalpha()))


@lru_cache(65536)
def stems(words: str) -> frozenset[str]:
    """Stems of a trigger's words without auxiliaries and prepositions: "was killed" and "killing" share one."""
    return frozenset(STEMMER.stemWords([w for w in plain(words).split() if w not in COMMON and w not in LIGHT]))


LIGHT = frozenset(
    "be been being is are was were has have had will would could may might should can do did does not no "
    "that this it which up out off over into against".split()
)
