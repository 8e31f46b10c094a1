"""Small claims for tests of linking: what a test does not speak of has a harmless value."""

from __future__ import annotations

from typing import Any

from onrecord.link.fact import Count, Fact, Holder, Outlet, Where, Who

GIVEN = object()


def by(name: str, stance: str = "asserts", **about: Any) -> tuple[Holder, ...]:
    """A chain of one holder."""
    return (Holder(Who(name, **about), stance),)


def where(name: str, country: str | None = "NER", *, lat: float = 13.5, lon: float = 2.1, precision: int = 1) -> Where:
    """A resolved place."""
    return Where(name, lat, lon, country, precision)


def killed(value: float | None, max: float | None = None, hedge: str | None = None) -> Count:
    """A count of dead."""
    return Count(value, max, None, "killed", hedge)


def fact(
    document: str,
    *chains: tuple[Holder, ...],
    key: str = "1",
    publisher: Any = GIVEN,
    agency: str | None = None,
    published: str | None = "2031-03-09",
    **fields: Any,
) -> Fact:
    """A claim of `document`, an assault that took place; its paper is "Paper <document>" unless another is given."""
    name = f"Paper {document}" if publisher is GIVEN else publisher
    defaults = {"type": "ASSAULT", "mode": None, "status": "actual", "trigger": "attacked"}
    return Fact(key=key, outlet=Outlet(document, name, agency, published), chains=chains, **(defaults | fields))
