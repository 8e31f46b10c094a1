"""A ledger out and in again: the same rows, the same bytes, or nothing at all."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from zstandard import ZstdError

from builders import harbour
from entries import SIMPLE, entry, report
from onrecord.model.decision import Decision, Subject
from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import LedgerError
from onrecord.model.span import Span
from onrecord.store import Ledger
from onrecord.store.anchoring import quote_at
from onrecord.store.check import check
from onrecord.store.dump import INDEXES, PARTS, dump, tables
from onrecord.store.filters import filters
from onrecord.store.load import lines_of, load
from onrecord.store.migrate import migrate, migrations
from onrecord.store.query import claims_page
from onrecord.store.rows import packed, unpacked


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The dump of a ledger with something in most tables: copies, links, revisions, a failure, decisions."""
    path = tmp_path_factory.mktemp("dump") / "l.db"
    with Ledger.open(path, write=True, linker=SIMPLE) as ledger:
        told = harbour()
        ledger.add([(Raw("harbour", "harbour.txt", "text", told.text.encode(), Metadata(extra={"desk": 7})), told)])
        ledger.add([entry("a", report()), entry("b", report(who="Soldiers")), entry("c", report(where="Amsa"))])
        ledger.add([entry("a", report(whom="two union leaders"))])
        missing = Failure("lost.pdf", "no_file", "lost.pdf is not there", "Look for it")
        ledger.add([(missing, missing)])
        ledger.record(decision(ledger, "b", "accept"))
        ledger.record(replace(decision(ledger, "c", "reject"), comment="“no” — ✗"))
        ledger.record(Decision(0, "", "anna", "undo", undoes=1))
        return list(dump(ledger))


def decision(ledger: Ledger, document: str, action: Any) -> Decision:
    obj = ledger.reading_json(document)
    seen = obj["claims"][0]
    quote = quote_at(obj["text"], Span(*seen["trigger"]))
    about = Subject(document, 1, seen["key"], seen["type"], quote)
    return Decision(0, "", "anna", action, (about,), {}, seen)


@pytest.fixture
def to(tmp_path: Path) -> Iterator[Path]:
    """A name for a ledger; after each test its folder holds that or nothing."""
    yield tmp_path / "new.db"
    assert {path.name for path in tmp_path.iterdir()} <= {"new.db", "new.db.writer"}


def test_the_same_ledger_and_the_same_bytes(lines: list[bytes], to: Path) -> None:
    counts = load(lines, "l.jsonl", to)
    assert counts["documents"] == 5 and counts["decisions"] == 3 and counts["failures"] == 1
    with Ledger.open(to) as ledger:
        assert list(dump(ledger)) == lines
        assert [(c.name, c.examples) for c in check(ledger) if c.wrong] == []


def test_it_goes_on_as_the_first_would_have(lines: list[bytes], to: Path) -> None:
    """Linking, revisions and decisions find what they need in an imported ledger."""
    load(lines, "l.jsonl", to)
    with Ledger.open(to, write=True, linker=SIMPLE) as ledger:
        assert ledger.add([entry("b", report(who="Soldiers"))]).known == 1
        assert ledger.add([entry("d", report(where="Amsa"))]).documents == 1
        ledger.record(Decision(0, "", "ben", "undo", undoes=2))
        assert [(c.name, c.examples) for c in check(ledger) if c.wrong] == []
        raised = pytest.raises(sqlite3.IntegrityError, match="append-only")
        with raised:
            ledger.connection.execute("DELETE FROM decisions")


def test_its_words_are_found_again(lines: list[bytes], to: Path) -> None:
    load(lines, "l.jsonl", to)
    with Ledger.open(to) as ledger:
        for question in ({"text": "crane operators"}, {"actor": ["Soldiers"]}, {"recipient": ["dockers"]}):
            assert claims_page(ledger.connection, filters(question)).keys, question


def test_every_table_is_written_or_made_again(tmp_path: Path) -> None:
    """A table that a later migration adds is in the dump without a line of code."""
    Ledger.open(tmp_path / "l.db", write=True).close()
    with Ledger.open(tmp_path / "l.db") as ledger:
        found = ledger.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        apart = {name for (name,) in found} - set(tables(ledger.connection))
        assert {name.split("_")[0] for name in apart} == set(INDEXES)
        assert {part for parts in PARTS.values() for part in parts} <= set(tables(ledger.connection))


def test_lines_are_readable(lines: list[bytes]) -> None:
    held = [orjson.loads(line) for line in lines]
    assert held[0]["onrecord"] == "ledger" and held[-1]["end"]["claims"] == 8
    document = next(line["row"] for line in held if line.get("table") == "documents")
    assert document["reading"]["document"]["title"] == "Port of Velden reopens after blockade"
    claim = next(line for line in held if line.get("table") == "claims")
    assert claim["parts"]["parties"][0]["name"] == "Soldiers"


def change(line: int, **values: Any) -> Callable[[list[bytes]], list[bytes]]:
    def apply(lines: list[bytes]) -> list[bytes]:
        changed = orjson.dumps({**orjson.loads(lines[line]), **values}, option=orjson.OPT_APPEND_NEWLINE)
        return [changed if n == line % len(lines) else old for n, old in enumerate(lines)]

    return apply


@pytest.mark.parametrize(
    ("damage", "code", "says"),
    [
        (lambda lines: lines[:-1], "damaged_export", "breaks off after line"),
        (lambda lines: [*lines[:9], lines[9][:40], *lines[10:]], "damaged_export", "line 10 is no JSON"),
        (lambda lines: lines[:20] + lines[21:], "damaged_export", "the digest at its end differs"),
        (lambda lines: [*lines[:5], b"[]\n", *lines[5:]], "damaged_export", "line 6 is no object"),
        (change(-1, end={"claims": 1}), "damaged_export", "it should hold"),
        (change(6, table="secrets"), "damaged_export", "line 7 is of no table that a ledger has: 'secrets'"),
        (change(6, row={"colour": "red"}), "damaged_export", "columns that raws has not: colour"),
        (change(6, row={"sha256": None}), "damaged_export", "line 7 cannot be a row of raws"),
        (change(6, table=["raws"]), "damaged_export", "line 7 is of no table"),
        (change(6, parts=[1]), "damaged_export", "line 7 holds parts that are no object"),
        (change(12, parts={"bands": 3}), "damaged_export", "line 13 holds bands that are no list of rows"),
        (change(12, parts={"bands": ["x"]}), "damaged_export", "line 13 holds bands that are no list of rows"),
        (change(6, row={"size": 2**63}), "damaged_export", "line 7 cannot be a row of raws"),
        (change(6, row={"zstd": {"base64": 4}}), "damaged_export", "line 7 cannot be a row of raws"),
        (change(0, schema=99), "newer_export", "has format 1 and schema 99"),
        (change(0, format=2, made_by="9.1"), "newer_export", "made by onrecord 9.1"),
        (change(0, onrecord="part", why="--country NER"), "part_of_a_ledger", "--country NER"),
        (lambda lines: [b'{"schema": 1, "id": "a"}\n'], "not_an_export", "its first line does not say so"),
        (lambda lines: [], "damaged_export", "breaks off after line 0"),
    ],
)
def test_what_is_no_whole_export_makes_nothing(
    lines: list[bytes], to: Path, damage: Callable[[list[bytes]], list[bytes]], code: str, says: str
) -> None:
    with pytest.raises(LedgerError) as raised:
        load(damage(lines), "l.jsonl", to)
    assert raised.value.code == code and says in raised.value.message and "l.jsonl" in raised.value.message
    assert not to.exists()


def test_a_ledger_that_is_there_is_not_touched(lines: list[bytes], to: Path) -> None:
    load(lines, "l.jsonl", to)
    before = to.read_bytes()
    with pytest.raises(LedgerError, match="is there already"):
        load(lines, "l.jsonl", to)
    assert to.read_bytes() == before


def test_an_export_of_an_earlier_schema_becomes_a_ledger_of_today(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "old.db", isolation_level=None)
    old.row_factory = sqlite3.Row
    migrate(old, 0, until=2)
    old.execute("INSERT INTO raws VALUES ('0a', 'text', 0, x'')")
    words = packed(b'{"document":{"title":"A walk"},"text":"They walked.","entities":[],"claims":[]}\n')
    old.execute(
        "INSERT INTO documents VALUES (1, 'a', 1, 1, 'a.txt', NULL, '0a', '{}', NULL, NULL, 'A walk', 'en', NULL, "
        "'2026-01-01', '0b', 'm', '[]', ?)",
        (words,),
    )
    lines = list(dump(Ledger(tmp_path / "old.db", old, None, SIMPLE)))
    old.close()
    assert orjson.loads(lines[0])["schema"] == 2
    load(lines, "old.jsonl", tmp_path / "new.db")
    with Ledger.open(tmp_path / "new.db") as ledger:
        (version,) = ledger.connection.execute("PRAGMA user_version").fetchone()
        found = ledger.connection.execute("SELECT rowid FROM texts WHERE texts MATCH 'walked'").fetchall()
    assert version == len(migrations()) and [tuple(row) for row in found] == [(1,)]


def test_rows_that_belong_to_nothing_are_not_left_out_without_a_word(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as ledger:
        ledger.add([entry("a", report())])
        ledger.connection.execute("PRAGMA foreign_keys = OFF")
        ledger.connection.execute("UPDATE places SET claim = 77")
        with pytest.raises(LedgerError, match="1 rows of places belong to nothing"):
            list(dump(ledger))


def test_a_few_bytes_that_claim_to_be_gigabytes_are_not_opened() -> None:
    head = bytes.fromhex("28b52ffd") + b"\xe0" + (1 << 40).to_bytes(8, "little")  # a frame of zstd: a terabyte
    with pytest.raises(ZstdError, match="would open to more than"):
        unpacked(head + packed(b"x")[5:])


def test_a_line_without_end_comes_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.store.load.LONGEST_LINE", 4)
    assert list(lines_of(io.BytesIO(b"abcdefgh\nij\n"))) == [b"abcd", b"efgh", b"\n", b"ij\n"]
