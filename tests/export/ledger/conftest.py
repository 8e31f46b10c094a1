"""A ledger of three made-up articles, told claim by claim (tests/ledgers.py), and formats written into memory."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledgers import raid
from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.formats import by_name, export
from onrecord.store import Ledger
from onrecord.store.filters import filters

Export = Callable[..., tuple[bytes, Written]]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    raid(tmp_path / "raid.db")
    with Ledger.open(tmp_path / "raid.db") as opened:
        yield opened


@pytest.fixture
def out(ledger: Ledger) -> Export:
    """Exports in a format with filters by option name; gives the bytes and what is said of them."""

    def run(format: str, question: dict[str, Any] | None = None, **asked: Any) -> tuple[bytes, Written]:
        stream = io.BytesIO()
        beside = io.BytesIO()
        written = export(Asked(ledger, filters(question or {}), **asked), by_name(format), stream, beside)
        return stream.getvalue() + beside.getvalue(), written

    return run
