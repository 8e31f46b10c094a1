"""Who has forces or bases where, as of a day, according to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.export.answers import PRESENCES
from onrecord.link.presence import to_json
from onrecord.server.asked import Asked, asked
from onrecord.server.reply import csv_response, json_response
from onrecord.server.serving import serving
from onrecord.server.views import csv_headers, following, offset, view
from onrecord.store.ledger import Ledger
from onrecord.store.presence import presences
from onrecord.store.query import claims_page, why_nothing

router = APIRouter(include_in_schema=False)
Json = dict[str, Any]
PATH = "/presence"
OWN = ("on",)


@router.get(PATH)
def presence_page(request: Request) -> Response:
    """A table of stays; without a country, a question for one."""
    return view(request, PATH, "presence.html", _answer, *OWN)


@router.get(f"{PATH}.json")
def presence_json(request: Request) -> Response:
    """The same as JSON."""
    question, found, after = _listed(request)
    return json_response({"total": len(found), "presences": _page(question, found), "after": after})


@router.get(f"{PATH}.csv")
def presence_csv(request: Request) -> Response:
    """The same as CSV."""
    question, found, after = _listed(request)
    headers = csv_headers(request, question, "presence.csv", len(found), after)
    return csv_response(PRESENCES, _page(question, found), headers)


def _answer(ledger: Ledger, question: Asked) -> Mapping[str, Any]:
    found = _found(ledger, question)
    rows = _page(question, found or [])
    return {
        "asked_country": bool(question.filters.country),
        "rows": rows,
        "total": len(found or []),
        "on": question.own.get("on"),
        "after": following(question, len(rows), len(found or [])),
        "why": None if found or found is None else _why(ledger, question),
    }


def _found(ledger: Ledger, question: Asked) -> list[Json] | None:
    """All stays; None where no country is named, since all claims of the ledger would have to be read."""
    if not question.filters.country:
        return None
    return to_json(presences(ledger, question.filters, question.own.get("on")))


def _listed(request: Request) -> tuple[Asked, list[Json], str | None]:
    question = asked(request, *OWN)
    with serving(request).open() as ledger:
        found = _found(ledger, question) or []
    return question, found, following(question, len(_page(question, found)), len(found))


def _page(question: Asked, found: list[Json]) -> list[Json]:
    start = offset(question)
    return found[start : start + question.limit]


def _why(ledger: Ledger, question: Asked) -> str:
    if not claims_page(ledger.connection, question.filters, 1).keys:
        return why_nothing(ledger.connection, question.filters, dashes="")
    day = f" on {question.own['on']}" if "on" in question.own else ""
    return f"the claims that meet these filters show no forces or bases in {', '.join(question.filters.country)}{day}"
