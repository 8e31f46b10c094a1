"""When a found thing is the gold one: triggers, mentions, names and quantities, and the best pairs of two lists.

The rules are the measuring sets' (GUIDE.md), so that figures agree with theirs; the words below are what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from onrecord.model.reading import Claim, Quantity
from onrecord.model.span import Span

LEAST_OVERLAP = 0.5  # of the characters that either trigger covers
WORDS_MORE = 2  # by which a trigger may be longer than one that it holds
NAME_WORDS_MORE = 3  # by which a resolved name may be longer than the gold one
SLACK_CHARS = 4  # an article before a mention: "the "

_ARTICLE = re.compile(r"^(?:the|an?) ")
_WORD = re.compile(r"\w+")

T = TypeVar("T")


class Named(Protocol):
    """A mention: its span, its characters and whom or what they stand for."""

    @property
    def span(self) -> Span: ...
    @property
    def text(self) -> str: ...
    @property
    def name(self) -> str: ...


def best_pairs(gold: Sequence[T], found: Sequence[T], likeness: Callable[[T, T], float]) -> list[tuple[int, int]]:
    """One-to-one pairs of positions, the most alike first; at equal likeness earlier ones first, at 0 never."""
    ranked = sorted(
        (-like, i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if (like := likeness(g, f)) > 0
    )
    gold_left, found_left = set(range(len(gold))), set(range(len(found)))
    pairs = []
    for _, i, j in ranked:
        if i in gold_left and j in found_left:
            gold_left.remove(i)
            found_left.remove(j)
            pairs.append((i, j))
    return pairs


def pair_claims(text: str, gold: Sequence[Claim], found: Sequence[Claim]) -> list[tuple[int, int]]:
    """Pairs of claims whose triggers agree: those of one type first, then those whose triggers share most."""

    def likeness(g: Claim, f: Claim) -> float:
        if not trigger_agrees(text, g.trigger.span, f.trigger.span):
            return 0.0
        return 1.0 + (g.type == f.type) + shared(g.trigger.span, f.trigger.span)

    return best_pairs(gold, found, likeness)


def shared(a: Span, b: Span) -> float:
    """Characters in both over characters in either."""
    both = a.overlap(b)
    return both / (len(a) + len(b) - both)


def trigger_agrees(text: str, a: Span, b: Span) -> bool:
    """Whether two triggers name one event: they share half of their characters, or one holds the other and at most
    WORDS_MORE words more. Which of the two is gold makes no difference."""
    if shared(a, b) >= LEAST_OVERLAP:
        return True
    inner, outer = sorted((a, b), key=len)
    return outer.covers(inner) and _count(outer.of(text)) <= _count(inner.of(text)) + WORDS_MORE


def mention_likeness(gold: Named, found: Named) -> float:
    """Above 1 where the words overlap by half of the shorter mention, the found one being at most twice and the gold
    one at most four times as long as the other (an article aside); 0.5 where only the names are equal; else 0."""
    both = gold.span.overlap(found.span)
    long_gold, long_found = len(gold.span), len(found.span)
    in_measure = long_found <= 2 * long_gold + SLACK_CHARS and long_gold <= 4 * long_found + SLACK_CHARS
    if both and 2 * both >= min(long_gold, long_found) and in_measure:
        return 1.0 + shared(gold.span, found.span)
    name = bare(gold.name or gold.text)
    return 0.5 if name and name == bare(found.name or found.text) else 0.0


def quantity_likeness(gold: Quantity, found: Quantity) -> float:
    """1 where the spans touch and value, maximum and unit are equal, 2 where both count the same thing too; else 0."""
    if not gold.span.overlap(found.span):
        return 0.0
    if (gold.value, gold.max, gold.unit) != (found.value, found.max, found.unit):
        return 0.0
    return 2.0 if words(gold.of) & words(found.of) else 1.0


def name_agrees(gold: str, found: str) -> bool:
    """Whether a resolved name is right: all words of the gold one and at most NAME_WORDS_MORE others, or at least half
    of them and no other. Articles and case do not count."""
    wanted, got = words(gold), words(found)
    if not wanted or not got:
        return False
    longer = wanted <= got and len(got) <= len(wanted) + NAME_WORDS_MORE
    return longer or (got <= wanted and 2 * len(got) >= len(wanted))


def stands_for_another(mention: Named) -> bool:
    """Whether a mention's words do not say whom they stand for: a pronoun, "the group"."""
    return bare(mention.name) != bare(mention.text)


def bare(words: str | None) -> str:
    """In lower case, without an article in front."""
    return _ARTICLE.sub("", (words or "").strip().lower())


def words(name: str | None) -> frozenset[str]:
    """The words of a name, in lower case, without an article in front."""
    return frozenset(_WORD.findall(bare(name)))


def _count(words: str) -> int:
    return len(_WORD.findall(words))
