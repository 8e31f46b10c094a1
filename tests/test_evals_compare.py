"""Matching holds what evals/compare.py measured on the made-up events."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

EVALS = Path(__file__).parents[1] / "evals"


@pytest.mark.parametrize(("kind", "least"), [("acled", 0.96), ("ucdp", 0.96)])
def test_made_up_events_are_matched(kind: str, least: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EVALS))
    sys.modules.pop("compare", None)
    import compare
    import compare_world

    ledger, table = tmp_path / "l.db", tmp_path / "t.csv"
    compare_world.build_ledger(ledger, kind)
    compare_world.build_table(table, kind)
    measured = compare.measure(kind, ledger, table)
    assert measured["f1"] >= least, measured["errors"]
