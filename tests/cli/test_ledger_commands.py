"""`onrecord add`, `diff`, `check` and `backup`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from onrecord.model.errors import LedgerError

Cli = Callable[..., Result]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


@pytest.mark.parametrize("command", ["add", "diff", "check", "backup"])
def test_help_has_an_example(cli: Cli, command: str) -> None:
    result = cli(command, "--help")
    assert result.exit_code == 0
    assert f"Example: onrecord {command}" in " ".join(result.stdout.split())


def test_add_accounts_for_what_it_read_and_what_it_knew(cli: Cli, article: Path, ledger: Path) -> None:
    first = cli("add", article, "--ledger", ledger, "--published", "2031-03-09", "--publisher", "Morning Tide")
    assert (first.exit_code, first.stdout) == (0, "")
    assert first.stderr == "onrecord: read 1, kept 1; 1 claim\n"
    again = cli("add", article, "--ledger", ledger)
    assert (again.exit_code, again.stderr) == (0, "onrecord: read 0, kept 0; 0 claims; 1 known before\n")
    with sqlite3.connect(ledger) as connection:
        assert connection.execute("SELECT published, publisher FROM documents").fetchall() == [
            ("2031-03-09", "Morning Tide")
        ]


def test_a_failed_input_is_named_kept_and_status_1(cli: Cli, article: Path, ledger: Path) -> None:
    result = cli("add", "missing.txt", article, "--ledger", ledger)
    assert result.exit_code == 1
    error, account = result.stderr.splitlines()
    assert error.startswith("onrecord: missing.txt") and account.startswith("onrecord: read 2, kept 1, set aside 1")
    with sqlite3.connect(ledger) as connection:
        assert connection.execute("SELECT id FROM failures").fetchall() == [("missing.txt",)]


def test_quiet_leaves_only_errors(cli: Cli, article: Path, ledger: Path) -> None:
    assert cli("add", article, "--ledger", ledger, "--quiet").stderr == ""


def test_a_confidence_asked_for_leaves_claims_out(cli: Cli, article: Path, ledger: Path) -> None:
    assert cli("add", article, "--ledger", ledger, "--min-confidence", "0.95").stderr.endswith("; 0 claims\n")


def test_without_a_ledger_add_is_refused(cli: Cli, article: Path) -> None:
    assert cli("add", article).exit_code == 2


def test_ctrl_c_keeps_what_was_read(
    cli: Cli, article: Path, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord import pipeline

    whole = pipeline.run_raws

    def interrupted(*given: object, **named: object) -> object:
        yield from whole(*given, **named)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run_raws", interrupted)
    result = cli("add", article, "--ledger", ledger)
    assert result.exit_code == 130
    assert (
        result.stderr == f"onrecord: stopped after it had read 1, kept 1; 1 claim; what was read is kept in {ledger}\n"
    )
    with sqlite3.connect(ledger) as connection:
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (1,)


def test_diff_shows_what_a_revision_changed(cli: Cli, article: Path, ledger: Path) -> None:
    cli("add", article, "--ledger", ledger)
    article.write_text(article.read_text().replace("arrested", "met"))
    assert "; 1 new revision" in cli("add", article, "--ledger", ledger).stderr
    (line,) = cli("diff", article, "--ledger", ledger).stdout.splitlines()
    found = json.loads(line)
    assert (found["change"], found["trigger"], found["revisions"], found["new"]) == (
        "removed",
        "arrested",
        [1, 2],
        None,
    )
    table = cli("diff", article, "--ledger", ledger, "--format", "table").stdout
    assert "revision 1" in table and "arrested" in table and "COERCE·arrest" in table


def test_diff_of_what_has_one_revision_says_so(cli: Cli, article: Path, ledger: Path) -> None:
    cli("add", article, "--ledger", ledger)
    result = cli("diff", article, "--ledger", ledger)
    assert isinstance(result.exception, LedgerError) and result.exception.code == "one_revision"


def test_check_is_a_table_and_status_1_if_anything_is_wrong(cli: Cli, article: Path, ledger: Path) -> None:
    cli("add", article, "--ledger", ledger)
    good = cli("check", "--ledger", ledger)
    assert good.exit_code == 0 and "✗" not in good.stdout and "the file is whole" in good.stdout
    with sqlite3.connect(ledger) as connection:
        connection.execute("UPDATE raws SET size = 7")
    bad = cli("check", "--ledger", ledger)
    assert bad.exit_code == 1
    assert bad.stdout.count("✗") == 1 and bad.stderr.startswith("onrecord: raw bytes have their digest and size: not ")


def test_backup_makes_a_copy_and_replaces_nothing(cli: Cli, article: Path, ledger: Path, tmp_path: Path) -> None:
    cli("add", article, "--ledger", ledger)
    copy = tmp_path / "copy.db"
    result = cli("backup", "--ledger", ledger, copy)
    assert result.exit_code == 0 and result.stdout.startswith(f"{copy}: ")
    assert cli("check", "--ledger", copy).exit_code == 0
    again = cli("backup", "--ledger", ledger, copy)
    assert isinstance(again.exception, LedgerError) and again.exception.code == "file_exists"
