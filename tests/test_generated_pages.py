"""Pages that are made by tools say what the program says now, and the codebook leaves nothing out."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from onrecord.export.codebook import page
from onrecord.export.codebook.terms import load as terms
from onrecord.export.ledger.columns import CLAIM_COLUMNS, INCIDENT_COLUMNS
from onrecord.ground.time import PRECISIONS
from onrecord.model.decision import STANDINGS
from onrecord.ontology import load as ontology

TOOLS = Path(__file__).parents[1] / "tools"


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["codebook", "commands", "mappings"])
def test_a_page_is_what_its_tool_writes(name: str) -> None:
    made = tool(name)
    assert made.TARGET.read_text(encoding="utf-8") == made.page(), f"run python tools/{name}.py"


def test_every_mode_has_an_example_and_none_is_told_twice() -> None:
    shown = {f"{t.name}.{e.mode}" for t in ontology().types for e in t.examples if e.mode}
    every = {f"{t.name}.{m.name}" for t in ontology().types for m in t.modes}
    assert set(terms().modes) == every - shown


def test_codes_of_precision_and_of_decisions_are_those_of_the_program() -> None:
    assert tuple(terms().time_precisions) == PRECISIONS
    assert tuple(terms().standings) == STANDINGS
    assert set(terms().place_precisions) == set(terms().place_levels) == set("1234567")


@pytest.mark.parametrize("column", [*CLAIM_COLUMNS, *INCIDENT_COLUMNS], ids=lambda c: c.name)
def test_every_field_has_an_example(column: object) -> None:
    record = terms().claim if column in CLAIM_COLUMNS else terms().incident
    assert column.cell(dict(record)) not in (None, "")  # type: ignore[attr-defined]


def test_the_codebook_tells_every_code() -> None:
    book, text = ontology(), page()
    names = (*book.type_names, *book.status_names, *book.stance_names, *book.sector_names, *STANDINGS, *PRECISIONS)
    assert [name for name in names if f"`{name}`" not in text] == []
    assert "[[" not in text
