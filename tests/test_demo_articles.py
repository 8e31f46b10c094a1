"""The demo articles ship with what is known about them, and the gold beside them is what was coded by hand."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from onrecord.demo import articles, folder, stories

OWN = Path(__file__).parents[1] / "evals" / "own"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("own_build", OWN / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> dict[str, Any]:
    return {r["id"]: r for r in map(json.loads, (OWN / name).read_text(encoding="utf-8").splitlines())}


def spans(value: Any) -> Iterator[tuple[list[int], str | None]]:
    """Every span of a claim with the text that it says it holds."""
    if isinstance(value, dict):
        if "span" in value:
            yield value["span"], value.get("text")
        if "cue" in value:
            yield value["cue"], None
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


def test_a_dozen_articles_nine_of_one_story() -> None:
    shipped = articles()
    assert len({a.id for a in shipped}) == 12
    assert sum(a.story == "baboua" for a in shipped) == 9
    assert {a.path.suffix for a in shipped} == {".txt", ".html", ".jsonl"}
    assert all(a.path.is_file() and a.given.publisher and a.given.published for a in shipped)


def test_every_file_of_the_folder_is_in_the_index() -> None:
    listed = {a.path.name for a in articles()} | {"index.yaml", "LICENSE.md"}
    assert {p.name for p in folder().iterdir()} == listed


def test_jsonl_records_say_the_same_as_the_index() -> None:
    for article in (a for a in articles() if a.record):
        records = {r["id"]: r for r in map(json.loads, article.path.read_text(encoding="utf-8").splitlines())}
        record = records[article.record]
        assert (record["published"], record["publisher"]) == (article.given.published, article.given.publisher)


def test_articles_are_short(build: ModuleType) -> None:
    silent = {"baboua-tribune-edited-copy"}  # its menu and donation appeal are not the article
    for article in articles():
        words = len(build.body_text(article).split())
        assert 90 <= words <= 260 or article.id in silent, f"{article.id} has {words} words"


def test_committed_gold_is_what_the_annotation_gives(build: ModuleType) -> None:
    for name, content in build.build().items():
        assert (OWN / name).read_text(encoding="utf-8") == content, f"{name}: run python evals/own/build.py"


def test_gold_spans_hold_the_text_they_name() -> None:
    docs = rows("demo.docs.jsonl")
    for article, gold in rows("demo.gold.jsonl").items():
        text = docs[article]["text"]
        for claim in gold["claims"]:
            start, end = claim["trigger"]
            assert text[start:end] == claim["trigger_text"]
            for (a, b), words in spans(claim):
                assert 0 <= a < b <= len(text) and (words is None or text[a:b] == words)


def test_no_gold_claim_lies_in_headline_or_donation_appeal() -> None:
    text = rows("demo.docs.jsonl")["baboua-tribune-edited-copy"]["text"]
    first, last = text.index("Armed men"), text.index("Before you go")
    triggers = [c["trigger"] for c in rows("demo.gold.jsonl")["baboua-tribune-edited-copy"]["claims"]]
    assert len(triggers) >= 12
    assert all(first <= s and e <= last for s, e in triggers)


def test_disputed_figures_of_the_index_are_coded_where_it_says() -> None:
    gold = rows("demo.gold.jsonl")
    for story in stories():
        for position in (p for d in story["disputes"] for p in d["positions"]):
            for article in position["in"]:
                killed = {q["value"] for c in gold[article]["claims"] for q in c["quantities"] if q["of"] == "killed"}
                assert position["figure"] in killed, (article, position)


def test_copies_and_independent_reports_make_up_the_story() -> None:
    (story,) = stories()
    members = {a.id for a in articles() if a.story == story["id"]}
    assert set(story["copies"]) | set(story["independent"]) == members
    assert set(story["copies"].values()) <= set(story["independent"])
    assert not set(story["copies"]) & set(story["independent"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"trigger": "fled", "type": "ASSAULT", "same": "e1"}, "0 times"),
        ({"trigger": "hit", "type": "ASSAULT", "same": "e1"}, "2 times"),
        ({"trigger": "burnt", "type": "ASSAULT", "mode": "arrest", "same": "e1"}, "no type ASSAULT with mode arrest"),
        ({"trigger": "burnt", "type": "ASSAULT", "status": "past", "same": "e1"}, "past"),
        ({"trigger": "burnt", "type": "ASSAULT", "actor": ["rebels"], "same": "e1"}, "unknown keys"),
        ({"trigger": "burnt", "type": "ASSAULT", "sources": [["rebels | burnt | doubts"]], "same": "e1"}, "doubts"),
        ({"trigger": "burnt", "type": "ASSAULT", "time": "rebels | Monday", "same": "e1"}, "no TIMEX3 value"),
    ],
)
def test_the_builder_refuses_what_the_guide_does_not_know(build: ModuleType, row: dict[str, Any], reason: str) -> None:
    find = build.Finder("The rebels hit and hit again.\nNothing was burnt, said the rebels.", "page")
    with pytest.raises(build.AnnotationError, match=reason):
        build.build_claim(find, 2 if row["trigger"] == "burnt" else 1, row)


def test_furniture_pages_have_spans_of_whole_lines_or_credits() -> None:
    pages = rows("furniture.jsonl")
    assert len(pages) == 12
    for page in pages.values():
        assert page["furniture"]
        for start, end in page["furniture"] + page["heading"]:
            assert start == 0 or page["text"][start - 1] == "\n"
            assert page["text"][end] == "\n"
        for start, end in page["credit"]:
            assert page["text"][start:end].strip() == page["text"][start:end]
