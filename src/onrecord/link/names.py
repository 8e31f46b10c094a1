"""The words of a holder as the names under which it is compared: persons, bodies, and who has no name at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile
from typing import Any

import yaml

from onrecord.ground.actor import load as actors
from onrecord.ground.actor.words import Word, plurals, split
from onrecord.link.fact import Who

BRACKETS = re.compile(r"\(([^()]{2,40})\)")
LISTS = (
    "unnamed",
    "anonymous",
    "indefinite",
    "determiners",
    "offices",
    "titles",
    "speaking",
    "heads",
    "itself",
    "bodies",
    "common",
    "fillers",
    "links",
    "where",
    "particles",
)
FORCES = ("army", "police")  # as voices.yaml calls them
CACHED = 50_000  # names, of a few hundred bytes each
SPELLINGS = {"defense": "defence", "organization": "organisation", "labor": "labour", "center": "centre"}


@dataclass(frozen=True, slots=True)
class Called:
    """One name of a holder: its plain words. A common one ("police", "interior ministry") is one body in a country."""

    words: str
    common: bool = False
    country: str | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """`voices.yaml`, each list as a set with its plurals where nouns have them."""

    unnamed: frozenset[str]
    anonymous: frozenset[str]
    indefinite: frozenset[str]
    determiners: frozenset[str]
    offices: frozenset[str]
    titles: frozenset[str]
    speaking: frozenset[str]
    heads: frozenset[str]
    itself: frozenset[str]
    bodies: frozenset[str]
    common: frozenset[str]
    fillers: frozenset[str]
    links: frozenset[str]
    where: frozenset[str]
    particles: frozenset[str]
    same: Mapping[str, str]


@cache
def _words() -> _Words:
    text = files("onrecord.link").joinpath("voices.yaml").read_text(encoding="utf-8")
    raw: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    lists = {name: frozenset(raw[name]) for name in LISTS}
    lists["unnamed"] = frozenset(plurals(raw["unnamed"]))
    lists["titles"] |= lists["offices"]
    return _Words(**lists, same={form: body for body, forms in raw["same"].items() for form in forms})


@lru_cache(maxsize=CACHED)
def called(who: Who) -> tuple[Called, ...]:
    """The names that a holder goes by in its words, sorted; none if it is unnamed.

    "Army spokesman Colonel Desire Mbossa" is "desire mbossa" and, because a spokesman speaks for it, "army".
    """
    inside = [m[1] for m in BRACKETS.finditer(who.name)]
    words = [w for w in split(BRACKETS.sub(" ", who.name)) if w.key != "s"]
    names = next((found for part in _parts(words) if (found := _named(part, who.country))), ())
    if names:
        extra = [split(text) for text in inside if text.isupper()]
        names += tuple(Called(_text(short)) for short in extra if short)
    return tuple(sorted(set(names), key=lambda c: (c.words, c.common, c.country or "")))


def is_the_outlet(who: Who) -> bool:
    """Whether these words are the article's own outlet: "this station", "our correspondent"."""
    words = [w.key for w in split(who.name)]
    return len(words) > 1 and words[0] in ("this", "our") and words[-1] in _words().itself


def _parts(words: Sequence[Word]) -> list[list[Word]]:
    """Holders that stand side by side ("police and witnesses"), and a name apart from what is said of it."""
    parts: list[list[Word]] = [[]]
    for word in words:
        if word.key == "and" and parts[-1]:
            parts.append([])
        else:
            parts[-1].append(word)
    out = []
    for part in parts:
        first = [part[0], *takewhile(lambda w: not w.comma, part[1:])] if part else []
        apart = first and all(_proper(w) for w in first) and not any(w.key in _words().titles for w in first)
        out.append(first if apart else part)
    return out


def _named(words: list[Word], country: str | None) -> tuple[Called, ...]:
    lists = _words()
    if not words or any(w.key in lists.anonymous for w in words):
        return ()
    indefinite = words[0].key in lists.indefinite or words[0].key.isdigit()
    while words and (words[0].key in lists.determiners or words[0].key in lists.indefinite or words[0].key.isdigit()):
        words = words[1:]
    if _text(_until(words, lists.where | lists.links)) in lists.same:  # a general staff is no staff of a general
        return _body(_until(words, lists.where), country)
    at = next((i for i, w in enumerate(words) if w.key in lists.speaking), None)
    if at is not None and (spoken_for := _spoken_for(words, at, country)):
        return spoken_for
    if force := _head_of_force(words, country):
        return force
    words = _until(words, lists.where)
    if person := _person(words):
        return (person,)
    head = _until(words, lists.links)
    if not head or head[-1].key in lists.unnamed or _text(head) in lists.unnamed:
        return ()
    office, title = head[-1].key in lists.offices, head[-1].key in lists.titles and not _proper(head[-1])
    one_of_many = indefinite and (office or not any(_proper(w) for w in words))
    return () if one_of_many or (title and not office) else _body(words, country)


def _spoken_for(words: list[Word], at: int, country: str | None) -> tuple[Called, ...]:
    """The person that speaks and the body that it speaks for, as far as they are named."""
    names: tuple[Called, ...] = ()
    behind = words[at + 1 :]
    if behind and behind[0].key in _words().links:
        rest = _until([w for w in behind[1:] if w.key not in _words().determiners], _words().where)
        names = _speaker(rest, country)
        behind = []
    elif words[:at]:
        names = _speaker(words[:at], country)
    name = [*takewhile(lambda w: _proper(w) or w.key in _words().particles, behind)]
    person = _person([words[at], *name]) if words[at].key in _words().titles else None
    return (*names, person) if person else names


def _head_of_force(words: list[Word], country: str | None) -> tuple[Called, ...]:
    """The force and who commands it: "police commissioner Musa Danladi", "the chief of the army". Nobody for others,
    whose heads speak for themselves: a minister is a politician beside the ministry's officials."""
    lists = _words()
    at = next((i for i, w in enumerate(words) if w.key in lists.heads), None)
    if at is None:
        return ()
    behind = words[at + 1 :]
    of = bool(behind) and behind[0].key in lists.links
    force = _until([w for w in behind[1:] if w.key not in lists.determiners], lists.where) if of else words[:at]
    found = _body(force, country) if force else ()
    if not any(name.common and name.words in FORCES for name in found):
        return ()
    person = None if of else _person(_until(words[at:], lists.where))
    return (*found, person) if person else found


def _speaker(words: list[Word], country: str | None) -> tuple[Called, ...]:
    """The body that somebody speaks for: "army", "the Western Patriots' Front"; nobody where it is people."""
    lists = _words()
    head = _until(words, lists.links)
    if not head or head[-1].key in lists.unnamed or all(w.key in lists.fillers for w in head):
        return ()
    return (person,) if (person := _person(words)) else _body(words, country)


def _person(words: Sequence[Word]) -> Called | None:
    """The name behind the last title: "Deputy Defence Minister Ilda Nhantumbo"."""
    lists = _words()
    at = max((i for i, w in enumerate(words) if w.key in lists.titles), default=None)
    if at is None:
        return None
    name = list(words[at + 1 :])
    proper = all(_proper(w) or w.key in lists.particles for w in name)
    return Called(_text(name)) if name and proper and not any(w.key in lists.bodies for w in name) else None


def _body(words: list[Word], country: str | None) -> tuple[Called, ...]:
    """A body, office or plain name. A country's or capital's bare name is its government."""
    lists = _words()
    table = actors()
    found = table.find(words)
    place = next((m for m in found if m.what == "place" and m.start == 0), None)
    if place and place.end == len(words) and place.about[1] in ("country", "capital", "adjective"):
        return (Called("government", True, place.about[0]),)
    stated = next((m.about[0] for m in found if m.what == "place" and m.about[1] in ("country", "adjective")), None)
    if place and place.about[1] in ("country", "adjective", "capital"):
        words = words[place.end :]
    while len(words) > 1 and words[0].key in lists.fillers and not _proper(words[0]):
        words = words[1:]
    while len(words) > 1 and words[-1].key in lists.fillers:
        words = words[:-1]
    if words and words[0].key in ("ministry", "department", "office") and len(words) > 2 and words[1].key == "of":
        words = [*(w for w in words[2:] if w.key != "the"), words[0]]
    text = _text(words)
    head = _until(words, lists.links)
    body = lists.same.get(text) or lists.same.get(_text(head))
    if body:
        return (Called(body, True, country or stated),)
    common = not any(_proper(w) for w in words) or words[-1].key in lists.common
    return (Called(text, common, (country or stated) if common else None),) if text else ()


def _until(words: Sequence[Word], stops: frozenset[str]) -> list[Word]:
    """The words before the first of `stops`; all if the first word is one."""
    return list(words[:1]) + list(takewhile(lambda w: w.key not in stops, words[1:]))


def ends_name(word: Word) -> bool:
    """Whether a name's own words end before this one: "soldiers | in Velden", "head | of the union"."""
    return word.key in _words().links or word.key in _words().where


def _proper(word: Word) -> bool:
    return word.capital


def _text(words: Sequence[Word]) -> str:
    return " ".join(SPELLINGS.get(w.key, w.key) for w in words if w.key != "the")
