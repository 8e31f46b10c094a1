"""Filters as people give them: what they mean, and what is refused with what is allowed."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.model.errors import OnrecordError
from onrecord.store.filters import Named, filters


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("the U.S. Army", Named(words=("us", "army"))),
        ("NER/MIL", Named(country="NER", sector="MIL")),
        ("NER", Named(country="NER")),
        ("/REB", Named(sector="REB")),
        ("REB", Named(sector="REB")),
        ("IRA", Named(words=("ira",))),
        ("actors:wagner", Named(ref="actors:wagner")),
        ('"The U.S. Army"', Named(words=("us", "army"), whole=True)),
    ],
)
def test_a_party_is_meant_by_words_code_or_ref(value: str, named: Named) -> None:
    assert filters({"actor": value}).actor == (named,)


def test_a_month_begins_and_ends() -> None:
    asked = filters({"from": "2024-02", "to": "2024-02"})
    assert (asked.start, asked.end) == ("2024-02-01", "2024-02-29")
    assert filters({"to": "2023"}).end == "2023-12-31"
    assert filters({"to": "2023-12"}).end == "2023-12-31"


def test_a_place_is_looked_up_and_a_point_is_taken() -> None:
    niamey = filters({"near": "Niamey"}).near
    assert niamey is not None and abs(niamey.lat - 13.5) < 0.1 and niamey.km == 50
    point = filters({"near": "-3.5, 29", "within": 5}).near
    assert point is not None and (point.lat, point.lon, point.km) == (-3.5, 29.0, 5)
    there = filters({"near": "Tripoli, LBN"}).near
    assert there is not None and there.name.endswith("LBN")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"type": "RAID"}, "ASSAULT"),
        ({"type": "ASSAULT.sword"}, "drone"),
        ({"status": "past"}, "hypothetical"),
        ({"stance": "thinks"}, "alleges"),
        ({"sector": "XXX"}, "MIL"),
        ({"country": "Niger"}, "NER"),
        ({"actor": "NER/ARM"}, "MIL"),
        ({"actor": "…"}, "word"),
        ({"from": "May"}, "YYYY-MM-DD"),
        ({"from": "2024-05-02", "to": "2024-05-01"}, "Exchange"),
        ({"within": 10}, "near"),
        ({"near": "Xyzzyville"}, "LAT,LON"),
        ({"near": "91,0"}, "-90"),
        ({"near": "1,1", "within": 0}, "within"),
        ({"independent": 0}, "independent"),
        ({"min-confidence": 2}, "min-confidence"),
        ({"text": " "}, "words"),
        ({"colour": "red"}, "country"),
    ],
    ids=str,
)
def test_a_wrong_value_is_refused_with_what_is_allowed(given: dict[str, Any], says: str) -> None:
    with pytest.raises(OnrecordError) as caught:
        filters(given)
    assert caught.value.code == "bad_filter"
    assert says in str(caught.value)
