"""The whole command line: help, version, and errors without a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

import onrecord
from onrecord import cli as command_line

COMMANDS = ("read", "show", "validate", "doctor", "demo")


def status_of(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int | str | None:
    """Runs `onrecord ARGUMENTS` as a process would, and gives its exit status."""
    monkeypatch.setattr(sys, "argv", ["onrecord", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        command_line.main()
    return end.value.code


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_has_an_example(cli: Callable[..., Result], command: str) -> None:
    result = cli(command, "--help")
    assert result.exit_code == 0
    assert f"Example: onrecord {command}" in " ".join(result.stdout.split())


def test_help_names_the_commands(cli: Callable[..., Result]) -> None:
    words = cli("--help").stdout.split()
    assert all(command in words for command in COMMANDS)


def test_version(cli: Callable[..., Result]) -> None:
    assert cli("--version").stdout == f"onrecord {onrecord.__version__}\n"


def test_help_loads_nothing_heavy() -> None:
    heavy = ("numpy", "onnxruntime", "trafilatura", "pydantic", "httpx", "tokenizers", "jsonschema")
    code = f"import sys, onrecord.cli; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_date_that_is_none_is_one_line_with_a_hint_and_status_2(
    word_reader: None, article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(monkeypatch, "read", article, "--published", "last Tuesday") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "'last Tuesday'" in line and "YYYY-MM-DD" in line


def test_a_wrong_setting_in_the_environment_names_it(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONRECORD_MAX_TEXT_CHARS", "many")
    assert status_of(monkeypatch, "read", article) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "'many'" in line and "ONRECORD_MAX_TEXT_CHARS" in line


def test_an_output_that_cannot_be_written_is_status_2(
    word_reader: None, article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(monkeypatch, "read", article, "--output", article / "no" / "folder.jsonl") == 2
    assert "folder.jsonl cannot be written" in capsys.readouterr().err


def test_missing_weights_are_one_line(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(monkeypatch, "read", article, "--weights", tmp_path) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "holds no card.json" in captured.err and "Traceback" not in captured.err


def test_a_full_disk_is_one_line(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("onrecord.pipeline.run", full)
    assert status_of(monkeypatch, "read", article) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "No space left on device" in line


def test_ctrl_c_says_that_it_stopped(
    article: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt  # what Ctrl-C raises wherever the run is

    monkeypatch.setattr("onrecord.pipeline.run", interrupted)
    assert status_of(monkeypatch, "read", article) == 130
    assert capsys.readouterr().err == "onrecord: stopped after it had read 0, kept 0; 0 claims\n"


def test_a_closed_pipe_ends_the_run_in_silence(word_reader: None, article: Path, tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import readers, onrecord.extract as e; "
        "e.Reader.load = lambda *a, **k: readers.WordReader(); from onrecord.cli import main; main()"
    )
    for i in range(300):
        (tmp_path / f"{i}.txt").write_text(article.read_text() * 4)
    tests = str(Path(__file__).parents[1])
    run = [sys.executable, "-c", code, tests, "read", str(tmp_path)]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode != 0
