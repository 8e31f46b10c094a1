"""`onrecord gazetteer add`: GeoNames dumps and CSVs, taken whole or refused whole with line and reason."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.ground.place.add import add_file
from onrecord.ground.place.gazetteer import Gazetteer, user_folder
from onrecord.model.errors import OnrecordError, VocabularyError

CSV = "name,lat,lon,country,kind\nBase Velden,17.5,8.25,NE,point\nTamrouche,16.1,7.9,NER,town\n"


def row(id: str = "9000001", name: str = "Velden", lat: str = "17.5", lon: str = "8.25", feature: str = "P",
        code: str = "PPL", country: str = "NE", admin1: str = "01", population: str = "40") -> str:  # fmt: skip
    others = "Feldene,VLD,Velden Ancien"
    cells = [id, name, name, others, lat, lon, feature, code, country, "", admin1, "", "", "", population, "", "380"]
    return "\t".join([*cells, "Africa/Niamey", "2024-05-05"])


def dump(folder: Path, *rows: str, name: str = "NE.txt", end: str = "\n") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + end, encoding="utf-8")
    return path


def added(folder: Path) -> Gazetteer:
    return Gazetteer.open(sorted(folder.glob("*.places")))


def test_a_dump(tmp_path: Path) -> None:
    rows = (
        row(),
        row("9000002", "Fort Velden", feature="S", code="MILB"),
        row("9000003", "Rue 5", feature="R", code="ST"),
    )
    done = add_file(dump(tmp_path, *rows), tmp_path / "data")
    assert done.places == 2  # roads are left out
    known = added(tmp_path / "data")
    (village,) = [c for c in known.lookup("Velden Ancien") if c.id == 9000001]
    assert (village.name, village.lat, village.lon, village.country, village.kind) == (
        "Velden",
        17.5,
        8.25,
        "NER",
        "town",
    )
    assert village.admin1 == "Agadez"
    assert [c.kind for c in known.lookup("Fort Velden")] == ["point"]


def test_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "NE.zip", "w") as archive:
        archive.writestr("readme.txt", "about the columns")
        archive.writestr("NE.txt", row() + "\n")
    assert add_file(tmp_path / "NE.zip", tmp_path / "data").places == 1


def test_a_csv(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text("\ufeff" + CSV, encoding="utf-8")
    add_file(tmp_path / "own.csv", tmp_path / "data")
    (base,) = added(tmp_path / "data").lookup("base velden")
    assert (base.lat, base.lon, base.country, base.kind, base.id) == (17.5, 8.25, "NER", "point", None)


BAD_ROWS = [
    (row() + "\tmore", "wrong_columns"),
    (row()[:60], "wrong_columns"),
    (row(id="9000000"), "duplicate_id"),
    (row(id="x1"), "bad_id"),
    (row(id="0"), "bad_id"),
    (row(id="9" * 30), "bad_id"),
    (row(lat="91"), "out_of_range"),
    (row(lon="-180.5"), "out_of_range"),
    (row(lat="nan"), "out_of_range"),
    (row(lon="inf"), "out_of_range"),
    (row(lat="seventeen"), "bad_number"),
    (row(country="QQ"), "unknown_country"),
    (row(feature="Z"), "unknown_class"),
    (row(population="-4"), "bad_number"),
    (row(population="²"), "bad_number"),
    (row(name=" "), "no_name"),
]


@pytest.mark.parametrize(("bad", "code"), BAD_ROWS)
def test_a_bad_dump_is_refused_whole_and_the_old_one_stays(tmp_path: Path, bad: str, code: str) -> None:
    good = row("9000000", "Tamrouche")
    add_file(dump(tmp_path, good), tmp_path / "data")
    with pytest.raises(VocabularyError) as error:
        add_file(dump(tmp_path, good, bad, row("9000009", "Later")), tmp_path / "data")
    assert error.value.code == code
    assert "NE.txt, line 2: " in error.value.message
    known = added(tmp_path / "data")
    assert [c.id for c in known.lookup("Tamrouche")] == [9000000]
    assert not known.lookup("Later")
    assert [p.name for p in (tmp_path / "data").iterdir()] == ["NE.places"]


def test_a_dump_cut_off_in_its_last_cell(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match=r"line 2: the file ends within"):
        add_file(dump(tmp_path, row(), row("9000002")[:-3], end=""), tmp_path / "data")


def test_an_archive_cut_off(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "NE.zip", "w") as archive:
        archive.writestr("NE.txt", row() + "\n")
    whole = (tmp_path / "NE.zip").read_bytes()
    (tmp_path / "NE.zip").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(VocabularyError) as error:
        add_file(tmp_path / "NE.zip", tmp_path / "data")
    assert error.value.code == "cut_off"


def test_an_archive_without_dump(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "NE.zip", "w") as archive:
        archive.writestr("readme.txt", "about the columns")
    with pytest.raises(VocabularyError) as error:
        add_file(tmp_path / "NE.zip", tmp_path / "data")
    assert error.value.code == "wrong_archive"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "wrong_columns", 1),
        ("name,lat,lon,country\nVelden,1,2,NE\n", "wrong_columns", 1),
        (CSV + "Velden,1,2,NE\n", "wrong_columns", 4),
        (CSV + "Velden,1,2,XX,town\n", "unknown_country", 4),
        (CSV + "Velden,1,2,NE,castle\n", "unknown_kind", 4),
        (CSV + "Velden,1,200,NE,town\n", "out_of_range", 4),
        (CSV + "Velden,,2,NE,town\n", "bad_number", 4),
        (CSV + ",1,2,NE,town\n", "no_name", 4),
        (CSV + "Tamrouche,16.1,7.9,NE,town\n", "duplicate_id", 4),
        (CSV + '"Velden,1,2,NE,town\n', "not_csv", 4),
        ("name,lat,lon,country,kind\n", "no_places", 1),
    ],
)
def test_a_bad_csv(tmp_path: Path, text: str, code: str, line: int) -> None:
    (tmp_path / "own.csv").write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        add_file(tmp_path / "own.csv", tmp_path / "data")
    assert error.value.code == code
    assert f"own.csv, line {line}: " in error.value.message
    assert not (tmp_path / "data").exists()


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_bytes(CSV.encode() + b"Veld\xe9,1,2,NE,town\n")
    with pytest.raises(VocabularyError, match=r"line 4: byte 0xe9 is not UTF-8"):
        add_file(tmp_path / "own.csv", tmp_path / "data")


@pytest.mark.parametrize(("name", "code"), [("places.xlsx", "unknown_format"), ("missing.csv", "unreadable")])
def test_a_file_that_is_none(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(VocabularyError) as error:
        add_file(tmp_path / name, tmp_path / "data")
    assert error.value.code == code


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "own.csv").write_text(CSV)
    (tmp_path / "data").write_text("a file stands where the folder would")
    with pytest.raises(OnrecordError) as error:
        add_file(tmp_path / "own.csv", tmp_path / "data")
    assert error.value.code == "cannot_write"


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_DATA", str(tmp_path / "data"))
    (tmp_path / "own.csv").write_text(CSV)
    result = CliRunner().invoke(app, ["gazetteer", "add", str(tmp_path / "own.csv")])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("added 2 places with 2 names")
    assert user_folder() == tmp_path / "data" / "gazetteer"
    assert Gazetteer.open().lookup("Tamrouche")
