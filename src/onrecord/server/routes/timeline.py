"""Incidents over time, with honest bars: what is known to the month is never drawn on a day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.export.answers import TIMELINE
from onrecord.model.errors import OnrecordError
from onrecord.server import charts
from onrecord.server.asked import Asked, asked
from onrecord.server.reply import csv_response, json_response
from onrecord.server.serving import serving
from onrecord.server.views import csv_headers, following, latest, offset, view
from onrecord.store.filters import Filters
from onrecord.store.ledger import Ledger
from onrecord.store.query import why_nothing
from onrecord.store.totals import By, Listing, timeline

router = APIRouter(include_in_schema=False)
Json = dict[str, Any]
PATH = "/timeline"
OWN = ("by", "window")
MOST_BARS = 3_000  # periods that are looked at for the drawing


@router.get(PATH)
def timeline_page(request: Request) -> Response:
    """The drawing and a table of its periods."""
    return view(request, PATH, "timeline.html", _answer, *OWN)


@router.get(f"{PATH}.json")
def timeline_json(request: Request) -> Response:
    """The periods as JSON."""
    question, by, listing = _listed(request)
    after = following(question, len(listing.rows), listing.total)
    return json_response({"by": by, "total": listing.total, "periods": listing.rows, "after": after})


@router.get(f"{PATH}.csv")
def timeline_csv(request: Request) -> Response:
    """The periods as CSV."""
    question, _, listing = _listed(request)
    after = following(question, len(listing.rows), listing.total)
    headers = csv_headers(request, question, "timeline.csv", listing.total, after)
    return csv_response(TIMELINE, listing.rows, headers)


def _answer(ledger: Ledger, question: Asked) -> Mapping[str, Any]:
    filters, since = latest(ledger, question) if "window" not in question.own else (question.filters, None)
    drawn, by, undated = _drawing(ledger, question, filters)
    listing = timeline(ledger.connection, filters, by, question.limit, offset(question))
    for row in listing.rows:
        if row["period"]:
            row["first"], row["last"] = map(charts.iso, charts.span_of(row["period"]))
    return {
        "chart": drawn,
        "moves": charts.moves(drawn) if drawn else {},
        "by": by,
        "undated": undated,
        "since": since,
        "listing": listing,
        "after": following(question, len(listing.rows), listing.total),
        "why": None if listing.rows else why_nothing(ledger.connection, question.filters, dashes=""),
    }


def _listed(request: Request) -> tuple[Asked, By, Listing]:
    question = asked(request, *OWN)
    with serving(request).open() as ledger:
        filters = question.filters if "window" in question.own else latest(ledger, question)[0]
        by = _by(question) or _drawing(ledger, question, filters)[1]
        return question, by, timeline(ledger.connection, filters, by, question.limit, offset(question))


def _drawing(ledger: Ledger, question: Asked, filters: Filters) -> tuple[charts.Chart | None, By, Json | None]:
    """The chart, how wide its bars are, and the row of claims that no day is known for."""
    months = timeline(ledger.connection, filters, "month", MOST_BARS, leading=False).rows
    undated = next((row for row in months if row["period"] is None), None)
    span = charts.window(months, whole="window" in question.own or bool(filters.start or filters.end))
    if span is None:
        return None, _by(question) or "day", undated
    if filters.start:  # what was asked for, however little is in it
        span = charts.span_of(filters.start)[0], span[1]
    if filters.end:
        span = span[0], charts.span_of(filters.end)[1]
    by = _by(question) or charts.width_of(*span)
    rows = months
    if by != "month":
        rows = timeline(ledger.connection, filters, by, MOST_BARS, leading=False).rows
    return charts.chart(rows, by, *span), by, undated


def _by(question: Asked) -> By | None:
    given = question.own.get("by")
    if given is not None and given not in get_args(By):
        raise OnrecordError("bad_filter", f"by is {given!r}", f"Use one of {', '.join(get_args(By))}")
    return cast("By | None", given)
