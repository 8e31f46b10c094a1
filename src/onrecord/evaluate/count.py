"""One article's claims, found against gold: which belong together, in what they differ, and the counts of that."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from onrecord.evaluate import match
from onrecord.model.reading import Claim, Party, PlacePhrase, Quantity, Source

MENTION_SLOTS = ("actors", "recipients", "objects", "place", "sources")
SLOTS = ("actors", "recipients", "objects", "place", "quantities", "sources")
NOT_IN_ROW = frozenset({"objects"})  # a row may be whole without its objects
ASSERTS = "asserts"  # the stance of most sources: the others are what is hard


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the found and of the gold things are right. Counts add up over documents.

    A share (of 9 statuses 7 are right) has found and gold equal, so that its F1 is the share.
    """

    right: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the found that is right, 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found, 0 where there is none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 where there is nothing on either side."""
        both = self.found + self.gold
        return 2 * self.right / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold and a found claim on one event, by their positions, and whether the type is right.

    Where it is, `off` names the fields that differ: slots (also where only the name that a pronoun stands for, or a
    source's stance, is wrong), `mode`, `status` and `time`.
    """

    gold: int
    found: int
    right: bool
    off: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """An article's pairs in order of the gold claims, and its counts by the names of figures.FIGURES."""

    pairs: tuple[Pair, ...]
    counts: Mapping[str, Counts]


def score(text: str, gold: Sequence[Claim], found: Sequence[Claim]) -> Score:
    """Compare the claims of one article, both with spans into `text`."""
    pairs, compared = [], []
    for i, j in sorted(match.pair_claims(text, gold, found)):
        right = gold[i].type == found[j].type
        if right:
            compared.append(_compare(gold[i], found[j]))
        pairs.append(Pair(i, j, right, compared[-1].off if right else frozenset()))
    counts = {
        "trigger": Counts(len(pairs), len(found), len(gold)),
        "trigger_and_type": Counts(len(compared), len(found), len(gold)),
        "whole_row": Counts(sum(not c.off - NOT_IN_ROW for c in compared), len(found), len(gold)),
        **_labels(compared),
        **_slots(compared, gold, found),
        **_times(compared, gold, found),
        "same_event": _same(compared),
    }
    return Score(tuple(pairs), counts)


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two claims of one type on one event, with the mentions that belong together in each slot."""

    gold: Claim
    found: Claim
    hits: Mapping[str, int]
    names: tuple[bool, ...]  # for each party whose words do not say who it is: whether the name is right
    stances: tuple[tuple[str, str], ...]  # of each source that was found: gold, found
    off: frozenset[str]


def _compare(gold: Claim, found: Claim) -> _Compared:
    hits: dict[str, int] = {}
    names: list[bool] = []
    stances: list[tuple[str, str]] = []
    wrong = {
        "time": _value(gold) != _value(found),
        "mode": gold.mode != found.mode,
        "status": gold.status != found.status,
    }
    for slot in MENTION_SLOTS:
        wanted, got = _mentions(gold, slot), _mentions(found, slot)
        pairs = [(wanted[i], got[j]) for i, j in match.best_pairs(wanted, got, match.mention_likeness)]
        hits[slot] = len(pairs)
        wrong[slot] = not len(pairs) == len(wanted) == len(got)
        if slot in ("actors", "recipients"):
            resolved = [match.name_agrees(g.name, f.name) for g, f in pairs if match.stands_for_another(g)]
            names += resolved
            wrong[slot] |= not all(resolved)
        if slot == "sources":
            stances = [(g.stance, f.stance) for g, f in pairs if isinstance(g, Source) and isinstance(f, Source)]
            wrong[slot] |= any(g != f for g, f in stances)
    counted = match.best_pairs(gold.quantities, found.quantities, match.quantity_likeness)
    hits["quantities"] = len(counted)
    wrong["quantities"] = not len(counted) == len(gold.quantities) == len(found.quantities)
    off = frozenset(field for field, is_wrong in wrong.items() if is_wrong)
    return _Compared(gold, found, hits, tuple(names), tuple(stances), off)


def _holders(claim: Claim) -> list[Source]:
    """All sources of a claim, innermost and outer ones, in order."""
    return [source for chain in claim.sources for source in chain]


def _mentions(claim: Claim, slot: str) -> Sequence[Party | PlacePhrase | Source]:
    if slot == "sources":
        return _holders(claim)
    held: Sequence[Party | PlacePhrase] = getattr(claim, slot)
    return held


def _filled(claim: Claim, slot: str) -> int:
    """Number of things in a slot."""
    held: Sequence[Quantity | Party | PlacePhrase | Source] = (
        claim.quantities if slot == "quantities" else _mentions(claim, slot)
    )
    return len(held)


def _value(claim: Claim) -> str | None:
    return claim.time.value if claim.time else None


def _labels(compared: Sequence[_Compared]) -> dict[str, Counts]:
    """Counts of what a claim has once, and of names and stances."""
    stances = [pair for c in compared for pair in c.stances]
    return {
        "mode": _agreeing((c.gold.mode, c.found.mode) for c in compared),
        "status": _share(c.gold.status == c.found.status for c in compared),
        "own_voice": _share(bool(c.gold.sources) == bool(c.found.sources) for c in compared),
        "stance": _share(g == f for g, f in stances),
        "stance_other_than_asserts": _agreeing((_marked(g), _marked(f)) for g, f in stances),
        "pronouns_and_descriptions_resolved": _share(right for c in compared for right in c.names),
    }


def _marked(stance: str) -> str | None:
    return None if stance == ASSERTS else stance


def _slots(compared: Sequence[_Compared], gold: Sequence[Claim], found: Sequence[Claim]) -> dict[str, Counts]:
    """Counts of each slot, given that trigger and type are right and, end to end, over all claims."""
    out = {}
    for slot in SLOTS:
        right = sum(c.hits[slot] for c in compared)
        out[slot] = Counts(
            right, sum(_filled(c.found, slot) for c in compared), sum(_filled(c.gold, slot) for c in compared)
        )
        out[f"{slot}_end_to_end"] = Counts(
            right, sum(_filled(c, slot) for c in found), sum(_filled(c, slot) for c in gold)
        )
    return out


def _times(compared: Sequence[_Compared], gold: Sequence[Claim], found: Sequence[Claim]) -> dict[str, Counts]:
    given = _agreeing((_value(c.gold), _value(c.found)) for c in compared)
    ends = (sum(_value(c) is not None for c in side) for side in (found, gold))
    return {"time_value": given, "time_value_end_to_end": Counts(given.right, *ends)}


def _same(compared: Sequence[_Compared]) -> Counts:
    """Pairs of right claims on one event: counted where either side says so."""
    pairs = [(a.gold.same == b.gold.same, a.found.same == b.found.same) for a, b in combinations(compared, 2)]
    return Counts(sum(g and f for g, f in pairs), sum(f for _, f in pairs), sum(g for g, _ in pairs))


def _agreeing(values: Iterable[tuple[Hashable | None, Hashable | None]]) -> Counts:
    """Counts of values that may be absent: right where both sides have the same."""
    held = list(values)
    return Counts(
        sum(g is not None and g == f for g, f in held),
        sum(f is not None for _, f in held),
        sum(g is not None for g, _ in held),
    )


def _share(right: Iterable[bool]) -> Counts:
    held = list(right)
    return Counts(sum(held), len(held), len(held))
