"""Logging in and out, and the log of who did what."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.server.access.visitor import require, visitor_of
from onrecord.server.pages import page
from onrecord.server.reply import json_response
from onrecord.server.serving import serving

router = APIRouter()
ENTRIES = 100  # of the log on a page


@router.get("/login", include_in_schema=False)
def login(request: Request, next: str = "/") -> Response:
    """The form; whoever needs none goes on."""
    if visitor_of(request).name:
        return RedirectResponse(_inside(next), 303)
    return page(request, "login.html", next=_inside(next), name="", trouble=None)


@router.post("/login", include_in_schema=False)
def log_in(
    request: Request,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """A session for who knows the password; else the form again, which does not say which of the two was wrong."""
    served, address = serving(request), _address(request)
    wait = served.throttle.wait_s(name, address)
    if wait:
        trouble = f"Too many wrong passwords. Wait {-(-wait // 60)} min, then try again."
        answered: Response = page(request, "login.html", status=429, next=_inside(next), name=name, trouble=trouble)
        answered.headers["Retry-After"] = str(wait)
        return answered
    user = served.accounts.check(name, password)
    if user is None:
        served.throttle.failed(name, address)
        served.accounts.note(name, address, "wrong password")
        trouble = "Name or password is wrong."
        return page(request, "login.html", status=401, next=_inside(next), name=name, trouble=trouble)
    served.throttle.succeeded(name, address)
    answered = RedirectResponse(_inside(next), 303)
    request.state.gate.log_in(request.scope, answered, served.accounts.begin(user, address))
    return answered


@router.post("/logout", include_in_schema=False)
def log_out(request: Request) -> Response:
    """End the session."""
    visitor = visitor_of(request)
    if visitor.session:
        serving(request).accounts.end(visitor.session, visitor.name, _address(request))
    answered = RedirectResponse("/login", 303)
    request.state.gate.log_out(request.scope, answered)
    return answered


@router.get("/log", include_in_schema=False)
def log(request: Request, before: int | None = None) -> Response:
    """Who logged in, failed to, and decided, the latest first. For leads."""
    require(request, "lead")
    entries = serving(request).accounts.audit(ENTRIES + 1, before)
    more = entries[ENTRIES - 1].number if len(entries) > ENTRIES else None
    return page(request, "log.html", entries=entries[:ENTRIES], more=more)


@router.get("/whoami.json", include_in_schema=False)
def who_am_i(request: Request) -> Response:
    """Name and role of who asks, and the token that scripts send along as X-CSRF-Token."""
    visitor = visitor_of(request)
    return json_response({"name": visitor.name, "role": visitor.role, "csrf": visitor.csrf})


def _inside(next: str) -> str:
    """Where to go on, if that is here: a link must not be able to send people who log in to another site."""
    parts = urlsplit(next)
    inside = next.startswith("/") and not next.startswith("//") and "\\" not in next and next.isprintable()
    return next if inside and not parts.netloc and parts.path != "/login" else "/"


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
