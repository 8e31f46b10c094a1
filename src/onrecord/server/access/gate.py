"""The gate before every page: who asks, whether they must log in first, and whether a form comes from a page of ours.

It stands before all routes, so that none can forget it.
"""

from __future__ import annotations

import getpass
import hashlib
import os
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.model.errors import OnrecordError
from onrecord.server.access.accounts import LONGEST_S, Accounts
from onrecord.server.access.visitor import Visitor, new_browser, not_allowed
from onrecord.server.errors import answer, wants_json

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FILES = "/static/"  # styles and scripts of the package, which are the same for everybody
OPEN = ("/login",)  # what one gets without having logged in
ANYBODY = ("/login", "/logout")  # what a reader may send too
FIELD, HEADER = "csrf", "x-csrf-token"
MOST_BYTES = 2_000_000  # of what is sent: a translation of a long article, and to spare
BROWSER_S = 400 * 86400  # browsers keep no cookie longer
FORM = "application/x-www-form-urlencoded"


class Gate:
    """Puts a Visitor into every request's state, or answers it: with the login page, or with what is wrong with it.

    `alone`: only this machine can ask, so that nobody has to log in while there are no users.
    """

    def __init__(self, app: ASGIApp, ledger: Path, accounts: Accounts, alone: bool) -> None:
        self._app = app
        self._alone = alone
        self._accounts = accounts
        # Cookies know no port: two ledgers that this machine serves would log each other out
        self._name = f"onrecord-{hashlib.sha256(str(ledger.absolute()).encode()).hexdigest()[:8]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http" or scope["path"].startswith(FILES):
            await self._app(scope, receive, send)
            return
        cookies = _cookies(scope)
        session, browser = (cookies.get(f"{self._name}-{kind}", "") for kind in ("session", "browser"))
        fresh = not 40 <= len(browser) <= 64
        visitor = await to_thread.run_sync(self._visitor, session, new_browser() if fresh else browser)
        scope.setdefault("state", {})["visitor"] = visitor
        scope["state"]["gate"] = self

        async def kept(message: Message) -> None:
            if fresh and message["type"] == "http.response.start":
                self._keep(scope, message, "browser", visitor.browser, BROWSER_S)
            await send(message)

        try:
            if refusal := self._refuse(scope, visitor):
                await refusal(scope, receive, kept)
                return
            if scope["method"] not in SAFE:
                receive = await _checked(scope, receive, visitor)
        except OnrecordError as error:
            await answer(scope, error)(scope, receive, kept)
            return
        await self._app(scope, receive, kept)

    def _visitor(self, session: str, browser: str) -> Visitor:
        """Nobody in particular has the role of a reader, and no page but the open ones."""
        user = self._accounts.session(session) if session else None
        if user:
            return Visitor(user.name, user.role, browser, session)
        if self._alone and not self._accounts.any:
            return Visitor(local_name(), "lead", browser)
        return Visitor("", "reader", browser)

    def _refuse(self, scope: Scope, visitor: Visitor) -> Response | None:
        path: str = scope["path"]
        if not visitor.name and path not in OPEN:
            if "hx-request" in Headers(scope=scope):
                return Response(
                    status_code=200, headers={"HX-Redirect": f"/login?next={quote(_current(scope), safe='')}"}
                )
            if scope["method"] in SAFE and not wants_json(scope):
                asked = path + (f"?{query}" if (query := scope["query_string"].decode("latin-1")) else "")
                return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)
            raise OnrecordError(
                "no_session",
                "your session has ended, or you have not logged in",
                "Log in at /login in another tab, then go back here and send it again: what you entered is still there",
            )
        if scope["method"] not in SAFE and path not in ANYBODY and not visitor.may("coder"):
            raise not_allowed(visitor, "coder")
        return None

    def log_in(self, scope: Scope, response: Response, token: str) -> None:
        """Let an answer begin a session in the browser."""
        self._keep(scope, response, "session", token, LONGEST_S)

    def log_out(self, scope: Scope, response: Response) -> None:
        """Let an answer end it there."""
        self._keep(scope, response, "session", "", 0)

    def _keep(self, scope: Scope, answered: Message | Response, kind: str, value: str, age_s: int) -> None:
        headers = answered.headers if isinstance(answered, Response) else MutableHeaders(scope=answered)
        secure = "; Secure" if scope["scheme"] == "https" else ""
        cookie = f"{self._name}-{kind}={value}; Max-Age={age_s}; Path=/; HttpOnly; SameSite=Lax{secure}"
        headers.append("Set-Cookie", cookie)


def local_name() -> str:
    """What whoever sits at this machine is called: ONRECORD_CODER, else the system's name for them."""
    if given := os.environ.get("ONRECORD_CODER"):
        return given
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "coder"


def _cookies(scope: Scope) -> dict[str, str]:
    try:
        return {name: held.value for name, held in SimpleCookie(Headers(scope=scope).get("cookie", "")).items()}
    except CookieError:
        return {}


def _current(scope: Scope) -> str:
    """The page of ours that htmx asks from."""
    parts = urlsplit(Headers(scope=scope).get("hx-current-url", "/"))
    return parts.path + (f"?{parts.query}" if parts.query else "")


async def _checked(scope: Scope, receive: Receive, visitor: Visitor) -> Receive:
    """What is sent, once it is known to come from a page of ours. Raises OnrecordError `too_long`, `bad_csrf`."""
    body = await _body(receive)
    headers = Headers(scope=scope)
    token = headers.get(HEADER)
    if token is None and headers.get("content-type", "").partition(";")[0].strip().lower() == FORM:
        token = next(iter(parse_qs(body.decode("utf-8", "replace")).get(FIELD, [])), None)
    if token is None or not visitor.sent(token):
        raise OnrecordError(
            "bad_csrf",
            "this form is not of a page that your browser got from here",
            "Load the page again and send it from there; if that does not help, allow cookies for this address",
        )
    given = False

    async def replayed() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            raise OnrecordError(
                "too_long", f"more than {MOST_BYTES:,} bytes were sent", "Send less at one time, or add a file"
            )
        if not message.get("more_body"):
            return b"".join(parts)
