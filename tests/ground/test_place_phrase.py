"""A claim's place phrase: its point and UCDP's precision."""

from __future__ import annotations

import pytest

from onrecord.ground.place import Gazetteer, claim_place, resolve_places
from onrecord.ground.place.tables import load_precision
from onrecord.model.reading import Mention, PlacePhrase
from onrecord.model.span import Span


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open([])


def phrase(gazetteer: Gazetteer, words: str, *toponyms: str) -> PlacePhrase:
    """The phrase in a sentence, where the model saw the toponyms as places."""
    text = f"Two shells fell in {words} at dawn."
    seen = [Mention(Span(text.index(t), text.index(t) + len(t)), t, "place", True) for t in toponyms]
    start = text.index(words)
    return claim_place(Span(start, start + len(words)), text, resolve_places(text, seen, None, gazetteer))


@pytest.mark.parametrize(
    ("words", "toponyms", "country", "precision"),
    [
        ("Niamey", ["Niamey"], "NER", 1),
        ("Niamey, Niger", ["Niamey", "Niger"], "NER", 1),
        ("a Nigerien air base near the Niamey airport", ["Niamey"], "NER", 2),
        ("a village north of Agadez", ["Agadez"], "NER", 2),
        ("Kanawha County", ["Kanawha County"], "USA", 3),
        ("Texas", ["Texas"], "USA", 4),
        ("southern Niger", ["Niger"], "NER", 5),
        ("the north of Mali", ["Mali"], "MLI", 5),
        ("the Niger border", ["Niger"], "NER", 5),
        ("a road between Agadez and Arlit", ["Agadez", "Arlit"], "NER", 5),
        ("the Strait of Hormuz", ["Strait of Hormuz"], None, 5),
        ("Darfur", ["Darfur"], "SDN", 5),
        ("Niger", ["Niger"], "NER", 6),
        ("the Gulf of Aden", ["Gulf of Aden"], None, 7),
        ("the Sahel", ["Sahel"], None, 7),
    ],
)
def test_precision(gazetteer: Gazetteer, words: str, toponyms: list[str], country: str | None, precision: int) -> None:
    geo = phrase(gazetteer, words, *toponyms).geo
    assert geo is not None
    assert (geo.country, geo.precision) == (country, precision)


def test_the_most_exact_toponym_gives_the_point(gazetteer: Gazetteer) -> None:
    geo = phrase(gazetteer, "Niamey, Niger", "Niamey", "Niger").geo
    assert geo is not None
    assert geo.geonameid == 2440485


def test_a_line_lies_half_way(gazetteer: Gazetteer) -> None:
    geo = phrase(gazetteer, "a road between Agadez and Arlit", "Agadez", "Arlit").geo
    assert geo is not None
    assert 16.97 < geo.lat < 18.74
    assert geo.geonameid is None


@pytest.mark.parametrize("words", ["a village", "a Nigerien base", "the Malian camp"])
def test_without_a_literal_toponym_there_is_no_point(gazetteer: Gazetteer, words: str) -> None:
    found = phrase(gazetteer, words)
    assert (found.text, found.name, found.geo) == (words, words, None)


def test_precision_table_has_all_levels() -> None:
    kinds = load_precision().kinds
    assert {k.precision for k in kinds.values()} | {k.near for k in kinds.values()} == {1, 2, 3, 4, 5, 6, 7}
