"""What the claims of an incident dispute: for each field the different values, and who says which.

A voice's own last word counts: whoever corrects itself makes an update. Values that one truth can fit are no conflict
("Saturday" and "2024-05-04", Niger and Niamey, "at least 10" and 12), and a toll that outlets report as higher a day or
more later has grown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Literal, TypeVar

from onrecord.link.corroboration import who_json
from onrecord.link.fact import Count, Fact, Who
from onrecord.link.registry import Registry, load
from onrecord.link.said import Said, all_said, one_said, said_json
from onrecord.link.values import (
    FATES,
    Entry,
    actors_meet,
    counts,
    counts_meet,
    current,
    outgrown,
    parties,
    places_meet,
    put_forward,
    reach,
    tells,
)
from onrecord.link.voices import LAST, FactId, Spoken, Voice, voices
from onrecord.ontology import load as ontology

Kind = Literal["disputed", "develops"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value:
    """One of a field's values. `value` is for people; `number` its least figure where it is a count, else None.

    `denied` are those who say that this value is wrong.
    """

    value: str
    number: int | float | None
    said: tuple[Said, ...]
    denied: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field on which voices differ: "killed", "injured", "count", a unit, "date", "place", "actor" or "status".

    `of` is what is counted ("soldiers", "lorry"), None for people of any kind and for other fields. `kind` is
    "develops" if all that differs is a toll that grew. `values` are in order of size, time or name.
    """

    field: str
    of: str | None
    kind: Kind
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """A voice that corrected itself: what it said before and after, with the claims and days of both."""

    field: str
    of: str | None
    key: str
    who: Who
    before: Said
    after: Said
    was: str
    is_now: str


@dataclass(frozen=True, slots=True)
class _Field:
    """All values of one field. `meets` says whether one truth fits two values, `order` sorts them."""

    name: str
    of: str | None
    entries: list[Entry[Any]]
    meets: Callable[[Any, Any], bool]
    order: Callable[[Any], Any]


def disputes(
    facts: Sequence[Fact], copy_group: Mapping[str, str], registry: Registry | None = None
) -> tuple[Dispute, ...]:
    """What is disputed in an incident, of which `facts` are all the claims, in any order; by field."""
    spoken = voices(facts, copy_group, registry or load())
    taking_part = parties(spoken)
    fields = _fields(spoken)
    found = [d for field in fields if (d := _dispute(field, spoken, taking_part))]
    figures = {e.spoken.fact.id for field in fields for es in _denied(field, spoken).values() for e in es}
    status = _status(spoken, frozenset(figures))
    return (*found, status) if status else tuple(found)


def updates(
    facts: Sequence[Fact], copy_group: Mapping[str, str], registry: Registry | None = None
) -> tuple[Update, ...]:
    """Where a holder, or an outlet in its own voice, corrected itself from one day to a later one."""
    out = []
    for field in _fields(voices(facts, copy_group, registry or load())):
        by_voice: dict[Voice, dict[str, list[Entry[Any]]]] = defaultdict(lambda: defaultdict(list))
        for entry in field.entries:
            if entry.day != LAST and entry.voice.kind != "unnamed":
                by_voice[entry.voice][entry.day].append(entry)
        for voice, days in by_voice.items():
            for one, other in pairwise(sorted(days)):
                before, after = days[one], days[other]
                if not _any_meets(before, after, field.meets):
                    out.append(
                        Update(
                            field.name,
                            field.of,
                            voice.key,
                            voice.who,
                            one_said(voice, before),
                            one_said(voice, after),
                            _labels(before),
                            _labels(after),
                        )
                    )
    return tuple(sorted(out, key=lambda u: (u.field, u.of or "", u.key, u.before.first or "", u.after.first or "")))


def _fields(spoken: Sequence[Spoken]) -> list[_Field]:
    told = put_forward(spoken)
    fields = [
        _Field(counted.name, counted.of, entries, counts_meet, lambda c: (_number(c), c.max or 0, c.hedge or ""))
        for counted, entries in counts(told).items()
    ]
    dates = [
        Entry(s, (s.fact.earliest[:10], s.fact.latest[:10]), _days(s.fact.earliest[:10], s.fact.latest[:10]))
        for s in told
        if s.fact.earliest and s.fact.latest
    ]
    places = [
        Entry(s, place, place.name)
        for s in told
        if s.fact.places
        for place in (min(s.fact.places, key=lambda p: (p.precision, p.name, p.lat, p.lon)),)
    ]
    acting = [
        Entry(s, who, who.name)
        for s in told
        if ontology().quad_class(s.fact.type)
        == "material-conflict"  # of talks and deals each names some of the parties
        for who in s.fact.actors
        if tells(who)
    ]
    return [
        _Field("actor", None, acting, actors_meet, lambda who: (who.name.casefold(), who.name)),
        *fields,
        _Field("date", None, dates, lambda a, b: a[0] <= b[1] and b[0] <= a[1], lambda days: days),
        _Field("place", None, places, places_meet, lambda p: (p.name.casefold(), p.lat, p.lon)),
    ]


def _dispute(field: _Field, spoken: Sequence[Spoken], taking_part: frozenset[str]) -> Dispute | None:
    now = current(field.entries)
    denied = _denied(field, spoken)
    differ = _differ(now, field.meets)
    if not differ and not denied:
        return None
    grown = differ and not denied and field.name in FATES and _only_grew(now, field.meets, taking_part)
    by_value: dict[str, list[Entry[Any]]] = defaultdict(list)
    for entry in (e for said in now.values() for e in said):
        by_value[entry.label].append(entry)
    values = [
        Value(label, _number(entries[0].value), all_said(entries), all_said(denied.get(label, ())))
        for label, entries in sorted(by_value.items(), key=lambda item: (field.order(item[1][0].value), item[0]))
    ]
    return Dispute(field.name, field.of, "develops" if grown else "disputed", tuple(values))


def _differ(now: Mapping[Voice, list[Entry[T]]], meets: Callable[[T, T], bool]) -> bool:
    """Whether two voices have no values that one truth fits. Voices that say the same are compared once."""
    sets = dict.fromkeys(frozenset(e.value for e in said) for said in now.values())
    return any(not any(meets(x, y) for x in a for y in b) for a, b in combinations(sets, 2))


def _only_grew(
    now: Mapping[Voice, list[Entry[Count]]], meets: Callable[[Count, Count], bool], taking_part: frozenset[str]
) -> bool:
    reaches = {voice: reach(said, taking_part) for voice, said in now.items()}
    return all(
        outgrown(reaches[a], reaches[b]) or outgrown(reaches[b], reaches[a]) or _any_meets(now[a], now[b], meets)
        for a, b in combinations(now, 2)
    )


def _status(spoken: Sequence[Spoken], figures: frozenset[FactId]) -> Dispute | None:
    """Whether it happened at all: those who put it forward against those who deny it and tell nothing of it.

    `figures` are the claims that deny no more than a figure.
    """
    told = [Entry(s, None, "") for s in spoken if s.stance != "denies"]
    tellers = {e.voice for e in told}
    against = [
        Entry(s, None, "")
        for s in spoken
        if s.stance == "denies" and s.voice not in tellers and s.fact.id not in figures
    ]
    if not told or not against:
        return None
    statuses = sorted({e.spoken.fact.status for e in told} - {"negated"}) or ["actual"]
    label = "actual" if "actual" in statuses else statuses[0]
    return Dispute(
        "status",
        None,
        "disputed",
        (Value(label, None, all_said(told)), Value("negated", None, all_said(against))),
    )


def _denied(field: _Field, spoken: Sequence[Spoken]) -> dict[str, list[Entry[Any]]]:
    """Who denies a figure that others give, by figure: "the army denied that 18 soldiers were killed"."""
    given = {e.label for e in field.entries}
    out: dict[str, list[Entry[Any]]] = defaultdict(list)
    if field.name in FATES:
        for counted, entries in counts([s for s in spoken if s.stance == "denies"]).items():
            for entry in entries:
                if counted.name == field.name and entry.label in given:
                    out[entry.label].append(entry)
    return out


def _any_meets(some: Sequence[Entry[T]], others: Sequence[Entry[T]], meets: Callable[[T, T], bool]) -> bool:
    return any(meets(a.value, b.value) for a in some for b in others)


def _days(earliest: str, latest: str) -> str:
    return earliest if earliest == latest else f"{earliest}/{latest}"


def _labels(entries: Sequence[Entry[Any]]) -> str:
    return ", ".join(sorted({e.label for e in entries}))


def _number(value: Any) -> int | float | None:
    if not isinstance(value, Count):
        return None
    return value.max if value.value is None else value.value


def to_json(value: Sequence[Dispute] | Sequence[Update]) -> list[dict[str, Any]]:
    """Plain values for JSON, keys in a fixed order."""
    return [_dispute_json(v) if isinstance(v, Dispute) else _update_json(v) for v in value]


def _dispute_json(dispute: Dispute) -> dict[str, Any]:
    return {
        "field": dispute.field,
        "of": dispute.of,
        "kind": dispute.kind,
        "values": [
            {
                "value": v.value,
                "number": v.number,
                "said": [said_json(s) for s in v.said],
                "denied": [said_json(s) for s in v.denied],
            }
            for v in dispute.values
        ],
    }


def _update_json(update: Update) -> dict[str, Any]:
    return {
        "field": update.field,
        "of": update.of,
        "key": update.key,
        "who": who_json(update.who),
        "was": update.was,
        "is_now": update.is_now,
        "before": said_json(update.before),
        "after": said_json(update.after),
    }
