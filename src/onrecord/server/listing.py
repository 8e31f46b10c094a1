"""Tables of claims and of incidents: what the two have in common, as a page, as JSON and as CSV of the same state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.export.answers import CLAIMS, INCIDENTS, Kind
from onrecord.model.errors import OnrecordError
from onrecord.server.asked import Asked, asked
from onrecord.server.reply import csv_response, json_response
from onrecord.server.serving import serving
from onrecord.server.views import csv_headers, filtered
from onrecord.store import Ledger
from onrecord.store.answers import claim_rows, incident_rows
from onrecord.store.choices import Choices, choices
from onrecord.store.orders import CLAIM_ORDERS, INCIDENT_ORDERS, Order
from onrecord.store.query import Page, claims_page, incidents_page, why_nothing

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """One of the two: where it is, how it is asked, and which template shows it."""

    path: str
    noun: str
    kind: Kind
    orders: tuple[Order, ...]
    page: Callable[..., Page]
    rows: Callable[..., list[Json]]
    template: str

    @property
    def incidents(self) -> bool:
        """Whether its rows are incidents."""
        return self.noun == "incident"


CLAIM_LISTING = Listing("/claims", "claim", CLAIMS, CLAIM_ORDERS, claims_page, claim_rows, "claims.html")
INCIDENT_LISTING = Listing(
    "/incidents", "incident", INCIDENTS, INCIDENT_ORDERS, incidents_page, incident_rows, "incidents.html"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of rows; `why` says what leaves nothing where there is none."""

    page: Page
    rows: list[Json]
    why: str | None


def html(request: Request, listing: Listing) -> Response:
    """The page."""

    def made(ledger: Ledger, question: Asked) -> tuple[Json, Mapping[str, Choices]]:
        answer = _answer(ledger, listing, question)
        counts = choices(ledger.connection, question.filters, listing.incidents, answer.page.hits)
        return {"listing": listing, "answer": answer}, counts

    return filtered(request, listing.path, listing.template, asked(request), made)


def as_json(request: Request, listing: Listing) -> Response:
    """The same state as JSON: total, rows, and where the next page is."""
    question = asked(request)
    with serving(request).open() as ledger:
        answer = _answer(ledger, listing, question)
    found = answer.page
    after = found.after and f"{request.url.path}?{question.query(after=found.after)}"
    return json_response(
        {
            "total": {"count": found.total.count, "more": found.total.more},
            f"{listing.noun}s": answer.rows,
            "after": found.after,
            "next": after,
            "why_nothing": answer.why,
        }
    )


def as_csv(request: Request, listing: Listing) -> Response:
    """The same state as CSV; the total and the next page are in its headers."""
    question = asked(request)
    with serving(request).open() as ledger:
        answer = _answer(ledger, listing, question)
    found = answer.page
    headers = csv_headers(request, question, f"{listing.noun}s.csv", found.total, found.after)
    return csv_response(listing.kind, answer.rows, headers)


def _answer(ledger: Ledger, listing: Listing, question: Asked) -> Answer:
    connection = ledger.connection
    found = listing.page(connection, question.filters, question.limit, question.after, question.sort)
    rows = listing.rows(connection, found.keys)
    if rows:
        return Answer(found, rows, None)
    if question.after:
        return Answer(found, rows, f"the page before was the last of {found.total}")
    return Answer(found, rows, why_nothing(connection, question.filters, listing.incidents, dashes=""))


def bad_value(name: str, value: str, wanted: str) -> OnrecordError:
    """The error of a value in a query string that only this page knows."""
    return OnrecordError("bad_value", f"{name} is {value!r}", f"Give {wanted}")
