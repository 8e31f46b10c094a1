"""How far coders agree beyond chance: Krippendorff's alpha for nominal values. Pure.

Own code of a few lines: the package `krippendorff` is under the GPL, which this project cannot pass on. Checked against
the examples that Krippendorff published (tests/review/test_agreement.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha of one field: 1 for full agreement, 0 for what chance gives, negative for less than that.

    None where it is undefined: no claim with two answers, or only one value in all of them. `units` is the number of
    claims with two answers or more, `agreed` of how many of these all answers are the same.
    """

    field: str
    alpha: float | None
    units: int
    agreed: int
    answers: int


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values; each unit has the values of those who coded it. Units with fewer than
    two values say nothing. None where it is undefined."""
    within: Counter[Hashable] = Counter()
    observed = 0.0
    for values in units:
        if len(values) < 2:
            continue
        counts = Counter(values)
        within.update(counts)
        pairs = len(values) * len(values) - sum(n * n for n in counts.values())
        observed += pairs / (len(values) - 1)
    total = within.total()
    expected = total * total - sum(n * n for n in within.values())
    if not expected:
        return None
    return 1.0 - (total - 1) * observed / expected


def agreement(field: str, units: Iterable[Sequence[Hashable]]) -> Agreement:
    """Alpha of a field with the numbers it rests on."""
    coded = [values for values in units if len(values) > 1]
    agreed = sum(len(set(values)) == 1 for values in coded)
    return Agreement(field, alpha(coded), len(coded), agreed, sum(map(len, coded)))
