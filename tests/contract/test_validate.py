"""What `validate` finds: breaches of the schema, and of the invariants that a schema cannot say."""

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import harbour
from onrecord.contract import Problem, check_lines, load_schema, to_json, to_line
from onrecord.contract.shape import failure_to_json
from onrecord.model.document import Failure

GOOD = to_json(harbour())
FURNITURE_AT = GOOD["text"].index("Support")
HEADING_AT = 0
END = len(GOOD["text"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def problems(obj: dict[str, Any]) -> list[Problem]:
    return list(check_lines([json.dumps(obj)]))


def broken(change: Callable[[dict[str, Any]], None]) -> list[tuple[str, str]]:
    obj = copy.deepcopy(GOOD)
    change(obj)
    return [(p.pointer, p.message) for p in problems(obj)]


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(load_schema())


def test_every_object_of_the_schema_is_closed_but_extra() -> None:
    def objects(node: Any, where: str) -> list[str]:
        found = []
        if isinstance(node, dict):
            if node.get("type") == "object" and "required" not in node:
                found.append(where)
            if "properties" in node:
                assert node["additionalProperties"] is False, where
            for name, inner in node.items():
                found += objects(inner, f"{where}/{name}")
        return found

    assert objects(load_schema()["$defs"], "") == ["/document/properties/extra"]


def test_a_right_output_has_no_problems() -> None:
    failure = failure_to_json(Failure("b", "empty", "b is empty", "Give another"))
    assert list(check_lines([to_line(GOOD), to_line(failure)])) == []


def test_a_claim_may_carry_an_incident() -> None:
    assert broken(lambda o: o["claims"][0].update(incident="i1")) == []


SCHEMA_BREACHES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "/schema": lambda o: o.update(schema=2),
    "/made_by": lambda o: o["made_by"].pop("model"),
    "/document": lambda o: o["document"].update(colour="red"),
    "/document/published": lambda o: o["document"].update(published="5 May 2024"),
    "/document/sha256": lambda o: o["document"].update(sha256="abc"),
    "/blocks/0/kind": lambda o: o["blocks"][0].update(kind="advert"),
    "/claims/0": lambda o: o["claims"][0].pop("key"),
    "/claims/0/confidence": lambda o: o["claims"][0].update(confidence=1.2),
    "/claims/0/trigger/0": lambda o: o["claims"][0].update(trigger=[-1, 3]),
    "/claims/0/sources/0": lambda o: o["claims"][0].update(sources=[[]]),
    "/claims/1/quantities/0/value": lambda o: o["claims"][1]["quantities"][0].update(value="forty"),
}


@pytest.mark.parametrize("pointer", SCHEMA_BREACHES)
def test_a_breach_of_the_schema_is_found_where_it_is(pointer: str) -> None:
    assert [where for where, _ in broken(SCHEMA_BREACHES[pointer])] == [pointer]


INVARIANT_BREACHES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "/claims/0/actors/0/text": (
        lambda o: o["claims"][0]["actors"][0].update(text="Sailors"),
        "the text has 'Soldiers'",
    ),
    "/claims/0/trigger_text": (lambda o: o["claims"][0].update(trigger_text="took"), "the text has 'seized'"),
    "/claims/0/time/span": (lambda o: o["claims"][0]["time"].update(span=[END - 2, END + 9]), "ends outside the text"),
    "/claims/1/quantities/0/span": (lambda o: o["claims"][1]["quantities"][0].update(span=[9, 9]), "is empty"),
    "/claims/0/sources/0/0/cue": (lambda o: o["claims"][0]["sources"][0][0].update(cue=[7, 3]), "is empty or reversed"),
    "/claims/0/actors/0/entity": (lambda o: o["claims"][0]["actors"][0].update(entity="n9"), "'n9' is no id"),
    "/claims/0/type": (lambda o: o["claims"][0].update(type="SEIZE"), "not in the ontology"),
    "/claims/0/mode": (lambda o: o["claims"][0].update(mode="strike"), "not in the ontology of COERCE"),
    "/claims/0/status": (lambda o: o["claims"][0].update(status="past"), "not in the ontology"),
    "/claims/2/sources/0/0/stance": (lambda o: o["claims"][2]["sources"][0][0].update(stance="rejects"), "not in the"),
    "/claims/0/key": (lambda o: o["claims"][0].update(key="0" * 16), "is not the hash of this text"),
    "/claims/1/key": (lambda o: o["claims"][1].update(o["claims"][0]), "is the key of claim 0 too"),
    "/attributions/0/cue/0": (lambda o: o["attributions"][0].update(cue=[[END - 2, END + 9]]), "ends outside"),
    "/attributions/0/content/0": (
        lambda o: o["attributions"][0].update(content=[[FURNITURE_AT - 4, FURNITURE_AT + 3]]),
        "which is furniture",
    ),
    "/blocks/2/span": (lambda o: o["blocks"][2].update(span=[100, 120]), "before the block before it ends"),
}


@pytest.mark.parametrize("pointer", INVARIANT_BREACHES)
def test_a_broken_invariant_is_found_where_it_is(pointer: str) -> None:
    change, words = INVARIANT_BREACHES[pointer]
    found = broken(change)
    assert [where for where, _ in found] == [pointer]
    assert words in found[0][1]


@pytest.mark.parametrize(("at", "kind"), [(FURNITURE_AT, "furniture"), (HEADING_AT, "heading")])
def test_no_trigger_lies_in_a_silent_block(at: int, kind: str) -> None:
    def move(o: dict[str, Any]) -> None:
        o["claims"][0].update(trigger=[at, at + 4], trigger_text=o["text"][at : at + 4])

    found = dict(broken(move))
    assert f"which is {kind}" in found["/claims/0/trigger"]


def test_a_name_in_furniture_is_a_problem_and_in_a_heading_is_none() -> None:
    def name(at: int, end: int) -> dict[str, Any]:
        text = GOOD["text"][at:end]
        return {"span": [at, end], "text": text, "kind": "place", "named": True, "entity": None}

    assert [w for w, _ in broken(lambda o: o["mentions"].append(name(FURNITURE_AT, FURNITURE_AT + 7)))] == [
        "/mentions/0/span"
    ]
    assert broken(lambda o: o["mentions"].append(name(0, 4))) == []


def test_an_id_stands_once_in_a_file_and_line_numbers_count_from_one() -> None:
    found = list(check_lines([to_line(GOOD), b"\n", b'{"half": ', to_line(GOOD)]))
    assert [(p.line, p.pointer) for p in found] == [(2, ""), (3, ""), (4, "/id")]
    assert str(found[2]) == "line 4 /id: 'harbour' is the id of line 1 too"


def test_a_pointer_escapes_slashes_in_keys() -> None:
    assert [w for w, _ in broken(lambda o: o["claims"][0].update({"sources": {"a/b": 1}}))] == ["/claims/0/sources"]


@settings(max_examples=25)
@given(JSON)
def test_any_json_in_any_field_gives_problems_and_never_an_exception(junk: Any) -> None:
    for name in ("document", "blocks", "claims", "entities"):
        assert problems({**GOOD, name: junk}) or junk == []
