"""`onrecord claims`, `incidents`, `timeline`, `actors`, `sources`, `presence`: what they print, and why nothing."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import ledgers
from onrecord.cli import app
from onrecord.model.errors import OnrecordError

Ask = Callable[..., Result]
QUESTIONS = ("claims", "incidents", "timeline", "actors", "sources", "presence")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "raid.db"
    ledgers.raid(path)
    return path


@pytest.fixture
def ask(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("ONRECORD_DATA", str(tmp_path))

    def run(command: str, *options: str) -> Result:
        return CliRunner(env={"COLUMNS": "130"}).invoke(app, [command, "--ledger", str(ledger), *options])

    return run


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_claims_are_json_lines_in_a_pipe(ask: Ask) -> None:
    result = ask("claims", "--country", "NER", "--status", "actual")
    first, second = rows(result)
    assert first["document"] == second["document"] == "a"
    assert second["actors"] == [{"name": "Reed Front", "country": None, "sector": "REB", "ref": None}]
    assert second["sources"] == [[{"name": "Varland's army", "stance": "asserts"}]]
    assert "2 of 2 claims" in result.stderr


def test_a_page_says_how_to_get_the_next(ask: Ask) -> None:
    first = ask("claims", "--limit", "3")
    assert "3 of 4 claims; the next page: --after 2024-05-04~1" in first.stderr
    (last,) = rows(ask("claims", "--limit", "3", "--after", "2024-05-04~1"))
    assert last["document"] == "c"


def test_incidents_say_what_stands_behind_them(ask: Ask) -> None:
    (found,) = rows(ask("incidents", "--independent", "1", "--disputed"))
    assert found["id"] == "0000000000000000"
    assert (found["first_reported"], found["last_reported"]) == ("2024-05-05", "2024-05-06")
    assert found["documents"] == 2
    assert found["killed"]["low"] <= found["killed"]["best"] <= found["killed"]["high"]
    assert "status" in found["disputed"]
    assert found["status"] == "actual"  # one denies it, another stands by it


def test_an_incident_that_all_deny_is_told_so(ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "denied.db"
    shutil.copy(ledger, path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE claims SET status = 'negated' WHERE incident = '0000000000000003'")
    runner = CliRunner(env={"COLUMNS": "130"})
    found = rows(runner.invoke(app, ["incidents", "--ledger", str(path)]))
    assert {i["id"][-1]: i["status"] for i in found} == {"0": "actual", "3": "negated"}
    assert "negated" in runner.invoke(app, ["incidents", "--ledger", str(path), "-f", "table"]).stdout


def test_one_incident_in_full_has_its_words_and_reasons(ask: Ask) -> None:
    (found,) = rows(ask("incidents", "--show", "0000000000000002"))
    assert found["id"] == "0000000000000000"
    assert {report["document"] for report in found["reports"]} == {"a", "b"}
    assert found["claims"][0]["quote"] == "Rebels raided Moravi."
    assert found["links"][0]["why"] == ["same place: Moravi"]
    text = ask("incidents", "--show", "0000000000000000", "-f", "table").stdout
    assert "deny it: Reed Front" in text
    assert "“We raided nobody, says the front.”" in text
    assert "as 1 (0.90): same place: Moravi" in text


def test_the_timeline_keeps_what_is_known_to_the_month_apart(ask: Ask) -> None:
    found = rows(ask("timeline"))
    assert [(row["period"], row["exact"], row["claims"], row["by_report"]) for row in found] == [
        ("2024-05-06", True, 1, 1),
        ("2024-05-05", True, 1, 1),
        ("2024-05-04", True, 1, 0),
        ("2024-05", False, 1, 0),
    ]
    assert found[2]["leading"][0]["id"] == "0000000000000000"
    by_week = rows(ask("timeline", "--by", "week"))
    assert [row["period"] for row in by_week] == ["2024-W19", "2024-W18", "2024-05"]
    (month,) = rows(ask("timeline", "--by", "month"))
    assert (month["period"], month["exact"], month["claims"], month["incidents"]) == ("2024-05", True, 4, 2)


def test_actors_are_counted_by_role(ask: Ask) -> None:
    assert rows(ask("actors", "--party", "army"))[1] == {
        "name": "Varland's army", "country": "NER", "sector": "MIL", "claims": 3, "as_actor": 0, "as_recipient": 3,
    }  # fmt: skip


def test_sources_tell_who_is_denied(ask: Ask) -> None:
    found = {(row["name"], row["kind"]): row for row in rows(ask("sources"))}
    assert found["Varland's army", "holder"]["denied"] == 1
    assert found["Tiren Post", "outlet"]["claims"] == 2
    assert (found["Reed Front", "holder"]["denies"], found["Reed Front", "holder"]["denied"]) == (1, 0)


def test_presence_is_of_a_country_and_a_day(ask: Ask) -> None:
    found = rows(ask("presence", "--country", "NER", "--on", "2024-05-04"))
    assert [(row["who"]["name"], row["place"], row["kind"]) for row in found] == [("Reed Front", "Moravi", "seen")]
    assert not rows(ask("presence", "--country", "NER", "--on", "2020-01-01"))
    assert ask("presence", "--on", "2024-05-04").exception.code == "bad_filter"  # type: ignore[union-attr]


@pytest.mark.parametrize("command", QUESTIONS)
def test_every_question_is_a_table_and_csv(ask: Ask, command: str) -> None:
    table = ask(command, "--country", "NER", "-f", "table")
    assert table.exit_code == 0
    assert "Reed Front" in table.stdout
    head, *lines = csv.reader(io.StringIO(ask(command, "-f", "csv", "--country", "NER").stdout))
    assert lines
    assert {len(line) for line in lines} == {len(head)}


@pytest.mark.parametrize("command", QUESTIONS)
def test_nothing_says_why(ask: Ask, command: str) -> None:
    result = ask(command, "--country", "FIN")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "nothing has --country FIN" in result.stderr


def test_a_profile_is_saved_and_given_options_win(ask: Ask, tmp_path: Path) -> None:
    saved = ask("claims", "--type", "ASSAULT", "--status", "negated", "--save", "denied")
    assert str(tmp_path / "profiles" / "denied.yaml") in saved.stderr
    assert [row["document"] for row in rows(ask("claims", "--profile", "denied"))] == ["b"]
    assert len(rows(ask("claims", "--profile", "denied", "--status", "actual"))) == 2
    by_path = tmp_path / "may.yaml"
    by_path.write_text("from: 2024-05-01\nto: 2024-05-04\n")
    assert len(rows(ask("claims", "--profile", str(by_path)))) == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [("colour: red", "bad_profile"), ("country: ATLANTIS", "bad_profile"), ("[", "bad_profile"), ("", "bad_profile")],
)
def test_a_wrong_profile_is_refused(ask: Ask, tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text)
    error = ask("claims", "--profile", str(path)).exception
    assert isinstance(error, OnrecordError)
    assert error.code == code
    assert str(path) in error.message


def test_an_unknown_profile_says_which_there_are(ask: Ask) -> None:
    ask("claims", "--type", "AID", "--save", "help")
    error = ask("claims", "--profile", "sahel").exception
    assert isinstance(error, OnrecordError)
    assert "Saved are help" in error.hint


def test_actors_without_a_ledger_says_what_to_give() -> None:
    result = CliRunner().invoke(app, ["actors"])
    assert result.exit_code == 2
    assert "--ledger" in result.output
