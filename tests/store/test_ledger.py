"""What goes into a ledger comes out again, once, with all its revisions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import builders
import entries
from entries import SIMPLE, entry, report
from onrecord.clean import clean
from onrecord.contract import to_json
from onrecord.link.facts import facts_of
from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import LedgerError
from onrecord.settings import Settings
from onrecord.store import Ledger
from onrecord.store.check import check
from onrecord.store.documents import Stored
from onrecord.store.rows import unpacked


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        yield opened


def harbour(id: str = "harbour") -> entries.Entry:
    made = builders.harbour(id)
    return Raw(id, f"{id}.txt", "text", made.text.encode()), made


def count(ledger: Ledger, table: str, where: str = "1") -> int:
    found: int = ledger.connection.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0]
    return found


def test_a_reading_comes_out_as_it_went_in(ledger: Ledger) -> None:
    raw, made = harbour()
    assert ledger.add([(raw, made)]) == Stored(documents=1, claims=4)
    assert ledger.reading_json("harbour") == to_json(made)
    assert ledger.raw("harbour") == raw


def test_facts_of_the_ledger_are_those_of_the_reading(ledger: Ledger) -> None:
    raw, made = harbour()
    ledger.add([(raw, made)])
    assert ledger.facts([4, 1, 2, 3]) == [facts_of(made)[i] for i in (3, 0, 1, 2)]


def test_facts_of_a_real_reading_keep_places_refs_gist_and_vectors(ledger: Ledger) -> None:
    import onrecord

    text = (
        "French troops left the air base in Niamey on Friday, Niger's army said in a statement. "
        "The army of Niger had asked France to withdraw its soldiers from Niamey in July 2023.\n"
    )
    made = onrecord.read_text(text, published="2024-05-05", publisher="Morning Tide")
    ledger.add([(Raw("text", "text", "text", text.encode(), Metadata(published="2024-05-05")), made)])
    wanted = facts_of(made)
    found = ledger.facts(range(1, len(made.claims) + 1))
    assert found == list(wanted)
    assert any(f.places for f in found) and any(w.ref for f in found for w in f.actors) and found[0].outlet.gist
    assert [f.vector.tobytes() for f in found] == [f.vector.tobytes() for f in wanted]
    assert len(found[0].vector) > 0


def test_a_document_can_be_made_again_from_its_raw_bytes(ledger: Ledger) -> None:
    text = "Soldiers seized the port of Velden on Saturday, the harbour union said in a statement on Monday.\n"
    raw = Raw(
        "n1", "a.jsonl", "jsonl", text.encode(), Metadata(published="2031-03-09", extra={"desk": [1, None]}), text=text
    )
    document = clean(raw, Settings())
    ledger.add([(raw, builders.reading(document))])
    assert clean(ledger.raw("n1"), Settings()) == document


def test_the_same_bytes_under_the_same_id_are_known(ledger: Ledger) -> None:
    first = entry("a", report())
    ledger.add([first])
    assert ledger.knows(first[0])
    assert ledger.add([first, first]) == Stored(known=2)
    assert count(ledger, "documents") == 1


def test_metadata_that_are_corrected_make_a_revision_of_the_same_bytes(ledger: Ledger) -> None:
    first, corrected = (entry("a", report(), published=f"2031-03-0{day}") for day in (8, 9))
    ledger.add([first])
    assert not ledger.knows(corrected[0])
    assert ledger.add([corrected]) == Stored(documents=1, revisions=1, claims=1)
    assert ledger.reading_json("a")["document"]["published"] == "2031-03-09"
    assert (count(ledger, "documents"), count(ledger, "raws")) == (2, 1)
    assert ledger.add([first, corrected]) == Stored(known=2)


def test_the_same_bytes_without_the_metadata_that_were_given_are_known(ledger: Ledger) -> None:
    ledger.add([entry("a", report(), published="2031-03-09", publisher="Tide")])
    assert ledger.knows(entry("a", report())[0])
    assert ledger.knows(entry("a", report(), publisher="Tide")[0])
    assert not ledger.knows(entry("a", report(), url="https://tide.example/1")[0])


def test_the_same_bytes_under_another_id_are_another_document(ledger: Ledger) -> None:
    ledger.add([entry("a", report()), entry("b", report())])
    assert (count(ledger, "documents", "current"), count(ledger, "raws")) == (2, 1)


def test_the_same_page_under_another_id_is_known(ledger: Ledger) -> None:
    ledger.add([entry("a", report(), url="https://tide.example/1")])
    assert ledger.knows(entry("b", report(), url="https://tide.example/1")[0])


@pytest.mark.parametrize("id", ["a", "other"])
def test_other_bytes_under_an_id_or_url_are_a_revision_and_both_are_kept(ledger: Ledger, id: str) -> None:
    url = "https://tide.example/1"
    ledger.add([entry("a", report(), url=url)])
    assert ledger.add([entry(id, report(whom="two union leaders"), url=url)]) == Stored(1, 1, 1)
    rows = ledger.connection.execute("SELECT id, revision, current FROM documents ORDER BY rowid").fetchall()
    assert [tuple(row) for row in rows] == [("a", 1, 0), (id, 2, 1)]
    assert [row[0] for row in ledger.connection.execute("SELECT current FROM claims ORDER BY rowid")] == [0, 1]
    assert "a union leader" in ledger.reading_json("a", 1)["text"]
    assert "two union leaders" in ledger.reading_json(id)["text"]


def test_an_old_version_that_comes_again_is_known(ledger: Ledger) -> None:
    first, second = entry("a", report()), entry("a", report(whom="two men"))
    ledger.add([first, second])
    assert ledger.add([first, second]) == Stored(known=2)


def test_a_failure_is_kept_until_the_input_can_be_read(ledger: Ledger) -> None:
    raw, made = entry("a", report())
    failed = Failure("a", "no_text", "it holds no text", "Leave it out")
    assert ledger.add([(failed, failed), (raw, Failure("b", "too_long", "too long", "Split it"))]) == Stored(failures=2)
    assert count(ledger, "failures") == 2
    ledger.add([(raw, made)])
    assert [row["id"] for row in ledger.connection.execute("SELECT id FROM failures")] == ["b"]


@pytest.mark.parametrize("data", [b"%PDF damaged", b""])
def test_the_bytes_of_what_could_not_be_read_are_kept(ledger: Ledger, data: bytes) -> None:
    raw = replace(entry("a", report())[0], data=data)
    ledger.add([(raw, Failure("a", "damaged_pdf", "it cannot be opened", "Download it again"))])
    (row,) = ledger.connection.execute("SELECT zstd, size FROM failures JOIN raws ON sha256 = raw").fetchall()
    assert (unpacked(row["zstd"]), row["size"]) == (data, len(data))
    assert [c.name for c in check(ledger) if c.wrong] == []


def test_a_batch_is_stored_whole_or_not_at_all(ledger: Ledger) -> None:
    good, bad = entry("a", report()), entry("b", report(where="Amsa"))
    ledger.connection.execute("CREATE TEMP TRIGGER no BEFORE INSERT ON main.documents WHEN new.id = 'b' "
                              "BEGIN SELECT raise(ABORT, 'no'); END")  # fmt: skip
    with pytest.raises(sqlite3.IntegrityError):
        ledger.add([good, bad])
    assert count(ledger, "documents") == count(ledger, "raws") == 0
    assert ledger.add([good]).documents == 1


def test_words_and_names_are_found(ledger: Ledger) -> None:
    ledger.add([harbour(), entry("a", report())])
    query = "SELECT id FROM texts JOIN documents ON documents.rowid = texts.rowid WHERE texts MATCH ?"
    for words, ids in (
        ("blockade", ["harbour"]),
        ("names: soldiers", ["harbour"]),
        ("names: velden", ["harbour", "a"]),
    ):
        assert [row["id"] for row in ledger.connection.execute(query, (words,))] == ids


@pytest.mark.parametrize(("id", "revision", "said"), [("b", None, "document 'b'"), ("a", 7, "revision 7")])
def test_what_is_not_there_is_named(ledger: Ledger, id: str, revision: int | None, said: str) -> None:
    ledger.add([entry("a", report())])
    with pytest.raises(LedgerError, match=said):
        ledger.reading_json(id, revision)


def test_readers_see_the_last_batch_while_a_writer_writes(ledger: Ledger) -> None:
    ledger.add([entry("a", report())])
    with ledger.transaction() as connection:
        connection.execute("DELETE FROM buckets")
        with Ledger.open(ledger.path) as reader:
            assert count(reader, "documents") == 1 and count(reader, "buckets") > 0


def test_a_reader_cannot_write_and_leaves_no_file_behind(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    Ledger.open(path, write=True).close()
    with pytest.raises(LedgerError, match="cannot be written"), Ledger.open(path) as reader:
        reader.connection.execute("DELETE FROM raws")
    assert [p.name for p in tmp_path.iterdir()] == ["l.db"]
