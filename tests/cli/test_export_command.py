"""`onrecord export` and `onrecord import`."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from ledgers import raid
from onrecord.model.errors import OnrecordError

Cli = Callable[..., Result]
FULL_AT = 300  # bytes


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    raid(tmp_path / "raid.db")
    return tmp_path / "raid.db"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.mark.parametrize("command", ["export", "import"])
def test_help_has_an_example(cli: Cli, command: str) -> None:
    assert f"Example: onrecord {command}" in " ".join(cli(command, "--help").stdout.split())


def test_it_says_how_many_rows_there_are(cli: Cli, ledger: Path, out: Path) -> None:
    result = cli("export", "--ledger", ledger, "--output", out / "all.csv")
    assert (result.exit_code, result.stderr) == (0, f"onrecord: {out / 'all.csv'}: 4 claims\n")
    result = cli("export", "--ledger", ledger, "-o", out / "niger.csv", "--country", "NER", "--rows", "incidents")
    assert result.stderr == f"onrecord: {out / 'niger.csv'}: 1 incident\n"
    assert (out / "niger.csv").read_text().count("\n") == 2


def test_why_there_is_no_row(cli: Cli, ledger: Path, out: Path) -> None:
    result = cli("export", "--ledger", ledger, "-o", out / "none.csv", "--country", "FRA")
    assert result.stderr.splitlines()[1:] == ["onrecord: nothing has --country FRA"]
    assert (out / "none.csv").read_text().startswith("document,")


def test_a_profile_is_obeyed_and_options_win(cli: Cli, ledger: Path, out: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("country: NER\nstance: denies\n")
    for options, count in ((("--profile", tmp_path / "mine.yaml"), 1), ((), 4)):
        assert f": {count} claim" in cli("export", "--ledger", ledger, "-o", out / "f.csv", *options).stderr
    options = ("--profile", tmp_path / "mine.yaml", "--stance", "asserts")
    assert ": 1 claim" in cli("export", "--ledger", ledger, "-o", out / "f.csv", *options).stderr
    assert "Varland's army" in (out / "f.csv").read_text()


def test_the_ending_or_the_option_says_the_format(cli: Cli, ledger: Path, out: Path) -> None:
    assert cli("export", "--ledger", ledger, "-o", out / "map.geojson").exit_code == 0
    cli("export", "--ledger", ledger, "-o", out / "table.txt", "--format", "acled")
    assert (out / "table.txt").read_text().startswith("event_id_cnty,")
    with pytest.raises(OnrecordError, match=r"the ending of .*x\.dat says no format\. Give --format: csv, jsonl"):
        raise cli("export", "--ledger", ledger, "-o", out / "x.dat").exception  # type: ignore[misc]
    with pytest.raises(OnrecordError, match="there is no format 'exel'"):
        raise cli("export", "--ledger", ledger, "-o", out / "x.dat", "-f", "exel").exception  # type: ignore[misc]
    assert {path.name for path in out.iterdir()} == {"map.geojson", "table.txt"}


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xlsx", "a.geojson", "a.md", "a.html", "a.parquet", "a.ftm"])
def test_a_full_disk_leaves_no_half_file(cli: Cli, ledger: Path, out: Path, name: str) -> None:
    """The system refuses to let a file grow beyond a few hundred bytes, as it would on a full disk."""
    for ending, module in ((".parquet", "pyarrow.parquet"), (".ftm", "followthemoney")):
        if name.endswith(ending):
            pytest.importorskip(module)
    (out / name).write_text("what was there before")
    cli("claims", "--ledger", ledger)  # opens it once: SQLite's own files may not grow either
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FULL_AT, before[1]))
    try:
        result = cli("export", "--ledger", ledger, "-o", out / name)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(result.exception, OnrecordError) and result.exception.code == "disk_full", result.exception
    assert (out / name).read_text() == "what was there before"
    assert [path.name for path in out.iterdir()] == [name]


def test_out_and_in_and_out_again(cli: Cli, article: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    cli("add", article, "--ledger", one, "--published", "2031-03-09", "--quiet")
    assert cli("export", "--ledger", one, "-o", tmp_path / "one.jsonl").stderr.endswith(
        "1 document, 1 claim, 1 incident; the whole ledger\n"
    )
    assert cli("import", tmp_path / "one.jsonl", "--ledger", two).stderr == (
        f"onrecord: {two}: 1 document, 1 claim, 1 incident\n"
    )
    cli("export", "--ledger", two, "-o", tmp_path / "two.jsonl")
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert cli("check", "--ledger", two).exit_code == 0


def test_an_import_says_what_is_wrong(cli: Cli, ledger: Path, out: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    cli("export", "--ledger", ledger, "-o", out / "part.jsonl", "--country", "NER")
    for file, code in ((out / "part.jsonl", "part_of_a_ledger"), (out / "missing.jsonl", "cannot_open")):
        error = cli("import", file, "--ledger", new).exception
        assert isinstance(error, OnrecordError) and error.code == code and str(file) in error.message
    assert not new.exists()
