"""What a row and the incident that it matches say differently, field by field, and by which words of which article."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from onrecord.compare.event import Event
from onrecord.compare.incident import Incident
from onrecord.compare.match import REACH_KM, days_between, kinship, km_between, parties
from onrecord.link.wording import plain
from onrecord.ontology.mapping import ELSE, SAME_EVENT, UNDEFINED, Crosswalk
from onrecord.store.answers import claim_rows
from onrecord.store.incident import quote
from onrecord.store.ledger import Ledger

Json = dict[str, Any]
FIELDS = ("date", "place", "type", "parties", "killed")
STATES = ("agrees", "differs", "only_here", "only_there", "undefined")
MOST_QUOTES = 4  # of one incident
TEXTS_KEPT = 64  # articles in memory; neighbouring incidents share them
ALIKE = 0.6  # parties


def fields(event: Event, incident: Incident, crosswalk: Crosswalk | None) -> list[Json]:
    """Each field of FIELDS that one of the two has: `field`, `state` (of STATES), `here` and `there` as they say it."""
    found = (_date(event, incident), _place(event, incident), _type(event, incident, crosswalk))
    return [f for f in (*found, _parties(event, incident), _killed(event, incident)) if f is not None]


def _field(name: str, state: str, here: Any, there: Any) -> Json:
    return {"field": name, "state": state, "here": here, "there": there}


def _date(event: Event, incident: Incident) -> Json:
    there = day_words(event.first.isoformat(), event.last.isoformat())
    if incident.by_report or incident.first is None:
        return _field("date", "only_there", None, there)
    here = day_words(incident.outline.earliest, incident.outline.latest)
    return _field("date", "differs" if days_between(event, incident) else "agrees", here, there)


def _place(event: Event, incident: Incident) -> Json | None:
    here, there = incident.outline.place, event.place
    distance = km_between(event, incident)
    if distance is None:
        if not here or not there:
            return _field("place", "only_here" if here else "only_there", here, there) if here or there else None
        return _field("place", "agrees" if plain(there) in incident.names else "differs", here, there)
    vague = max(event.place_precision, incident.outline.place_precision or 1)
    reach = max(REACH_KM.get(event.place_precision, 0), REACH_KM.get(incident.outline.place_precision or 1, 0))
    same = bool(there) and plain(there or "") in incident.names
    agrees = same or vague not in REACH_KM or distance <= 2 * reach
    return {**_field("place", "agrees" if agrees else "differs", here, there), "km": round(distance, 1)}


def _type(event: Event, incident: Incident, crosswalk: Crosswalk | None) -> Json | None:
    kin = kinship(event, incident, crosswalk)
    if kin is None:
        return None
    state = "undefined" if kin == UNDEFINED else "differs" if kin in (ELSE, SAME_EVENT) else "agrees"
    here = [f"{type}.{mode}" if mode else type for type, mode in sorted(incident.plover, key=str)]
    mapped = sorted({c.sub for c in incident.coded if c.sub})
    return {**_field("type", state, here, event.sub or event.event), "mapped": mapped}


def _parties(event: Event, incident: Incident) -> Json | None:
    here, there = ([list(side.names) for side in sides] for sides in (incident.sides, event.sides))
    if not any(here) or not any(there):
        return _field("parties", "only_here" if any(here) else "only_there", here, there) if any(here + there) else None
    alike, crossed = parties(event, incident)
    return _field("parties", "agrees" if alike >= ALIKE else "differs", here[::-1] if crossed else here, there)


def _killed(event: Event, incident: Incident) -> Json | None:
    here = incident.outline.killed
    there = {"low": event.low, "best": event.best, "high": event.high}
    if here is None and event.best is None:
        return None
    ours = dict(zip(("low", "best", "high"), here, strict=True)) if here else None
    if here is None:
        return _field("killed", "only_there" if event.best else "agrees", ours, there)
    if event.best is None:
        return _field("killed", "only_here", ours, None)
    known = [n for n in here if n is not None]
    low, high = (event.best if n is None else n for n in (event.low, event.high))
    agrees = min(known) <= event.best <= max(known) or any(low <= n <= high for n in known)
    return _field("killed", "agrees" if agrees else "differs", ours, there)


def day_words(first: str | None, last: str | None) -> str | None:
    """ "2024-05-04" or "2024-05-01/2024-05-31"."""
    return first if last in (None, first) else f"{first}/{last}"


class Evidence:
    """The words of articles that an incident rests on."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._text = lru_cache(maxsize=TEXTS_KEPT)(lambda name: str(ledger.reading_json(name)["text"]))

    def of(self, incident: Incident) -> list[Json]:
        """Up to MOST_QUOTES claims, those that count the dead and one of each article first: `document`, `key`,
        `quote`, `span` of the trigger in code points, `holders`, and in `says` the fields that they tell."""
        rows = self._ledger.connection.execute(
            "SELECT rowid FROM claims INDEXED BY claims_incident WHERE incident = ? AND current = 1 "
            "ORDER BY confidence DESC, rowid",
            (incident.id,),
        ).fetchall()
        claims = list(self._told(claim_rows(self._ledger.connection, [(None, row["rowid"]) for row in rows])))
        seen: set[str] = set()
        ranked: list[tuple[bool, bool, int, Json]] = []
        for claim in claims:
            ranked.append((claim["document"] in seen, "killed" not in claim["says"], len(ranked), claim))
            seen.add(claim["document"])
        chosen = [claim for *_, claim in sorted(ranked, key=lambda r: r[:3])[:MOST_QUOTES]]
        for claim in chosen:
            claim["quote"] = quote(self._text(claim["document"]), *claim["span"])
        return chosen

    def _told(self, rows: list[Json]) -> Iterator[Json]:
        for row in rows:
            tells = {
                "date": row["earliest"],
                "place": row["place"],
                "parties": row["actors"] or row["recipients"],
                "killed": any(q["of"] == "killed" for q in row["quantities"]),
            }
            yield {
                **{name: row[name] for name in ("document", "key", "publisher", "agency", "published", "type", "mode")},
                "status": row["status"],
                "span": [row["start"], row["end"]],
                "holders": [chain[-1]["name"] for chain in row["sources"]],
                "says": ["type", *(name for name, told in tells.items() if told)],
            }
