"""One ledger for all tests that only look, and a browser on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import shelves


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger of `shelves.make`."""
    return shelves.make(tmp_path_factory.mktemp("shelf") / "shelf.db")


@pytest.fixture(scope="session")
def browser(shelf: Path) -> TestClient:
    """Requests to a server of it."""
    return shelves.client(shelf)
