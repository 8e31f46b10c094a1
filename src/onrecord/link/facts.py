"""Facts of a reading: its claims as they are compared with those of other documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np

from onrecord.link.counts import hedge_of
from onrecord.link.fact import Count, Fact, Holder, Outlet, Where, Who
from onrecord.link.wording import plain
from onrecord.model.reading import Claim, Entity, Party, PlacePhrase, Reading, Source

GIST_NAMES = 24


def facts_of(reading: Reading) -> tuple[Fact, ...]:
    """One fact for each claim, in order. Pure."""
    d = reading.document
    entities = {e.id: e for e in reading.entities}
    outlet = Outlet(reading.id, d.publisher, d.agency, _day(d.published), gist(reading))
    return tuple(_fact(c, outlet, entities, reading.text) for c in reading.claims)


def gist(reading: Reading) -> tuple[str, ...]:
    """The names that the document mentions most, first mentioned first among equals."""
    names = {e.id: plain(e.name) for e in reading.entities}
    counts = Counter(names[m.entity] for m in reading.mentions if m.entity in names)
    return tuple(name for name, _ in counts.most_common(GIST_NAMES) if name)


def _fact(c: Claim, outlet: Outlet, entities: Mapping[str, Entity], text: str) -> Fact:
    def who(p: Party | Source) -> Who:
        entity = entities.get(p.entity or "")
        return Who(p.name, p.country, p.sector, entity.ref if entity else None)

    return Fact(
        key=c.key,
        outlet=outlet,
        type=c.type,
        mode=c.mode,
        status=c.status,
        trigger=c.trigger.text,
        actors=tuple(map(who, c.actors)),
        recipients=tuple(map(who, c.recipients)),
        objects=tuple(map(who, c.objects)),
        places=tuple(where for p in c.place if (where := _where(p))),
        place_names=tuple(p.name for p in c.place),
        time_value=c.time.value if c.time else None,
        earliest=c.time.earliest if c.time else None,
        latest=c.time.latest if c.time else None,
        precision=c.time.precision if c.time else None,
        counts=tuple(Count(q.value, q.max, q.unit, q.of, hedge_of(q.span.of(text))) for q in c.quantities),
        chains=tuple(tuple(Holder(who(s), s.stance) for s in chain) for chain in c.sources),
        same=c.same,
        confidence=c.confidence,
        vector=np.frombuffer(c.vector, np.int8),
    )


def _where(p: PlacePhrase) -> Where | None:
    g = p.geo
    return Where(p.name, g.lat, g.lon, g.country, g.precision, g.geonameid) if g else None


@cache
def _day(published: str | None) -> str | None:
    """The day of an ISO date or time; None for a month, a year or nothing."""
    return published[:10] if published and len(published) >= 10 else None
