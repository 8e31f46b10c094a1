"""What is wrong with a ledger, or keeps it from being written, is one clear error, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from entries import SIMPLE, contents, entry, report
from onrecord.model.errors import LedgerError
from onrecord.store import Ledger
from onrecord.store.backup import backup
from onrecord.store.lock import WriterLock

EVERYWHERE = [entry(f"n{i}", report(where=f"Velden {i}")) for i in range(12)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger with a document."""
    path = tmp_path / "l.db"
    with Ledger.open(path, write=True, linker=SIMPLE) as ledger:
        ledger.add([entry("a", report())])
    return path


def refused(path: Path, *, write: bool = False, wait_s: float = 0) -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        Ledger.open(path, write=write, wait_s=wait_s).close()
    assert str(path) in caught.value.message and caught.value.hint
    return caught.value


def test_no_ledger_says_how_to_make_one(tmp_path: Path) -> None:
    error = refused(tmp_path / "none.db")
    assert error.code == "no_ledger" and "onrecord add" in error.hint


def test_no_folder(tmp_path: Path) -> None:
    assert refused(tmp_path / "no" / "l.db", write=True).code == "cannot_write"


@pytest.mark.parametrize("write", [False, True])
def test_a_newer_ledger_is_refused_by_name_and_left_alone(path: Path, write: bool) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO migrations VALUES (99, '099_tides.sql', '7.5.0', '2040-01-01T00:00:00Z')")
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    error = refused(path, write=write)
    assert error.code == "newer_ledger"
    assert "onrecord 7.5.0" in error.message and "099_tides.sql" in error.message and "7.5.0" in error.hint
    assert path.read_bytes() == before


@pytest.mark.parametrize("write", [False, True])
def test_other_files_are_no_ledgers_and_left_alone(tmp_path: Path, write: bool) -> None:
    text, other = tmp_path / "notes.txt", tmp_path / "other.db"
    text.write_text("no database")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    for file in (text, other):
        before = file.read_bytes()
        assert refused(file, write=write).code == "not_a_ledger"
        assert file.read_bytes() == before


def test_an_empty_file_becomes_a_ledger_but_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    path.touch()
    assert refused(path).code == "not_a_ledger"
    Ledger.open(path, write=True).close()
    Ledger.open(path).close()


@pytest.mark.parametrize("bytes_kept", [10_000, 100])
def test_a_file_that_was_cut_off_is_damaged(path: Path, bytes_kept: int) -> None:
    os.truncate(path, bytes_kept)
    with pytest.raises(LedgerError) as caught, Ledger.open(path) as ledger:
        ledger.reading_json("a")
    assert caught.value.code in ("damaged_ledger", "not_a_ledger")
    assert str(path) in caught.value.message


def test_pages_that_were_overwritten_are_damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(LedgerError, match="onrecord backup") as caught, Ledger.open(path) as ledger:
        ledger.reading_json("a")
    assert caught.value.code == "damaged_ledger"


def test_a_second_writer_is_told_who_the_first_is(path: Path) -> None:
    with Ledger.open(path, write=True):
        error = refused(path, write=True)
    assert error.code == "ledger_busy"
    assert f"process {os.getpid()} on " in error.message and " since 2" in error.message and "--wait" in error.hint
    Ledger.open(path, write=True, wait_s=0).close()


def test_a_second_writer_waits_for_the_first(path: Path) -> None:
    first = WriterLock(path, 0)
    threading.Timer(0.2, first.release).start()
    WriterLock(path, 60).release()


def test_the_lock_of_a_killed_writer_is_free(path: Path) -> None:
    path.with_name("l.db.writer").write_text('{"pid": 1, "host": "gone", "since": "2031"}')
    Ledger.open(path, write=True, wait_s=0).close()
    assert not path.with_name("l.db.writer").exists()


def test_another_program_that_holds_the_file_is_named_as_such(path: Path) -> None:
    with Ledger.open(path, write=True, wait_s=0, linker=SIMPLE) as ledger:
        other = sqlite3.connect(path)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match="another program"):
            ledger.add([entry("b", report(where="Amsa"))])
        other.close()
        assert ledger.add([entry("b", report(where="Amsa"))]).documents == 1


def test_a_full_disk_stops_the_batch_and_keeps_what_was_there(path: Path) -> None:
    before = contents(path)
    with Ledger.open(path, write=True, linker=SIMPLE) as ledger:
        (pages,) = ledger.connection.execute("PRAGMA page_count").fetchone()
        ledger.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(LedgerError, match="run the same command again") as caught:
            ledger.add(EVERYWHERE)
        assert caught.value.code == "disk_full"
    assert contents(path) == before
    with Ledger.open(path, write=True, linker=SIMPLE) as ledger:
        assert ledger.add(EVERYWHERE).documents == 12


@contextmanager
def nobody() -> Iterator[None]:
    """As a user who may not write everything, if this one may."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        os.setegid(65534)
        os.seteuid(65534)
    try:
        yield
    finally:
        if user == 0:
            os.seteuid(user)
            os.setegid(group)


@pytest.mark.skipif(sys.platform == "win32", reason="folders are made read-only in another way there")
@pytest.mark.parametrize("folder_mode", [0o555, 0o777])
def test_a_ledger_that_may_not_be_written_can_be_read(path: Path, folder_mode: int) -> None:
    with tempfile.TemporaryDirectory() as name:  # not pytest's own folder, into which only one user may look
        folder = Path(name) / "ledgers"
        folder.mkdir()
        there = Path(shutil.copy(path, folder))
        Path(name).chmod(0o755)
        there.chmod(0o444)
        folder.chmod(folder_mode)
        with nobody():
            with Ledger.open(there) as ledger:
                assert ledger.reading_json("a")["claims"]
            assert refused(there, write=True).code == "cannot_write"
        folder.chmod(0o777)
        there.chmod(0o666)


def test_a_backup_is_the_ledger_also_while_it_is_written(path: Path, tmp_path: Path) -> None:
    before = contents(path)
    with Ledger.open(path, write=True) as writer, writer.transaction() as connection:
        connection.execute("DELETE FROM buckets")
        with Ledger.open(path) as reader:
            size = backup(reader, tmp_path / "copy.db")
    assert size == (tmp_path / "copy.db").stat().st_size
    assert contents(tmp_path / "copy.db") == before
    Ledger.open(tmp_path / "copy.db", write=True).close()


def test_a_backup_replaces_nothing(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("mine")
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="there already") as caught:
        backup(ledger, there)
    assert caught.value.code == "file_exists"
    assert there.read_text() == "mine"


def test_a_backup_without_a_folder_leaves_nothing(path: Path, tmp_path: Path) -> None:
    with Ledger.open(path) as ledger, pytest.raises(LedgerError, match="cannot be opened"):
        backup(ledger, tmp_path / "no" / "copy.db")
    assert [p.name for p in tmp_path.iterdir()] == ["l.db"]
