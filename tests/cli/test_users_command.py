"""`onrecord users`: who may log in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import ledgers
from onrecord.cli import app
from onrecord.server.access.accounts import Accounts

Run = Callable[..., Result]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "raid.db"
    ledgers.raid(path)
    return path


@pytest.fixture
def users(ledger: Path) -> Run:
    def run(command: str, *rest: str, stdin: str = "") -> Result:
        return CliRunner().invoke(app, ["users", command, "--ledger", str(ledger), *rest], input=stdin)

    return run


def test_a_user_is_added_with_a_password_that_is_typed_twice(users: Run, ledger: Path) -> None:
    result = users("add", "maryam", "--role", "lead", stdin="four words of mine\nfour words of mine\n")
    assert result.exit_code == 0, result.exception
    assert "maryam may log in as lead" in result.stdout
    assert "four words" not in result.output
    assert Accounts(ledger).check("maryam", "four words of mine") is not None


def test_users_are_listed_changed_and_removed(users: Run, ledger: Path) -> None:
    users("add", "joan", "--password-stdin", stdin="four words of mine\n")
    assert users("role", "joan", "reader").exit_code == 0
    assert users("password", "joan", "--password-stdin", stdin="quite other words\n").exit_code == 0
    assert Accounts(ledger).check("joan", "quite other words") is not None
    (row,) = [json.loads(line) for line in users("list").stdout.splitlines()]
    assert (row["name"], row["role"]) == ("joan", "reader")
    assert "no longer" in users("remove", "joan").stdout
    assert "there are no users" in users("list").stderr


def test_an_unknown_role_and_an_unknown_ledger_are_refused(users: Run, tmp_path: Path) -> None:
    result = users("add", "joan", "--role", "king", "--password-stdin", stdin="four words of mine\n")
    assert "no role 'king'" in str(result.exception)
    result = CliRunner().invoke(app, ["users", "list", "--ledger", str(tmp_path / "other.db")])
    assert "there is no ledger" in str(result.exception)
