"""`onrecord serve`: a ledger in a browser."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import common
from onrecord.model.errors import OnrecordError

NAME = "serve"
EXAMPLE = "Example: [bold]onrecord serve --ledger sahel.db --port 8090[/bold]"
PORT = 8765

Port = Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="Port; 0 takes any that is free.")]


def run(
    ledger: common.LedgerFile,
    port: Port = PORT,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve a ledger to browsers: search claims and incidents, read articles with their evidence, ask the API.

    Everything comes from this machine. On loopback, the default, only this machine can open it.
    """
    from onrecord.store import Ledger

    Ledger.open(ledger).close()  # says what is wrong with it before anyone waits for a page
    serve(ledger, host, port)


def serve(ledger: Path, host: str, port: int) -> None:
    """Serve until stopped. Raises OnrecordError `not_loopback`, `cannot_listen`."""
    import uvicorn

    from onrecord.server.app import make_app
    from onrecord.server.security import LOOPBACK

    if host not in LOOPBACK:
        raise OnrecordError(
            "not_loopback", f"{host} can be reached from other machines", "Leave --host out to serve this machine"
        )
    with _listening(host, port) as bound:
        shown = f"[{host}]" if ":" in host else host
        common.complain(f"{ledger} is at http://{shown}:{bound.getsockname()[1]}/ (Ctrl-C ends it)")
        config = uvicorn.Config(make_app(ledger), log_level="warning", server_header=False, access_log=False)
        uvicorn.Server(config).run(sockets=[bound])


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise OnrecordError(
            "cannot_listen", f"port {port} of {host} cannot be used: {error.strerror}", "Give another with --port"
        ) from error
    return bound
