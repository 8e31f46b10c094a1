"""`onrecord review` and `onrecord reread`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from onrecord.model.errors import LedgerError

Cli = Callable[..., Result]
COMMANDS = (
    *("list", "next", "show", "accept", "reject", "edit", "add", "document", "merge", "split", "undo", "log"),
    *("agreement", "adjudicate"),
)


@pytest.fixture
def ledger(cli: Cli, article: Path, tmp_path: Path) -> Path:
    path = tmp_path / "l.db"
    cli("add", article, "--ledger", path, "--published", "2031-03-09")
    return path


@pytest.fixture
def review(cli: Cli, ledger: Path) -> Callable[..., Any]:
    """Runs a command of review as anna, and gives its JSON values."""

    def run(command: str, *given: str, coder: str = "anna") -> list[Any]:
        result = cli("review", command, *given, "--ledger", ledger, "--coder", coder)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return [json.loads(line) for line in result.stdout.splitlines()]

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(cli: Cli, command: str) -> None:
    result = cli("review", command, "--help")
    assert result.exit_code == 0
    assert f"Example: onrecord review {command}" in " ".join(result.stdout.split())


def test_help_of_reread_has_an_example(cli: Cli) -> None:
    assert "Example: onrecord reread" in " ".join(cli("reread", "--help").stdout.split())


def test_a_claim_goes_from_the_queue_to_a_decision(review: Callable[..., Any]) -> None:
    (waiting,) = review("list")
    key = waiting["claim"]["key"]
    assert review("next") == [waiting]
    (made,) = review("edit", key, "--set", "status=future", "--set", "actors=Police", "--seen", waiting["seen"])
    assert (made["number"], made["coder"], made["action"], made["fields"]["status"]) == (1, "anna", "edit", "future")
    assert review("list") == []
    (shown,) = review("show", key)
    assert (shown["standing"], shown["claim"]["status"], len(shown["mine"])) == ("edited", "future", 1)
    review("undo", "1")
    assert [(d["action"], d["undone"]) for d in review("log")] == [("edit", True), ("undo", False)]


def test_a_table_for_people(cli: Cli, ledger: Path, review: Callable[..., Any]) -> None:
    table = cli("review", "list", "--ledger", ledger, "--format", "table").stdout
    key = review("list")[0]["claim"]["key"]
    assert key in table and "COERCE·arrest" in table
    cli("review", "accept", key, "--ledger", ledger, "--coder", "anna", "--comment", "as in the statement")
    shown = cli("review", "show", key, "--ledger", ledger, "--coder", "anna", "--format", "table").stdout
    assert "accepted" in shown and "“as in the statement”" in shown


def test_two_coders_their_agreement_and_what_a_lead_says(review: Callable[..., Any]) -> None:
    key = review("list")[0]["claim"]["key"]
    review("accept", key)
    (hidden,) = review("list", "--second", coder="ben")
    assert hidden["others"] == [] and hidden["others_hidden"]
    assert review("log", coder="ben") == []
    review("edit", key, "--set", "status=negated", coder="ben")
    alphas = {row["field"]: (row["units"], row["agreed"]) for row in review("agreement")}
    assert alphas["status"] == (1, 0) and alphas["type"] == (1, 1)
    (found,) = review("agreement", "--list")
    assert found["fields"] == {"status": {"anna": "actual", "ben": "negated"}} and not found["adjudicated"]
    assert review("agreement", "--list", coder="cem") == []
    review("adjudicate", key, "accept", coder="lea")
    assert review("agreement", "--list")[0]["adjudicated"]


def test_a_claim_is_added_and_its_incident_merged_and_split(review: Callable[..., Any], article: Path) -> None:
    key = review("list")[0]["claim"]["key"]
    (made,) = review("add", str(article), "--trigger", "forbade", "--type", "REJECT", "--set", "actors=the government")
    new = made["subjects"][0]["key"]
    review("merge", key, new)
    both = min(key, new)
    assert {review("show", k)[0]["incident"] for k in (key, new)} == {both}
    review("split", both, max(key, new))
    assert [review("show", k)[0]["incident"] for k in (key, new)] == [key, new]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["status"], "sets nothing"),
        (["actors=[{"], "is no JSON"),
        (["actors=the navy"], "does not say 'the navy'"),
        (["status=perhaps"], "no status 'perhaps'"),
    ],
)
def test_what_cannot_be_set_is_named(review: Callable[..., Any], given: list[str], said: str) -> None:
    from onrecord.model.errors import LedgerError

    key = review("list")[0]["claim"]["key"]
    with pytest.raises(LedgerError, match=said):
        review("edit", key, *(part for field in given for part in ("--set", field)))


def test_an_article_in_another_language_is_coded_by_hand(
    cli: Cli, review: Callable[..., Any], ledger: Path, tmp_path: Path
) -> None:
    original = tmp_path / "uk.txt"
    original.write_text(
        "Близько сорока солдатів Нігеру затримали докерів у Ніамеї 8 березня 2031 року, повідомила поліція."
    )
    english = tmp_path / "en.txt"
    english.write_text("About forty soldiers of Niger detained dockers in Niamey on 8 March 2031, police said.")
    latin = english.with_name("latin.txt")
    latin.write_bytes("Les rebelles ont pris la cité.".encode("latin-1"))
    refused = cli("review", "document", original, "--language", "uk", "--translation", latin, "--ledger", ledger)
    assert isinstance(refused.exception, LedgerError) and refused.exception.code == "not_text"
    put = cli("review", "document", original, "--language", "uk", "--translation", english, "--ledger", ledger,
              "--coder", "anna")  # fmt: skip
    assert put.exit_code == 0 and put.stdout.startswith(f"{original}: kept in")
    fields = {
        "actors": [{"text": "солдатів Нігеру", "translation": "soldiers of Niger"}],
        "place": [{"text": "Ніамеї", "translation": "Niamey"}],
        "time": {"text": "8 березня 2031 року", "translation": "8 March 2031"},
        "quantities": [{"text": "Близько сорока", "translation": "about forty"}],
        "sources": [[{"text": "поліція", "translation": "police", "cue": "повідомила"}]],
    }
    sets = [part for name, value in fields.items() for part in ("--set", f"{name}={json.dumps(value)}")]
    (made,) = review(
        "add", str(original), "--trigger", "затримали", "--translation", "detained", "--type", "COERCE", *sets
    )
    (view,) = review("show", made["subjects"][0]["key"])
    assert view["translation"] == english.read_text()
    claim = view["claim"]
    text = original.read_text()
    assert text[slice(*claim["actors"][0]["span"])] == claim["actors"][0]["text"] == "солдатів Нігеру"
    assert (claim["actors"][0]["name"], claim["actors"][0]["country"], claim["actors"][0]["sector"]) == (
        "soldiers of Niger",
        "NER",
        "MIL",
    )
    assert claim["place"][0]["geo"]["country"] == "NER" and claim["time"]["value"] == "2031-03-08"
    assert claim["quantities"][0]["value"] == 40 and claim["sources"][0][0]["sector"] == "COP"
    assert cli("check", "--ledger", ledger).exit_code == 0
    assert cli("reread", "--ledger", ledger, "--all").stderr.startswith("onrecord: read 1 document again")


def test_reading_again_keeps_what_people_said(cli: Cli, review: Callable[..., Any], ledger: Path) -> None:
    key = review("list")[0]["claim"]["key"]
    review("edit", key, "--set", "status=future")
    first = cli("reread", "--ledger", ledger, "--all")
    assert (first.exit_code, first.stderr) == (
        0,
        "onrecord: read 1 document again: 0 read otherwise, 1 as before; 0 decisions without its words, "
        "in review list --lost\n",
    )
    again = cli("reread", "--ledger", ledger, "--min-confidence", "0.95")  # leaves the claim out
    assert "1 read otherwise" in again.stderr
    (view,) = review("show", key)
    assert (view["standing"], view["claim"]["status"], view["revision"]) == ("edited", "future", 2)
    assert cli("check", "--ledger", ledger).exit_code == 0


def test_without_a_ledger_nothing_is_made(cli: Cli, tmp_path: Path) -> None:
    from onrecord.model.errors import LedgerError

    for command in (("review", "accept", "ffff"), ("reread",)):
        result = cli(*command, "--ledger", tmp_path / "no.db")
        assert isinstance(result.exception, LedgerError) and result.exception.code == "no_ledger"
    assert not (tmp_path / "no.db").exists()
