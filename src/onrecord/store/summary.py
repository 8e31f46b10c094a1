"""One row an incident: what lists of incidents show and filter by, made from its current claims alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from onrecord.link.contradictions import disputes
from onrecord.link.corroboration import corroborate
from onrecord.link.fact import Fact, Where, Who
from onrecord.link.registry import Registry, load
from onrecord.link.toll import toll
from onrecord.link.wording import plain

if TYPE_CHECKING:
    from onrecord.store.ledger import Ledger

MOST_NAMES = 6  # of a side


def summarise_stale(ledger: Ledger) -> None:
    """Make the rows again of all incidents that a write has touched. `add` calls it at the end of its transaction."""
    rows = ledger.connection.execute("SELECT incident FROM stale ORDER BY incident").fetchall()
    summarise(ledger, [row["incident"] for row in rows])
    ledger.connection.execute("DELETE FROM stale")


def summarise(ledger: Ledger, incidents: Iterable[str]) -> None:
    """Make the rows of these incidents again; those without a current claim lose theirs. Within a transaction."""
    registry = load()
    for id in incidents:
        ledger.connection.execute("DELETE FROM incidents WHERE id = ?", (id,))
        rows = ledger.connection.execute(
            "SELECT rowid FROM claims WHERE incident = ? AND current = 1 ORDER BY rowid", (id,)
        ).fetchall()
        if facts := ledger.facts(row["rowid"] for row in rows):
            copies = ledger.copy_groups({fact.outlet.document for fact in facts})
            row = {"id": id, **summary(facts, copies, registry)}
            marks = ", ".join("?" * len(row))
            ledger.connection.execute(f"INSERT INTO incidents ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def summary(facts: Sequence[Fact], copies: Mapping[str, str], registry: Registry) -> dict[str, Any]:
    """The columns of `incidents` but its id, from all current claims of one. Pure, whatever the order of the claims."""
    facts = sorted(facts, key=lambda fact: fact.id)
    said = corroborate(facts, copies, registry)
    people = toll(facts, copies, registry)
    disputed = sorted({d.field for d in disputes(facts, copies, registry) if d.kind == "disputed"})
    timed = _time(facts)
    where = _place(facts)
    reported = [fact.outlet.published for fact in facts if fact.outlet.published]
    return {
        "day": timed.earliest if timed else min(reported, default=None),
        "earliest": timed.earliest if timed else None,
        "latest": timed.latest if timed else None,
        "precision": timed.precision if timed else None,
        "first_reported": said.first,
        "last_reported": said.last,
        "place": where.name if where else next((name for fact in facts for name in fact.place_names), None),
        "lat": where.lat if where else None,
        "lon": where.lon if where else None,
        "country": where.country if where else None,
        "types": _json(_most(fact.type for fact in facts)),
        "actors": _json(_names(who for fact in facts for who in fact.actors)),
        "recipients": _json(_names(who for fact in facts for who in fact.recipients)),
        "claims": len(facts),
        "documents": said.documents,
        "independent": len(said.independent),
        **{
            f"{fate}_{end}": float(estimate.number) if (estimate := getattr(found, end, None)) else None
            for fate, found in (("killed", people.killed), ("injured", people.injured))
            for end in ("low", "best", "high")
        },
        "disputed": _json(disputed),
        "disputes": len(disputed),
    }


def _time(facts: Sequence[Fact]) -> Fact | None:
    """The claim whose days most of those claims give that tell the day most exactly; the earliest among equals."""
    timed = [fact for fact in facts if fact.earliest and fact.latest]
    narrowest = min((_days(fact) for fact in timed), default=0)
    exact = [fact for fact in timed if _days(fact) == narrowest]
    votes = Counter(fact.earliest for fact in exact)
    return min(exact, key=lambda fact: (-votes[fact.earliest], fact.earliest, fact.id), default=None)


def _days(fact: Fact) -> int:
    assert fact.earliest and fact.latest
    return date.fromisoformat(fact.latest[:10]).toordinal() - date.fromisoformat(fact.earliest[:10]).toordinal()


def _place(facts: Sequence[Fact]) -> Where | None:
    """The place that most claims give of those that are given most exactly."""
    inner = [min(fact.places, key=lambda place: place.precision) for fact in facts if fact.places]
    best = min((place.precision for place in inner), default=0)
    exact = [place for place in inner if place.precision == best]
    votes = Counter((place.lat, place.lon) for place in exact)
    return min(exact, key=lambda place: (-votes[place.lat, place.lon], place.name, place.lat, place.lon), default=None)


def _names(parties: Iterable[Who]) -> list[str]:
    """The names of parties, each as it is most often written, the most frequent first."""
    written: dict[str, Counter[str]] = {}
    for who in parties:
        written.setdefault(plain(who.name), Counter())[who.name] += 1
    ranked = sorted(written.items(), key=lambda item: (-item[1].total(), item[0]))
    return [min(names, key=lambda name: (-names[name], name)) for _, names in ranked[:MOST_NAMES]]


def _most(values: Iterable[str]) -> list[str]:
    counted = Counter(values)
    return sorted(counted, key=lambda value: (-counted[value], value))


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
