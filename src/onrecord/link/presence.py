"""Who has forces or bases where, since and until when, and according to whom: derived from claims, no claim itself.

Deployments (MOBILIZE), forces sent to help (AID), places seized (COERCE seize) and agreements on bases (AGREE) show
forces in a place from then on; violence at close hand (ASSAULT) shows them on its day. Withdrawal (RETREAT withdraw)
and expulsion (SANCTION expel) end it, in a place or, where no place is named, in the whole country. Only what took
place counts: what is planned, agreed, only thought of or denied is listed apart with its status.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from onrecord.ground.actor.words import key, plurals, split
from onrecord.link.corroboration import Stand, corroborate, stand_json, who_json
from onrecord.link.fact import Fact, Who
from onrecord.link.registry import Registry, load
from onrecord.link.values import names
from onrecord.link.voices import in_order

What = Literal["stays", "seen", "leaves"]
COUNTRY_WIDE = 6  # from this of UCDP's where_prec on a place is a whole country


@dataclass(frozen=True, slots=True)
class Presence:
    """Forces or a base of one party in one place.

    `country` is an alpha-3 code, `place` a name or None where only the country is known. `what` are the forces as
    claims name them. `kind` is "forces", "base", or "seen" where only violence shows them. `status` is "actual", or
    that of claims which say that it is to come ("future"), thought of ("hypothetical") or not so ("negated"); of
    these, such as tell of a departure stand apart, with the kind "departure". `since` and `until` are ISO days, None
    if no claim dates them; `reported` and `gone_by` are the days by which arrival and departure were reported. `last`
    is the last day on which claims show them there. `according` are who says so, `independent` how many of these are
    independent sources.
    """

    who: Who
    country: str | None
    place: str | None
    what: tuple[str, ...]
    kind: str
    status: str
    since: str | None
    reported: str | None
    until: str | None
    gone_by: str | None
    last: str | None
    according: tuple[Stand, ...]
    independent: int

    @property
    def foreign(self) -> bool | None:
        """Whether the forces are of another country than the one they are in; None if either is unknown."""
        return self.who.country != self.country if self.who.country and self.country else None

    def covers(self, day: str) -> bool:
        """Whether the forces were there on that ISO day, as far as claims tell."""
        start, end = self.since or self.reported, self.until or self.gone_by
        if self.kind == "seen":
            end = min(end or self.last or "", self.last or "")
        if self.status != "actual" or (start is None and end is None):
            return False
        return (start is None or start <= day) and (end is None or day <= end)


@dataclass(frozen=True, slots=True)
class _Sign:
    """What one claim shows of one party's forces in one place."""

    fact: Fact
    who: Who
    party: str
    country: str | None
    place: str | None
    spot: str | None  # the same for one place under whatever name, None for a country
    what: tuple[str, ...]
    shows: What
    base: bool
    status: str

    @property
    def day(self) -> str:
        """When it was so at the latest, "" if not even the report has a date."""
        return (self.date or self.fact.outlet.published or "")[:10]

    @property
    def date(self) -> str | None:
        """The event's own day: the first of an arrival, the last of a departure."""
        day = self.fact.latest if self.shows == "leaves" else self.fact.earliest
        return day[:10] if day else None


@cache
def _words() -> dict[str, frozenset[str]]:
    text = files("onrecord.link").joinpath("presence.yaml").read_text(encoding="utf-8")
    raw = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {
        "forces": frozenset(plurals(raw["forces"])),
        **{name: frozenset(raw[name]) for name in ("sectors", "state", "bases", "remote")},
    }


def presence(
    facts: Sequence[Fact], copy_group: Mapping[str, str] | None = None, registry: Registry | None = None
) -> tuple[Presence, ...]:
    """Whose forces are where, from claims of any incidents in any order; by country, party and place."""
    signs = [sign for fact in in_order(facts) for sign in _signs(fact)]
    places: dict[tuple[str, str, str], dict[str | None, list[_Sign]]] = defaultdict(lambda: defaultdict(list))
    for sign in signs:
        apart = sign.status if sign.status == "actual" or sign.shows != "leaves" else f"{sign.status} departure"
        places[apart, sign.country or "", sign.party][sign.spot].append(sign)
    found: list[Presence] = []
    for (apart, _, _), by_spot in places.items():
        wide = [s for s in by_spot.get(None, ()) if s.shows == "leaves"]
        for spot, here in by_spot.items():
            stays = [here] if apart != "actual" else _stays(here, wide if spot is not None else [])
            found += [_presence(stay, copy_group or {}, registry or load()) for stay in stays]
    return tuple(
        sorted(
            found,
            key=lambda p: (
                p.country or "~",
                p.status,
                p.who.country or "~",
                p.who.name,
                p.place or "",
                p.since or p.reported or "",
                p.until or p.gone_by or "",
            ),
        )
    )


def on(presences: Iterable[Presence], country: str, day: str) -> tuple[Presence, ...]:
    """Those that were in a country (alpha-3) on an ISO day, in the order given."""
    return tuple(p for p in presences if p.country == country and p.covers(day))


def _stays(here: Sequence[_Sign], wide: Sequence[_Sign]) -> list[list[_Sign]]:
    """The signs of one party in one place, cut where it left: each stay with what ended it.

    `wide` are departures from the whole country, which end every stay that began before. A departure with no sign of a
    return since the last one tells of the same departure again.
    """
    leaving = sorted([*(s for s in here if s.shows == "leaves"), *wide], key=_by_day)
    there = sorted((s for s in here if s.shows != "leaves"), key=_by_day)
    stays: list[list[_Sign]] = []
    for left in leaving:
        before = [s for s in there if s.day <= left.day]
        there = [s for s in there if s.day > left.day]
        if before or (not stays and left not in wide):
            stays.append([*before, left])
        elif stays:
            stays[-1].append(left)
    return [*stays, there] if there else stays


def _presence(signs: Sequence[_Sign], copy_group: Mapping[str, str], registry: Registry) -> Presence:
    there = [s for s in signs if s.shows != "leaves"]
    left = [s for s in signs if s.shows == "leaves"]
    backing = corroborate([s.fact for s in signs], copy_group, registry)
    who_names = Counter(s.who.name for s in signs)
    who = min(
        (s.who for s in signs), key=lambda w: (-who_names[w.name], len(w.name), w.name, w.sector or "~", w.ref or "~")
    )
    stands = (*backing.asserts, *backing.confirms, *backing.alleges, *backing.denies, *backing.expects)
    return Presence(
        who=who,
        country=signs[0].country,
        place=min((s.place for s in signs if s.place and s.spot), key=lambda n: (len(n), n), default=None),
        what=tuple(sorted({name for s in there or left for name in s.what})),
        kind=_kind(there, signs),
        status=signs[0].status,
        since=min((s.date for s in there if s.date), default=None),
        reported=_first(s.fact.outlet.published for s in there),
        until=min((s.date for s in left if s.date), default=None),
        gone_by=_first(s.fact.outlet.published for s in left),
        last=max((s.day for s in there if s.day), default=None),
        according=stands,
        independent=len(backing.independent),
    )


def _kind(there: Sequence[_Sign], signs: Sequence[_Sign]) -> str:
    if not there and signs[0].status != "actual":
        return "departure"
    if any(s.base for s in signs):
        return "base"
    return "seen" if there and all(s.shows == "seen" for s in there) else "forces"


def _first(days: Iterable[str | None]) -> str | None:
    return min((day[:10] for day in days if day), default=None)


def _by_day(sign: _Sign) -> tuple[str, tuple[str, str]]:
    return sign.day, sign.fact.id


def _signs(fact: Fact) -> list[_Sign]:
    """What a claim shows, a sign for each party whose forces it tells of."""
    shown = _shown(fact)
    if shown is None:
        return []
    shows, owners, hosts, status = shown
    spot = min(fact.places, key=lambda p: (p.precision, p.name), default=None)
    host = next((who.country for who in hosts if who.country), None)
    country = spot.country if spot and spot.country else host
    place = spot.name if spot else next(iter(fact.place_names), None)
    if spot and spot.precision >= COUNTRY_WIDE:
        place = None
    same = str(spot.geonameid) if place and spot and spot.geonameid is not None else place and key(place)
    if country is None and place is None:
        return []
    things = tuple(thing.name for thing in fact.objects)
    base = any(_is(thing.name, "bases") for thing in fact.objects)
    return [
        _Sign(fact, who, _party(who), country, place, same or None, things or (who.name,), shows, base, status)
        for who in owners
        if shows != "stays" or fact.type != "AGREE" or who.country != country
    ]


def _shown(fact: Fact) -> tuple[What, Sequence[Who], Sequence[Who], str] | None:
    """How a claim's event bears on presence: what it shows, of whom, in whose country, with which status."""
    kind, mode = fact.type, fact.mode
    sent = any(_force(who) for who in fact.objects)
    if kind == "MOBILIZE":
        return "stays", fact.actors, (), fact.status
    if kind == "AID" and (sent or any(_force(who) for who in fact.actors)):
        return "stays", fact.actors, fact.recipients, fact.status
    if kind == "COERCE" and mode == "seize":
        return "stays", [who for who in fact.actors if _force(who)], (), fact.status
    if kind == "AGREE" and any(_is(who.name, "bases") for who in fact.objects):
        return "stays", [*fact.actors, *fact.recipients], (), "future" if fact.status == "actual" else fact.status
    if kind == "ASSAULT" and mode not in _words()["remote"]:
        return "seen", [who for who in fact.actors if who.sector in _words()["sectors"]], (), fact.status
    if kind == "RETREAT" and mode == "withdraw":
        return "leaves", fact.actors or [who for who in fact.objects if _force(who)], fact.recipients, fact.status
    if kind == "SANCTION" and mode == "expel":
        return "leaves", [w for w in (*fact.recipients, *fact.objects) if _force(w)], fact.actors, fact.status
    return None


def _force(who: Who) -> bool:
    return who.sector in _words()["sectors"] or _is(who.name, "forces")


def _is(name: str, kind: str) -> bool:
    return any(word.key in _words()[kind] for word in split(name))


def _party(who: Who) -> str:
    """What tells one party from another: a state's forces by country, others by ref, else by name."""
    if who.country and (who.sector is None or who.sector in _words()["state"]):
        return who.country
    return next(names(who)) + (f"|{who.country}" if who.country and not who.ref else "")


def to_json(value: Sequence[Presence]) -> list[dict[str, Any]]:
    """Plain values for JSON, keys in a fixed order."""
    return [
        {
            "who": who_json(p.who),
            "country": p.country,
            "place": p.place,
            "what": list(p.what),
            "kind": p.kind,
            "status": p.status,
            "foreign": p.foreign,
            "since": p.since,
            "reported": p.reported,
            "until": p.until,
            "gone_by": p.gone_by,
            "last": p.last,
            "according": [stand_json(stand) for stand in p.according],
            "independent": p.independent,
        }
        for p in value
    ]
