"""The gazetteer: what names stand for, what it costs to open, and damaged files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ground.place import Gazetteer, credit
from onrecord.ground.place.gazetteer import FILE
from onrecord.ground.place.names import plain
from onrecord.ground.place.store import Draft, read
from onrecord.model.errors import VocabularyError


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open([])


@pytest.mark.parametrize(
    ("name", "found", "country", "kind"),
    [
        ("Niamey", "Niamey", "NER", "town"),
        ("niamey", "Niamey", "NER", "town"),
        ("Niger", "Niger", "NER", "country"),
        ("U.S.", "United States", "USA", "country"),
        ("the Netherlands", "The Netherlands", "NLD", "country"),
        ("Côte d’Ivoire", "Ivory Coast", "CIV", "country"),
        ("Burma", "Myanmar", "MMR", "country"),
        ("Texas", "Texas", "USA", "admin1"),
        ("Kanawha County", "Kanawha County", "USA", "admin2"),
        ("Gulf of Aden", "Gulf of Aden", None, "water_region"),
        ("Strait of Hormuz", "Strait of Hormuz", None, "water_area"),
        ("Sahel", "Sahel", None, "region"),
        ("Nigerien", "Niger", "NER", "country"),
        ("Nigerians", "Nigeria", "NGA", "country"),
        ("the Kremlin", "Moscow", "RUS", "town"),
        ("Downing Street", "London", "GBR", "town"),
        ("Calcutta", "Kolkata", "IND", "town"),
        ("W.Va.", "West Virginia", "USA", "admin1"),
    ],
)
def test_names(gazetteer: Gazetteer, name: str, found: str, country: str | None, kind: str) -> None:
    assert (found, country, kind) in {(c.name, c.country, c.kind) for c in gazetteer.lookup(name)}


def test_a_name_has_many_places(gazetteer: Gazetteer) -> None:
    paris = {(c.country, c.admin1) for c in gazetteer.lookup("Paris") if c.kind == "town"}
    assert {("FRA", "Île-de-France"), ("USA", "Texas"), ("USA", "Kentucky")} <= {
        (c, a if a != "Ile-de-France" else "Île-de-France") for c, a in paris
    }


def test_what_no_place_is_called_is_not_found(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Qwxzjk") == ()
    assert gazetteer.lookup("…") == ()


def test_towns_have_point_number_and_unit(gazetteer: Gazetteer) -> None:
    (niamey,) = [c for c in gazetteer.lookup("Niamey") if c.country == "NER" and c.kind == "town"]
    assert niamey.id == 2440485
    assert (round(niamey.lat), round(niamey.lon)) == (14, 2)
    assert niamey.population > 500_000


def test_the_middle_of_a_state_is_that_of_its_land(gazetteer: Gazetteer) -> None:
    (texas,) = [c for c in gazetteer.lookup("Texas") if c.kind == "admin1" and c.country == "USA"]
    assert abs(texas.lat - 31.25) < 1.2
    assert abs(texas.lon + 99.25) < 1.5


def test_geonames_is_credited() -> None:
    assert "GeoNames" in credit
    assert "CC BY 4.0" in credit
    assert read(FILE).head["credit"] == credit


def test_it_is_small() -> None:
    assert FILE.stat().st_size < 40_000_000


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Petersburg", "Saint Petersburg"),
        ("COLUMBUS", "Columbus"),
        ("São Paulo", "Sao Paulo"),
        ("The Gambia", "Gambia"),
        ("Guinea-Bissau", "Guinea Bissau"),
        ("N’Djamena", "Ndjamena"),
        ("U.S.A.", "USA"),
    ],
)
def test_spellings_that_are_one(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@given(st.text(max_size=40))
def test_plain_is_stable(name: str) -> None:
    assert plain(plain(name)) == plain(name)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.integers(-90, 90), st.integers(-180, 180)), min_size=1))
def test_what_is_written_is_found(tmp_path_factory: pytest.TempPathFactory, places: list[tuple[str, int, int]]) -> None:
    draft = Draft()
    for name, lat, lon in places:
        draft.add(name, lat, lon, "town", country="NER")
    path = tmp_path_factory.mktemp("gazetteer") / "own.places"
    draft.write(path, {"credit": ""})
    table = read(path)
    assert [table.name(row) for row in range(len(places))] == [n.replace("\n", " ") for n, _, _ in places]
    own = Gazetteer((table,))
    for name, lat, lon in places:
        if plain(name):
            assert (lat, lon) in {(c.lat, c.lon) for c in own.lookup(name)}


@pytest.mark.parametrize("length", [0, 10, 300, -1])
def test_a_file_that_is_cut_off_is_refused(tmp_path: Path, length: int) -> None:
    draft = Draft()
    draft.add("Velden", 10, 10, "town", country="NER")
    path = tmp_path / "own.places"
    draft.write(path, {"credit": ""})
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(VocabularyError) as error:
        Gazetteer.open([path])
    assert error.value.code == "bad_gazetteer"
    assert str(path) in error.value.message


def test_an_own_place_stands_beside_the_packages(tmp_path: Path) -> None:
    draft = Draft()
    draft.add("Niamey", 48.0, 11.0, "point", country="DEU")
    draft.add("Velden Camp", 9.0, 13.0, "point", country="NER")
    draft.write(tmp_path / "own.places", {"credit": ""})
    both = Gazetteer.open([tmp_path / "own.places"])
    assert {c.country for c in both.lookup("Niamey")} >= {"NER", "DEU"}
    assert [c.kind for c in both.lookup("Velden Camp")] == ["point"]
