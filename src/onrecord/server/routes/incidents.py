"""The table of incidents, and each in full."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.server import incident, listing
from onrecord.server.pages import page
from onrecord.server.reply import json_response
from onrecord.server.serving import serving
from onrecord.store.incident import incident_json

router = APIRouter(include_in_schema=False)


@router.get("/incidents")
def incidents(request: Request) -> Response:
    """Incidents that meet filters."""
    return listing.html(request, listing.INCIDENT_LISTING)


@router.get("/incidents.json")
def incidents_json(request: Request) -> Response:
    """The same as JSON."""
    return listing.as_json(request, listing.INCIDENT_LISTING)


@router.get("/incidents.csv")
def incidents_csv(request: Request) -> Response:
    """The same as CSV."""
    return listing.as_csv(request, listing.INCIDENT_LISTING)


@router.get("/incidents/{id}.json")
def incident_json_of(request: Request, id: str) -> Response:
    """One incident in full as JSON, under any id or claim key that leads to it."""
    with serving(request).open() as ledger:
        return json_response(incident_json(ledger, id))


@router.get("/incidents/{id}")
def one(request: Request, id: str) -> Response:
    """One incident in full."""
    with serving(request).open() as ledger:
        value = incident_json(ledger, id)
    if value["id"] != id:  # merged since, or named by one of its claims
        return RedirectResponse(f"/incidents/{value['id']}", 303)
    view = incident.view(value)
    return page(
        request, "incident.html", value=value, view=view, tolls=incident.tolls(value), stands=incident.STANDS,
        verdicts=incident.VERDICTS, most=incident.MOST_VALUES,
    )  # fmt: skip
