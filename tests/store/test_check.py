"""`check` is content with what `add` makes, and finds each thing that is wrong."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import builders
from entries import SIMPLE, entry, report
from onrecord.model.document import Raw
from onrecord.store import Ledger
from onrecord.store.check import check
from onrecord.store.rows import packed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Four documents, one of them with two revisions."""
    path = tmp_path / "l.db"
    made = builders.harbour()
    with Ledger.open(path, write=True, linker=SIMPLE) as ledger:
        ledger.add([
            (Raw("harbour", "harbour.txt", "text", made.text.encode()), made),
            entry("a", report()),
            entry("b", report("Soldiers")),
            entry("a", report(whom="two men")),
        ])  # fmt: skip
    return path


def wrong(path: Path) -> dict[str, list[str]]:
    with Ledger.open(path) as ledger:
        return {c.name: c.examples for c in check(ledger) if c.wrong}


def test_a_ledger_as_add_makes_it_is_good(path: Path) -> None:
    with Ledger.open(path) as ledger:
        checks = list(check(ledger))
    assert all(c.wrong == 0 for c in checks)
    assert {c.looked_at for c in checks} > {0, 1, 4, 7}


@pytest.mark.parametrize(
    ("harm", "name", "example"),
    [
        ("UPDATE raws SET size = size + 1 WHERE rowid = 1", "raw bytes have their digest and size", ""),
        ("UPDATE raws SET zstd = x'00' WHERE rowid = 1", "raw bytes have their digest and size", "content size"),
        ("UPDATE documents SET title = 'no'", "readings can be opened and are of their document", "harbour"),
        (
            "UPDATE documents SET reading = x'00' WHERE id = 'b'",
            "readings can be opened and are of their document",
            "b",
        ),
        (
            "UPDATE claims SET status = 'future' WHERE rowid = 1",
            "rows of claims say what their reading says",
            "harbour",
        ),
        ("DELETE FROM parties WHERE claim = 1", "rows of claims say what their reading says", "harbour"),
        ("UPDATE documents SET current = 0 WHERE id = 'b'", "one revision of each document is current, the last", "b"),
        ("UPDATE claims SET current = 0 WHERE rowid = 1", "claims are current with their document", ""),
        (
            "UPDATE claims SET incident = 'ffff' WHERE rowid = 1",
            "incident ids are the smallest key of their claims",
            "",
        ),
        ("UPDATE claims SET incident = NULL WHERE rowid = 1", "incident ids are the smallest key of their claims", ""),
        ("UPDATE claims SET incident = 'no' WHERE current = 0", "keys of replaced claims lead to a claim", ""),
        ("INSERT INTO links VALUES (1, 5, 1.0, '[]')", "links are between current claims", ""),
        ("INSERT INTO bands VALUES ('x', 2)", "copies and their bands are of current documents", "a"),
        ("INSERT INTO texts (texts) VALUES ('delete-all')", "every document can be found by its words", "revision 1"),
        ("DELETE FROM incidents", "every incident has its row in the lists", ""),
        ("INSERT INTO stale VALUES ('ffff')", "every incident has its row in the lists", "ffff"),
    ],
)
def test_what_is_wrong_is_found_and_named(path: Path, harm: str, name: str, example: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.create_function("plain", 1, str)
        connection.execute(harm)
    found = wrong(path)
    assert name in found
    assert example in found[name][0]


def test_a_row_that_refers_to_nothing_is_found(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO quantities VALUES (99, 0, 1, 1, NULL, 'men', NULL)")
    assert "quantities" in wrong(path)["rows that others refer to are there"][0]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (b'"trigger":[7,15]', b'"trigger":[8,15]', "claim keys can be computed again"),
        (b'"span":[0,6]', b'"span":[1,7]', "spans fit their text"),
        (b'"span":[0,6]', b'"span":[0,6000]', "spans fit their text"),
    ],
)
def test_a_reading_that_was_changed_is_found(path: Path, old: bytes, new: bytes, name: str) -> None:
    from onrecord.store.rows import unpacked

    with sqlite3.connect(path) as connection:
        (blob,) = connection.execute("SELECT reading FROM documents WHERE id = 'a' AND current").fetchone()
        line = unpacked(blob)
        assert old in line
        connection.execute(
            "UPDATE documents SET reading = ? WHERE id = 'a' AND current", (packed(line.replace(old, new)),)
        )
    assert name in wrong(path)
