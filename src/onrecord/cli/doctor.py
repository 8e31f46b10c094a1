"""`onrecord doctor`: what is installed, where it lies, what is missing and what to do."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Annotated

import typer

import onrecord
from onrecord.cli import common

NAME = "doctor"
EXAMPLE = "Example: [bold]onrecord doctor --json[/bold]"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `state` is ok, missing (a defect) or absent (optional); `hint` says what to do."""

    name: str
    value: str
    state: str = "ok"
    hint: str | None = None


def run(
    weights: common.Weights = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for programs and bug reports.")] = False,
) -> None:
    """Print versions, paths and digests, and say what is missing and what to do. Status 1 if something is."""
    folder = common.settings_from(weights=weights).weights
    checks = [*_system(), *_libraries(), _weights(folder), _ontology()]
    if as_json:
        import orjson

        typer.echo(orjson.dumps([asdict(check) for check in checks], option=orjson.OPT_INDENT_2))
    else:
        _print(checks)
    if any(check.state == "missing" for check in checks):
        raise typer.Exit(1)


def _print(checks: list[Check]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    marks = {"ok": "✓", "missing": "✗", "absent": "–"}
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(width=1)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        words = Text(check.value)
        if check.hint:
            words.append(f"\n{check.hint}", "dim")
        table.add_row(marks[check.state], Text(check.name, "bold" if check.state == "missing" else ""), words)
    console = Console()
    console.print(table)
    missing = [check.name for check in checks if check.state == "missing"]
    console.print(f"\nMissing: {', '.join(missing)}" if missing else "\nNothing is missing.")


def _system() -> Iterator[Check]:
    from onrecord.pipeline import cores

    yield Check("onrecord", f"{onrecord.__version__} in {Path(onrecord.__file__).parent}")
    yield Check("python", f"{platform.python_version()} at {sys.executable}")
    yield Check("platform", platform.platform())
    yield Check("cores", str(cores()))


def _libraries() -> Iterator[Check]:
    """Each library that the installed package names as its own requirement, those of extras marked as optional."""
    for requirement in metadata.requires("onrecord") or []:
        name = re.split(r"[^A-Za-z0-9_.-]", requirement, maxsplit=1)[0]
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", requirement)
        label = f"{name} ({extra[1]})" if extra else name
        try:
            yield Check(label, metadata.version(name))
        except metadata.PackageNotFoundError:
            if extra:
                yield Check(
                    label, "not installed", "absent", f"Only if you need it: pip install 'onrecord[{extra[1]}]'"
                )
            else:
                yield Check(label, "not installed", "missing", f"pip install '{requirement}'")


def _weights(folder: Path | None) -> Check:
    from onrecord.language.weights import open_card
    from onrecord.model.errors import WeightsError

    try:
        card = open_card(folder)
    except WeightsError as error:
        return Check("weights", error.message, "missing", error.hint)
    return Check("weights", f"{card.model} in {card.folder}\nsha256 {_digest(card.folder)}")


def _ontology() -> Check:
    from onrecord.model.errors import VocabularyError
    from onrecord.ontology import load

    folder = Path(str(resources.files("onrecord.ontology")))
    try:
        ontology = load()
    except VocabularyError as error:
        return Check("ontology", error.message, "missing", error.hint)
    return Check("ontology", f"{ontology.version} in {folder}\nsha256 {_digest(folder, '*.yaml')}")


def _digest(folder: Path, files: str = "*") -> str:
    """One digest over a folder's files: their names and contents, in order of name."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.glob(files) if p.is_file()):
        whole.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
