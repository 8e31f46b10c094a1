"""Every rule shows what it finds and what it leaves alone; wrong tables are refused."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.clean.blocks import make_blocks, match
from onrecord.clean.lines import Unit, split
from onrecord.clean.vocabulary import Agencies, Rule, load_agencies, load_rules, read_agencies, read_rules
from onrecord.model.errors import VocabularyError

RULES = load_rules()
AGENCIES = Agencies({"AFP": "AFP"}, ("Getty",))
PROSE = "Police in Velden arrested a former harbour master on Tuesday, the court said.\n"


def unit(text: str) -> Unit:
    return Unit(0, len(text))


@pytest.mark.parametrize(
    ("rule", "example"), [pytest.param(r, e, id=f"{r.name}: {e[:40]}") for r in RULES for e in r.examples]
)
def test_an_example_gets_its_kind_on_a_page(rule: Rule, example: str) -> None:
    page = PROSE * 3 + example if rule.zone == "tail" else example + "\n" + PROSE * 3
    blocks = [block for block in make_blocks(page, split(page)) if block.span.of(page) in example]
    assert match(rule, example, unit(example)) is not None
    assert rule.kind in {block.kind for block in blocks}


@pytest.mark.parametrize(
    ("rule", "example"), [pytest.param(r, e, id=f"{r.name}: {e[:40]}") for r in RULES for e in r.counter_examples]
)
def test_a_counter_example_is_left_alone(rule: Rule, example: str) -> None:
    assert match(rule, example, unit(example)) is None


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert rule.reason
    assert rule.examples
    assert rule.counter_examples
    assert all(cue == cue.lower() for cue in rule.cues)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_no_pattern_runs_away(rule: Rule, data: st.DataObject) -> None:
    """Words of a rule's own examples, many times over and almost fitting, are what sets nested repeats off."""
    words = [word for example in rule.examples for word in example.split()]
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4))
    joint = data.draw(st.sampled_from(["", " ", "  ", " | ", "/", ", ", ". "]))
    text = (joint.join(chosen) + joint) * 400
    text = text[: rule.max_chars - 2] + "\x01\x01"
    found = match(rule, text, unit(text))
    assert found is None or (0 <= found.start < found.end <= len(text))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("kind: advert", "kind 'advert' is none of"),
        ("where: middle", "where 'middle' is none of"),
        ("zone: top", "zone 'top' is none of"),
        ("opens: door", "opens 'door' is none of"),
        ("rest: heading", "rest 'heading' is neither"),
        ("pattern: '('", "menu: missing )"),
        ("colour: red", "unexpected keyword argument 'colour'"),
    ],
)
def test_a_wrong_rule_is_refused_by_name(change: str, says: str) -> None:
    fields = {"name": "menu", "kind": "furniture", "cues": "[home]", "where": "whole", "pattern": "home", "reason": "r"}
    key, _, value = change.partition(": ")
    body = ", ".join(f"{k}: {v}" for k, v in (fields | {key: value}).items())
    with pytest.raises(VocabularyError, match=r"clean/rules\.yaml: menu: ") as caught:
        read_rules(f"version: 1\nrules: [{{{body}}}]", AGENCIES)
    assert says in str(caught.value)


def test_a_rule_given_twice_is_refused() -> None:
    one = "{name: menu, kind: furniture, cues: [home], where: whole, pattern: home, reason: r}"
    with pytest.raises(VocabularyError, match="given twice"):
        read_rules(f"version: 1\nrules: [{one}, {one}]", AGENCIES)


@pytest.mark.parametrize("source", ["rules: [", "- a", "version: 1\nrule: []"])
def test_a_file_that_is_no_table_is_refused(source: str) -> None:
    with pytest.raises(VocabularyError, match="the file"):
        read_rules(source, AGENCIES)


def test_an_alias_belongs_to_one_agency() -> None:
    with pytest.raises(VocabularyError, match="'AFP' is also one of 'A'"):
        read_agencies(
            "version: 1\nsource: s\npictures: []\nagencies: [{name: A, aliases: [AFP]}, {name: B, aliases: [AFP]}]"
        )


def test_broadcasters_and_picture_desks_are_no_agencies() -> None:
    names = set(load_agencies().by_alias)
    assert not names & {"BBC Monitoring", "BBC", "Getty Images", "EPA"}


def test_tables_ship_with_the_package() -> None:
    assert {"agencies.yaml", "rules.yaml"} <= {entry.name for entry in files("onrecord.clean").iterdir()}
