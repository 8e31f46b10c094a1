"""The table of incidents, and each in full."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.server import listing

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
