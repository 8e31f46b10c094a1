"""Releases: what is in them, that they are never changed, and what they say of the one before."""

from __future__ import annotations

import csv
import hashlib
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from builders import HARBOUR, harbour
from onrecord.export.codebook import page as codebook
from onrecord.export.ledger.asked import Asked
from onrecord.model.document import Metadata, Raw
from onrecord.model.errors import OnrecordError
from onrecord.model.reading import Reading
from onrecord.release.freeze import Release, freeze, releases
from onrecord.release.papers import About
from onrecord.store import Ledger
from onrecord.store.filters import filters
from onrecord.store.load import load
from onrecord.store.summary import summarise_stale

Freeze = Callable[..., Release]


def add(ledger: Ledger, told: Reading) -> None:
    ledger.add([(Raw(told.id, f"{told.id}.txt", "text", told.text.encode(), Metadata()), told)])


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "port.db", write=True) as opened:
        add(opened, harbour())
        yield opened


@pytest.fixture
def release(ledger: Ledger, tmp_path: Path) -> Freeze:
    """Freezes the ledger under a name, in `tmp_path / "out"` unless another folder is named."""

    def run(name: str, folder: str = "out", question: dict[str, Any] | None = None, **given: Any) -> Release:
        asked = Asked(ledger, filters(question or {}), text=given.pop("text", False))
        since = given.pop("since", None)
        about = About(name, given.pop("day", "2031-03-31"), "Port of Velden", ("Harbour Desk",), "CC-BY-4.0")
        return freeze(asked, tmp_path / folder, about, since)

    return run


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_release_holds_data_codebook_versions_citation_and_digests(release: Freeze) -> None:
    made = release("2031-03")
    files = contents(made.folder)
    assert set(files) == {
        *("claims.csv", "claims.jsonl", "incidents.csv", "incidents.jsonl", "codebook.md", "release.json", "README.md"),
        *("CITATION.cff", "CHANGES.md", "SHA256SUMS"),
    }
    assert len(rows(made.folder / "claims.csv")) == made.facts["rows"]["claims"] == 4
    assert files["codebook.md"].decode() == codebook()
    facts = orjson.loads(files["release.json"])
    assert facts["made_by"]["models"] == {"test model 0000": 1}
    assert (facts["day"], facts["before"], facts["text"]) == ("2031-03-31", None, False)
    assert "4 claims about" in files["README.md"].decode()
    assert yaml.safe_load(files["CITATION.cff"]) == {
        "cff-version": "1.2.0", "message": "If you use this data set, please cite it as below.", "type": "dataset",
        "title": "Port of Velden", "version": "2031-03", "date-released": "2031-03-31",
        "authors": [{"name": "Harbour Desk"}], "license": "CC-BY-4.0",
    }  # fmt: skip


def test_digests_are_those_of_the_files(release: Freeze) -> None:
    files = contents(release("2031-03").folder)
    told = dict(reversed(line.split("  ")) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert told == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def test_the_same_ledger_gives_the_same_bytes(release: Freeze) -> None:
    assert contents(release("r", "one").folder) == contents(release("r", "two").folder)


def test_article_text_is_left_out_unless_it_is_asked_for(release: Freeze, ledger: Ledger, tmp_path: Path) -> None:
    sentence = HARBOUR.splitlines()[-2].encode()  # of which no claim is made
    assert not any(sentence in data for data in contents(release("short").folder).values())
    whole = release("whole", text=True).folder / "ledger.jsonl"
    assert sentence in whole.read_bytes()
    with whole.open("rb") as lines:
        load(lines, "ledger.jsonl", tmp_path / "again.db")
    with Ledger.open(tmp_path / "again.db") as again:
        assert again.reading_json("harbour") == ledger.reading_json("harbour")


def test_a_release_that_is_there_is_never_changed(release: Freeze, ledger: Ledger, tmp_path: Path) -> None:
    before = contents(release("2031-03").folder)
    add(ledger, harbour("second"))
    with pytest.raises(OnrecordError) as caught:
        release("2031-03")
    assert caught.value.code == "release_exists"
    assert contents(tmp_path / "out" / "2031-03") == before
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2031-03"]


def test_a_release_that_breaks_leaves_nothing(release: Freeze, ledger: Ledger, tmp_path: Path) -> None:
    with ledger.transaction() as connection:
        connection.execute("UPDATE documents SET reading = x'00'")
    with pytest.raises(Exception):  # noqa: B017 - whatever the damage is called
        release("2031-03")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_disk_that_is_full_leaves_nothing(release: Freeze, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, before[1]))  # bytes that any file may have
    try:
        with pytest.raises(OSError):
            release("2031-03")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "out").iterdir()) == []


def test_the_first_release_says_so(release: Freeze) -> None:
    made = release("first")
    assert "the first release" in (made.folder / "CHANGES.md").read_text()
    assert made.changes == {}


def test_changes_are_told_row_by_row(release: Freeze, ledger: Ledger) -> None:
    release("first")
    with ledger.transaction() as connection:
        connection.execute("UPDATE claims SET mode = 'deport', confidence = 0.5 WHERE trigger = 'arrested'")
        connection.execute("UPDATE claims SET current = 0 WHERE trigger = 'beaten'")
        summarise_stale(ledger)
    add(ledger, harbour("second"))
    made = release("second")
    claims = made.changes["claims"]
    assert {kind: claims[kind] for kind in ("added", "removed", "changed")} == {"added": 4, "removed": 1, "changed": 1}
    changes = [orjson.loads(line) for line in (made.folder / "changes.jsonl").read_bytes().splitlines()]
    (mode,) = [c for c in changes if "mode" in c.get("fields", {})]
    assert mode["fields"]["mode"] == ["arrest", "deport"] and mode["fields"]["confidence"] == ["0.88", "0.5"]
    assert mode["row"]["document"] == "harbour"
    assert [c["row"]["document"] for c in changes if c["change"] == "removed" and c["table"] == "claims"] == ["harbour"]
    text = (made.folder / "CHANGES.md").read_text()
    assert "# Changes from first (2031-03-31) to second (2031-03-31)" in text
    assert "| claims | 4 | 1 | 1 | 2 |" in text and "- mode: 1" in text
    assert made.facts["before"]["name"] == "first"


def test_an_incident_that_went_says_where_its_claims_are(release: Freeze, ledger: Ledger) -> None:
    first = release("first")
    incidents = sorted(row["id"] for row in rows(first.folder / "incidents.csv"))
    with ledger.transaction() as connection:
        connection.execute("UPDATE claims SET incident = ? WHERE incident = ?", (incidents[0], incidents[1]))
        summarise_stale(ledger)
    made = release("second")
    changes = [orjson.loads(line) for line in (made.folder / "changes.jsonl").read_bytes().splitlines()]
    (gone,) = [c for c in changes if c["change"] == "removed"]
    assert (gone["row"]["id"], gone["now"]) == (incidents[1], incidents[0])


def test_the_release_before_is_the_last_by_day_or_the_one_that_is_named(release: Freeze, tmp_path: Path) -> None:
    release("c", day="2031-01-31")
    release("a", day="2031-02-28")
    assert [path.name for path in releases(tmp_path / "out")] == ["c", "a"]
    assert release("d").facts["before"]["name"] == "a"
    assert release("e", since="c").facts["before"]["name"] == "c"
    assert release("b", day="2031-02-01").facts["before"]["name"] == "c"


def test_of_one_day_the_tenth_comes_after_the_ninth(release: Freeze) -> None:
    for name in ("v9", "v10"):
        release(name, day="2031-01-31")
    assert release("v11", day="2031-01-31").facts["before"]["name"] == "v10"


def test_filters_are_kept_and_obeyed(release: Freeze) -> None:
    release("all")
    made = release("coerce", question={"type": ["COERCE"]})
    assert {row["type"] for row in rows(made.folder / "claims.csv")} == {"COERCE"}
    assert made.facts["filters"] == {"type": ["COERCE"]}
    assert "The filters are others than before" in (made.folder / "CHANGES.md").read_text()


def test_a_ledger_has_a_day_of_its_own(release: Freeze, ledger: Ledger) -> None:
    (added,) = ledger.connection.execute("SELECT max(added) FROM documents").fetchone()
    assert release("today", day="").facts["day"] == added[:10]


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("../up", {}, "bad_name"),
        ("", {}, "bad_name"),
        ("r", {"day": "March"}, "bad_date"),
        ("r", {"since": "nowhere"}, "no_release"),
    ],
)
def test_what_is_asked_wrongly_is_refused(release: Freeze, name: str, given: dict[str, str], code: str) -> None:
    with pytest.raises(OnrecordError) as caught:
        release(name, **given)
    assert caught.value.code == code


@pytest.mark.parametrize("damage", ["release.json", "claims.csv", "SHA256SUMS"])
def test_a_damaged_release_before_is_named_and_nothing_is_made(release: Freeze, tmp_path: Path, damage: str) -> None:
    folder = release("first").folder
    if damage == "release.json":
        (folder / damage).write_text("{")
    else:
        (folder / damage).unlink()
    with pytest.raises(OnrecordError) as caught:
        release("second", since="first")
    assert caught.value.code == "bad_release" and damage in caught.value.message
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["first"]


@pytest.mark.parametrize("garbage", [b"\xff\xfe", b"one,two\n", b'"never closed'])
def test_rows_of_the_release_before_that_cannot_be_read_are_named(
    release: Freeze, tmp_path: Path, garbage: bytes
) -> None:
    table = release("first").folder / "claims.csv"
    table.write_bytes(table.read_bytes() + garbage)
    with pytest.raises(OnrecordError) as caught:
        release("second", since="first")
    assert caught.value.code == "bad_release" and "claims.csv" in caught.value.message
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["first"]
