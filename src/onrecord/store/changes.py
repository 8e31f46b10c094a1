"""What a new revision of a document changes in its claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.link.fact import Fact, Who

FIELDS: Mapping[str, Callable[[Fact], Any]] = {  # what makes a claim another one, as values of JSON
    "trigger": lambda f: f.trigger,
    "mode": lambda f: f.mode,
    "status": lambda f: f.status,
    "actors": lambda f: _names(f.actors),
    "recipients": lambda f: _names(f.recipients),
    "objects": lambda f: _names(f.objects),
    "place": lambda f: list(f.place_names),
    "time": lambda f: f.time_value,
    "quantities": lambda f: [[c.value, c.max, c.unit, c.of] for c in f.counts],
    "sources": lambda f: [[[h.who.name, h.stance] for h in chain] for chain in f.chains],
}
MOST_FIELDS_CHANGED = 2  # of a claim whose trigger is another word, and which still counts as the same claim


@dataclass(frozen=True, slots=True)
class Change:
    """A claim that came, went, or has other values: `fields` maps each changed field to its values before and after."""

    kind: Literal["added", "removed", "changed"]
    old: Fact | None
    new: Fact | None
    fields: Mapping[str, tuple[Any, Any]]


def counterparts(old: Mapping[int, Fact], new: Mapping[int, Fact]) -> dict[int, int]:
    """Which new claim stands for which old one: of one type, by the same word or with hardly another field changed.

    Each claim has one counterpart at most; those most alike find each other first, then those that come first.
    """
    candidates = []
    for i, f in old.items():
        values = _values(f)
        for j, g in new.items():
            if f.type == g.type:
                differing = sum(a != b for a, b in zip(values, _values(g), strict=True))
                same_word = f.trigger.lower() == g.trigger.lower()
                if same_word or differing <= MOST_FIELDS_CHANGED:
                    candidates.append((not same_word, differing, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def changes(old: Mapping[int, Fact], new: Mapping[int, Fact]) -> list[Change]:
    """Claims that are changed or removed, in the old order, then those that are added, in the new."""
    pairs = counterparts(old, new)
    out = []
    for i, f in old.items():
        if i not in pairs:
            out.append(Change("removed", f, None, {}))
        elif fields := _changed(f, new[pairs[i]]):
            out.append(Change("changed", f, new[pairs[i]], fields))
    kept = set(pairs.values())
    return [*out, *(Change("added", None, g, {}) for j, g in new.items() if j not in kept)]


def _values(fact: Fact) -> list[Any]:
    return [value(fact) for value in FIELDS.values()]


def _changed(old: Fact, new: Fact) -> dict[str, tuple[Any, Any]]:
    pairs = zip(FIELDS, _values(old), _values(new), strict=True)
    return {name: (before, after) for name, before, after in pairs if before != after}


def _names(whos: Iterable[Who]) -> list[str]:
    return [who.name for who in whos]
