"""Who a party is: phrases with the country and sector that they must get."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.ground.actor import ActorTable, Coding, code_party
from onrecord.ground.actor.words import split

TABLE = ActorTable.open()


def code(text: str, published: str | None = "2012-05-05", name: str | None = None) -> Coding:
    return code_party(text, name or text, published, TABLE)


def coded(text: str, published: str | None = "2012-05-05", name: str | None = None) -> tuple[str | None, str | None]:
    coding = code(text, published, name)
    return coding.country, coding.sector


@pytest.mark.parametrize(
    ("phrase", "country", "sector"),
    [
        ("the Danish army", "DNK", "MIL"),
        ("three Irish nuns", "IRL", "REL"),
        ("Nepalese police officers", "NPL", "COP"),
        ("the Supreme Court of Nepal", "NPL", "JUD"),
        ("rebels in eastern Congo", "COD", "REB"),
        ("anti-government protesters in Kiev", "UKR", "OPP"),
        ("the mayor of Nablus", "PSE", "GOV"),
        ("a spokesman for the Kenyan police", "KEN", "COP"),
        ("the Zambian opposition leader", "ZMB", "OPP"),
        ("a Lima fishmonger's union", "PER", "LAB"),
        ("Chile", "CHL", "GOV"),
        ("Pyongyang", "PRK", "GOV"),
        ("the Swiss", "CHE", "CVL"),
        ("two Italians", "ITA", "CVL"),
        ("Czechoslovak soldiers", "CZE", "MIL"),
        ("the Soviet Union", "RUS", "GOV"),
    ],
)
def test_head_nouns_countries_and_peoples(phrase: str, country: str, sector: str) -> None:
    assert coded(phrase) == (country, sector)


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("gunmen", "UAF"),
        ("farmers", "AGR"),
        ("residents", "CVL"),
        ("a hospital official", "MED"),
        ("a rebel leader", "REB"),
    ],
)
def test_no_country_is_guessed(phrase: str, sector: str) -> None:
    coding = code(phrase)
    assert (coding.country, coding.sector, coding.no_country) == (None, sector, "no_country_named")


@pytest.mark.parametrize(
    ("phrase", "published", "country", "sector"),
    [
        ("Angela Merkel", "2010-01-01", "DEU", "GOV"),
        ("Merkel", "2010-01-01", "DEU", "GOV"),
        ("Angela Merkel", "2023-01-01", "DEU", "ELI"),
        ("former Peruvian president Alan Garcia", "1995-01-01", "PER", "ELI"),
        ("the ANC", "1991-01-01", "ZAF", "OPP"),
        ("the ANC", "2001-01-01", "ZAF", "GOV"),
        ("Zapatero", "2006-11-03", "ESP", "GOV"),
        ("Kate Bush", "2005-01-01", None, None),
    ],
)
def test_the_table_knows_when(phrase: str, published: str, country: str | None, sector: str | None) -> None:
    assert coded(phrase, published) == (country, sector)


def test_without_a_date_what_changed_with_time_stays_open() -> None:
    coding = code("the Taliban", None)
    assert (coding.country, coding.sector, coding.no_sector) == ("AFG", None, "undated")


def test_the_entry_is_referred_to() -> None:
    assert code("a Le Monde journalist").ref == "actors:le-monde"
    assert code("a baker").ref is None


def test_international_bodies_and_several_countries_have_no_country() -> None:
    assert code("WHO officials").no_country == "international"
    assert code("US and Iraqi forces").no_country == "two_countries"
    assert code("Russia, China and Iran") == Coding(None, "GOV", None, "two_countries", None)
    assert code("the French-led coalition").no_country == "many_countries"


def test_who_is_not_the_world_health_organisation() -> None:
    assert code("who").ref is None


def test_what_a_party_is_for_or_against_is_not_what_it_is() -> None:
    assert coded("pro-Russian demonstrators") == (None, "OPP")
    assert coded("Iranian-backed militias") == (None, "PRM")
    assert coded("US ambassador to Iraq") == ("USA", "GOV")


def test_the_name_behind_a_pronoun_counts() -> None:
    assert coded("he", "2006-01-01", "Viktor Yushchenko") == ("UKR", "GOV")
    assert coded("the ministry", None, "the Iranian foreign ministry") == ("IRN", "GOV")


def test_why_a_party_stays_unknown() -> None:
    assert code("Odette Quillfeather").no_sector == "unknown_name"
    assert code("the statement").no_sector == "unknown_head"
    assert code("").no_sector == "empty"


@settings(max_examples=150)
@given(st.text(max_size=80), st.text(max_size=20), st.none() | st.sampled_from(["2001", "2001-02", "2001-02-03", "no"]))
def test_odd_words_never_raise(text: str, name: str, published: str | None) -> None:
    coding = code_party(text, name, published, TABLE)
    assert (coding.country is None) == (coding.no_country is not None)
    assert (coding.sector is None) == (coding.no_sector is not None)


def test_long_phrases_are_cut() -> None:
    assert len(split("of the " * 5000)) < 100
    assert len(split("and the of soldiers, " * 2000)) < 100
