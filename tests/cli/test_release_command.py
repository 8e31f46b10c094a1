"""`onrecord release`: what it says and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from builders import harbour
from onrecord.cli import app
from onrecord.model.document import Metadata, Raw
from onrecord.model.errors import OnrecordError
from onrecord.store import Ledger

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    told = harbour()
    with Ledger.open(tmp_path / "port.db", write=True) as ledger:
        ledger.add([(Raw(told.id, told.id, "text", told.text.encode(), Metadata()), told)])

    def command(*options: str) -> Result:
        given = ["release", *options, "--ledger", str(tmp_path / "port.db"), "-o", str(tmp_path / "out")]
        return CliRunner(env={"COLUMNS": "120"}).invoke(app, given)

    return command


def test_it_says_what_it_made_and_what_changed(run: Run, tmp_path: Path) -> None:
    first = run("first", "--date", "2031-03-31")
    assert first.exit_code == 0
    assert first.stderr.splitlines()[-2:] == [
        f"onrecord: {tmp_path}/out/first: 4 claims, 4 incidents, 2031-03-31",
        "onrecord: CITATION.cff names nobody: give --author",
    ]
    second = run("second", "--date", "2031-03-31", "--author", "Harbour Desk", "--type", "COERCE")
    assert second.stderr.splitlines()[-2:] == [
        "onrecord: claims since first: 0 added, 2 removed, 0 changed",
        "onrecord: incidents since first: 0 added, 2 removed, 0 changed",
    ]


def test_quiet_says_nothing(run: Run) -> None:
    assert run("first", "--quiet").stderr == ""


def test_filters_that_leave_nothing_say_why(run: Run) -> None:
    result = run("none", "--country", "FRA")
    assert result.exit_code == 0 and "nothing has --country FRA" in result.stderr


def test_a_name_that_is_taken_is_refused(run: Run) -> None:
    run("first")
    error = run("first").exception
    assert isinstance(error, OnrecordError) and error.code == "release_exists"


def test_help_has_an_example() -> None:
    result = CliRunner().invoke(app, ["release", "--help"])
    assert result.exit_code == 0 and "Example: onrecord release" in " ".join(result.stdout.split())
