"""Scores for the project's own sets, so that there are figures where `../shared` is absent.

The rules are those of the coding guide's scorer, written anew and kept small: triggers and types of claims, and the
layout roles of characters. Figures are micro-averages: counts of documents add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
Range = Sequence[int]  # [start, end), not empty

LEAST_OVERLAP = 0.5  # shared part of the characters that either trigger covers
WORDS_MORE = 2  # by which a trigger may be longer than one that it holds
ROLES = ("furniture", "credit", "heading")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the predicted and of the gold things are right. Counts add up over documents."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the predicted that is right, 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found, 0 where there is none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else 0.0


def claims(text: str, gold: Sequence[Json], predicted: Sequence[Json]) -> dict[str, Counts]:
    """Counts of `trigger` and `trigger_and_type` for one document's claims."""
    pairs = _pairs(text, gold, predicted)
    typed = sum(g["type"] == p["type"] for g, p in pairs)
    return {
        "trigger": Counts(len(pairs), len(predicted), len(gold)),
        "trigger_and_type": Counts(typed, len(predicted), len(gold)),
    }


def blocks(text: str, gold: Json, predicted: Sequence[Json]) -> dict[str, Counts]:
    """Counts of characters, white space aside, for each role of ROLES. `gold` maps a role to spans."""
    found = {role: _characters(text, (b["span"] for b in predicted if b["kind"] == role)) for role in ROLES}
    wanted = {role: _characters(text, gold[role]) for role in ROLES}
    return {role: Counts(len(found[role] & wanted[role]), len(found[role]), len(wanted[role])) for role in ROLES}


def trigger_agrees(text: str, a: Range, b: Range) -> bool:
    """Whether two triggers name one event: half of their characters shared, or one holds the other and little more."""
    if _shared(a, b) >= LEAST_OVERLAP:
        return True
    shorter, longer = sorted((a, b), key=lambda span: span[1] - span[0])
    held = longer[0] <= shorter[0] and shorter[1] <= longer[1]
    return held and _words(text, longer) <= _words(text, shorter) + WORDS_MORE


def _shared(a: Range, b: Range) -> float:
    """Characters in both over characters in either."""
    both = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return both / (a[1] - a[0] + b[1] - b[0] - both)


def _pairs(text: str, gold: Sequence[Json], predicted: Sequence[Json]) -> list[tuple[Json, Json]]:
    """One-to-one pairs of claims whose triggers agree, of the same type and with most overlap first."""
    ranked = sorted(
        (-_likeness(g, p), i, j)
        for i, g in enumerate(gold)
        for j, p in enumerate(predicted)
        if trigger_agrees(text, g["trigger"], p["trigger"])
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, i, j in ranked:
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            pairs.append((gold[i], predicted[j]))
    return pairs


def _likeness(g: Json, p: Json) -> float:
    return float(g["type"] == p["type"]) + _shared(g["trigger"], p["trigger"])


def _words(text: str, span: Range) -> int:
    return len(re.findall(r"\w+", text[span[0] : span[1]]))


def _characters(text: str, spans: Iterable[Range]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}
