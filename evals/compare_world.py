"""The made-up events of `own/compare/events.yaml` as a ledger and as tables: what `compare.py` and its tests read."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from onrecord.link.fact import Fact
from onrecord.link.incidents import Link
from onrecord.model.document import Block, Document, Raw
from onrecord.model.reading import (
    Claim,
    Geo,
    MadeBy,
    Mentioned,
    Party,
    PlacePhrase,
    Quantity,
    Reading,
    Reporter,
    TimePhrase,
    claim_key,
)
from onrecord.model.span import Span
from onrecord.store.ledger import Ledger
from onrecord.store.linking import Linker

EVENTS = Path(__file__).parent / "own" / "compare" / "events.yaml"
COUNTRY_NAMES = {"NER": "Niger", "MLI": "Mali"}
KINDS = ("acled", "ucdp")
INTER = {  # ACLED's codes by how its actors' names begin
    "Military": 1, "Police": 1, "Government": 1, "RF": 2, "SB": 3, "Unidentified": 3, "Rioters": 5, "Protesters": 6,
    "Civilians": 7,
}  # fmt: skip
ACLED = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
UCDP = (
    *("id", "relid", "year", "active_year", "type_of_violence", "conflict_name", "dyad_name", "side_a", "side_b"),
    *(
        "source_headline",
        "where_prec",
        "where_coordinates",
        "adm_1",
        "latitude",
        "longitude",
        "country",
        "event_clarity",
    ),
    *("date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best"),
    *("high", "low"),
)

Json = Mapping[str, Any]


def load(kind: str) -> tuple[list[Json], Json]:
    """The events of a kind of table, and the places that they lie at."""
    world = yaml.safe_load(EVENTS.read_text(encoding="utf-8"))
    return world[kind], world["places"]


def build_ledger(path: Path, kind: str) -> None:
    """A ledger with an incident for each event that has a `here`, in a document `e1`, `e2` … by its number."""
    events, places = load(kind)
    items: list[tuple[Raw, Reading]] = []
    for number, event in enumerate(events, 1):
        if here := event.get("here"):
            reading = _reading(f"e{number}", here, places)
            items.append((Raw(reading.id, reading.id, "text", here["quote"].encode()), reading))
    with Ledger.open(path, write=True, linker=_by_document()) as ledger:
        ledger.add(items)


def build_table(path: Path, kind: str) -> None:
    """A table with a row for each event that has a `there`, its id the event's number."""
    events, places = load(kind)
    columns = ACLED if kind == "acled" else UCDP
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for number, event in enumerate(events, 1):
            if there := event.get("there"):
                writer.writerow((_acled if kind == "acled" else _ucdp)(number, there, places))


def _by_document() -> Linker:
    """Events are told apart by their documents, so that only matching is measured."""
    real = Linker.real()

    def links(some: Sequence[Fact], others: Sequence[Fact]) -> list[Link]:
        found = {fact.id: fact for fact in (*some, *others)}
        pairs = combinations(sorted(found), 2)
        return [Link(a, b, 1.0, ("one document",)) for a, b in pairs if a[0] == b[0]]

    def group(facts: Iterable[Fact], *_: Any, **__: Any) -> list[tuple[Fact, ...]]:
        by_document: dict[str, list[Fact]] = {}
        for fact in facts:
            by_document.setdefault(fact.outlet.document, []).append(fact)
        return [tuple(held) for held in by_document.values()]

    return Linker(lambda fact: (fact.outlet.document,), links, group, lambda text: (), real.compare)


def _reading(id: str, here: Json, places: Json) -> Reading:
    text = here["quote"]
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        id=id, origin=id, kind="text", text=text, blocks=(Block(Span(0, len(text)), "paragraph"),), sha256=digest,
        language="en", publisher="Tiren Post", published=here["published"].isoformat(), published_from="given",
    )  # fmt: skip
    words = text.split()
    what = here["what"] if isinstance(here["what"], list) else [here["what"]]
    start = text.index(next((w for w in words if w.endswith("ed")), words[1]))
    trigger = Mentioned(Span(start, text.index(" ", start)), text[start : text.index(" ", start)])
    claims = tuple(_claim(n, kind, trigger, here, places, digest) for n, kind in enumerate(what))
    return Reading(document, (), (), (), (), (), claims, MadeBy("0", "none", "plover-2.0-draft"))


def _claim(number: int, kind: str, trigger: Mentioned, here: Json, places: Json, digest: str) -> Claim:
    type, _, mode = kind.partition(".")
    span, words = trigger.span, trigger.text
    where = places.get(here.get("at", here["place"]))
    geo = Geo(where[0], where[1], None, where[2], where[3]) if where else None
    first, last = here.get("from", here.get("day")), here.get("to_day", here.get("day"))
    time = None
    if first:
        precision = "day" if first == last else "month" if first.day == 1 else "week"
        time = TimePhrase(span, words, first.isoformat(), first.isoformat(), last.isoformat(), precision)
    killed = (Quantity(span, here["killed"], None, None, "killed"),) if "killed" in here and number == 0 else ()

    def party(told: str | None) -> tuple[Party, ...]:
        if not told:
            return ()
        name, country, sector = told.split("/")
        return (Party(span, words, name, None, country or None, sector or None),)

    return Claim(
        key=claim_key(digest, span, number),
        trigger=trigger,
        type=type,
        mode=mode or None,
        actors=party(here.get("by")),
        recipients=party(here.get("to")),
        objects=(),
        place=(PlacePhrase(span, words, here["place"], geo),),
        time=time,
        quantities=killed,
        status=here.get("status", "actual"),
        sources=(),
        same="s1",
        confidence=0.9,
        reporter=Reporter("Tiren Post", None),
    )


def _at(there: Json, places: Json) -> tuple[float, float, str]:
    """Degrees and ISO code of a row's place; a table may call it otherwise ("Kesh town")."""
    known = places.get(there.get("at", there["place"])) or places.get(there["place"].rsplit(" ", 1)[0])
    return (known[0], known[1], known[2]) if known else (there["lat"], there["lon"], "NER")


def _acled(number: int, there: Json, places: Json) -> Json:
    lat, lon, country = _at(there, places)
    inter = [str(INTER.get(there[name].split(" ")[0], "")) if there[name] else "0" for name in ("a1", "a2")]
    return {
        "event_id_cnty": f"{country}{number}", "event_date": there["date"].strftime("%d %B %Y"),
        "year": there["date"].year, "time_precision": there["tprec"], "event_type": there["event"],
        "sub_event_type": there["sub"], "actor1": there["a1"], "assoc_actor_1": there.get("assoc", ""),
        "inter1": inter[0], "actor2": there["a2"], "assoc_actor_2": there.get("assoc2", ""), "inter2": inter[1],
        "interaction": "".join(sorted(inter)), "civilian_targeting": "Civilian targeting" if there.get("civ") else "",
        "country": COUNTRY_NAMES[country], "location": there["place"], "latitude": lat, "longitude": lon,
        "geo_precision": there["prec"], "source": "Sahel Monitor", "notes": there["note"], "fatalities": there["dead"],
    }  # fmt: skip


def _ucdp(number: int, there: Json, places: Json) -> Json:
    lat, lon, country = _at(there, places)
    return {
        "id": number, "year": there["start"].year, "type_of_violence": there["kind"], "side_a": there["a"],
        "dyad_name": f"{there['a']} - {there['b']}", "side_b": there["b"], "source_headline": there["note"],
        "where_prec": there["prec"], "where_coordinates": there["place"], "latitude": lat, "longitude": lon,
        "country": COUNTRY_NAMES[country], "event_clarity": 1, "date_prec": there["dprec"],
        "date_start": f"{there['start']} 00:00:00.000", "date_end": f"{there['end']} 00:00:00.000",
        "deaths_civilians": there.get("civ", 0), "best": there["best"], "high": there["high"], "low": there["low"],
    }  # fmt: skip
