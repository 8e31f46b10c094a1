"""Saved filters."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.model.errors import OnrecordError
from onrecord.server.asked import question
from onrecord.server.pages import VIEWS
from onrecord.store import profiles

router = APIRouter(include_in_schema=False)


@router.post("/profiles")
def save(
    request: Request, name: Annotated[str, Form()], view: Annotated[str, Form()], query: Annotated[str, Form()] = ""
) -> Response:
    """Keep the filters of a view under a name, and show the view again."""
    if view not in {known.path for known in VIEWS}:
        raise OnrecordError("bad_view", f"there is no view {view!r}", "Save filters from the page that shows them")
    asked = question(parse_qsl(query))
    profiles.save(name.strip(), asked.filters)
    return RedirectResponse(f"{view}?{asked.filters_query}", 303)
