"""What went wrong, as a page for people and as JSON for programs; never a traceback."""

from __future__ import annotations

import logging
import uuid

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from onrecord.model.errors import LedgerError, OnrecordError
from onrecord.server.pages import page
from onrecord.server.reply import json_response

LOG = logging.getLogger("onrecord.server")
STATUS = {  # of codes; others are 400, or 503 where the ledger is at fault
    **dict.fromkeys(
        ("no_page", "no_incident", "no_document", "no_claim", "no_decision", "no_profile", "no_revision"), 404
    ),
    **dict.fromkeys(("one_revision", "claim_changed", "claim_is_there", "already_undone"), 409),
    **dict.fromkeys(("unknown_host",), 421),
    **dict.fromkeys(("other_site", "bad_csrf", "not_allowed", "not_lead", "not_yours"), 403),
    "no_session": 401,
    **dict.fromkeys(
        ("bad_field", "no_such_words", "words_set_aside", "nothing_changed", "one_incident", "no_coder"), 400
    ),
    "too_long": 413,
    "bad_method": 405,
    "unexpected": 500,
}
HEADLINES = {
    400: "That is no question I understand",
    401: "You are not logged in",
    403: "That is not allowed",
    404: "There is no such page",
    405: "That is not how this page is used",
    409: "That cannot be done now",
    413: "That is too long",
    421: "This server has another name",
    500: "Something went wrong in onrecord",
    503: "The ledger cannot be read",
}


def status_of(error: OnrecordError) -> int:
    """The HTTP status that tells of an error."""
    return STATUS.get(error.code, 503 if isinstance(error, LedgerError) else 400)


def wants_json(scope: Scope) -> bool:
    """Whether a request is answered in JSON: by its address, or since its sender does not ask for a page."""
    path: str = scope["path"]
    if path.startswith("/api/") or path.endswith((".json", ".csv")):
        return True
    return "text/html" not in Headers(scope=scope).get("accept", "")


def answer(scope: Scope, error: OnrecordError, status: int | None = None) -> Response:
    """The answer that tells of an error."""
    status = status or status_of(error)
    if wants_json(scope):
        return json_response(
            {"error": {"code": error.code, "message": error.message, "hint": error.hint}}, status=status
        )
    return page(
        Request(scope),
        "error.html",
        status=status,
        headline=HEADLINES.get(status, HEADLINES[400]),
        error=error,
    )


def add_handlers(app: FastAPI) -> None:
    """Let the application answer every error this way."""

    @app.exception_handler(OnrecordError)
    async def known(request: Request, error: OnrecordError) -> Response:
        return answer(request.scope, error)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        path = request.url.path
        if error.status_code == 404:
            known = OnrecordError("no_page", f"nothing is at {path}", "Take one of the views above")
        elif error.status_code == 405:
            known = OnrecordError("bad_method", f"{path} cannot be asked with {request.method}", "See /api/docs")
        else:
            known = OnrecordError("refused", str(error.detail), "Go back and try again")
        return answer(request.scope, known, error.status_code)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        name = str(first["loc"][-1])
        known = OnrecordError("bad_value", f"{name} is {first.get('input')!r}: {first['msg']}", "Correct it")
        return answer(request.scope, known)


def unexpected(scope: Scope, error: Exception) -> Response:
    """The answer where onrecord itself is wrong: a number for people, all of it for the log."""
    number = uuid.uuid4().hex[:8]
    LOG.error("%s %s (%s)", scope["method"], scope["path"], number, exc_info=error)
    known = OnrecordError(
        "unexpected",
        f"an error happened that onrecord does not expect (number {number})",
        "The server's log tells more under that number; please report it",
    )
    return answer(scope, known)
