"""`onrecord compare`: what it prints where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import ledgers
from onrecord.cli import app

TABLE = """\
event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,country,location,latitude,longitude,fatalities
NER1,04 May 2024,Battles,Armed clash,RF - Reed Front,Military Forces of Niger,Niger,Moravi,12.0,40.0,40
NER2,20 May 2024,Riots,Mob violence,Rioters (Niger),Civilians (Niger),Niger,Kesh,14.0,2.0,1
"""

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "raid.db"
    ledgers.raid(path)
    return path


@pytest.fixture
def run(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(TABLE)

    def command(*options: str, table: str = "t.csv", kind: str = "acled") -> Result:
        given = ["compare", table, "--as", kind, "--ledger", str(ledger), *options]
        return CliRunner(env={"COLUMNS": "120"}).invoke(app, given)

    return command


def test_a_pipe_gets_json_lines_and_the_account_goes_to_standard_error(run: Run) -> None:
    result = run()
    assert result.exit_code == 0
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["outcome"] for r in records] == ["matched", "only_there", "only_here"]
    assert result.stderr.splitlines()[-1] == (
        "onrecord: 2 rows: 1 matched (1 with a field that differs), 1 only there; incidents: 1 only here"
    )


def test_csv_has_a_row_an_outcome(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("-f", "csv").stdout)))
    assert [(r["outcome"], r["row"], r["differs"]) for r in rows] == [
        ("matched", "NER1", "killed"),
        ("only_there", "NER2", ""),
        ("only_here", "", ""),
    ]
    assert (rows[0]["killed_there"], rows[0]["killed_here"]) == ("40", "10")
    assert rows[0]["quote"] == "Rebels raided Moravi."


def test_the_table_shows_what_needs_a_look(run: Run) -> None:
    shown = run("-f", "table").stdout
    assert "killed: 40 there, 10 (10-12) here" in " ".join(shown.split())


@pytest.mark.parametrize(("format", "start"), [("markdown", "# t.csv compared"), ("html", "<!doctype html>")])
def test_a_report_goes_into_a_file_whole(run: Run, tmp_path: Path, format: str, start: str) -> None:
    result = run("-f", format, "-o", "out")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / "out").read_text(encoding="utf-8").startswith(start)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "t.csv"]


def test_quiet_says_nothing_on_standard_error(run: Run) -> None:
    assert run("--quiet").stderr == ""


def test_all_lists_what_lies_outside(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE + TABLE.splitlines()[1].replace("2024", "2019") + "\n")
    assert "row_outside" not in run().stdout
    assert "row_outside" in run("--all").stdout


def test_a_row_that_cannot_be_read_gives_status_1(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE + "NER3,soon\n")
    result = run()
    assert result.exit_code == 1
    assert "row: 1 × 2 cells where the header names 11 columns" in result.stderr
    assert "1 that could not be read" in result.stderr


def test_a_wrong_kind_of_table_names_the_right_one(run: Run) -> None:
    error = run(kind="ucdp").exception
    assert error is not None and "It looks like --as acled" in str(error)


def test_help_has_an_example() -> None:
    result = CliRunner().invoke(app, ["compare", "--help"])
    assert result.exit_code == 0 and "Example: onrecord compare" in " ".join(result.stdout.split())
