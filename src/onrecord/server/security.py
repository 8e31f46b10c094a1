"""What holds for every answer: nothing from elsewhere runs in a page, and no other site may use this one.

Pure ASGI, since Starlette's BaseHTTPMiddleware would hold back streamed answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.model.errors import OnrecordError
from onrecord.server.errors import answer, unexpected

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",  # blob: what a map or a network draws to be saved
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Adds the headers to all answers, and refuses what other sites send or ask under names of their own."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        began = False

        async def guarded(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._refused(scope)
        if refused:
            await answer(scope, refused)(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            if began:  # half an answer is out: only a broken connection can tell
                raise
            await unexpected(scope, error)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> OnrecordError | None:
        headers = Headers(scope=scope)
        host = _name(headers.get("host", ""))
        if "*" not in self._hosts and host not in self._hosts:
            # A page elsewhere can let its own name point at this machine and would then read what is served here
            return OnrecordError(
                "unknown_host",
                f"this server is not called {host!r}",
                "Open it under the address that onrecord serve printed, or name it with --host-name",
            )
        if scope["method"] not in SAFE and not _own(headers):
            return OnrecordError("other_site", "this was sent by a page of another site", "Send it from a page of here")
        return None


def _name(host: str) -> str:
    """ "[::1]:8000" and "LOCALHOST" as they are listed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _own(headers: Headers) -> bool:
    """Whether a browser says that a page of this server sent the request, or no browser did."""
    origin = headers.get("origin")
    if origin is not None:
        return origin != "null" and urlsplit(origin).netloc == headers.get("host")
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")
