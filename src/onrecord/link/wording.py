"""How names are compared across documents: without case, accents, articles, titles and genitive marks."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer

from onrecord.ontology.nodes import parse

APART = re.compile(r"[\W_]+")
DOTS = re.compile(r"(?<=\b\w)\.|['’](?:s\b)?")
ARTICLES = frozenset({"the", "a", "an"})
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
    return frozenset(w for w in plain(name).split() if w not in _words("common") and (len(w) > 2 or w.isalpha()))


@lru_cache(65536)
def stems(words: str) -> frozenset[str]:
    """Stems of a trigger's words without auxiliaries and prepositions: "was killed" and "killing" share one."""
    return frozenset(
        STEMMER.stemWords([w for w in plain(words).split() if w not in _words("common") and w not in _words("light")])
    )


@cache
def _words(kind: str) -> frozenset[str]:
    """A list of words.yaml. Raises VocabularyError."""
    file = parse(files("onrecord.link").joinpath("words.yaml")).mapping(("source", "licence", "common", "light"))
    return frozenset(item.text("a word") for item in file[kind].items("words"))
