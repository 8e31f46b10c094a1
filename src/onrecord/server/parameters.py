"""What the query strings of lists take, as OpenAPI describes it: the names of the command line's options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onrecord.server.asked import MANY
from onrecord.store.query import MOST_ON_A_PAGE, PAGE

Json = dict[str, Any]
_WHO = "words of a name, a code (NER, NER/MIL, /REB) or actors:ID"
_TEXTS = {
    "actor": f"Who did it: {_WHO}.",
    "recipient": f"To whom it was done: {_WHO}.",
    "party": f"Either of them: {_WHO}.",
    "country": "Country of the place, ISO 3166 alpha-3.",
    "sector": "PLOVER sector of actor or recipient.",
    "type": "Event type, or TYPE.mode.",
    "status": "actual, future, hypothetical or negated.",
    "stance": "Of a holder: asserts, confirms, denies or alleges.",
    "standing": "What people said of it: machine (nothing yet), accepted, edited, added, rejected, needs_review.",
    "source": f"Who says it, holder, publisher or agency: {_WHO}.",
    "from": "First day: 2024-05-04, 2024-05 or 2024.",
    "to": "Last day.",
    "near": "Around a place of the gazetteer, or LAT,LON.",
    "within": "Kilometres from it. Default: 50.",
    "place": "Words of a place's name.",
    "text": 'In the article: words, "a phrase", begin*, AND, OR, NOT.',
    "independent": "Incident with at least so many independent sources.",
    "disputed": "1: incident whose sources dispute something.",
    "document": "Id of the claim's document.",
    "incident": "Id of the claim's incident; an old one will do.",
    "min-confidence": "Claims read with at least this confidence, 0 to 1.",
    "limit": f"Rows of a page, 1 to {MOST_ON_A_PAGE:,}. Default: {PAGE}.",
    "after": "Cursor: `after` of the page before.",
    "offset": "First row, from 0.",
    "sort": "Order of the rows. Default: the first.",
    "profile": "Name of saved filters; filters beside it win.",
}
_KINDS: dict[str, Json] = {
    "within": {"type": "number", "exclusiveMinimum": 0},
    "independent": {"type": "integer", "minimum": 1},
    "disputed": {"type": "boolean"},
    "min-confidence": {"type": "number", "minimum": 0, "maximum": 1},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST_ON_A_PAGE},
    "offset": {"type": "integer", "minimum": 0},
}
_PAGES = ("limit", "after", "offset", "sort")
FILTERS = tuple(name for name in _TEXTS if name not in _PAGES)
LISTS = (*FILTERS, "limit", "after")


def parameters(*names: str, sorts: Sequence[str] = (), **own: tuple[Sequence[str], str]) -> Json:
    """OpenAPI's `parameters` by name; `own` maps further names to the values they take and what they mean."""
    out = [_parameter(name, _schema(name), _TEXTS[name]) for name in names]
    if sorts:
        out.append(_parameter("sort", {"type": "string", "enum": list(sorts)}, _TEXTS["sort"]))
    out += [_parameter(name, {"type": "string", "enum": list(v)}, text) for name, (v, text) in own.items()]
    return {"parameters": out}


def _parameter(name: str, schema: Json, text: str) -> Json:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


def _schema(name: str) -> Json:
    one = _KINDS.get(name, {"type": "string"})
    return {"type": "array", "items": one} if name in MANY else one
