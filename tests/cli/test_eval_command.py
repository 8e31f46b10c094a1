"""`onrecord eval`: figures, report, and an account of every gold article."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Cli = Callable[..., Result]


@pytest.fixture
def coded(article: Path, tmp_path: Path) -> Path:
    """A folder with one article: "arrested" is coded, and so is "march", which the word reader does not find."""
    text = article.read_text()
    claims = [
        {"trigger": [text.index(word), text.index(word) + len(word)], "type": type, "status": "actual"}
        for word, type in (("arrested", "COERCE"), ("march", "PROTEST"))
    ]
    folder = tmp_path / "coded"
    folder.mkdir()
    row = {"id": "port", "published": "2031-03-09", "publisher": "Tide", "text": text, "claims": claims}
    (folder / "port.json").write_text(json.dumps(row))
    return folder


def test_in_a_pipe_it_prints_json(cli: Cli, coded: Path) -> None:
    result = cli("eval", coded)
    assert (result.exit_code, result.stderr) == (0, "")
    summary = json.loads(result.stdout)
    assert summary["claims"] == {"gold": 2, "found": 1}
    both = summary["figures"]["trigger_and_type"]
    assert (both["precision"], both["recall"], both["interval"]) == (1.0, 0.5, None)
    assert summary["made_by"]["model"] == "test model 0000"


def test_the_report_is_one_file(cli: Cli, coded: Path, tmp_path: Path) -> None:
    out = tmp_path / "out" / "report.html"
    out.parent.mkdir()
    assert cli("eval", coded, "--report", out, "--worst", "1").exit_code == 0
    assert [p.name for p in out.parent.iterdir()] == ["report.html"]
    assert out.read_text().startswith("<!doctype html>") and "1. port" in out.read_text()


def test_a_confidence_asked_for_is_what_was_measured_with(cli: Cli, coded: Path) -> None:
    summary = json.loads(cli("eval", coded, "--min-confidence", "0.95").stdout)
    assert (summary["made_by"]["min_confidence"], summary["claims"]["found"]) == (0.95, 0)


def test_wrong_gold_is_named_and_the_rest_is_measured(cli: Cli, coded: Path) -> None:
    (coded / "odd.json").write_text('{"id": "odd", "text": "Words."}')
    result = cli("eval", coded)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["documents"]["gold"] == 1
    (line,) = result.stderr.splitlines()
    assert "odd.json" in line and '"claims"' in line


def test_an_article_that_the_program_cannot_read_is_named_and_counts(cli: Cli, coded: Path) -> None:
    (coded / "crash.json").write_text(
        json.dumps({"id": "crash", "text": "Police said the crash was an accident. " * 9, "claims": []})
    )
    result = cli("eval", coded)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["documents"] == {"gold": 2, "answered": 1}
    assert result.stderr.startswith("onrecord: crash: ")


@pytest.mark.parametrize("wrong", [["--worst", "-1"], ["--jobs", "0"], ["--min-confidence", "7"]])
def test_a_wrong_option_is_refused_with_status_2(cli: Cli, coded: Path, wrong: list[str]) -> None:
    assert cli("eval", coded, *wrong).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nowhere"], "no_gold"),
        (["{coded}", "--report", "{coded}"], "cannot_write"),
        (["{coded}", "--report", "nowhere/x.html"], "cannot_write"),
        (["{coded}/empty.json"], "nothing_measured"),
    ],
)
def test_a_wrong_call_ends_with_status_2(
    coded: Path, word_reader: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], code: str,
) -> None:  # fmt: skip
    from onrecord.cli import USAGE_CODES, main

    (coded / "empty.json").write_text("{}")
    monkeypatch.setattr("sys.argv", ["onrecord", "eval", *(a.format(coded=coded) for a in arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2 and code in USAGE_CODES
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("onrecord: ") and err.count("\n") == 1


def test_on_a_terminal_it_prints_a_table(cli: Cli, coded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from onrecord.cli import eval as command

    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    monkeypatch.setattr(command, "sys", type("sys", (), {"stdout": Terminal, "stderr": Terminal}))
    words = cli("eval", coded).stdout
    assert "trigger and type" in words and "0.67" in words
    assert "0.67  port: 1 right of 2 gold and 1 found" in words
    assert "1 article, 2 gold claims; weights test model 0000" in words


def test_help_has_an_example(cli: Cli) -> None:
    assert "Example: onrecord eval coded/" in cli("eval", "--help").stdout
