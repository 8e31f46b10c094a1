"""Claims linked across the documents of a call, as `onrecord read --link` does."""

from __future__ import annotations

import json

import pytest

from onrecord.extract import Reader
from onrecord.link.facts import facts_of
from onrecord.model.document import Failure
from onrecord.model.reading import Reading
from onrecord.pipeline import Item, linked, run
from onrecord.settings import Settings

TEXTS = {
    "tide": "Gunmen killed 12 soldiers near Agadez in northern Niger on Saturday, the defence ministry said.",
    "post": "Twelve soldiers were killed by gunmen near Agadez in Niger on Saturday, officials said Sunday.",
    "lima": "Police arrested 20 protesters in Lima on Saturday, the interior ministry of Peru said.",
    "empty": "",
}


@pytest.fixture(scope="module")
def items(tmp_path_factory: pytest.TempPathFactory) -> list[Item]:
    path = tmp_path_factory.mktemp("linked") / "three.jsonl"
    rows = [{"id": id, "text": text, "published": "2024-05-06"} for id, text in TEXTS.items()]
    path.write_text("\n".join(map(json.dumps, rows)))
    return list(run([str(path)], settings=Settings(), reader=Reader.load()))


def incident(items: list[Item], document: str, trigger: str) -> str | None:
    reading = next(i for i in items if i.id == document)
    assert isinstance(reading, Reading)
    return next(c.incident for c in reading.claims if trigger in c.trigger.text)


def test_one_event_in_two_articles_has_one_label(items: list[Item]) -> None:
    found = list(linked(items))
    assert incident(found, "tide", "killed") == incident(found, "post", "killed")
    assert incident(found, "lima", "arrested") != incident(found, "tide", "killed")


def test_failures_stay_in_their_place(items: list[Item]) -> None:
    found = list(linked(items))
    assert [i.id for i in found] == list(TEXTS)
    assert isinstance(found[-1], Failure)


def test_the_order_of_documents_does_not_matter(items: list[Item]) -> None:
    assert {i.id: i for i in linked(items)} == {i.id: i for i in linked(items[::-1])}


def test_without_linking_there_is_no_label(items: list[Item]) -> None:
    assert {c.incident for i in items if isinstance(i, Reading) for c in i.claims} == {None}


def test_a_fact_has_what_the_claim_says(items: list[Item]) -> None:
    reading = items[0]
    assert isinstance(reading, Reading)
    fact = next(f for f in facts_of(reading) if f.trigger == "killed")
    assert (fact.earliest, fact.latest) == ("2024-05-04", "2024-05-04")
    assert "agadez" in fact.outlet.gist
    assert [w.name for w in fact.places if w.country == "NER"]
    assert len(fact.vector) > 100
    assert (fact.counts[0].value, fact.chains[0][-1].stance) == (12, "asserts")
