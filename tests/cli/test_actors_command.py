"""`onrecord actors add`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from onrecord.cli import app
from onrecord.model.errors import VocabularyError

ACTORS = """\
source: "Ours"
licence: "CC0"
actors:
  - {id: reed-council, name: Reed Council, kind: organisation, country: FIN, sector: SOC}
end: of file
"""


@pytest.fixture
def add(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Result]:
    monkeypatch.setenv("ONRECORD_DATA", str(tmp_path / "data"))

    def run(text: str) -> Result:
        path = tmp_path / "reed.yaml"
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(app, ["actors", "add", str(path)])

    return run


def test_it_says_what_it_added_and_where(add: Callable[[str], Result], tmp_path: Path) -> None:
    result = add(ACTORS)
    assert result.exit_code == 0
    assert "1 actor added" in result.stdout
    assert (tmp_path / "data" / "actors" / "reed.json").exists()


def test_a_wrong_file_is_an_error_with_its_line(add: Callable[[str], Result], tmp_path: Path) -> None:
    result = add(ACTORS.replace("FIN", "FNL"))
    assert isinstance(result.exception, VocabularyError)
    assert "line 4" in str(result.exception)
    assert not (tmp_path / "data").exists()
