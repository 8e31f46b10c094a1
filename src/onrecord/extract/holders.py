"""Who stands behind a claim: holders, the order in which they quote each other, and hearsay without a holder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from onrecord.extract.decode import Range
from onrecord.language.words import Words

UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class Holder:
    """A source of a claim: its words, the cue that reports, its stance. Hearsay is its own cue."""

    span: Range
    cue: Range | None
    stance: str
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Hearsay:
    """A word such as "allegedly": the stance it marks, and how many words before a trigger it may stand."""

    stance: str
    before: int


@cache
def hearsay_words() -> Mapping[str, Hearsay]:
    """hearsay.yaml by word."""
    rows: list[dict[str, Any]] = yaml.safe_load(
        (files("onrecord.extract") / "hearsay.yaml").read_text(encoding="utf-8")
    )
    return {row["word"]: Hearsay(row["stance"], row["before"]) for row in rows}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, hearsay_words()))})\b", re.IGNORECASE)


def find_hearsay(text: str, words: Words) -> dict[int, Hearsay]:
    """Hearsay by the index of its word."""
    found: dict[int, Hearsay] = {}
    for match in _pattern().finditer(text):
        at = int(np.searchsorted(words.start, match.start()))
        if at < len(words) and words.start[at] == match.start():
            found[at] = hearsay_words()[match[0].lower()]
    return found


def doubtful(trigger: Range, hearsay: Mapping[int, Hearsay], sentence: Sequence[int]) -> Holder | None:
    """The nearest hearsay before a trigger that speaks of it; `sentence` numbers the words' sentences."""
    first = trigger[0]
    speaks = (at for at, h in hearsay.items() if 0 < first - at <= h.before and sentence[at] == sentence[first])
    at = max(speaks, default=None)
    return None if at is None else Holder((at, at), (at, at), hearsay[at].stance, unnamed=True)


def chains(
    holders: Sequence[Holder], quotes: Callable[[Range, Range], float], least: float
) -> tuple[tuple[Holder, ...], ...]:
    """Order a claim's holders into chains, each from the outermost to the innermost.

    `quotes(outer, inner)` is the logit that one holder quotes the other. Holders that nobody connects stand in chains
    of their own; hearsay closes the chain that it stands in.
    """
    named = [h for h in holders if not h.unnamed]
    outer_of = _outer_of(named, quotes, least)
    out = []
    for j in range(len(named)):
        if j not in outer_of.values():
            out.append(tuple(named[i] for i in reversed(_way_out(j, outer_of))))
    doubts = tuple(h for h in holders if h.unnamed)
    if doubts:
        out = [(*out[0], *doubts), *out[1:]] if out else [doubts]
    return tuple(out)


def _outer_of(named: Sequence[Holder], quotes: Callable[[Range, Range], float], least: float) -> dict[int, int]:
    """Who quotes whom, the strongest links first; none that would close a ring."""
    links = [
        (quotes(outer.span, inner.span), i, j)
        for i, outer in enumerate(named)
        for j, inner in enumerate(named)
        if i != j
    ]
    outer_of: dict[int, int] = {}
    for score, i, j in sorted(links, key=lambda link: -link[0]):
        if score >= least and j not in outer_of and j not in _way_out(i, outer_of):
            outer_of[j] = i
    return outer_of


def _way_out(at: int, outer_of: Mapping[int, int]) -> list[int]:
    """A holder, the one that quotes it, and so on."""
    way = [at]
    while way[-1] in outer_of:
        way.append(outer_of[way[-1]])
    return way
