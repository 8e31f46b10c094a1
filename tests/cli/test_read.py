"""`onrecord read`: formats, status, and an account of every input."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from onrecord.contract import check_lines

Cli = Callable[..., Result]


def test_in_a_pipe_it_prints_lines_that_meet_the_contract(cli: Cli, article: Path) -> None:
    result = cli("read", article, "--published", "2031-03-09", "--publisher", "Morning Tide")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert list(check_lines([line])) == []
    obj = json.loads(line)
    assert (obj["document"]["published"], obj["document"]["publisher"]) == ("2031-03-09", "Morning Tide")
    assert obj["text"] == article.read_text()
    assert result.stderr == "onrecord: read 1, kept 1; 1 claim\n"


def test_a_failed_input_is_an_error_in_its_place_and_the_rest_is_read(cli: Cli, article: Path) -> None:
    result = cli("read", "missing.txt", article)
    assert result.exit_code == 1
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["id"] == "missing.txt" and set(first["error"]) == {"code", "message", "hint"}
    assert second["id"] == str(article)
    assert result.stderr.startswith("onrecord: read 2, kept 1, set aside 1: 1 ")


@pytest.mark.parametrize("format", ["table", "csv"])
def test_where_errors_have_no_place_they_are_one_line_each(cli: Cli, article: Path, format: str) -> None:
    result = cli("read", "missing.txt", article, "--format", format)
    assert result.exit_code == 1
    error, account = result.stderr.splitlines()
    assert error.startswith("onrecord: missing.txt") and error.count("missing.txt") == 1
    assert account.startswith("onrecord: read 2, kept 1")
    assert "arrested" in result.stdout and "missing" not in result.stdout


def test_the_table_shows_the_claim(cli: Cli, article: Path) -> None:
    result = cli("read", article, "--format", "table")
    assert "COERCE·arrest" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("● actual")


def test_csv_is_a_row_a_claim(cli: Cli, article: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(cli("read", article, "-f", "csv").stdout))
    assert (row["trigger"], row["type"]) == ("arrested", "COERCE")


def test_quiet_leaves_only_errors_on_standard_error(cli: Cli, article: Path) -> None:
    assert cli("read", article, "--quiet").stderr == ""


def test_standard_input(cli: Cli) -> None:
    lines = "".join(json.dumps({"id": i, "text": f"Police arrested {i} on Friday. " * 9}) + "\n" for i in ("a", "b"))
    result = cli("read", "-", stdin=lines)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]


def test_a_confidence_asked_for_leaves_claims_out(cli: Cli, article: Path) -> None:
    assert json.loads(cli("read", article, "--min-confidence", "0.95").stdout)["claims"] == []


@pytest.mark.parametrize(("name", "start"), [("out.csv", "document,key"), ("out.jsonl", '{"schema":1')])
def test_an_output_file_is_whole_and_its_name_says_the_format(
    cli: Cli, article: Path, tmp_path: Path, name: str, start: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    result = cli("read", article, "--output", folder / name)
    assert (result.exit_code, result.stdout) == (0, "")
    assert (folder / name).read_text().startswith(start)
    assert [p.name for p in folder.iterdir()] == [name]


def test_a_table_can_go_to_a_file(cli: Cli, article: Path, tmp_path: Path) -> None:
    cli("read", article, "-f", "table", "-o", tmp_path / "out.txt")
    assert "COERCE·arrest" in (tmp_path / "out.txt").read_text()


def test_a_broken_run_leaves_the_old_output_and_nothing_else(
    cli: Cli, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.contract import shape
    from onrecord.export.jsonl import JsonlWriter

    out = tmp_path / "out.jsonl"
    out.write_text("old\n")

    def full(self: JsonlWriter, item: object) -> None:
        self.stream.write(shape.to_line({"half": 1}))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(JsonlWriter, "write", full)
    assert cli("read", article, "--output", out).exit_code != 0
    assert out.read_text() == "old\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.jsonl", "port.txt"]


@pytest.mark.parametrize("wrong", [["--jobs", "0"], ["--min-confidence", "1.5"], ["--format", "xml"], ["--colour"]])
def test_a_wrong_option_is_refused_with_status_2(cli: Cli, article: Path, wrong: list[str]) -> None:
    assert cli("read", article, *wrong).exit_code == 2
