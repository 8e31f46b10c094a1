"""`onrecord show`."""

from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Cli = Callable[..., Result]


def test_it_shows_the_article_with_its_evidence_and_claims(cli: Cli, article: Path) -> None:
    result = cli("show", article, "--title", "Harbour news", "--published", "2031-03-09")
    assert result.exit_code == 0
    assert "Harbour news" in result.stdout
    assert "Police arrested¹ the leader" in result.stdout
    assert "COERCE·arrest" in result.stdout


def test_a_file_that_cannot_be_read_is_one_line_and_status_1(cli: Cli, tmp_path: Path) -> None:
    result = cli("show", tmp_path / "missing.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1 and "missing.txt" in result.stderr
