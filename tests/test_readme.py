"""What the README and CONTRIBUTING promise is there: set-up lines, commands, options, Python names, files."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main

import onrecord
from onrecord.cli import app
from onrecord.ontology import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"^```\w+\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def options(command: Any) -> set[str]:
    """Of a command and of its subcommands."""
    own = {option for parameter in command.params for option in parameter.opts}
    return own.union(*(options(below) for below in getattr(command, "commands", {}).values()))


OPTIONS = {
    name: options(command)
    for name, command in typer.main.get_command(app).commands.items()  # type: ignore[attr-defined]
}
CALLS = [line.split("#")[0] for block in CODE for line in block.splitlines() if re.search(r"\bonrecord [a-z]", line)]


def test_one_line_installs_and_runs_the_demo() -> None:
    assert "python -m venv .venv && .venv/bin/pip install -q . && .venv/bin/onrecord demo" in README.splitlines()


def test_one_line_installs_what_tests_need_and_runs_them() -> None:
    assert "python -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest" in README.splitlines()


def test_ci_runs_the_very_line_that_stands_in_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    extract = next(line for line in script.splitlines() if line.startswith("command=$("))
    found = subprocess.run(
        ["bash", "-c", f'{extract}; printf %s "$command"'], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert found == "python -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest"


@pytest.mark.parametrize("call", CALLS)
def test_commands_and_options_exist(call: str) -> None:
    name = re.search(r"\bonrecord ([a-z]+)", call)
    assert name is not None and name[1] in OPTIONS
    assert set(re.findall(r"(?<=\s)--[a-z-]+", call)) <= OPTIONS[name[1]]


def test_every_command_is_in_the_readme() -> None:
    assert {c for call in CALLS for c in re.findall(r"\bonrecord ([a-z]+)", call)} == set(OPTIONS)


def test_python_names_exist() -> None:
    named = set(re.findall(r"onrecord\.([a-z_]+)\b(?=\(|`)", README))
    assert named >= {"read", "read_many", "read_text", "to_json"}
    assert named <= set(onrecord.__all__)


def test_the_claim_that_is_explained_uses_the_ontology() -> None:
    row = next(line for line in README.splitlines() if line.startswith("| `type`, `mode` |"))
    kind, mode = re.findall(r"`(\w+)`", row.split("|")[2])
    assert (kind, mode) in load().labels


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "training/README.md", "evals/own/README.md"])
def test_links_lead_to_files(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\((?!https?://)([^)#]+)\)", path.read_text(encoding="utf-8"))
    assert [t for t in targets if not (path.parent / t).exists()] == []


def test_the_folders_that_contributing_explains_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]
    rooms = {f"src/onrecord/{p.name}/" for p in (ROOT / "src" / "onrecord").iterdir() if (p / "__init__.py").exists()}
    assert rooms <= set(named)
    assert [n for n in named if not ((ROOT / n).exists() or (ROOT / "src" / "onrecord" / n).exists())] == []
