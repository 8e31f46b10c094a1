"""Lots: claims that hang together by links, and that are looked at together when incidents are made.

In a long ledger nearly everything hangs together over weak links, through years. A lot is therefore bounded: where more
than MOST claims hang together, only stronger links count, until no more do. That is a function of the links alone, so
that the order of arrival cannot matter, and a lot is found from any of its claims without walking further than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

MOST = 500  # claims that hang together by weak links; ECB+'s training documents, which are undated, have 253 at most
RUNGS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)  # least scores that count, tried in turn
SURE = 1.0  # of copies word for word, and of what people put together: never taken apart

T = TypeVar("T", bound="str | int | tuple[str, str]")
Near = Callable[[T], Iterable[tuple[T, float]]]  # with whom a claim is linked, and how surely


@dataclass(frozen=True, slots=True)
class Lot(Generic[T]):
    """Claims that are looked at together; links below `least` did not bring them together."""

    members: frozenset[T]
    least: float


def lot_of(start: T, near: Near[T]) -> Lot[T]:
    """The lot that a claim is in, which is the same for each of its members."""
    for least in RUNGS:
        members = _reach(start, near, least, MOST)
        if members is not None:
            return Lot(members, least)
    members = _reach(start, near, SURE, None)
    assert members is not None
    return Lot(members, SURE)


def lots(ids: Iterable[T], linked: Iterable[tuple[T, T, float]]) -> Iterator[Lot[T]]:
    """All ids in lots, in the order of their first ids. Links that lead elsewhere count for nothing."""
    near: dict[T, list[tuple[T, float]]] = {i: [] for i in ids}
    for one, other, score in linked:
        if one in near and other in near:
            near[one].append((other, score))
            near[other].append((one, score))
    seen: set[T] = set()
    for start in near:
        if start not in seen:
            found = lot_of(start, near.__getitem__)
            seen |= found.members
            yield found


def _reach(start: T, near: Near[T], least: float, most: int | None) -> frozenset[T] | None:
    """What hangs together with a claim by links of at least that score; None if it is more than `most`."""
    members, todo = {start}, [start]
    while todo:
        for other, score in near(todo.pop()):
            if score >= least and other not in members:
                members.add(other)
                todo.append(other)
                if most is not None and len(members) > most:
                    return None
    return frozenset(members)
