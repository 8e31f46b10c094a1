"""A run that is killed goes on where it was: nothing double, nothing lost. evals/kill.py does it longer."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from entries import SIMPLE, ReportReader, contents, report
from onrecord.model.document import Metadata, Raw
from onrecord.pipeline import run_raws
from onrecord.settings import Settings
from onrecord.store import Ledger, fill
from onrecord.store.check import check

MOMENTS = 6
RAWS = [
    Raw(
        f"n{i}",
        "stream",
        "text",
        f"{report(f'Police unit {i % 5}', where=f'Velden {i % 7}')} The ministry gave no other reason.\n".encode(),
        Metadata(url=f"https://tide.example/{i % 12}", published="2031-03-09", language="en"),
    )
    for i in range(15)
]  # the last three are revisions


def add_all(path: Path) -> None:
    with Ledger.open(path, write=True, linker=SIMPLE) as ledger:
        fill.fill(ledger, RAWS, lambda raws: run_raws(raws, settings=Settings(), reader=ReportReader()))


def killed_after(path: Path, delay_s: float) -> None:
    """Start adding in a process of its own and kill it."""
    child = os.fork()
    if child == 0:
        try:
            add_all(path)
        finally:
            os._exit(0)
    time.sleep(delay_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_ledger_whose_writers_were_killed_equals_an_undisturbed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill, "BATCH_DOCUMENTS", 3)
    began = time.monotonic()
    add_all(tmp_path / "undisturbed.db")
    whole_s = time.monotonic() - began
    moments = random.Random(6)
    for _ in range(MOMENTS):
        killed_after(tmp_path / "killed.db", moments.uniform(0, whole_s / 2))
    add_all(tmp_path / "killed.db")
    undisturbed, killed = contents(tmp_path / "undisturbed.db"), contents(tmp_path / "killed.db")
    assert len(undisturbed["documents"]) == 15 and undisturbed["links"] and undisturbed["copies"]
    for table in undisturbed:
        if table != "texts_data":  # the index merges its segments as it is written
            assert killed[table] == undisturbed[table], table
    with Ledger.open(tmp_path / "killed.db") as ledger:
        assert [c.name for c in check(ledger) if c.wrong] == []
