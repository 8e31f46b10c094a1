"""`onrecord serve`: a ledger in a browser."""

from __future__ import annotations

import socket
from collections.abc import Sequence
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
    host_name: Annotated[
        list[str] | None,
        typer.Option("--host-name", metavar="NAME", help="A name that browsers ask for it by, as behind a proxy."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE.pem", help="Certificate chain: serve HTTPS.", show_default=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option(metavar="FILE.pem", help="The certificate's key, if not with it.", show_default=False)
    ] = None,
) -> None:
    """Serve a ledger to browsers: search claims and incidents, read articles with their evidence, ask the API.

    Everything comes from this machine. On loopback, the default, only this machine can open it, and nobody has to log
    in unless there are users. On any other address it starts only if there are: [bold]onrecord users add[/bold].
    """
    from onrecord.store import Ledger

    Ledger.open(ledger).close()  # says what is wrong with it before anyone waits for a page
    serve(ledger, host, port, names=host_name or (), certificate=certificate, key=key)


def serve(
    ledger: Path,
    host: str,
    port: int,
    *,
    names: Sequence[str] = (),
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve until stopped. Raises OnrecordError `no_users`, `bad_certificate`, `cannot_listen`."""
    import uvicorn

    from onrecord.server.access.accounts import Accounts
    from onrecord.server.app import make_app
    from onrecord.server.security import LOOPBACK

    here = host in LOOPBACK
    if (names or not here) and not Accounts(ledger).any:
        raise OnrecordError(
            "no_users",
            f"{names[0] if here else host} can be reached from other machines, and {ledger} has no users: everybody "
            "could change it",
            f"Add some: onrecord users add NAME --role lead --ledger {ledger}. Or leave --host and --host-name out",
        )
    # A name that an attacker points here gets nothing without a session, and browsers keep sessions by name
    hosts = {*LOOPBACK, *(name.lower() for name in names)} if here else {"*"}
    if certificate is not None:
        _look_at(certificate, key)
    with _listening(host, port) as bound:
        scheme = "https" if certificate else "http"
        shown = f"[{host}]" if ":" in host else host
        common.complain(f"{ledger} is at {scheme}://{shown}:{bound.getsockname()[1]}/ (Ctrl-C ends it)")
        if not here and certificate is None:
            common.complain("passwords cross the network in clear: give --certificate, or a proxy with HTTPS before it")
        config = uvicorn.Config(
            make_app(ledger, hosts=hosts),
            log_level="warning",
            server_header=False,
            access_log=False,
            ssl_certfile=certificate,
            ssl_keyfile=key,
        )
        uvicorn.Server(config).run(sockets=[bound])


def _look_at(certificate: Path, key: Path | None) -> None:
    import ssl

    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise OnrecordError(
            "bad_certificate",
            f"{certificate} cannot be used: {error.strerror or error}",
            "Give PEM files: the certificate with its chain, and with --key its key",
        ) from None


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
