"""`onrecord validate`."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

from builders import harbour
from onrecord.contract import failure_to_json, to_json, to_line
from onrecord.model.document import Failure

Cli = Callable[..., Result]
FAILURE = failure_to_json(Failure("b", "empty", "b is empty", "Give another"))


def test_a_right_output_is_counted(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_bytes(to_line(to_json(harbour("a"))) + to_line(FAILURE))
    result = cli("validate", path)
    assert (result.exit_code, result.stdout) == (0, "1 document, 4 claims, 1 failure: all good\n")


def test_what_read_writes_is_right(cli: Cli, article: Path) -> None:
    written = cli("read", article).stdout
    assert cli("validate", "-", stdin=written).stdout == "1 document, 1 claim: all good\n"


def test_problems_are_lines_with_number_and_pointer(cli: Cli, tmp_path: Path) -> None:
    obj = to_json(harbour())
    obj["claims"][0]["trigger_text"] = "took"
    path = tmp_path / "out.jsonl"
    path.write_bytes(to_line(FAILURE) + to_line(obj) + b"{nothing\n")
    result = cli("validate", path)
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith("line 2 /claims/0/trigger_text: 'took'")
    assert second.startswith("line 3 /: is not JSON")
    assert result.stderr == "onrecord: 1 document, 4 claims, 1 failure: 2 problems\n"
