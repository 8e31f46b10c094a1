"""Matching holds what evals/compare.py measured on the made-up events."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "evals"))  # the scripts of evals/ import each other by bare name

import compare
import compare_world


@pytest.mark.parametrize("kind", compare_world.KINDS)
def test_made_up_events_are_matched(kind: str, tmp_path: Path) -> None:
    ledger, table = tmp_path / "l.db", tmp_path / "t.csv"
    compare_world.build_ledger(ledger, kind)
    compare_world.build_table(table, kind)
    measured = compare.measure(kind, ledger, table)
    assert measured["f1"] >= 0.96, measured["errors"]
