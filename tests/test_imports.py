"""Imports go one way: a later room may use an earlier one, never the reverse (ARCHITECTURE: one direction)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import onrecord

PACKAGE = Path(onrecord.__file__).parent
ROOMS = (
    "model",
    "ontology",
    "sources",
    "clean",
    "language",
    "extract",
    "ground",
    "contract",
    "link",
    "store",
    "review",
    "basemap",
    "export",
    "compare",
    "release",
    "pipeline",
    "evaluate",
    "learn",
    "api",
    "server",
    "cli",
)
ANYWHERE = {"settings", "net", "robots"}  # tools without a room; what they may use themselves is in TOOLS
TOOLS = {"settings": set(), "robots": {"model"}, "net": {"model", "settings", "robots"}}
ONLY_FOR = {"demo": {"cli"}}
DEMO_USES = {"model"}
EXCEPTIONS = {("model/reading.py", "export")}  # Reading._repr_html_: its docstring says why


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    """Rooms that a file imports, inside functions and for type checkers too. `import onrecord` itself is no room."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where they go"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "onrecord" and len(parts) > 1 and parts[1] != "__version__":
                yield parts[1]


def allowed(room: str) -> set[str]:
    if room in TOOLS:
        return TOOLS[room]
    if room == "demo":
        return DEMO_USES
    below = set(ROOMS[: ROOMS.index(room) + 1])
    return below | ANYWHERE | {name for name, users in ONLY_FOR.items() if room in users}


FILES = sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_imports_only_its_own_room_and_earlier_ones(path: Path) -> None:
    here = str(path.relative_to(PACKAGE))
    wrong = {room for room in imported_rooms(path) if room not in allowed(room_of(path)) | {room_of(path)}}
    assert {room for room in wrong if (here, room) not in EXCEPTIONS} == set()


def test_every_exception_is_still_needed() -> None:
    for file, room in EXCEPTIONS:
        assert room in imported_rooms(PACKAGE / file)


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = ("numpy", "onnxruntime", "trafilatura", "pydantic", "rich", "httpx", "tokenizers", "fastapi", "jinja2")
    code = f"import sys, onrecord, onrecord.model.reading; print([m for m in {heavy} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_every_public_name_can_be_loaded() -> None:
    for name in onrecord.__all__:
        assert getattr(onrecord, name) is not None


def test_an_unknown_name_says_which_there_are() -> None:
    with pytest.raises(AttributeError, match="read_many"):
        _ = onrecord.raed
