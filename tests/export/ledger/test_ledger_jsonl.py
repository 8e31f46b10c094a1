"""JSON lines and FollowTheMoney: what goes out with article text, and without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

import ledgers
from builders import HARBOUR, harbour
from entries import SIMPLE
from onrecord.export.ledger.asked import Asked
from onrecord.export.ledger.formats import by_name, export
from onrecord.model.decision import Decision, Subject
from onrecord.model.document import Metadata, Raw
from onrecord.model.span import Span
from onrecord.store import Ledger
from onrecord.store.anchoring import quote_at
from onrecord.store.filters import filters
from onrecord.store.summary import summarise

Export = Callable[..., Any]
NEVER = "Support independent journalism"  # stands in the article and in no claim


@pytest.fixture
def port(tmp_path: Path) -> Any:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        told = harbour()
        opened.add([(Raw("harbour", "harbour.txt", "text", told.text.encode(), Metadata()), told)])
        yield opened


def write(ledger: Ledger, path: Path, **asked: Any) -> list[Any]:
    with path.open("wb") as stream:
        export(Asked(ledger, **asked), by_name("jsonl"), stream)
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_without_text_digests_offsets_and_short_quotes_stay(port: Ledger, tmp_path: Path) -> None:
    head, document, *rest = write(port, tmp_path / "f", text=False, quote_characters=20)
    data = (tmp_path / "f").read_text()
    assert head["why"] == "without text" and NEVER not in data and "harbour union said" not in data
    about = document["document"]
    assert about["text"] is None and about["characters"] == len(HARBOUR)
    assert about["text_sha256"] == about["sha256"] == harbour().document.sha256
    claims = [line["claim"] for line in rest if "claim" in line]
    assert [HARBOUR[c["start"] : c["end"]] for c in claims] == [c["trigger"] for c in claims]
    assert all(len(c["quote"]) <= 20 for c in claims)
    evidence = claims[0]["evidence"]
    assert {name: evidence[name] for name in ("trigger", "type")} == {
        "trigger": [HARBOUR.index(evidence["trigger_text"]), evidence["trigger"][1]],
        "type": evidence["type"],
    }


def test_without_text_nothing_goes_out_that_stood_beside_it_in_the_input(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.db", write=True, linker=SIMPLE) as opened:
        told = harbour()
        document = replace(told.document, extra={"summary": told.text})
        raw = Raw("harbour", "harbour.txt", "text", told.text.encode(), Metadata(extra={"summary": told.text}))
        opened.add([(raw, replace(told, document=document))])
        assert write(opened, tmp_path / "with")[0]["onrecord"] == "ledger"
        write(opened, tmp_path / "f", text=False)
    assert NEVER in (tmp_path / "with").read_text() and NEVER not in (tmp_path / "f").read_text()


@pytest.mark.parametrize("format", ["csv", "jsonl", "geojson", "plover", "acled", "ftm"])
def test_without_text_a_paragraph_is_no_name(ledger: Ledger, out: Export, format: str) -> None:
    if format == "ftm":
        pytest.importorskip("followthemoney")
    ledger.close()
    paragraph = "the men who " + "came down the road and " * 20
    with Ledger.open(ledger.path, write=True) as opened:
        article = ledgers.document(opened.connection, "x", "Men came.")
        rowid = ledgers.claim(opened.connection, article, trigger="came", start=4, actors=[(paragraph, None, None)])
        (key,) = opened.connection.execute("SELECT key FROM claims WHERE rowid = ?", (rowid,)).fetchone()
        summarise(opened, [key])
    with Ledger.open(ledger.path) as opened:
        ledger.connection = opened.connection
        rows = "incidents" if format == "jsonl" else None
        assert b"came down the road" in out(format, text=False, quote_characters=40, rows=rows)[0]
        assert (b"came down the road and " * 5) not in out(format, text=False, quote_characters=40, rows=rows)[0]


@pytest.mark.parametrize("format", ["jsonl", "ftm"])
def test_rejected_claims_go_out_with_their_evidence_if_they_are_asked_for(
    port: Ledger, tmp_path: Path, format: str
) -> None:
    if format == "ftm":
        pytest.importorskip("followthemoney")
    obj = port.reading_json("harbour")
    for seen in obj["claims"]:  # so that nothing is left of any incident
        subject = Subject("harbour", 1, seen["key"], seen["type"], quote_at(obj["text"], Span(*seen["trigger"])))
        port.record(Decision(0, "", "anna", "reject", (subject,), {}, seen))
    asked = Asked(port, filters({"standing": "rejected"}))
    with (tmp_path / "f").open("wb") as stream, (tmp_path / "g").open("wb") as beside:
        written = export(asked, by_name(format), stream, *([beside] if format == "ftm" else []))
    assert written.counts["claims"] == len(obj["claims"]) and not written.counts.get("incidents", 0)
    if format == "jsonl":
        lines = [orjson.loads(line) for line in (tmp_path / "f").read_bytes().splitlines()]
        claims = [line["claim"] for line in lines if "claim" in line]
        assert [c["evidence"]["trigger_text"] for c in claims] == [c["trigger"] for c in claims]
        assert {c["standing"] for c in claims} == {"rejected"}


def test_what_people_decided_goes_out(port: Ledger, tmp_path: Path) -> None:
    text = port.reading_json("harbour")["text"]
    first, second, *_ = port.reading_json("harbour")["claims"]
    for action, seen, fields in (("reject", first, {}), ("edit", second, {"mode": "deport"})):
        quote = quote_at(text, Span(*seen["trigger"]))
        about = Subject("harbour", 1, seen["key"], seen["type"], quote)
        port.record(Decision(0, "", "anna", action, (about,), fields, seen))
    lines = write(port, tmp_path / "f", rows="claims")
    held = {line["claim"]["key"]: line["claim"] for line in lines if "claim" in line}
    assert first["key"] not in held and len(held) == 3
    edited = held[second["key"]]
    assert (edited["standing"], edited["mode"], edited["evidence"]["mode"]) == ("edited", "deport", "deport")


def test_a_part_has_the_claims_asked_for_their_document_and_their_incidents(port: Ledger, tmp_path: Path) -> None:
    lines = write(port, tmp_path / "f", filters=filters({"recipient": ["dockers"]}))
    assert [next(iter(line)) for line in lines] == ["onrecord", "document", "claim", "incident", "end"]
    assert lines[0]["filters"] == {"recipient": ["dockers"]} and lines[1]["document"]["text"] == HARBOUR
    assert lines[2]["claim"]["evidence"]["mode"] == "arrest"
    assert lines[3]["incident"]["id"] == lines[2]["claim"]["incident"]
    assert lines[4]["end"] == {"documents": 1, "claims": 1, "incidents": 1}


def test_followthemoney_takes_every_entity(out: Export) -> None:
    model = pytest.importorskip("followthemoney").model
    data, written = out("ftm")
    lines = [orjson.loads(line) for line in data.splitlines()]
    entities = [model.get_proxy(line) for line in lines if "schema" in line]
    by_id = {entity.id: entity for entity in entities}
    said = [entity for entity in entities if entity.schema.name == "Documentation"]
    assert written.counts == {"articles": 3, "claims": len(said), "events": 2}
    for entity in said:
        (article,), (event,) = entity.get("document"), entity.get("entity")
        assert by_id[article].schema.name == "Article" and by_id[event].schema.name == "Event"
        assert entity.get("proof") == [article] and entity.get("summary")
    event = next(e for e in entities if e.schema.name == "Event" and e.first("recordId") == "0000000000000000")
    assert (event.first("startDate"), event.get("country"), event.first("location")) == ("2024-05-04", ["ne"], "Moravi")
    spans = {line["id"]: line for line in lines if "schema" not in line}
    assert set(spans) == {entity.id for entity in said}
    assert all(line["end"] - line["start"] == len(line["trigger"]) for line in spans.values())


def test_followthemoney_without_text_has_none(out: Export) -> None:
    pytest.importorskip("followthemoney")
    assert b"Ten died" in out("ftm")[0] and b"Ten died" not in out("ftm", text=False)[0]
