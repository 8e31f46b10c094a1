"""What decisions teach: which claims hold, how a reader is judged by them, and weights that are kept only if better."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from onrecord.evaluate.annotation import read_claims
from onrecord.extract import Reader
from onrecord.learn.examples import Example, example, split
from onrecord.learn.judge import judge
from onrecord.model.document import Block, Document
from onrecord.model.errors import OnrecordError
from onrecord.model.reading import Claim
from onrecord.model.span import Span
from onrecord.ontology import load as load_ontology

TOWNS = ("Arlen", "Besk", "Corvo", "Dunmar", "Elst", "Fenwick", "Garth", "Holm", "Istra", "Kelda", "Lunde", "Morva")
REPORT = (
    "Soldiers arrested forty dockers in {town} on Saturday, the harbour union said. "
    "The minister praised the governor of {town} for the arrests."
)


def document(text: str, id: str = "a") -> Document:
    return Document(id, id, "jsonl", text, (Block(Span(0, len(text)), "paragraph"),), "0" * 64, published="2031-03-09")


def claim(text: str, trigger: str, type: str, **more: object) -> Claim:
    at = text.index(trigger)
    row = {"trigger": [at, at + len(trigger)], "type": type, "status": "actual", **more}
    (made,) = read_claims([row], text, None, load_ontology())
    return made


def decided(town: str) -> Example:
    text = REPORT.format(town=town)
    actor = [{"span": [0, 8], "text": "Soldiers"}]
    hold = (claim(text, "arrested", "COERCE", mode="arrest", actors=actor),)
    return Example(document(text, town), hold, (claim(text, "praised", "SUPPORT"),))


def test_claims_that_hold_and_those_that_do_not_are_told_apart_by_standing() -> None:
    text = REPORT.format(town="Velden")
    rows = [
        {"trigger": [9, 17], "type": "COERCE", "status": "actual", "standing": "edited"},
        {"trigger": [text.index("praised"), text.index("praised") + 7], "type": "SUPPORT", "status": "actual"},
    ]
    given = {"origin": "a", "kind": "text", "sha256": "0" * 64, "language": "en", "published": None}
    reading = {"id": "a", "document": given, "text": text, "blocks": [], "claims": rows}
    found = example(reading)
    assert found is not None
    assert [c.trigger.text for c in found.hold] == ["arrested"] and found.rejected == ()
    rows[1]["standing"] = "rejected"
    again = example(reading)
    assert again is not None and [c.trigger.text for c in again.rejected] == ["praised"]
    assert example({**reading, "document": {**given, "language": "fr"}}) is None
    assert example({**reading, "claims": [{**rows[1], "standing": "needs_review"}]}) is None


def test_too_few_decisions_teach_nothing() -> None:
    with pytest.raises(OnrecordError, match="claims of 2 documents") as raised:
        split([decided("Arlen"), decided("Besk")])
    assert raised.value.code == "too_few_decisions"


def test_no_document_both_teaches_and_judges() -> None:
    found = [decided(f"{town}{i}") for town in TOWNS for i in range(4)]
    kept, judged = split(found)
    assert len(kept) + len(judged) == len(found) and judged
    assert not {e.document.id for e in kept} & {e.document.id for e in judged}


def test_a_reader_is_judged_by_what_people_let_stand(reader: Reader) -> None:
    verdict = judge(reader, [decided("Velden")])
    assert verdict.asked["holds"] == verdict.asked["rejected"] == 1
    assert (verdict.right["holds"], verdict.right["mode"], verdict.right["actors"]) == (1, 1, 1)
    assert verdict.right["rejected"] == 0  # the model finds the praise, which these people do not count
    assert verdict.share("holds") == 1.0


def test_what_people_reject_is_learned_and_kept_only_where_it_is_better(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from onrecord.learn.train import train

    found = [decided(f"{town}{suffix}") for town in TOWNS for suffix in ("", "berg", "au", "by")]
    outcome = train(found, weights=None, out=tmp_path / "w")
    assert outcome.after.share("rejected") > outcome.before.share("rejected")
    assert outcome.written == tmp_path / "w"
    card = json.loads((tmp_path / "w" / "card.json").read_text())
    digest = hashlib.sha256((tmp_path / "w" / "heads.onnx").read_bytes()).hexdigest()
    assert card["files"]["heads.onnx"] == digest and card["name"].endswith("+decisions")
    learned = Reader.load(tmp_path / "w")
    (reading,) = learned.read([document(REPORT.format(town="Zand"))])
    assert [c.trigger.text for c in reading.claims if c.type == "SUPPORT"] == []
    assert "arrested" in [c.trigger.text for c in reading.claims]

    again = train(found, weights=tmp_path / "w", out=tmp_path / "w2")
    assert again.written is None and not (tmp_path / "w2").exists()  # nothing was left to be better at
    assert sorted(p.name for p in tmp_path.iterdir()) == ["w"]
    with pytest.raises(OnrecordError, match="exists already"):
        train(found, weights=None, out=tmp_path / "w")
