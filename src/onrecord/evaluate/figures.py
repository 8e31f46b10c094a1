"""The figures: what each means, its sum over documents, and how far it would move with other documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluate.count import SLOTS, Counts

RESAMPLES = 1_000
SEED = 20_241_128
COVERAGE = 0.95

Group = Literal["claims", "fields", "end to end"]


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: its name for programs, its label and (unless another says it) its meaning for people. A share has no
    precision and recall."""

    name: str
    label: str
    group: Group
    meaning: str
    share: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that was measured. `value` is F1 or share, 0 to 1, None where there was nothing to find and nothing was
    found; `interval` its 95 % bootstrap interval over documents, None below two documents."""

    definition: Definition
    counts: Counts
    value: float | None
    interval: tuple[float, float] | None


SLOT_MEANINGS = {
    "actors": "who does it",
    "recipients": "whom it is done to, with or for",
    "objects": "what is given, moved, seized or used",
    "place": "where it happens",
    "quantities": "how many or how much: number, maximum and unit",
    "sources": "who says so, all holders of all chains",
}
_SLOT_LABELS = {"place": "places"}

FIGURES: tuple[Definition, ...] = (
    Definition("trigger_and_type", "trigger and type", "claims", "the event was found and has the right type"),
    Definition("trigger", "trigger", "claims", "the event was found, whatever its type"),
    Definition(
        "whole_row",
        "whole row",
        "claims",
        "trigger, type, mode, status, time value, actors, recipients, places, quantities and sources are all right",
    ),
    Definition("same_event", "same event", "claims", "pairs of right claims that tell of one real event"),
    *(Definition(slot, _SLOT_LABELS.get(slot, slot), "fields", SLOT_MEANINGS[slot]) for slot in SLOTS),
    Definition("time_value", "time value", "fields", "when, resolved to a date or a duration"),
    Definition("mode", "mode", "fields", "the narrower kind within the type, where there is one"),
    Definition("status", "status", "fields", "actual, future, hypothetical or negated", share=True),
    Definition("own_voice", "own voice or source", "fields", "some source where there is one, none where none", True),
    Definition("stance", "stance", "fields", "stance of sources that were found", share=True),
    Definition(
        "stance_other_than_asserts",
        "stance other than asserts",
        "fields",
        "sources that confirm, deny or allege, among those found",
    ),
    Definition(
        "pronouns_and_descriptions_resolved",
        "pronouns resolved",
        "fields",
        "names of parties that a pronoun or a description stands for",
        share=True,
    ),
    *(Definition(f"{slot}_end_to_end", _SLOT_LABELS.get(slot, slot), "end to end", "") for slot in SLOTS),
    Definition("time_value_end_to_end", "time value", "end to end", ""),
)


def figures(documents: Sequence[Mapping[str, Counts]]) -> tuple[Figure, ...]:
    """Every figure of FIGURES, in their order, from the counts of each document."""
    table = np.array(
        [[(c.right, c.found, c.gold) for c in (row[d.name] for d in FIGURES)] for row in documents], dtype=np.int64
    ).reshape(len(documents), len(FIGURES), 3)
    bounds = intervals(table)
    out = []
    for definition, (right, found, gold), interval in zip(FIGURES, table.sum(axis=0).tolist(), bounds, strict=True):
        counts = Counts(right, found, gold)
        out.append(Figure(definition, counts, counts.f1 if found + gold else None, interval))
    return tuple(out)


def intervals(counts: NDArray[np.int64]) -> list[tuple[float, float] | None]:
    """Percentile bootstrap intervals of the F1 of each figure, documents drawn with replacement, with a fixed seed.

    `counts` has the shape (documents, figures, 3), the last being right, found and gold. Draws in which a figure has
    nothing on either side are left out; the interval is None below two documents, or where all draws are so.
    """
    documents, named, _ = counts.shape
    if documents < 2:
        return [None] * named
    # how often each draw holds each document: sums over draws are then one product of matrices
    drawn = np.random.default_rng(SEED).multinomial(documents, np.full(documents, 1 / documents), size=RESAMPLES)
    sums = (drawn @ counts.reshape(documents, -1)).reshape(RESAMPLES, named, 3)
    both = (sums[:, :, 1] + sums[:, :, 2]).astype(float)
    f1 = np.divide(2 * sums[:, :, 0], both, out=np.full(both.shape, np.nan), where=both > 0)
    out: list[tuple[float, float] | None] = []
    for column in f1.T:
        held = column[~np.isnan(column)]
        if held.size == 0:
            out.append(None)
            continue
        low, high = np.quantile(held, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
        out.append((float(low), float(high)))
    return out
