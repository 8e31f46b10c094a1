"""The ledger as JSON under /api/, described by OpenAPI; its page of documentation."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from onrecord.server import api_shapes as shapes
from onrecord.server import listing
from onrecord.server.asked import Asked, asked
from onrecord.server.pages import page
from onrecord.server.parameters import FILTERS, LISTS, parameters
from onrecord.server.reply import json_response
from onrecord.server.serving import serving
from onrecord.store.articles import articles_page
from onrecord.store.choices import choices
from onrecord.store.decisions import decided_reading
from onrecord.store.incident import incident_json
from onrecord.store.query import MOST_ON_A_PAGE, PAGE
from onrecord.store.totals import Listing, holders, parties, timeline

router = APIRouter(prefix="/api", responses={400: {"model": shapes.Trouble}, 503: {"model": shapes.Trouble}})
NOT_FOUND: dict[int | str, dict[str, Any]] = {404: {"model": shapes.Trouble}}
Limit = Annotated[int, Query(ge=1, le=MOST_ON_A_PAGE, description="Rows of a page.")]
Text = Annotated[str | None, Query(max_length=2000)]
CLAIM_SORTS = tuple(order.name for order in listing.CLAIM_LISTING.orders)
INCIDENT_SORTS = tuple(order.name for order in listing.INCIDENT_LISTING.orders)


@router.get(
    "/claims", tags=["claims"], response_model=shapes.Claims, openapi_extra=parameters(*LISTS, sorts=CLAIM_SORTS)
)
def claims(request: Request) -> Response:
    """Claims that meet filters, the newest first unless `sort` says otherwise."""
    return listing.as_json(request, listing.CLAIM_LISTING)


@router.get("/claims/choices", tags=["claims"], response_model=shapes.AllChoices, openapi_extra=parameters(*FILTERS))
def claim_choices(request: Request) -> Response:
    """What claims can be narrowed to, and how many each choice leaves."""
    return _choices(request, incidents=False)


@router.get(
    "/incidents",
    tags=["incidents"],
    response_model=shapes.Incidents,
    openapi_extra=parameters(*LISTS, sorts=INCIDENT_SORTS),
)
def incidents(request: Request) -> Response:
    """Incidents of which one claim meets all filters."""
    return listing.as_json(request, listing.INCIDENT_LISTING)


@router.get(
    "/incidents/choices", tags=["incidents"], response_model=shapes.AllChoices, openapi_extra=parameters(*FILTERS)
)
def incident_choices(request: Request) -> Response:
    """What incidents can be narrowed to, and how many each choice leaves."""
    return _choices(request, incidents=True)


@router.get("/incidents/{id}", tags=["incidents"], response_model=shapes.WholeIncident, responses=NOT_FOUND)
def incident(request: Request, id: str) -> Response:
    """One incident in full: reports with copies folded, sources, disputes with quotes, links with reasons.

    `id` may be one that it had before a merge, or the key of any of its claims.
    """
    with serving(request).open() as ledger:
        return json_response(incident_json(ledger, id))


@router.get("/documents", tags=["documents"], response_model=shapes.Documents)
def documents(
    request: Request,
    text: Annotated[str | None, Query(description="Words in the article.", max_length=2000)] = None,
    limit: Limit = PAGE,
    after: Text = None,
) -> Response:
    """Articles in their last revision, the newest first."""
    with serving(request).open() as ledger:
        found = articles_page(ledger, text or None, limit, after or None)
    total = {"count": found.total.count, "more": found.total.more}
    return json_response({"total": total, "documents": found.rows, "after": found.after})


@router.get("/document", tags=["documents"], response_model=shapes.Document, responses=NOT_FOUND)
def document(
    request: Request,
    id: Annotated[str, Query(description="Under which it was added.")],
    revision: Annotated[int | None, Query(ge=1, description="Default: the last.")] = None,
) -> Response:
    """What `onrecord read --format jsonl` printed of an article, with people's decisions applied."""
    with serving(request).open() as ledger:
        return json_response(decided_reading(ledger, id, revision))


@router.get(
    "/timeline",
    tags=["totals"],
    response_model=shapes.Periods,
    openapi_extra=parameters(
        *FILTERS, "limit", "offset", by=(["day", "week", "month"], "Length of a period. Default: day.")
    ),
)
def periods(request: Request) -> Response:
    """Claims and incidents by period; a claim stands in the narrowest period that surely holds it."""
    question, start = _counted(request, "by")
    by = question.own.get("by", "day")
    length: Literal["day", "week", "month"] | None = next((b for b in ("day", "week", "month") if b == by), None)
    if length is None:
        raise listing.bad_value("by", by, "day, week or month")
    with serving(request).open() as ledger:
        return _listed("periods", timeline(ledger.connection, question.filters, length, question.limit, start))


@router.get(
    "/actors", tags=["totals"], response_model=shapes.Parties, openapi_extra=parameters(*FILTERS, "limit", "offset")
)
def actors(request: Request) -> Response:
    """Who acts and who is acted upon, with counts of claims."""
    question, start = _counted(request)
    with serving(request).open() as ledger:
        return _listed("actors", parties(ledger.connection, question.filters, question.limit, start))


@router.get(
    "/sources", tags=["totals"], response_model=shapes.Sources, openapi_extra=parameters(*FILTERS, "limit", "offset")
)
def sources(request: Request) -> Response:
    """Who says so: holders, agencies and publishers, with stances, and how often others deny it."""
    question, start = _counted(request)
    with serving(request).open() as ledger:
        return _listed("sources", holders(ledger.connection, question.filters, question.limit, start))


@router.get("/docs", include_in_schema=False)
def docs(request: Request) -> Response:
    """The documentation of all this."""
    return page(request, "api.html", api=request.app.openapi())


def _choices(request: Request, incidents: bool) -> Response:
    question = asked(request)
    with serving(request).open() as ledger:
        found = choices(ledger.connection, question.filters, incidents)
    return json_response({name: {"counts": dict(c.counts), "more": c.more} for name, c in found.items()})


def _counted(request: Request, *own: str) -> tuple[Asked, int]:
    """The question and the first row of a list that is paged by number."""
    question = asked(request, "offset", *own)
    offset = question.own.get("offset", "0")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 10):
        raise listing.bad_value("offset", offset, "a row number, from 0")
    return question, int(offset)


def _listed(noun: str, found: Listing) -> Response:
    return json_response({"total": found.total, noun: found.rows})
