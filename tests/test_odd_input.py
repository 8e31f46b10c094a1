"""What is no news report, read as users read it: one word, capitals, lists, poems, code (evals/own/odd.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import onrecord
from onrecord.contract import check_lines
from onrecord.contract.shape import to_json, to_line
from onrecord.model.errors import DocumentError
from onrecord.model.reading import Reading

ODD = Path(__file__).parents[1] / "evals" / "own" / "odd.yaml"
SAMPLES: list[dict[str, Any]] = yaml.safe_load(ODD.read_text(encoding="utf-8"))
MOST_NONSENSE = 1  # samples in fifty


def read(sample: dict[str, Any]) -> Reading | None:
    """The reading, None where the text is refused as another language's."""
    try:
        return onrecord.read_text(sample["text"])
    except DocumentError as error:
        assert (error.code, sample["kind"]) == ("not_english", "mixed languages")
        return None


def claims(sample: dict[str, Any]) -> list[str]:
    found = read(sample)
    return [f"{c.trigger.text} {c.type}" for c in found.claims] if found else []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s["id"])
def test_odd_text_is_read_into_valid_output(sample: dict[str, Any]) -> None:
    if reading := read(sample):
        assert [str(p) for p in check_lines([to_line(to_json(reading))])] == []


def test_what_reports_no_event_gets_no_claim() -> None:
    without = [s for s in SAMPLES if not s["claims_due"]]
    nonsense = {s["id"]: found for s in without if (found := claims(s))}
    assert len(without) >= 40
    assert len(nonsense) <= MOST_NONSENSE, nonsense


def test_events_in_odd_dress_are_found() -> None:
    due = [s for s in SAMPLES if s["claims_due"] and s["kind"] not in ("headline", "mixed languages")]
    silent = [s["id"] for s in due if not claims(s)]
    assert len(silent) <= 1, silent
