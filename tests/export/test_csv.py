"""One row a claim, safe to open in a spreadsheet."""

import csv
import io
from dataclasses import replace

from builders import claim, document, harbour, reading
from onrecord.export.csv import COLUMNS, CsvWriter
from onrecord.model.document import Failure
from onrecord.model.reading import Geo, PlacePhrase, Reading


def rows(*items: Reading | Failure) -> list[dict[str, str]]:
    stream = io.BytesIO()
    writer = CsvWriter(stream)
    for item in items:
        writer.write(item)
    writer.finish()
    return list(csv.DictReader(io.StringIO(stream.getvalue().decode())))


def test_a_claim_is_a_row_of_documented_columns() -> None:
    first, second, third, _ = rows(harbour())
    assert list(first) == [column.name for column in COLUMNS]
    assert all(column.description for column in COLUMNS)
    assert (first["type"], first["mode"], first["objects"]) == ("COERCE", "seize", "the port of Velden")
    assert (second["quantities"], second["time_value"], second["time"]) == ("40 dockers", "2031-03-08", "Saturday")
    assert (third["sources"], third["stances"], third["status"]) == ("The interior ministry", "denies", "negated")
    assert harbour().text[int(first["start"]) : int(first["end"])] == first["trigger"] == "seized"


def test_what_is_not_known_is_an_empty_cell() -> None:
    text = "Troops and tanks left."
    (row,) = rows(reading(document(text), claim(text, "left", "RETREAT", "withdraw", actors=("Troops", "tanks"))))
    assert row["actors"] == "Troops; tanks"
    assert [row[n] for n in ("actor_countries", "sources", "time", "lat", "publisher")] == [""] * 5


def test_words_that_a_spreadsheet_would_run_are_quoted_and_numbers_are_not() -> None:
    text = "@SUM(A1) left Velden."
    made = claim(text, "left", "RETREAT", actors=("@SUM(A1)",), place=("Velden",))
    place = replace(made.place[0], geo=Geo(-13.5, 2.1, None, None, 3))
    assert isinstance(place, PlacePhrase)
    document_ = document(text, title="=cmd", publisher="-1+1", agency="\t=1")
    (row,) = rows(reading(document_, replace(made, place=(place,))))
    assert row["actors"] == "'@SUM(A1)"
    assert (row["title"], row["publisher"], row["agency"]) == ("'=cmd", "'-1+1", "'\t=1")
    assert row["lat"] == "-13.5"


def test_a_failure_has_no_row_and_the_header_is_there_all_the_same() -> None:
    stream = io.BytesIO()
    CsvWriter(stream).write(Failure("a", "empty", "a is empty", "Give another"))
    assert stream.getvalue().count(b"\n") == 1


def test_characters_that_utf8_lacks_do_not_break_a_row() -> None:
    text = "Troops left."
    (row,) = rows(reading(document(text, "caf\udce9"), claim(text, "left", "RETREAT")))
    assert row["document"] == "caf?"
