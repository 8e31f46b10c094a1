"""How often a reader says what people said: the figure by which learned weights are kept or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.evaluate.match import best_pairs, mention_likeness, pair_claims, quantity_likeness, trigger_agrees
from onrecord.extract.reader import Reader
from onrecord.ground import ground
from onrecord.learn.examples import Example
from onrecord.model.reading import Claim

FIELDS = ("mode", "status", "actors", "recipients", "objects", "place", "time", "quantities", "sources")


@dataclass(slots=True)
class Verdict:
    """Answers that agree with people's, and all answers, by name: `holds` and `rejected` of claims, then each field of
    the claims that hold and were found."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def count(self, name: str, right: bool) -> None:
        """One more answer."""
        self.asked[name] += 1
        self.right[name] += right

    def share(self, name: str) -> float:
        """Share that is right of one kind of answer."""
        return self.right[name] / self.asked[name] if self.asked[name] else 0.0

    @property
    def claims(self) -> float:
        """F1 of decided claims: rejected ones that are found are wrong, those that hold and are not are missed."""
        found = self.right["holds"]
        wrong = self.asked["rejected"] - self.right["rejected"]
        missed = self.asked["holds"] - found
        return 2 * found / (2 * found + wrong + missed) if found else 0.0

    @property
    def fields(self) -> float:
        """Share of fields that are right."""
        asked = sum(self.asked[name] for name in FIELDS)
        return sum(self.right[name] for name in FIELDS) / asked if asked else 0.0

    @property
    def score(self) -> float:
        """The mean of the two: by it weights are kept or not."""
        return (self.claims + self.fields) / 2


def judge(reader: Reader, examples: Sequence[Example]) -> Verdict:
    """Read every document and compare. A claim that holds is found with its type or not, and of one that is found each
    field is right or not. A rejected claim is right where none is found."""
    verdict = Verdict()
    readings = (ground(reading) for reading in reader.read([e.document for e in examples]))
    for example, reading in zip(examples, readings, strict=True):
        text, found = example.document.text, reading.claims
        pairs = dict(pair_claims(text, example.hold, found))
        for i, claim in enumerate(example.hold):
            other = found[pairs[i]] if i in pairs and found[pairs[i]].type == claim.type else None
            verdict.count("holds", other is not None)
            if other is not None:
                for name in FIELDS:
                    verdict.count(name, agrees(name, claim, other))
        free = [f for j, f in enumerate(found) if j not in pairs.values()]
        for claim in example.rejected:
            again = any(f.type == claim.type and trigger_agrees(text, claim.trigger.span, f.trigger.span) for f in free)
            verdict.count("rejected", not again)
    return verdict


def agrees(name: str, a: Claim, b: Claim) -> bool:
    """Whether two claims agree in a field, by the rules of `onrecord eval`."""
    if name in ("mode", "status"):
        return bool(getattr(a, name) == getattr(b, name))
    if name == "time":
        return (a.time.value if a.time else None) == (b.time.value if b.time else None)
    if name == "quantities":
        return _all_paired(len(best_pairs(a.quantities, b.quantities, quantity_likeness)), a.quantities, b.quantities)
    if name == "sources":
        x, y = ([s for chain in c.sources for s in chain] for c in (a, b))
        pairs = best_pairs(x, y, mention_likeness)
        return _all_paired(len(pairs), x, y) and all(x[i].stance == y[j].stance for i, j in pairs)
    left, right = getattr(a, name), getattr(b, name)
    return _all_paired(len(best_pairs(left, right, mention_likeness)), left, right)


def _all_paired(pairs: int, a: Sequence[object], b: Sequence[object]) -> bool:
    return pairs == len(a) == len(b)
