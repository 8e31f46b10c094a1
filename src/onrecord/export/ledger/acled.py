"""A table as ACLED publishes events: a row an incident, coded by the mapping in `ontology/mappings/acled.yaml`.

ACLED's names of columns where it has them; beyond those, how many independent sources there are, what is disputed, and
why a row has no event type. Where nothing is known cells are empty: ACLED writes 0 deaths for "not reported".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from onrecord.export.csv import SEPARATOR
from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.columns import Column, Kind
from onrecord.export.ledger.csv import write_rows
from onrecord.ground.actor.lands import country_names
from onrecord.ground.place import load as gazetteer
from onrecord.link.fact import Fact, Who
from onrecord.link.outcome import said_of
from onrecord.link.wording import plain
from onrecord.ontology.mapping import Crosswalk, crosswalk
from onrecord.store.records import CHUNK, Texts, claim_quotes, incident_facts

Json = dict[str, Any]
WEEK = 7  # days
GEO_PRECISION = {1: 1, 2: 2, 3: 2}  # of UCDP's where_prec: town, near it or a district; all wider is ACLED's 3
UNSEEN = "no source says that it happened: it is announced, possible or denied"
PROTESTERS, RIOTERS, CIVILIANS, EXTERNAL = 6, 5, 7, 8  # ACLED's codes of actors that follow from the event
STATE = 1
EXCESSIVE, MOB = "Excessive force against protesters", "Mob violence"
VIOLENCE = ("Battles", "Explosions/Remote violence", "Violence against civilians")


@dataclass(frozen=True, slots=True)
class Coded:
    """An incident in ACLED's terms: its types or why it has none, and the claims that say so, the surest first."""

    event: str | None
    sub: str | None
    why: str | None
    claims: tuple[tuple[int, Fact], ...]


def write(asked: Asked, stream: BinaryIO) -> Written:
    """A row an incident, comma-separated, UTF-8."""
    untyped = 0

    def rows() -> Iterator[list[Any]]:
        nonlocal untyped
        for record in _coded(asked):
            untyped += record["event_type"] is None
            yield [column.cell(record) for column in COLUMNS]

    count = write_rows([column.name for column in COLUMNS], rows(), stream)
    return Written({"incidents": count}, f"{untyped:,} without an ACLED type, with the reason" if untyped else "")


def code(facts: Mapping[int, Fact], mapping: Crosswalk) -> Coded:
    """What most of an incident's claims are that something happened; ties go to the surest claim.

    Claims that all their holders deny say no such thing.
    """
    ranked = sorted(facts.items(), key=lambda item: (-item[1].confidence, item[0]))
    told = [(rowid, fact) for rowid, fact in ranked if _tells(fact)]
    if not told:
        return Coded(None, None, UNSEEN, tuple(ranked))
    found = [
        mapping.code(f.type, f.mode, (w.sector for w in f.actors), (w.sector for w in f.recipients)) for _, f in told
    ]
    votes = Counter(coded.sub for coded in found if coded.sub)
    if not votes:
        return Coded(None, None, found[0].why, tuple(told))
    sub = max(votes, key=lambda name: votes[name])  # of equals the first, which is the surest
    return Coded(
        mapping.event_of(sub), sub, None, tuple(t for t, coded in zip(told, found, strict=True) if coded.sub == sub)
    )


def _tells(fact: Fact) -> bool:
    stances = frozenset(chain[-1].stance for chain in fact.chains if chain)
    return said_of(fact.status, stances) in ("actual", "alleged")


def _coded(asked: Asked) -> Iterator[Json]:
    mapping = crosswalk("acled")
    texts = Texts(asked.ledger.connection)
    records = asked.incidents()
    while chunk := list(islice(records, CHUNK)):
        facts = incident_facts(asked.ledger.connection, [record["id"] for record in chunk])
        coded = {id: code(held, mapping) for id, held in facts.items()}
        first = [c.claims[0][0] for c in coded.values() if c.claims]
        quotes = claim_quotes(asked.ledger.connection, first, texts, asked.quote_characters)
        for record in chunk:
            yield _row(asked, record, coded[record["id"]], quotes, mapping)


def _row(asked: Asked, record: Json, coded: Coded, quotes: Mapping[int, str], mapping: Crosswalk) -> Json:
    actors, recipients = (_sides(coded.claims, role) for role in ("actors", "recipients"))
    inters = [_inter(side, coded, place, record["country"], mapping) for place, side in enumerate((actors, recipients))]
    sides = [[asked.held({"name": who.name})["name"] for who in side] for side in (actors, recipients)]
    labels = [inter and mapping.labels[str(inter)] for inter in inters]
    return {
        **record,
        "killed": None if coded.why == UNSEEN else record["killed"],  # nobody died of what is announced
        "event_type": coded.event,
        "sub_event_type": coded.sub,
        "disorder_type": _disorder(coded),
        "not_coded": coded.why,
        "time_precision": _time_precision(record),
        "geo_precision": _geo_precision(coded.claims, record),
        "civilian_targeting": "Civilian targeting" if _hits_civilians(coded, inters[1]) else None,
        **{f"actor{n}": names[0] if names else None for n, names in enumerate(sides, 1)},
        **{f"assoc_actor_{n}": SEPARATOR.join(names[1:]) or None for n, names in enumerate(sides, 1)},
        **{f"inter{n}": label for n, label in enumerate(labels, 1)},
        "interaction": "-".join(label for label in labels if label) or None,
        "admin1": _admin1(coded.claims, record),
        "notes": quotes.get(coded.claims[0][0]) if coded.claims else None,
    }


def _sides(claims: Sequence[tuple[int, Fact]], role: str) -> list[Who]:
    """The parties of one side, the most frequent first; each as it is best known."""
    held: dict[str, list[Who]] = {}
    for _, fact in claims:
        for who in getattr(fact, role):
            held.setdefault(plain(who.name), []).append(who)
    ranked = sorted(held.values(), key=lambda found: -len(found))
    return [max(found, key=lambda who: (who.sector is not None, who.country is not None)) for found in ranked]


def _inter(side: Sequence[Who], coded: Coded, place: int, country: str | None, mapping: Crosswalk) -> int | None:
    """ACLED's code of a side: by the event for those who demonstrate, else by sector; forces abroad are external."""
    who = next((who for who in side if who.sector), None)
    number = mapping.codes.get(who.sector) if who and who.sector else None
    demonstrate = coded.sub == EXCESSIVE if place else coded.event in ("Protests", "Riots") and coded.sub != EXCESSIVE
    if demonstrate and number in (None, CIVILIANS):
        return RIOTERS if coded.event == "Riots" else PROTESTERS
    if number == STATE and who and who.country and country and who.country != country:
        return EXTERNAL
    return number


def _disorder(coded: Coded) -> str | None:
    if coded.event in VIOLENCE or coded.sub == MOB:
        return "Political violence"
    if coded.sub == EXCESSIVE:
        return "Political violence; Demonstrations"
    return "Demonstrations" if coded.event in ("Protests", "Riots") else coded.event


def _hits_civilians(coded: Coded, inter2: int | None) -> bool:
    if coded.event == "Violence against civilians" or coded.sub == EXCESSIVE:
        return True
    return inter2 == CIVILIANS and (coded.event == "Explosions/Remote violence" or coded.sub == MOB)


def _time_precision(record: Json) -> int:
    """ACLED's: 1 the day, 2 the week, 3 the month or less. A day that only publication tells is 3."""
    if record["earliest"] is None or record["latest"] is None:
        return 3
    first, last = (date.fromisoformat(record[end][:10]) for end in ("earliest", "latest"))
    days = (last - first).days + 1
    return 1 if days == 1 else 2 if days <= WEEK else 3


def _geo_precision(claims: Sequence[tuple[int, Fact]], record: Json) -> int | None:
    """ACLED's: 1 the town, 2 its surroundings or district, 3 wider. None without coordinates."""
    if record["lat"] is None:
        return None
    at = (record["lat"], record["lon"])
    found = [w.precision for _, fact in claims for w in fact.places if (w.lat, w.lon) == at]
    return GEO_PRECISION.get(min(found), 3) if found else 3


def _admin1(claims: Sequence[tuple[int, Fact]], record: Json) -> str | None:
    """The first-level unit that the gazetteer gives for the place."""
    if record["lat"] is None:
        return None
    ids = {w.geonameid for _, fact in claims for w in fact.places if w.geonameid and w.name == record["place"]}
    return next((c.admin1 for c in gazetteer().lookup(record["place"]) if c.id in ids), None)


def _field(name: str, description: str, kind: Kind = "text", of: str | None = None) -> Column:
    return Column(name, kind, description, lambda r: r[of or name])


def _deaths(name: str, end: str, description: str) -> Column:
    return Column(name, "number", description, lambda r: _whole(r["killed"] and r["killed"][end]))


def _whole(value: float | None) -> float | int | None:
    """People are counted in whole numbers."""
    return int(value) if value is not None and value == int(value) else value


COLUMNS: tuple[Column, ...] = (
    _field("event_id_cnty", "id of the incident", of="id"),
    _field("event_date", "first day that the event may have, else the first day of publication", of="day"),
    Column("year", "whole", "of event_date", lambda r: int(r["day"][:4]) if r["day"] else None),
    _field("time_precision", "1 the day is known, 2 the week, 3 less or only from the day of publication", "whole"),
    _field("disorder_type", "ACLED's, from the event type"),
    _field("event_type", "ACLED's; empty where the mapping is undefined"),
    _field("sub_event_type", "ACLED's"),
    _field("actor1", "the party that most claims name as actor"),
    _field("assoc_actor_1", "other actors"),
    _field("inter1", "what actor1 is, in ACLED's words"),
    _field("actor2", "the party that most claims name as recipient"),
    _field("assoc_actor_2", "other recipients"),
    _field("inter2", "what actor2 is"),
    _field("interaction", "both"),
    _field("civilian_targeting", "'Civilian targeting' where civilians were the target"),
    _field("iso3", "ISO 3166 alpha-3", of="country"),
    Column("country", "text", "its English name", lambda r: country_names().get(r["country"], r["country"])),
    _field("admin1", "first-level unit, from the gazetteer"),
    _field("location", "place as the articles name it", of="place"),
    _field("latitude", "degrees north, WGS 84", "number", of="lat"),
    _field("longitude", "degrees east", "number", of="lon"),
    _field("geo_precision", "1 the town, 2 its surroundings or district, 3 wider", "whole"),
    _field("source", "publishers and wire services", "texts", of="publishers"),
    _field("notes", "the sentence of the surest claim"),
    _deaths("fatalities", "best", "best estimate of deaths; empty where no number is told"),
    _deaths("fatalities_low", "low", "the lowest number that stands undenied"),
    _deaths("fatalities_best", "best", "as fatalities"),
    _deaths("fatalities_high", "high", "the highest number that stands undenied"),
    _field("last_date", "last day that the event may have", of="latest"),
    _field("independent", "sources that do not repeat each other", "whole"),
    _field("claims", "claims that report it", "whole"),
    _field("disputed", "fields on which sources contradict each other", "texts"),
    _field("document_ids", "the articles, by their ids", "texts"),
    _field("not_coded", "why there is no event type"),
)
