"""Two claims compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from facts import PLACES, fact

from onrecord.link.compare import FEATURES, alike, days_apart, features, probability, reasons, weights
from onrecord.link.fact import Count, Fact, Who
from onrecord.link.wording import plain, stems, telling

PLAIN = fact("a", "killed", actors=("rebels",), day="2024-05-04")


def row(a: Fact, b: Fact) -> dict[str, float]:
    return dict(zip(FEATURES, features(a, b), strict=True))


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        (Who("the U.S. Army"), Who("US army"), 1, 1),
        (Who("Mohamed Bazoum"), Who("President Bazoum"), 0.5, 0.5),
        (Who("he", ref="actors:x"), Who("Ada Morn", ref="actors:x"), 1, 1),
        (Who("police", "NER", "COP"), Who("officers", "NER", "COP"), 0.5, 0.5),
        (Who("police", "NER", "COP"), Who("soldiers", "NER", "MIL"), 0.25, 0.25),
        (Who("the police"), Who("the government police"), 0, 0),
        (Who("Niger"), Who("Nigeria"), 0, 0),
        (Who(""), Who(""), 0, 0),
    ],
)
def test_parties(one: Who, other: Who, least: float, most: float) -> None:
    assert least <= alike([one], [other]) <= most
    assert alike([one], [other]) == alike([other], [one])


@pytest.mark.parametrize(
    ("here", "there", "near", "differ"),
    [("Niamey", "Niamey", 1, 0), ("Niamey", "Agadez", 0, 1), ("Niamey", "Niger", 0.4, 0), ("Niger", "Lima", 0, 1)],
)
def test_places(here: str, there: str, near: float, differ: float) -> None:
    found = row(fact("a", "met", place=here), fact("b", "met", place=there))
    assert (found["place"], found["place_differs"]) == (near, differ)


def test_an_unknown_place_says_nothing() -> None:
    found = row(fact("a", "met", place="Niamey"), fact("b", "met"))
    assert (found["place"], found["place_differs"]) == (0, 0)
    assert PLACES["Niamey"].precision == 1


def test_days() -> None:
    later = replace(PLAIN, earliest="2024-05-06", latest="2024-05-08")
    week = replace(PLAIN, earliest="2024-04-29", latest="2024-05-05")
    assert days_apart(PLAIN, later) == days_apart(later, PLAIN) == 2
    assert days_apart(PLAIN, week) == 0
    assert days_apart(PLAIN, replace(PLAIN, earliest=None, latest=None)) is None


@pytest.mark.parametrize(
    ("here", "there", "differ"),
    [
        (("Kumbo",), ("Ndop",), 1),
        (("the village of Kumbo",), ("Kumbo",), 0),
        (("a bridge",), ("Ndop",), 0),
        (("Niger",), ("Ndop",), 0),  # a country holds its towns
        ((), ("Ndop",), 0),
    ],
)
def test_towns_that_the_gazetteer_does_not_know_differ_by_name(
    here: tuple[str, ...], there: tuple[str, ...], differ: int
) -> None:
    one = replace(fact("a", "met", place="Niger" if "Niger" in here else None), place_names=here)
    assert row(one, replace(fact("b", "met"), place_names=there))["towns_differ"] == differ


def test_a_neighbouring_town_is_near_and_not_the_same() -> None:
    one = fact("a", "met", place="Niamey")
    kollo = replace(one.places[0], name="Kollo", lat=13.31, lon=2.34, geonameid=1)
    other = replace(fact("b", "met"), places=(kollo,))
    assert row(one, other)["place"] == 0.5
    assert not any("same place" in words for words in reasons(one, other))


def test_the_same_week_says_less_than_the_same_day() -> None:
    week = replace(PLAIN, earliest="2024-04-29", latest="2024-05-05")
    assert row(PLAIN, PLAIN)["day"] == 1
    assert row(PLAIN, week)["day"] == row(week, PLAIN)["day"] == pytest.approx(1 / 7)


def test_what_neither_day_nor_publication_dates_is_marked() -> None:
    bare, dated = fact("b", "met"), fact("c", "met", published="2024-05-05")
    assert row(bare, fact("d", "met"))["undated"] == 1
    assert row(dated, fact("d", "met", published="2024-05-06"))["undated"] == 0
    assert row(bare, replace(bare, key="0"))["undated"] == 0  # of one document


@pytest.mark.parametrize(
    ("some", "others", "agree", "differ"),
    [
        (Count(40, None, None, "killed"), Count(38, None, None, "killed"), 1, 0),
        (Count(40, None, None, "killed"), Count(12, None, None, "killed"), 0, 1),
        (Count(40, None, None, "killed"), Count(12, None, None, "injured"), 0, 0),
        (Count(None, 5, None, "killed"), Count(5, None, None, "killed"), 0, 0),
    ],
)
def test_counts(some: Count, others: Count, agree: int, differ: int) -> None:
    found = row(replace(PLAIN, counts=(some,)), replace(PLAIN, counts=(others,)))
    assert (found["counts"], found["counts_differ"]) == (agree, differ)


def test_it_is_symmetric() -> None:
    other = fact("b", "attack", actors=("army",), recipients=("rebels",), place="Niamey", published="2024-05-06")
    assert list(features(PLAIN, other)) == list(features(other, PLAIN))
    assert probability(PLAIN, other) == probability(other, PLAIN)


def test_each_feature_has_a_weight() -> None:
    assert len(weights()) == len(FEATURES)


def test_names() -> None:
    assert plain("The U.S. Army’s") == "us army"
    assert telling("the former prime minister Ada Morn") == {"former", "ada", "morn"}
    assert stems("was killed") == stems("killing")
