"""Incidents: claims in and across documents that report one event.

`buckets` says which claims are worth comparing, `links` compares them, `group` makes incidents of what is linked. All
three are pure, and what they give does not depend on the order of what they are given; the ledger keeps their results and
asks again only for what a new claim touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.link.fact import Fact

FactId = tuple[str, str]  # document and key


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims on one event: the smaller id first, the probability that they are, and what speaks for it."""

    a: FactId
    b: FactId
    score: float
    why: tuple[str, ...]


def buckets(fact: Fact) -> tuple[str, ...]:
    """Names under which the claim meets those that may report its event. Claims without a common one never meet."""
    raise NotImplementedError


def links(new: Sequence[Fact], others: Sequence[Fact]) -> list[Link]:
    """Links of each new claim with the others and with each other, in order of their ids."""
    raise NotImplementedError


def group(
    facts: Sequence[Fact],
    linked: Sequence[Link],
    together: Sequence[tuple[FactId, FactId]] = (),
    apart: Sequence[tuple[FactId, FactId]] = (),
) -> list[tuple[Fact, ...]]:
    """The facts as incidents, each in order of ids. `together` and `apart` are people's decisions, which always win."""
    raise NotImplementedError


def incident_id(facts: Sequence[Fact]) -> str:
    """An incident's id: its smallest claim key. An id that was once given leads on: it is the key of a claim."""
    return min(f.key for f in facts)
