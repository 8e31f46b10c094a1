"""A measurement: gold and what the program found, article by article, and everything that is counted over them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.evaluate.count import Score, score
from onrecord.evaluate.figures import Figure, figures
from onrecord.evaluate.gold import GoldDocument
from onrecord.model.document import Failure
from onrecord.model.errors import OnrecordError
from onrecord.model.reading import Claim, MadeBy
from onrecord.ontology import Ontology, load
from onrecord.pipeline import Item

MISSED, INVENTED = "missed", "invented"  # the last column and the last row of a confusion
BINS = 10  # of confidence, equally wide


@dataclass(frozen=True, slots=True)
class Case:
    """One gold article, what the program made of it (a Reading or a Failure, then without claims), and the score."""

    gold: GoldDocument
    item: Item
    score: Score

    @property
    def found(self) -> tuple[Claim, ...]:
        """The claims that the program found."""
        return () if isinstance(self.item, Failure) else self.item.claims

    @property
    def f1(self) -> float:
        """F1 of trigger and type in this article alone."""
        return self.score.counts["trigger_and_type"].f1


@dataclass(frozen=True, slots=True)
class Confusion:
    """Types of claims: rows are gold, columns found. The last row counts what was invented (found, not in the gold),
    the last column what was missed; `types` are those that occur, in the ontology's order."""

    types: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Found claims with confidence in `[low, high)` (the last bin holds 1 too): how many, their mean confidence, and
    of how many trigger and type are right."""

    low: float
    high: float
    claims: int
    confidence: float
    right: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything measured on one gold. `failures` are gold articles that were wrong and are not measured on; articles
    that the program set aside are cases with a Failure, and count as empty answers."""

    cases: tuple[Case, ...]
    failures: tuple[Failure, ...]
    figures: tuple[Figure, ...]
    confusion: Confusion
    reliability: tuple[Bin, ...]

    @property
    def set_aside(self) -> tuple[Failure, ...]:
        """Why the program read no claims in some articles."""
        return tuple(case.item for case in self.cases if isinstance(case.item, Failure))

    @property
    def answered(self) -> int:
        """Number of articles that the program read."""
        return len(self.cases) - len(self.set_aside)

    @property
    def gold_claims(self) -> int:
        """Number of gold claims."""
        return sum(len(case.gold.claims) for case in self.cases)

    @property
    def found_claims(self) -> int:
        """Number of claims that the program found."""
        return sum(len(case.found) for case in self.cases)

    @property
    def made_by(self) -> MadeBy | None:
        """Versions of what read the articles, None if none could be read."""
        return next((case.item.made_by for case in self.cases if not isinstance(case.item, Failure)), None)

    def worst(self, count: int) -> list[Case]:
        """The `count` articles with the lowest F1 of trigger and type, at equal F1 those with most gold claims first.
        Articles without a gold claim are left out."""
        held = [case for case in self.cases if case.gold.claims]
        return sorted(held, key=lambda case: (case.f1, -len(case.gold.claims)))[:count]


def measure(
    gold: Iterable[GoldDocument | Failure], items: Iterable[Item], ontology: Ontology | None = None
) -> Measurement:
    """Compare gold with the program's items, one for each gold document and in the same order.

    Raises OnrecordError `nothing_measured` where every gold article is a Failure.
    """
    held = list(gold)
    failures = tuple(one for one in held if isinstance(one, Failure))
    documents = [one for one in held if isinstance(one, GoldDocument)]
    if not documents:
        raise OnrecordError(
            "nothing_measured",
            f"none of {len(failures)} gold articles can be measured on; the first: {failures[0].message}",
            failures[0].hint,
        )
    cases = tuple(_case(document, item) for document, item in zip(documents, items, strict=True))
    return Measurement(
        cases=cases,
        failures=failures,
        figures=figures([case.score.counts for case in cases]),
        confusion=confusion(cases, (ontology or load()).type_names),
        reliability=tuple(reliability(cases)),
    )


def _case(gold: GoldDocument, item: Item) -> Case:
    if isinstance(item, Failure):
        return Case(gold, item, score(gold.text, gold.claims, ()))
    if item.text != gold.text:
        raise OnrecordError(
            "other_text",
            f"the program's text of {gold.id!r} is not the gold text: no span can be compared",
            "Hand the gold article's raw document to the pipeline, unchanged",
        )
    return Case(gold, item, score(gold.text, gold.claims, item.claims))


def confusion(cases: Sequence[Case], type_names: Sequence[str]) -> Confusion:
    """Gold against found types of all cases."""
    place = {name: i for i, name in enumerate(type_names)}
    outside = len(place)
    table: NDArray[np.int64] = np.zeros((outside + 1, outside + 1), dtype=np.int64)
    for case in cases:
        gold, found = case.gold.claims, case.found
        for pair in case.score.pairs:
            table[place[gold[pair.gold].type], place[found[pair.found].type]] += 1
        for i in set(range(len(gold))) - {p.gold for p in case.score.pairs}:
            table[place[gold[i].type], outside] += 1
        for j in set(range(len(found))) - {p.found for p in case.score.pairs}:
            table[outside, place[found[j].type]] += 1
    kept = [i for i in range(outside) if table[i].any() or table[:, i].any()]
    cut = table[np.ix_([*kept, outside], [*kept, outside])]
    return Confusion(tuple(type_names[i] for i in kept), tuple(map(tuple, cut.tolist())))


def reliability(cases: Sequence[Case]) -> Iterator[Bin]:
    """The bins of confidence that hold claims, in rising order."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for case in cases:
        right = {pair.found for pair in case.score.pairs if pair.right}
        for j, claim in enumerate(case.found):
            held[min(int(claim.confidence * BINS), BINS - 1)].append((claim.confidence, j in right))
    for number, inside in enumerate(held):
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            yield Bin(number / BINS, (number + 1) / BINS, len(inside), mean, sum(right for _, right in inside))
