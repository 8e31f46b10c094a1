"""Which place a text means. Texts are made up; mentions are what a model would have found."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ground.place import Gazetteer, resolve_places
from onrecord.model.reading import Mention, MentionKind, Place
from onrecord.model.span import Span


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open([])


def mentions(text: str, named: dict[str, MentionKind]) -> list[Mention]:
    found = []
    for words, kind in named.items():
        for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
            found.append(Mention(Span(*m.span()), words, kind, True))
    return sorted(found, key=lambda m: m.span)


def places(gazetteer: Gazetteer, text: str, home: str | None = None, **named: str) -> dict[str, Place]:
    kinds = {words.strip(): kind for kind, list_ in named.items() for words in list_.split(";")}
    found = resolve_places(text, mentions(text, kinds), home, gazetteer)  # type: ignore[arg-type]
    assert all(p.span.of(text) == p.text for p in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    return {p.text: p for p in found}


@pytest.mark.parametrize(
    ("text", "named", "country", "near"),
    [
        ("The mayor of Paris opened a bridge.", "Paris", "FRA", (48.9, 2.3)),
        ("A barn burned in Paris, Texas, on Monday.", "Paris; Texas", "USA", (33.7, -95.6)),
        ("The mayor of Springfield, Ohio, resigned.", "Springfield; Ohio", "USA", (39.9, -83.8)),
        ("The mayor of Springfield, Ill., resigned.", "Springfield", "USA", (39.8, -89.6)),
        ("A car hit a wall in London, Ontario.", "London; Ontario", "CAN", (43.0, -81.2)),
        ("Trucks left Tripoli for the south of Lebanon.", "Tripoli; Lebanon", "LBN", (34.4, 35.8)),
    ],
)
def test_words_around_a_name_say_which_place_it_is(
    gazetteer: Gazetteer, text: str, named: str, country: str, near: tuple[float, float]
) -> None:
    place = places(gazetteer, text, place=named)[named.split(";")[0]]
    assert place.country == country
    assert place.lat is not None and place.lon is not None
    assert abs(place.lat - near[0]) < 1 and abs(place.lon - near[1]) < 1


def test_a_name_has_one_sense_in_a_document(gazetteer: Gazetteer) -> None:
    text = "Paris lost its mill. The county seat of Paris, Texas, had two."
    found = resolve_places(text, mentions(text, {"Paris": "place", "Texas": "place"}), None, gazetteer)
    assert [p.country for p in found if p.text == "Paris"] == ["USA", "USA"]


def test_the_other_places_of_a_document_tell(gazetteer: Gazetteer) -> None:
    text = "Police from Lexington, Versailles and Georgetown searched a farm in Kentucky near Paris."
    found = places(gazetteer, text, place="Lexington; Versailles; Georgetown; Kentucky; Paris")
    assert {found[n].country for n in ("Lexington", "Versailles", "Georgetown", "Paris")} == {"USA"}
    lat, lon = found["Versailles"].lat, found["Versailles"].lon
    assert lat is not None and lon is not None
    assert abs(lat - 38.05) < 0.3 and abs(lon + 84.7) < 0.3


def test_a_county_is_its_unit(gazetteer: Gazetteer) -> None:
    found = places(gazetteer, "A judge of Kanawha County, W.Va., spoke.", place="Kanawha County; W.Va.")
    assert found["Kanawha County"].level == "area"
    assert found["W.Va."].name == "West Virginia"


@pytest.mark.parametrize(
    ("text", "named", "word", "use"),
    [
        ("A convoy reached Niamey on Friday.", {"place": "Niamey"}, "Niamey", "literal"),
        ("Nigerien troops left the camp.", {"other": "Nigerien"}, "Nigerien", "demonym"),
        ("Two Nigeriens were freed.", {}, "Nigeriens", "demonym"),
        ("The Kremlin said that nothing would change.", {"place": "Kremlin"}, "Kremlin", "metonym"),
        ("A man climbed the wall at the White House.", {"place": "White House"}, "White House", "literal"),
        ("Beijing condemned the sale.", {"place": "Beijing"}, "Beijing", "metonym"),
        ("Officials in Beijing condemned the sale.", {"place": "Beijing"}, "Beijing", "literal"),
        ("Niger rejected the offer.", {"place": "Niger"}, "Niger", "metonym"),
        ("Rebels attacked a post in Niger.", {"place": "Niger"}, "Niger", "literal"),
        (
            "The Columbus Police Department answered.",
            {"organization": "Columbus Police Department"},
            "Columbus",
            "metonym",
        ),
    ],
)
def test_uses(gazetteer: Gazetteer, text: str, named: dict[str, str], word: str, use: str) -> None:
    place = places(gazetteer, text, **named)[word]
    assert place.use == use
    assert place.lat is not None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Paris Moreau, a nurse, was freed.", {"person": "Paris Moreau"}),
        ("Michael Jordan left. Jordan was tired.", {"person": "Michael Jordan"}),
        ("On Monday it rained, and Reading was hard.", {}),
        ("Most of us left in March.", {}),
    ],
)
def test_what_is_no_place(gazetteer: Gazetteer, text: str, named: dict[str, str]) -> None:
    assert places(gazetteer, text, **named) == {}


def test_a_street_has_no_point(gazetteer: Gazetteer) -> None:
    found = places(gazetteer, "He lives on Memphis Street.", place="Memphis Street")
    assert found["Memphis Street"].lat is None
    assert found["Memphis Street"].country is None


def test_an_airport_gives_its_town(gazetteer: Gazetteer) -> None:
    assert places(gazetteer, "Shots fell at Niamey airport.", place="Niamey airport")["Niamey"].country == "NER"


def test_a_place_that_nobody_knows_has_no_point(gazetteer: Gazetteer) -> None:
    found = places(gazetteer, "They met in Qwxzjk.", place="Qwxzjk")
    assert (found["Qwxzjk"].lat, found["Qwxzjk"].country, found["Qwxzjk"].level) == (None, None, None)


def test_lands_are_found_where_the_model_saw_none(gazetteer: Gazetteer) -> None:
    found = places(gazetteer, "Ministers of Mali and Burkina Faso met the Malian envoy in Bamako.")
    assert set(found) == {"Mali", "Burkina Faso", "Malian", "Bamako"}


def test_the_publishers_home(gazetteer: Gazetteer) -> None:
    text = "A shop in Perth was robbed."
    assert places(gazetteer, text, place="Perth")["Perth"].country == "AUS"
    assert places(gazetteer, text, home="AUS", place="Perth")["Perth"].country == "AUS"


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("A mine lies north of Agadez.", "north of"),
        ("A mine lies near the town of Agadez.", "near"),
        ("A camp on the outskirts of Agadez burned.", "outskirts"),
        ("A camp in Agadez burned.", None),
    ],
)
def test_relations(gazetteer: Gazetteer, text: str, relation: str | None) -> None:
    assert places(gazetteer, text, place="Agadez")["Agadez"].relation == relation


@given(st.text(alphabet="Paris, Texas.U.S.Jordan's😀é\n\u0301()-–ع ", max_size=120), st.data())
def test_any_text_is_read(gazetteer: Gazetteer, text: str, data: st.DataObject) -> None:
    found = []
    if text:
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        kind = data.draw(st.sampled_from(["place", "organization", "person", "other"]))
        found = [Mention(Span(start, end), text[start:end], kind, True)]
    out = resolve_places(text, found, None, gazetteer)
    assert all(p.span.of(text) == p.text for p in out)
    assert all(a.span.end <= b.span.start for a, b in pairwise(out))
    assert out == resolve_places(text, found, None, gazetteer)
