"""Tables as people have them: encodings, delimiters, spreadsheets by mistake, broken rows, missing columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.compare import layout
from onrecord.compare.event import Reader
from onrecord.compare.table import CHUNK_BYTES, open_table
from onrecord.model.errors import OnrecordError, SourceError
from onrecord.ontology import load as ontology
from onrecord.ontology.mapping import crosswalk

HEAD = "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,location,latitude,longitude,fatalities\n"
ROW = "N1,04 May 2031,Battles,Armed clash,RF - Reed Front,Military Forces of Varland,Mórav,13.5,2.1,3\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found(path: Path, encoding: str) -> None:
    path.write_bytes((HEAD + ROW).encode(encoding))
    table = open_table(path)
    assert table.header[0] == "event_id_cnty"
    assert [cells[6] for _, cells in table.rows()] == ["Mórav"]


def test_a_byte_far_down_decides_against_utf_8(path: Path) -> None:
    rows = ROW.replace("ó", "o") * (2 * CHUNK_BYTES // len(ROW))
    path.write_bytes((HEAD + rows + ROW).encode("cp1252"))
    *_, (_, last) = open_table(path).rows()
    assert last[6] == "Mórav"


def test_an_accent_that_two_blocks_share_is_no_fault(path: Path) -> None:
    text = HEAD + ROW * (2 * CHUNK_BYTES // len(ROW.encode()))
    for shift in range(2):
        path.write_bytes(b"x" * shift + text.encode())
        assert open_table(path).encoding == "utf-8-sig"


def test_the_encoding_that_is_asked_for_counts(path: Path) -> None:
    path.write_bytes((HEAD + ROW).encode("cp1250"))
    assert [cells[6] for _, cells in open_table(path, "cp1250").rows()] == ["Mórav"]
    with pytest.raises(OnrecordError, match="klingon"):
        open_table(path, "klingon")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_found(path: Path, delimiter: str) -> None:
    path.write_text((HEAD + ROW).replace(",", delimiter), encoding="utf-8")
    assert len(open_table(path).header) == 10


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"PK\x03\x04 a workbook", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "spreadsheet"),
        (b'{"data": []}', "not_a_table"),
        (b"<html>", "not_a_table"),
        (b"just a line\nand another\n", "not_a_table"),
        (b"\x01\x02" + b"\x00" * 500, "not_a_table"),
    ],
)
def test_what_is_no_table_is_named(path: Path, data: bytes, code: str) -> None:
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        open_table(path)
    assert caught.value.code == code and str(path) in caught.value.message


def test_a_file_that_is_not_there(path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        open_table(path)


def test_a_row_with_too_few_cells_is_told_and_the_next_is_read(path: Path) -> None:
    path.write_text(HEAD + "N0,too,few\n\n" + ROW, encoding="utf-8")
    (line, wrong), (_, cells) = open_table(path).rows()
    assert (line, wrong) == (2, "3 cells where the header names 10 columns")
    assert cells[0] == "N1"


def test_a_table_of_another_kind_says_which_it_looks_like() -> None:
    header = ("id", "date_start", "date_end", "type_of_violence", "latitude", "longitude", "best")
    with pytest.raises(SourceError) as caught:
        layout.load("acled").find(header, "ged.csv")
    assert "no column event_date, event_type" in caught.value.message
    assert caught.value.hint == "It looks like --as ucdp"


def test_a_column_that_stands_twice_is_refused() -> None:
    with pytest.raises(SourceError, match="2 times"):
        layout.load("csv").find(("date", "place", "Date"), "t.csv")


def test_columns_are_guessed_by_name_and_named_by_people() -> None:
    found = layout.load("csv").find(("Nr", "Day", "Town", "Dead"), "t.csv")
    assert found == {"id": 0, "start": 1, "place": 2, "best": 3}
    named = layout.load("csv").with_columns("start=Tag, place=Ort")
    assert named.find(("Tag", "Ort"), "t.csv") == {"start": 0, "place": 1}


def test_a_column_that_people_name_must_be_there() -> None:
    with pytest.raises(OnrecordError, match=r"no column 'Stadt'. It has Tag, Ort"):
        layout.load("csv").with_columns("start=Tag,place=Stadt").find(("Tag", "Ort"), "t.csv")


@pytest.mark.parametrize("given", ["Tag", "when=Tag", "start="])
def test_a_list_of_columns_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(OnrecordError, match="no FIELD=COLUMN"):
        layout.load("csv").with_columns(given)


def acled(*rows: str) -> Reader:
    places = layout.load("acled").find(tuple(HEAD.strip().split(",")), "t.csv")
    reader = Reader(layout.load("acled"), places, None, crosswalk("acled"), ontology().type_names)
    for line, row in enumerate(rows, 2):
        reader.read(line, row.strip().split(","))
    return reader


def test_faulty_cells_are_counted_with_the_first_of_each() -> None:
    reader = acled(
        ROW.replace("Battles", "Skirmishes"),
        ROW.replace("13.5", "north"),
        ROW.replace("13.5", "99").replace("3\n", "many\n"),
        ROW.replace("04 May 2031", "May"),
    )
    assert reader.problems.lines() == [
        "lat: 2 × no degrees from -90 to 90, first 'north' in line 3",
        "event: 1 × no type that acled has, first 'Skirmishes' in line 2",
        "best: 1 × no count, first 'many' in line 4",
        "start: 1 × no day: no form of a date that is known here, first 'May' in line 5",
    ]


def test_a_row_becomes_an_event() -> None:
    event = acled().read(2, ROW.strip().split(","))
    assert event is not None
    assert (event.id, event.first.isoformat(), event.event, event.sub) == ("N1", "2031-05-04", "Battles", "Armed clash")
    assert (event.lat, event.lon, event.best, event.place) == (13.5, 2.1, 3.0, "Mórav")
    assert event.sides[0].words == {"rf", "reed", "front"}
    assert (event.sides[1].words, event.sides[1].sectors) == ({"varland"}, {"MIL"})
