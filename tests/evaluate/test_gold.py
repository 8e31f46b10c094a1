"""Gold in all its forms, and what is said about gold that is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onrecord.evaluate import GoldDocument, read_gold
from onrecord.model.document import Failure
from onrecord.model.errors import SourceError
from onrecord.model.span import Span

TEXT = "Soldiers arrested 40 dockers 🚢 in Velden on Saturday, the union said."


def mention(words: str, **more: Any) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"span": [start, start + len(words)], "text": words, "name": words} | more


def coded(**changes: Any) -> dict[str, Any]:
    return {
        "trigger": mention("arrested")["span"],
        "trigger_text": "arrested",
        "type": "COERCE",
        "mode": "arrest",
        "actors": [mention("Soldiers")],
        "recipients": [mention("40 dockers")],
        "objects": [],
        "place": [mention("Velden")],
        "time": {"span": mention("Saturday")["span"], "text": "Saturday", "value": "2031-03-08"},
        "quantities": [
            {"span": mention("40 dockers")["span"], "value": 40, "max": None, "unit": None, "of": "dockers"}
        ],
        "status": "actual",
        "sources": [[mention("the union", cue=mention("said")["span"], stance="asserts")]],
        "same": "e1",
    } | changes


def article(*claims: dict[str, Any], id: str = "port", **more: Any) -> dict[str, Any]:
    return {"id": id, "published": "2031-03-09", "publisher": "Tide", "text": TEXT, "claims": list(claims)} | more


def write(path: Path, *rows: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def only(path: Path) -> GoldDocument:
    (one,) = read_gold(path)
    assert isinstance(one, GoldDocument), one
    return one


def refused(path: Path) -> Failure:
    (one,) = read_gold(path)
    assert isinstance(one, Failure)
    return one


def test_a_file_is_an_article_with_its_claims(tmp_path: Path) -> None:
    one = only(write(tmp_path / "port.json", article(coded())))
    assert (one.id, one.text, one.raw.given.published, one.raw.given.publisher) == ("port", TEXT, "2031-03-09", "Tide")
    (claim,) = one.claims
    assert (claim.type, claim.mode, claim.status, claim.same) == ("COERCE", "arrest", "actual", "e1")
    assert claim.place[0].span == Span(TEXT.index("Velden"), TEXT.index("Velden") + 6)
    assert (claim.time and claim.time.value, claim.quantities[0].value) == ("2031-03-08", 40)
    assert (claim.sources[0][0].stance, claim.reporter.publisher) == ("asserts", "Tide")


def test_what_the_program_is_given_does_not_hold_the_claims(tmp_path: Path) -> None:
    raw = only(write(tmp_path / "port.json", article(coded()))).raw
    assert raw.text == TEXT and "claims" not in raw.given.extra and raw.data == TEXT.encode()


def test_a_folder_gives_its_json_files_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write(tmp_path / f"{name}.json", article(id=name))
    (tmp_path / "notes.txt").write_text("not gold")
    assert [one.id for one in read_gold(tmp_path)] == ["a", "b"]


def test_lines_take_texts_and_dates_from_the_documents_beside_them(tmp_path: Path) -> None:
    row = article(coded())
    gold = write(tmp_path / "set.gold.jsonl", {"id": "port", "claims": row.pop("claims")})
    write(tmp_path / "set.docs.jsonl", row)
    one = only(gold)
    assert (one.text, one.raw.given.published) == (TEXT, "2031-03-09")


def test_lines_with_their_own_text_need_no_documents(tmp_path: Path) -> None:
    assert only(write(tmp_path / "mine.jsonl", article(coded()))).text == TEXT


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    gold = write(tmp_path / "set.gold.jsonl", {"id": "port", "claims": []})
    assert "'port'" in refused(gold).message and "set.docs.jsonl is not there" in refused(gold).message
    write(tmp_path / "set.docs.jsonl", {"id": "harbour", "text": TEXT})
    assert "set.docs.jsonl does not have it" in refused(gold).message
    assert "line 1" in refused(gold).message


def test_what_is_left_out_is_empty_and_a_claim_without_label_is_an_event_of_its_own(tmp_path: Path) -> None:
    short = {"trigger": mention("arrested")["span"], "type": "COERCE", "status": "actual"}
    one = only(write(tmp_path / "port.json", article(short, short)))
    a, b = one.claims
    assert (a.mode, a.actors, a.time, a.sources) == (None, (), None, ())
    assert a.same != b.same and a.key != b.key


WRONG: list[tuple[dict[str, Any], str]] = [
    (coded(type="COERSE"), "claim 1 ('arrested'): type 'COERSE' is not in the ontology"),
    (coded(mode="riot"), "mode of COERCE 'riot' is not in the ontology, which has seize"),
    (coded(status="real"), "status 'real'"),
    (coded(sources=[[mention("the union", stance="hopes")]]), "sources 1.1 stance 'hopes'"),
    (coded(trigger=[5, 500]), "trigger [5, 500) ends outside the text"),
    (coded(trigger=[9, 9]), "trigger [9, 9) is empty"),
    (coded(trigger=[10, 18]), "trigger says 'arrested', but the text has 'rrested ' at [10, 18)"),
    (coded(actors=[mention("Soldiers", text="soldiers")]), "actors 1 says 'soldiers', but the text has 'Soldiers'"),
    (coded(actors=[mention("Soldiers", span=[0])]), "claim 1, actors 1 span:"),
    (coded(actors=[mention("Soldiers", span=["0", "8"])]), "claim 1, actors 1 span 1:"),
    (coded(trigger=None), "claim 1, trigger:"),
    (coded(sources=[mention("the union")]), "claim 1, sources 1:"),
]


@pytest.mark.parametrize(("claim", "message"), WRONG, ids=[m for _, m in WRONG])
def test_a_wrong_claim_is_named_with_file_number_and_reason(
    tmp_path: Path, claim: dict[str, Any], message: str
) -> None:
    failure = refused(write(tmp_path / "port.json", article(claim)))
    assert (failure.id, failure.code) == ("port", "bad_annotation")
    assert failure.message.startswith(f"{tmp_path / 'port.json'}: ")
    assert message in failure.message


def test_the_second_of_two_claims_is_number_two_and_many_problems_are_counted(tmp_path: Path) -> None:
    wrong = coded(type="X", status="Y", place=[mention("Velden", text="velden")], trigger_text="seized")
    message = refused(write(tmp_path / "port.json", article(coded(), wrong))).message
    assert "claim 2" in message and "claim 1" not in message
    assert message.endswith("; and 1 more")


def test_other_wrong_articles_are_failures_in_their_place(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{broken")
    (tmp_path / "b.json").write_text("[]")
    write(tmp_path / "c.json", {"id": "c", "text": TEXT})
    write(tmp_path / "d.json", article(id="d", published="soon"))
    write(tmp_path / "e.json", article(id="e", text=""))
    write(tmp_path / "f.json", article(id="f"))
    write(tmp_path / "g.json", article(id="f"))
    read = read_gold(tmp_path)
    codes = [one.code if isinstance(one, Failure) else "good" for one in read]
    assert codes == ["bad_json", "bad_json", "bad_annotation", "good", "empty", "good", "duplicate_id"]
    assert all(
        f"{letter}.json" in one.message for letter, one in zip("abcdefg", read, strict=True) if isinstance(one, Failure)
    )


@pytest.mark.parametrize("name", ["nowhere", "nowhere.jsonl", "empty"])
def test_a_path_without_gold_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError) as refused:
        read_gold(tmp_path / name)
    assert refused.value.code == "no_gold" and name in refused.value.message
