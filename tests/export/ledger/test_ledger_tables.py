"""Tables out of a ledger: the rows that questions give, in each format."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from ledgers import claim, document
from onrecord.export.ledger import acled, plover
from onrecord.export.ledger.columns import CLAIM_COLUMNS, COLUMNS, INCIDENT_COLUMNS
from onrecord.export.ledger.formats import FORMATS
from onrecord.model.errors import OnrecordError
from onrecord.store import Ledger
from onrecord.store.answers import claim_rows, incident_rows
from onrecord.store.filters import filters
from onrecord.store.query import claims_page, incidents_page

Export = Callable[..., Any]
QUESTIONS: list[dict[str, Any]] = [
    {},
    {"country": ["NER"]},
    {"stance": ["denies"]},
    {"type": ["PROTEST"], "from": "2024-05"},
    {"source": ["AFP"]},
    {"text": "marched"},
    {"disputed": True},
    {"min-confidence": 0.95},
]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_exports_have_the_rows_of_the_questions(ledger: Ledger, out: Export, question: dict[str, Any]) -> None:
    connection, asked = ledger.connection, filters(question)
    claims = [row["key"] for row in claim_rows(connection, claims_page(connection, asked).keys)]
    incidents = [row["id"] for row in incident_rows(connection, incidents_page(connection, asked).keys)]
    data, written = out("csv", question)
    assert [row["key"] for row in rows(data)] == claims and written.counts == {"claims": len(claims)}
    data, written = out("csv", question, rows="incidents")
    assert [row["id"] for row in rows(data)] == incidents and written.counts == {"incidents": len(incidents)}
    assert [row["Event ID"] for row in rows(out("plover", question)[0])] == claims
    assert [row["event_id_cnty"] for row in rows(out("acled", question)[0])] == incidents
    assert [feature["id"] for feature in orjson.loads(out("geojson", question)[0])["features"]] == incidents
    lines = [orjson.loads(line) for line in out("jsonl", question, text=False)[0].splitlines()]
    assert [line["claim"]["key"] for line in lines if "claim" in line] == claims
    assert orjson.loads(out("geojson", question, rows="claims")[0])["features"] == [
        f for f in orjson.loads(out("geojson", rows="claims")[0])["features"] if f["id"] in claims
    ]


def test_a_claim_in_a_row(out: Export) -> None:
    first = next(row for row in rows(out("csv")[0]) if row["key"] == "0000000000000000")
    assert {name: first[name] for name in ("document", "incident", "type", "trigger", "start", "end", "quote")} == {
        "document": "a",
        "incident": "0000000000000000",
        "type": "ASSAULT",
        "trigger": "raided",
        "start": "7",
        "end": "13",
        "quote": "Rebels raided Moravi.",
    }
    assert (first["actors"], first["actor_sectors"], first["recipients"]) == ("Reed Front", "REB", "Varland's army")
    assert (first["actor_countries"], first["recipient_countries"], first["actor_refs"]) == ("", "NER", "")
    assert (first["lat"], first["country"], first["earliest"]) == ("12.0", "NER", "2024-05-04")
    assert (first["sources"], first["stances"], first["quantities"]) == ("Varland's army", "asserts", "10 killed")
    assert (first["standing"], first["revision"]) == ("machine", "1")


def test_what_a_spreadsheet_would_run_stays_words(ledger: Ledger, out: Export, tmp_path: Any) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    ledger.close()
    nasty = ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1+1"]
    with Ledger.open(ledger.path, write=True) as opened:
        for n, words in enumerate(nasty):
            article = document(opened.connection, f"x{n}", f"{words} raided us.", publisher=words, title=words)
            claim(opened.connection, article, trigger="raided", actors=[(words, None, None)], start=len(words) + 1)
    with Ledger.open(ledger.path) as opened:
        ledger.connection = opened.connection
        written = [row for row in rows(out("csv")[0]) if row["document"].startswith("x")]
        sheet = openpyxl.load_workbook(io.BytesIO(out("xlsx")[0]))["claims"]
    assert sorted(row["actors"] for row in written) == sorted(f"'{words}" for words in nasty)
    assert all(cell[:1] not in "=+-@\t\r" or not cell for row in written for cell in row.values())
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"} and "=1+1" in {cell.value for cell in cells}


def test_excel_has_both_sheets_and_what_they_mean(out: Export) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    data, written = out("xlsx", {"country": ["NER"]})
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["claims", "incidents", "about"]
    assert [cell.value for cell in book["claims"][1]] == [column.name for column in CLAIM_COLUMNS]
    assert book["claims"].max_row - 1 == written.counts["claims"] == 3
    about = {tuple(cell.value for cell in row)[:2] for row in book["about"].iter_rows()}
    assert ("filter country", "['NER']") in about and ("rows of claims", "3") in about


def test_parquet_keeps_lists_and_what_is_not_known(out: Export) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(out("parquet")[0]))
    assert table.column_names == [column.name for column in CLAIM_COLUMNS]
    held = {row["key"]: row for row in table.to_pylist()}
    assert held["0000000000000000"]["actors"] == ["Reed Front"] and held["0000000000000000"]["lat"] == 12.0
    assert held["0000000000000003"]["actors"] == [] and held["0000000000000003"]["lat"] is None
    assert table.schema.field("key").metadata[b"description"].startswith(b"key of the claim")


def test_what_an_extra_is_for_says_how_to_get_it(out: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OnrecordError, match=r"needs pyarrow, which is not installed.*onrecord\[parquet\]"):
        out("parquet")


def test_geojson_keeps_what_has_no_coordinates(out: Export) -> None:
    data, written = out("geojson")
    held = {feature["id"]: feature for feature in orjson.loads(data)["features"]}
    assert held["0000000000000000"]["geometry"] == {"type": "Point", "coordinates": [40.0, 12.0]}
    assert held["0000000000000003"]["geometry"] is None and written.note == "1 without coordinates"
    assert held["0000000000000000"]["properties"]["publishers"] == ["Tiren Post", "AFP"]


def test_a_plover_row(out: Export) -> None:
    first = next(row for row in rows(out("plover")[0]) if row["Event ID"] == "0000000000000000")
    assert (first["Quad Code"], first["Actor Name"], first["Primary Actor Sector"]) == ("4", "Reed Front", "REB")
    assert (first["Recipient Country"], first["Event Date"], first["Source"]) == ("NER", "2024-05-04", "Tiren Post")
    assert (first["According To"], first["Status"]) == ("Varland's army", "actual")


def test_an_acled_row(out: Export) -> None:
    held = {row["event_id_cnty"]: row for row in rows(out("acled")[0])}
    clash = held["0000000000000000"]
    assert (clash["event_type"], clash["sub_event_type"]) == ("Battles", "Armed clash")
    assert (clash["disorder_type"], clash["civilian_targeting"]) == ("Political violence", "")
    assert (clash["actor1"], clash["inter1"], clash["actor2"], clash["inter2"]) == (
        *("Reed Front", "Rebel group"),
        *("Varland's army", "State forces"),
    )
    assert (clash["interaction"], clash["iso3"], clash["country"]) == ("Rebel group-State forces", "NER", "Niger")
    assert (clash["time_precision"], clash["geo_precision"]) == ("1", "1")
    assert (clash["fatalities_low"], clash["fatalities_high"]) == ("10", "12")
    march = held["0000000000000003"]
    assert (march["event_type"], march["sub_event_type"]) == ("Protests", "Peaceful protest")
    assert (march["inter1"], march["time_precision"], march["fatalities"]) == ("Protesters", "3", "")


def test_acled_leaves_what_did_not_happen_without_a_type(ledger: Ledger, out: Export) -> None:
    denied = next(row for row in rows(out("acled", {"document": ["b"]})[0]))
    assert denied["event_id_cnty"] == "0000000000000000"  # the incident is met by one claim and told whole
    ledger.close()
    with Ledger.open(ledger.path, write=True) as opened:
        article = document(opened.connection, "d", "A strike may come.")
        rowid = claim(opened.connection, article, "PROTEST", trigger="strike", status="future", start=2, killed=40)
        from onrecord.store.summary import summarise

        (key,) = opened.connection.execute("SELECT key FROM claims WHERE rowid = ?", (rowid,)).fetchone()
        summarise(opened, [key])
    with Ledger.open(ledger.path) as opened:
        ledger.connection = opened.connection
        data, written = out("acled")
    coming = next(row for row in rows(data) if row["event_id_cnty"] == key)
    assert (coming["event_type"], coming["not_coded"]) == ("", acled.UNSEEN)
    assert coming["fatalities"] == coming["fatalities_high"] == ""  # nobody died of what is announced
    assert written.note == "1 without an ACLED type, with the reason"


def test_every_column_has_a_name_of_its_own_and_a_meaning() -> None:
    for columns in (*COLUMNS.values(), plover.COLUMNS, acled.COLUMNS):
        names = [column.name for column in columns]
        assert len(set(names)) == len(names) and all(column.description for column in columns)
    assert {c.name for c in INCIDENT_COLUMNS} >= {"killed_low", "killed_best", "killed_high", "disputed"}


@pytest.mark.parametrize("format", FORMATS, ids=lambda f: f.name)
def test_the_same_ledger_gives_the_same_bytes(out: Export, format: Any) -> None:
    if format.name in ("parquet", "ftm"):
        pytest.importorskip({"parquet": "pyarrow", "ftm": "followthemoney"}[format.name])
    assert out(format.name)[0] == out(format.name)[0]


def test_a_format_has_the_rows_that_it_has(out: Export) -> None:
    with pytest.raises(OnrecordError, match="acled has rows of its own, not claims"):
        out("acled", rows="claims")
