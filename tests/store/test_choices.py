"""What a list can be narrowed to: counts that agree with the lists they lead to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import ledgers
from onrecord.store import Ledger
from onrecord.store import choices as module
from onrecord.store.choices import FIELDS, choices
from onrecord.store.filters import filters
from onrecord.store.query import claims_page, incidents_page

QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"country": "NER"},
    {"type": "ASSAULT"},
    {"from": "2024-05-02"},
    {"to": "2024-05-03"},
    {"independent": 1, "type": "PROTEST"},
    {"text": "moravi", "status": ["actual", "negated"]},
)


@pytest.fixture
def raid(tmp_path: Path) -> Path:
    ledgers.raid(tmp_path / "l.db")
    return tmp_path / "l.db"


@pytest.mark.parametrize("incidents", (False, True), ids=("claims", "incidents"))
@pytest.mark.parametrize("given", QUESTIONS, ids=str)
def test_a_choice_leaves_as_many_as_it_says(raid: Path, given: dict[str, Any], incidents: bool) -> None:
    page = incidents_page if incidents else claims_page
    with Ledger.open(raid) as ledger:
        found = choices(ledger.connection, filters(given), incidents)
        assert set(found) == set(FIELDS)
        assert found == choices(
            ledger.connection, filters(given), incidents, page(ledger.connection, filters(given)).hits
        )
        for name, offered in found.items():
            assert not offered.more
            for value, count in offered.counts:
                narrowed = filters({**given, name: value})
                assert page(ledger.connection, narrowed).total.count == count, (name, value)


def test_a_field_is_counted_without_its_own_filter_so_that_others_can_be_added(raid: Path) -> None:
    with Ledger.open(raid) as ledger:
        found = choices(ledger.connection, filters({"type": "PROTEST"}))
    assert dict(found["type"].counts) == {"ASSAULT": 3, "PROTEST": 1}
    assert dict(found["status"].counts) == {"actual": 1}


def test_counts_over_more_than_is_looked_at_say_that_there_are_at_least_so_many(
    raid: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CLAIMS_COUNTED", 2)
    with Ledger.open(raid) as ledger:
        found = choices(ledger.connection, filters({}))
    assert all(offered.more for offered in found.values())
    assert sum(count for _, count in found["type"].counts) == 3  # of four: one more than is looked at
