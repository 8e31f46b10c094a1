"""A table as POLECAT publishes PLOVER events: a row a claim, with POLECAT's names of columns where it has them.

POLECAT's intensity and contexts are not coded by onrecord, and are no columns here. Beyond POLECAT: whether it happened
at all, who says so, which incident it is of, and where the words stand.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO

import onrecord
from onrecord.export.answers import how_many
from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.columns import Column, Kind, Value
from onrecord.export.ledger.csv import write_rows
from onrecord.export.phrases import CHAIN
from onrecord.ontology import load

Json = dict[str, Any]
QUADS = ("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict")  # PLOVER's 1 to 4
JOINED = ";"  # between values of a cell, as POLECAT has it


def write(asked: Asked, stream: BinaryIO) -> Written:
    """A row a claim, comma-separated, UTF-8."""
    rows = ([_cell(column, record) for column in COLUMNS] for record in asked.claims())
    return Written({"claims": write_rows([column.name for column in COLUMNS], rows, stream)})


def _cell(column: Column, record: Json) -> str | int | float | None:
    value = column.value(record)
    return JOINED.join(value) if isinstance(value, list) else value


def _field(name: str, field: str, description: str, kind: Kind = "text") -> Column:
    return Column(name, kind, description, lambda r: r[field])


def _of(role: str, field: str) -> Callable[[Json], Value]:
    return lambda r: list(dict.fromkeys(p[field] for p in r[role] if p[field]))


def _first(role: str, field: str) -> Callable[[Json], Value]:
    return lambda r: next((p[field] for p in r[role] if p[field]), None)


def _side(name: str, role: str) -> tuple[Column, ...]:
    return (
        Column(f"{name} Name", "texts", f"who, {JOINED}-joined", _of(role, "name")),
        Column(f"{name} Country", "texts", "ISO 3166 alpha-3", _of(role, "country")),
        Column(f"Primary {name} Sector", "text", "PLOVER sector of the first that has one", _first(role, "sector")),
        Column(f"{name} Sectors", "texts", "all sectors", _of(role, "sector")),
        Column(f"{name} ID", "texts", "actors:ID or geonames:ID", _of(role, "ref")),
    )


def _geonameid(record: Json) -> Value:
    resolved = (place["geonameid"] for place in record["places"] if place["lat"] is not None)
    return next(resolved, None)


def _quad(record: Json) -> Value:
    return QUADS.index(load().quad_class(record["type"])) + 1


COLUMNS: tuple[Column, ...] = (
    _field("Event ID", "key", "key of the claim"),
    _field("Event Date", "earliest", "first day that the words allow; empty where they give none"),
    _field("Event Type", "type", "PLOVER type"),
    _field("Event Mode", "mode", "PLOVER mode"),
    Column("Quad Code", "whole", "1 verbal and 2 material cooperation, 3 verbal and 4 material conflict", _quad),
    *_side("Actor", "actors"),
    *_side("Recipient", "recipients"),
    _field("Placename", "place", "the innermost place that is resolved, else the innermost"),
    Column("Raw Placename", "texts", "all places, innermost first", lambda r: [p["name"] for p in r["places"]]),
    _field("Country", "country", "of the place, ISO 3166 alpha-3"),
    _field("Latitude", "lat", "degrees north, WGS 84", "number"),
    _field("Longitude", "lon", "degrees east", "number"),
    Column("GeoNames ID", "whole", "of the place", _geonameid),
    _field("Source", "publisher", "who published the article"),
    _field("Publication Date", "published", "day of publication"),
    _field("Headline", "title", "title of the article"),
    _field("Language", "language", "of the article, ISO 639-1"),
    Column("Version", "text", "program", lambda r: f"onrecord {onrecord.__version__}"),
    _field("Last Date", "latest", "last day that the words allow"),
    _field("Date Precision", "precision", "day, week, month, …"),
    _field("Geo Precision", "place_precision", "UCDP's where_prec, 1 exact to 7 region", "whole"),
    _field("Status", "status", "actual, future, hypothetical or negated: POLECAT has only what happened"),
    Column("Quantities", "texts", "counts and amounts", lambda r: [how_many(q) for q in r["quantities"]]),
    Column(
        "According To", "texts", "chains of holders, outermost first; empty: the article's own voice",
        lambda r: [CHAIN.join(s["name"] for s in chain) for chain in r["sources"]],
    ),
    Column("Stances", "texts", "of each chain's innermost holder", lambda r: [c[-1]["stance"] for c in r["sources"]]),
    _field("Agency", "agency", "credited wire service"),
    _field("Incident", "incident", "rows with one value report one event: count these, not rows"),
    _field("Confidence", "confidence", "0 to 1, for 'trigger and type are right'", "number"),
    _field("Standing", "standing", "machine, or what people decided"),
    _field("Document", "document", "id of the article"),
    _field("Trigger", "trigger", "the words that name the event"),
    _field("Start", "start", "where they start in the article's text, in code points", "whole"),
    _field("End", "end", "where they end", "whole"),
    _field("Event Text", "quote", "the sentence of the trigger"),
)  # fmt: skip
