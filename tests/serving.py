"""A server of a ledger in a thread, for tests with a browser and for pictures."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from onrecord.server.app import make_app


@contextmanager
def running(ledger: Path) -> Iterator[str]:
    """Its address, on a port that is free."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    bound.listen(128)
    server = uvicorn.Server(uvicorn.Config(make_app(ledger), log_level="warning", lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{bound.getsockname()[1]}"  # connections wait in the socket until the server takes them
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        bound.close()
