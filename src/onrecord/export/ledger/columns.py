"""The columns of tables: what each holds, of what kind it is, and how it is made of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.export.answers import FATES, how_many
from onrecord.export.csv import SEPARATOR
from onrecord.export.ledger.asked import Rows
from onrecord.export.phrases import CHAIN

Json = dict[str, Any]
Kind = Literal["text", "texts", "whole", "number"]
Value = str | int | float | list[str] | None
ENDS = ("low", "best", "high")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `texts` are lists, which formats without lists join by "; "; a place that nothing is known of is ""."""

    name: str
    kind: Kind
    description: str
    value: Callable[[Json], Value]

    def cell(self, record: Json) -> str | int | float | None:
        """The value in a format without lists."""
        value = self.value(record)
        if not isinstance(value, list):
            return value
        return SEPARATOR.join(value) if any(value) else None


def _field(name: str, kind: Kind, description: str) -> Column:
    return Column(name, kind, description, lambda r: r[name])


def _texts(words: Iterable[str | None]) -> list[str]:
    return [word or "" for word in words]


def _parties(role: str, noun: str) -> tuple[Column, ...]:
    one = role.removesuffix("s")
    return (
        Column(role, "texts", noun, lambda r: _texts(p["name"] for p in r[role])),
        Column(
            f"{one}_countries", "texts", "their countries, ISO 3166 alpha-3, in the same order",
            lambda r: _texts(p["country"] for p in r[role]),
        ),
        Column(
            f"{one}_sectors", "texts", "their PLOVER sectors, in the same order",
            lambda r: _texts(p["sector"] for p in r[role]),
        ),
        Column(
            f"{one}_refs", "texts", "who they are: actors:ID or geonames:ID, in the same order",
            lambda r: _texts(p["ref"] for p in r[role]),
        ),
    )  # fmt: skip


def _innermost(field: str) -> Callable[[Json], Value]:
    return lambda r: _texts(chain[-1][field] for chain in r["sources"])


CLAIM_COLUMNS: tuple[Column, ...] = (
    _field("document", "text", "id of the document"),
    _field("revision", "whole", "which revision of it, from 1"),
    _field("key", "text", "key of the claim; stays the same when models change"),
    _field("incident", "text", "incident of the claim: claims with one value report one event"),
    _field("published", "text", "day of publication, ISO 8601"),
    _field("publisher", "text", "who published the article"),
    _field("agency", "text", "credited wire service"),
    _field("title", "text", "title of the article"),
    _field("origin", "text", "file or URL as it was added"),
    _field("url", "text", "URL of the article, where known"),
    _field("type", "text", "event type of the ontology"),
    _field("mode", "text", "mode of the type"),
    _field("status", "text", "actual, future, hypothetical or negated"),
    _field("trigger", "text", "the words that name the event"),
    _field("start", "whole", "where the trigger starts in the article's text, in code points"),
    _field("end", "whole", "where the trigger ends"),
    _field("quote", "text", "the sentence of the trigger, cut at the length that was asked for"),
    *_parties("actors", "who did it"),
    *_parties("recipients", "to, with or for whom"),
    Column("objects", "texts", "things, forces or agreements", lambda r: _texts(p["name"] for p in r["objects"])),
    _field("place", "text", "the innermost place that is resolved, else the innermost"),
    Column("places", "texts", "all places, innermost first", lambda r: _texts(p["name"] for p in r["places"])),
    _field("lat", "number", "its degrees north (WGS 84)"),
    _field("lon", "number", "its degrees east"),
    _field("country", "text", "its country, ISO 3166 alpha-3"),
    _field("place_precision", "whole", "UCDP's where_prec: 1 exact … 6 country, 7 region"),
    _field("day", "text", "first day that the event may have, else the day of publication"),
    _field("earliest", "text", "first day that the words allow, ISO 8601"),
    _field("latest", "text", "last day that the words allow"),
    _field("precision", "text", "what the time names: day, week, month, …"),
    _field("time_value", "text", "when, as TIMEX3"),
    Column("quantities", "texts", "counts and amounts", lambda r: [how_many(q) for q in r["quantities"]]),
    Column(
        "sources", "texts", "a chain each, from the outermost to the innermost holder; none: the article's own voice",
        lambda r: [CHAIN.join(s["name"] for s in chain) for chain in r["sources"]],
    ),
    Column("stances", "texts", "of each chain's innermost holder", _innermost("stance")),
    Column("source_countries", "texts", "its country", _innermost("country")),
    Column("source_sectors", "texts", "its sector", _innermost("sector")),
    _field("same", "text", "label shared by the document's claims on one event"),
    _field("confidence", "number", "0 to 1, for 'trigger and type are right'"),
    _field("standing", "text", "machine, or what people decided: accepted, edited, added, needs_review"),
    _field("text_sha256", "text", "digest of the text that offsets point into"),
    _field("model", "text", "name and digest of the model"),
)  # fmt: skip


def _toll(fate: str, end: str) -> Callable[[Json], Value]:
    return lambda r: r[fate] and r[fate][end]


INCIDENT_COLUMNS: tuple[Column, ...] = (
    _field("id", "text", "id of the incident"),
    _field("day", "text", "first day that the event may have, else the first day of publication"),
    _field("earliest", "text", "first day that it may have, ISO 8601"),
    _field("latest", "text", "last day"),
    _field("precision", "text", "how exactly the day is told: day, week, month, …"),
    _field("first_reported", "text", "first day of publication"),
    _field("last_reported", "text", "last day of publication"),
    _field("place", "text", "the place that most of those claims give that give it most exactly"),
    _field("lat", "number", "its degrees north (WGS 84)"),
    _field("lon", "number", "its degrees east"),
    _field("country", "text", "its country, ISO 3166 alpha-3"),
    _field("types", "texts", "event types, the most frequent first"),
    _field(
        "status",
        "text",
        "actual if a source says that it happened, alleged if all who say so only allege it; else what most claims "
        "say: future, hypothetical or negated",
    ),
    _field("actors", "texts", "who did it, the most frequent names first"),
    _field("recipients", "texts", "to whom"),
    _field("claims", "whole", "claims that report it"),
    _field("documents", "whole", "articles that they are from"),
    _field("independent", "whole", "sources that do not repeat each other"),
    *(
        Column(f"{fate}_{end}", "number", f"{fate}: the {word}, over all sources that are not denied", _toll(fate, end))
        for fate in FATES
        for end, word in zip(ENDS, ("lowest number", "best estimate", "highest number"), strict=True)
    ),
    _field("disputed", "texts", "fields on which sources contradict each other"),
    _field("document_ids", "texts", "the articles, by their ids"),
    _field("publishers", "texts", "publishers and wire services, in order of publication"),
)
COLUMNS: dict[Rows, tuple[Column, ...]] = {"claims": CLAIM_COLUMNS, "incidents": INCIDENT_COLUMNS}
