"""The page on columns says what the code prints."""

from __future__ import annotations

import importlib.util
from pathlib import Path

TOOL = Path(__file__).parents[1] / "tools" / "columns.py"


def test_the_page_is_what_the_tool_writes() -> None:
    spec = importlib.util.spec_from_file_location("columns", TOOL)
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TARGET.read_text(encoding="utf-8") == tool.page(), "run python tools/columns.py"
