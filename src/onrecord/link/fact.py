"""A claim as it is compared with others: the fields that say which event it reports, without its evidence.

The same value is made from a fresh reading and from a row of the ledger. `Fact.key` is the claim's key, which names it
within its document; (`document`, `key`) names it in a ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Who:
    """A party or holder: its name, and what is known of it. `ref` is "actors:…" or "geonames:…" of its entity."""

    name: str
    country: str | None = None
    sector: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """One holder of a chain of sources, and how it stands to the event."""

    who: Who
    stance: str


@dataclass(frozen=True, slots=True)
class Where:
    """A resolved place: degrees (WGS 84) and UCDP's where_prec, 1 (exact) to 7 (region)."""

    name: str
    lat: float
    lon: float
    country: str | None
    precision: int
    geonameid: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many of what: "five to seven killed" is (5, 7, None, "killed").

    `hedge` is "at_least" or "about" where the words say so (`onrecord.link.counts.hedge_of`), else None.
    """

    value: float | None
    max: float | None
    unit: str | None
    of: str | None
    hedge: str | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """The document that carries a claim: who published it, which agency it credits, and when (ISO days or None).

    `gist` holds the names that the document mentions most, plain, at most `facts.GIST_NAMES`.
    """

    document: str
    publisher: str | None
    agency: str | None
    published: str | None
    gist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One claim. `earliest`, `latest` are ISO days, inclusive, or None; `vector` is the trigger's, int8, or empty."""

    key: str
    outlet: Outlet
    type: str
    mode: str | None
    status: str
    trigger: str
    actors: tuple[Who, ...] = ()
    recipients: tuple[Who, ...] = ()
    objects: tuple[Who, ...] = ()
    places: tuple[Where, ...] = ()
    place_names: tuple[str, ...] = ()
    time_value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    precision: str | None = None
    counts: tuple[Count, ...] = ()
    chains: tuple[tuple[Holder, ...], ...] = ()
    same: str = ""
    confidence: float = 1.0
    vector: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8), compare=False, repr=False)

    @property
    def id(self) -> tuple[str, str]:
        """What names the claim among many documents'."""
        return self.outlet.document, self.key
