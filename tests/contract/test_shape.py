"""The JSON object of a document, field by field, and lines that are the same byte for byte."""

from dataclasses import replace

import orjson
import pytest

from builders import claim, document, harbour, reading, source
from onrecord.contract import failure_to_json, item_to_json, to_json, to_line
from onrecord.model.document import Failure
from onrecord.model.reading import Entity, Geo, Mention, Place, PlacePhrase, Reporter, Timex
from onrecord.model.span import Span


def test_every_field_of_the_contract_is_there_in_order() -> None:
    obj = to_json(harbour())
    assert list(obj) == [
        "schema", "id", "document", "text", "blocks", "mentions", "entities", "times", "places", "attributions",
        "claims", "made_by",
    ]  # fmt: skip
    assert list(obj["document"]) == [
        "origin", "kind", "publisher", "agency", "title", "author", "language", "published", "published_from",
        "retrieved", "sha256", "extractor",
    ]  # fmt: skip
    assert list(obj["claims"][0]) == [
        "key", "trigger", "trigger_text", "type", "mode", "actors", "recipients", "objects", "place", "time",
        "quantities", "status", "sources", "same", "confidence", "reporter",
    ]  # fmt: skip


def test_a_claim_says_who_did_what_by_spans_into_the_text() -> None:
    obj = to_json(harbour())
    text = obj["text"]
    arrested = obj["claims"][1]
    start, end = arrested["trigger"]
    assert text[start:end] == arrested["trigger_text"] == "arrested"
    at = text.index("dockers")
    assert arrested["recipients"] == [
        {
            "span": [at, at + 7],
            "text": "dockers",
            "name": "dockers",
            "entity": None,
            "country": None,
            "sector": None,
            "no_country": None,
            "no_sector": None,
        }
    ]
    assert arrested["quantities"][0] == {
        "span": [at - 9, at + 7], "value": 40, "max": None, "unit": None, "of": "dockers",
    }  # fmt: skip
    assert arrested["time"]["value"] == "2031-03-08"
    assert arrested["reporter"] == {"publisher": "Morning Tide", "agency": "Kessia Press Agency"}


def test_a_chain_of_sources_goes_from_the_outermost_holder_inwards() -> None:
    obj = to_json(harbour())
    (chain,) = obj["claims"][3]["sources"]
    assert [holder["name"] for holder in chain] == ["the daily Morning Tide", "the union"]
    start, end = chain[1]["cue"]
    assert obj["text"][start:end] == "quoting"


def test_a_source_without_a_cue_has_null_there() -> None:
    text = "Rebels withdrew, reportedly."
    made = reading(document(text), claim(text, "withdrew", "RETREAT", sources=((source(text, "reportedly"),),)))
    assert to_json(made)["claims"][0]["sources"][0][0]["cue"] is None


def test_confidence_has_four_digits() -> None:
    text = "Troops left."
    made = reading(document(text), claim(text, "left", "RETREAT", confidence=0.123456))
    assert to_json(made)["claims"][0]["confidence"] == 0.1235


def test_url_and_extra_stand_there_only_where_the_input_had_them() -> None:
    plain = to_json(reading(document("Nothing happened.")))
    rich = to_json(reading(document("Nothing happened.", url="https://example.org/a", extra={"desk": ["east", 7]})))
    assert "url" not in plain["document"] and "extra" not in plain["document"]
    assert rich["document"]["url"] == "https://example.org/a"
    assert rich["document"]["extra"] == {"desk": ["east", 7]}


def test_mentions_entities_times_and_places_are_written_whole() -> None:
    text = "Velden, Friday."
    made = reading(
        document(text),
        mentions=(Mention(Span(0, 6), "Velden", "place", True, "n1"),),
        entities=(Entity("n1", "Velden", "place", "geonames:7", "NLD", None),),
        times=(Timex(Span(8, 14), "Friday", "DATE", None),),
        places=(Place(Span(0, 6), "Velden", "literal", "Velden", 7, 51.4, 6.2, "NLD", "town", None),),
    )
    obj = to_json(made)
    assert obj["mentions"] == [{"span": [0, 6], "text": "Velden", "kind": "place", "named": True, "entity": "n1"}]
    assert obj["entities"][0]["ref"] == "geonames:7"
    assert obj["times"] == [{"span": [8, 14], "text": "Friday", "type": "DATE", "value": None}]
    assert (obj["places"][0]["lat"], obj["places"][0]["level"]) == (51.4, "town")


def test_a_resolved_place_of_a_claim_carries_geo() -> None:
    text = "Crowds marched in Velden."
    made = claim(text, "marched", "PROTEST", "demo", reporter=Reporter("Morning Tide", None))
    place = PlacePhrase(Span(18, 24), "Velden", "Velden", Geo(51.4, 6.2, 7, "NLD", 1))
    obj = to_json(reading(document(text), replace(made, place=(place,))))
    assert obj["claims"][0]["place"][0]["geo"] == {
        "lat": 51.4, "lon": 6.2, "geonameid": 7, "country": "NLD", "precision": 1,
    }  # fmt: skip


def test_a_failure_stands_in_its_documents_place() -> None:
    failure = Failure("empty.txt", "empty", "empty.txt holds no text", "Give a file with an article in it")
    assert item_to_json(failure) == failure_to_json(failure)
    assert failure_to_json(failure) == {
        "schema": 1,
        "id": "empty.txt",
        "error": {
            "code": "empty",
            "message": "empty.txt holds no text",
            "hint": "Give a file with an article in it",
        },
    }


def test_the_same_reading_gives_the_same_bytes() -> None:
    assert to_line(to_json(harbour())) == to_line(to_json(harbour()))
    assert to_line(to_json(harbour())).endswith(b"}\n")


@pytest.mark.parametrize("text", ["Rebels 🚀 withdrew.", "انسحب rebels withdrew", "Cafe\u0301 rebels withdrew"])
def test_a_line_gives_the_text_back_character_for_character(text: str) -> None:
    obj = orjson.loads(to_line(to_json(reading(document(text), claim(text, "withdrew", "RETREAT")))))
    start, end = obj["claims"][0]["trigger"]
    assert obj["text"] == text
    assert obj["text"][start:end] == "withdrew"


def test_a_lone_surrogate_becomes_one_replacement_character() -> None:
    line = to_line({"id": "a\udce9.txt", "text": "x", "extra": {"n\ud800": [2**70, 1.5, None, True]}})
    assert orjson.loads(line) == {"id": "a�.txt", "text": "x", "extra": {"n�": [str(2**70), 1.5, None, True]}}
