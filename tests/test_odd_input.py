"""What is no news report, read as users read it: one word, capitals, lists, poems, code (evals/own/odd.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import onrecord
from onrecord.contract import check_lines
from onrecord.contract.shape import to_json, to_line

ODD = Path(__file__).parents[1] / "evals" / "own" / "odd.yaml"
SAMPLES: list[dict[str, Any]] = yaml.safe_load(ODD.read_text(encoding="utf-8"))
MOST_NONSENSE = 1  # samples in fifty


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["id"])
def test_odd_text_is_read_into_valid_output(sample: dict[str, Any]) -> None:
    reading = onrecord.read_text(sample["text"])
    assert [str(p) for p in check_lines([to_line(to_json(reading))])] == []


def test_what_reports_no_event_gets_no_claim() -> None:
    without = [s for s in SAMPLES if not s["claims_due"]]
    nonsense = {
        s["id"]: [f"{c.trigger.text} {c.type}" for c in found.claims]
        for s in without
        if (found := onrecord.read_text(s["text"])).claims
    }
    assert len(without) >= 40
    assert len(nonsense) <= MOST_NONSENSE, nonsense


def test_events_in_odd_dress_are_found() -> None:
    due = [s for s in SAMPLES if s["claims_due"] and s["kind"] not in ("headline", "mixed languages")]
    silent = [s["id"] for s in due if not onrecord.read_text(s["text"]).claims]
    assert len(silent) <= 1, silent
