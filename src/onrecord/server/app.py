"""`make_app`: the application that serves one ledger."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import onrecord
from onrecord.model.errors import OnrecordError
from onrecord.server.access.accounts import Accounts
from onrecord.server.access.gate import Gate
from onrecord.server.access.throttle import Throttle
from onrecord.server.errors import add_handlers
from onrecord.server.kept import Kept
from onrecord.server.pages import STATIC
from onrecord.server.routes import (
    access,
    api,
    claims,
    documents,
    incidents,
    map,
    network,
    presence,
    profiles,
    report,
    review,
    timeline,
)
from onrecord.server.security import LOOPBACK, Guard
from onrecord.server.serving import Serving

ROUTERS = (
    incidents.router,
    claims.router,
    documents.router,
    profiles.router,
    timeline.router,
    map.router,
    presence.router,
    network.router,
    report.router,
    review.router,
    access.router,
    api.router,
)


def make_app(ledger: Path, *, hosts: Iterable[str] = LOOPBACK, accounts: Accounts | None = None) -> FastAPI:
    """An ASGI application over a ledger's file.

    `hosts` are the names under which it may be asked ("*": any). The file need not be there yet: each answer says what
    is wrong with it. Where the ledger has users (`accounts`: those beside it), one has to log in. Raises OnrecordError
    `not_built` where the package lacks the pages' scripts.
    """
    if not (STATIC / "built" / "built-from.txt").exists():
        raise OnrecordError(
            "not_built",
            f"the scripts of the pages are not in {STATIC / 'built'}",
            "Install onrecord again with pip, or run: npm ci --prefix web && npm run build --prefix web",
        )
    accounts = accounts or Accounts(ledger)
    app = FastAPI(
        title="onrecord", version=onrecord.__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    app.state.serving = Serving(ledger, frozenset(hosts), accounts, Throttle())
    add_handlers(app)
    app.add_middleware(Gate, ledger=ledger, accounts=accounts, alone=app.state.serving.hosts <= LOOPBACK)
    app.add_middleware(Guard, hosts=app.state.serving.hosts)
    app.mount("/static", Kept(directory=STATIC), name="static")

    @app.get("/", include_in_schema=False)
    def start(request: Request) -> Response:
        """The first page."""
        return RedirectResponse("/incidents", 303)

    for router in ROUTERS:
        app.include_router(router)
    return app
