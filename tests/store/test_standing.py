"""Questions and what people decided: rejected claims answer none that does not ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from entries import SIMPLE, entry, report
from onrecord.model.errors import OnrecordError
from onrecord.review.desk import Desk
from onrecord.store import Ledger
from onrecord.store.filters import filters
from onrecord.store.query import claims_page, why_nothing


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        opened.add([entry(id, report(where=where)) for id, where in (("a", "Velden"), ("b", "Amsa"), ("c", "Tiren"))])
        keys = [row["key"] for row in opened.connection.execute("SELECT key FROM claims ORDER BY rowid")]
        anna = Desk(opened, "anna")
        anna.reject(keys[0])
        anna.accept(keys[1])
        yield opened


def found(ledger: Ledger, **asked: Any) -> set[str]:
    """Documents of the claims that are found."""
    page = claims_page(ledger.connection, filters({name.replace("_", "-"): value for name, value in asked.items()}))
    rowids = ", ".join(str(key[1]) for key in page.keys)
    rows = ledger.connection.execute(
        f"SELECT d.id FROM claims c JOIN documents d ON d.rowid = c.document WHERE c.rowid IN ({rowids})"
    )
    assert page.total.count == len(page.keys)
    return {row["id"] for row in rows.fetchall()}


@pytest.mark.parametrize(
    ("asked", "documents"),
    [
        ({}, "bc"),
        ({"standing": ["rejected"]}, "a"),
        ({"standing": ["accepted"]}, "b"),
        ({"standing": ["machine"]}, "c"),
        ({"standing": ["accepted", "edited"]}, "b"),
        ({"standing": ["rejected"], "place": ["Velden"]}, "a"),
        ({"standing": ["rejected"], "document": ["a", "b"]}, "a"),
        ({"standing": ["rejected"], "text": "union"}, "a"),
        ({"place": ["Velden"]}, ""),
        ({"min_confidence": 0.99}, "b"),  # what people confirmed is sure
    ],
)
def test_what_is_found(ledger: Ledger, asked: dict[str, Any], documents: str) -> None:
    assert found(ledger, **asked) == set(documents)


def test_a_rejected_claim_of_a_replaced_revision_is_not_asked_of(ledger: Ledger) -> None:
    ledger.add([entry("a", "Today " + report(verb="attacked"))])
    assert found(ledger, standing=["rejected"]) == set()
    assert "standing" in why_nothing(ledger.connection, filters({"standing": ["rejected"]}))


def test_rejected_claims_are_asked_for_alone() -> None:
    with pytest.raises(OnrecordError, match="rejected, machine"):
        filters({"standing": ["rejected", "machine"]})
    with pytest.raises(OnrecordError, match="standing 'sure'"):
        filters({"standing": ["sure"]})
