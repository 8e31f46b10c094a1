"""Schemas: each step once, in order, whole or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import onrecord
from onrecord.store import Ledger, ledger, migrate
from onrecord.store.migrate import APPLICATION_ID, Migration, migrations


def state(path: Path) -> tuple[int, int, int]:
    """Application id, schema number, number of tables."""
    with sqlite3.connect(path) as connection:
        queries = ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_master")
        one, two, three = (connection.execute(q).fetchone()[0] for q in queries)
        return one, two, three


def know(monkeypatch: pytest.MonkeyPatch, *steps: Migration) -> None:
    for module in (migrate, ledger):
        monkeypatch.setattr(module, "migrations", lambda: steps)


def test_files_are_numbered_without_a_gap() -> None:
    assert [m.number for m in migrations()] == [int(m.name[:3]) for m in migrations()]


def test_a_new_ledger_says_who_made_it(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l.db", write=True).close()
    assert state(tmp_path / "l.db")[:2] == (APPLICATION_ID, len(migrations()))
    with Ledger.open(tmp_path / "l.db") as opened:
        rows = opened.connection.execute("SELECT number, name, onrecord FROM migrations").fetchall()
        (mode,) = opened.connection.execute("PRAGMA journal_mode").fetchone()
    assert [tuple(row) for row in rows] == [(m.number, m.name, onrecord.__version__) for m in migrations()]
    assert mode == "wal"


@pytest.mark.parametrize("write", [False, True])
def test_an_older_ledger_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: bool) -> None:
    path = tmp_path / "l.db"
    first, *_ = migrations()
    with monkeypatch.context() as earlier:
        know(earlier, first)
        Ledger.open(path, write=True).close()
    assert state(path)[1] == 1
    Ledger.open(path, write=write).close()
    assert state(path)[1] == len(migrations())


def test_a_step_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "l.db"
    Ledger.open(path, write=True).close()
    before = state(path)
    last = len(migrations()) + 1
    know(
        monkeypatch,
        *migrations(),
        Migration(last, "x.sql", "CREATE TABLE tides (a TEXT) STRICT; CREATE TABLE raws (b);"),
    )
    with pytest.raises(sqlite3.OperationalError):
        Ledger.open(path, write=True)
    assert state(path) == before
    assert not path.with_name("l.db.writer").exists()
