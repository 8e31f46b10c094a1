"""Commands with the word reader of tests/readers.py instead of a model: they are tested for what they do around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import readers
from onrecord.cli import app
from onrecord.extract import Reader

ARTICLE = """\
Port of Velden reopens after a blockade of three days

Police arrested the leader of the harbour union on Friday, the interior ministry said in a statement from the capital.

He had called on the workers of the port to march to the town hall, which the government of the province forbade.
"""


@pytest.fixture
def word_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reader, "load", lambda weights=None, threads=None: readers.WordReader())


@pytest.fixture
def cli(word_reader: None) -> Callable[..., Result]:
    """Runs a command line and gives its result."""
    runner = CliRunner(env={"COLUMNS": "100"})

    def run(*arguments: str | Path, stdin: str | None = None) -> Result:
        return runner.invoke(app, [str(a) for a in arguments], input=stdin)

    return run


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "port.txt"
    path.write_text(ARTICLE)
    return path
