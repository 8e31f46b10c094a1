"""The table of claims."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.server import listing

router = APIRouter(include_in_schema=False)


@router.get("/claims")
def claims(request: Request) -> Response:
    """Claims that meet filters."""
    return listing.html(request, listing.CLAIM_LISTING)


@router.get("/claims.json")
def claims_json(request: Request) -> Response:
    """The same as JSON."""
    return listing.as_json(request, listing.CLAIM_LISTING)


@router.get("/claims.csv")
def claims_csv(request: Request) -> Response:
    """The same as CSV."""
    return listing.as_csv(request, listing.CLAIM_LISTING)
