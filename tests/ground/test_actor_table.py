"""Actor files: what is refused, with which line, and that the old table stays."""

from importlib.resources import files
from pathlib import Path

import pytest

from onrecord.ground.actor import ActorTable, add, code_party
from onrecord.ground.actor.compile import compile_tables
from onrecord.model.errors import VocabularyError

RIGHT = """\
source: "Ours"
licence: "CC0"
actors:
  - {id: lantern-brigade, name: Lantern Brigade, kind: armed_group, country: NER, sector: REB, from: "2015"}
  - {id: tiren-courier, name: Tiren Courier, kind: media, country: MLI, sector: JRN, state_controlled: true}
end: of file
"""


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_compiled_table_is_that_of_the_yaml_files() -> None:
    shipped = files("onrecord.ground.actor").joinpath("compiled.json").read_bytes()
    assert shipped == compile_tables(), "run python -m onrecord.ground.actor.compile"


def test_an_added_file_extends_the_table(tmp_path: Path) -> None:
    assert add(written(tmp_path, RIGHT), tmp_path / "data") == 2
    table = ActorTable.open(tmp_path / "data")
    coding = code_party("Lantern Brigade fighters", "Lantern Brigade fighters", "2020-01-01", table)
    assert (coding.country, coding.sector, coding.ref) == ("NER", "REB", "actors:lantern-brigade")
    assert code_party("Xinhua", "Xinhua", None, table).country == "CHN"


def test_adding_it_again_replaces_it(tmp_path: Path) -> None:
    path = written(tmp_path, RIGHT)
    add(path, tmp_path / "data")
    assert add(path, tmp_path / "data") == 2
    assert len(list((tmp_path / "data").iterdir())) == 1


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("end: of file\n", "", "missing_key", 1),
        (', from: "2015"}\n', "", "not_yaml", 4),
        ("country: NER", "country: NIG", "unknown_country", 4),
        ("sector: REB", "sector: RBL", "unknown_value", 4),
        ("kind: armed_group", "kind: army", "unknown_value", 4),
        ("id: tiren-courier", "id: lantern-brigade", "duplicate_id", 5),
        ("id: tiren-courier", "id: xinhua", "duplicate_id", 5),
        ('"2015"', '"2015-02-30"', "wrong_dates", 4),
        ('"2015"', '"12024"', "wrong_dates", 4),
        ('"2015"', '"2015", to: "2014"', "wrong_dates", 4),
        (", state_controlled: true", "", "state_controlled", 5),
        ("name: Lantern Brigade", 'name: "…"', "bad_name", 4),
        ("kind: armed_group", "kynd: armed_group", "unknown_key", 4),
    ],
)
def test_a_wrong_file_is_refused_whole(tmp_path: Path, old: str, new: str, code: str, line: int) -> None:
    data = tmp_path / "data"
    add(written(tmp_path, RIGHT), data)
    before = (data / "mine.json").read_bytes()
    assert old in RIGHT
    with pytest.raises(VocabularyError) as refused:
        add(written(tmp_path, RIGHT.replace(old, new, 1)), data)
    assert refused.value.code == code
    assert f"line {line}:" in refused.value.message
    assert [p.name for p in data.iterdir()] == ["mine.json"]
    assert (data / "mine.json").read_bytes() == before


def test_an_id_of_another_added_file_is_taken(tmp_path: Path) -> None:
    add(written(tmp_path, RIGHT), tmp_path / "data")
    with pytest.raises(VocabularyError, match="lantern-brigade"):
        add(written(tmp_path, RIGHT, "other.yaml"), tmp_path / "data")


def test_a_damaged_added_file_is_named(tmp_path: Path) -> None:
    written(tmp_path, '{"entries": [', "broken.json")
    with pytest.raises(VocabularyError, match=r"broken\.json"):
        ActorTable.open(tmp_path)
