"""Numbers as news has them. Each row: the words; value, max, unit; what is counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import claim, document, reading
from onrecord.ground import ground
from onrecord.ground.number import Number, counted, parse

ROWS = [
    # words, value, max, unit, of
    ("about 40 foreign instructors", 40, None, None, "foreign instructors"),
    ("some 3,500 refugees", 3500, None, None, "refugees"),
    ("At least eleven villagers", 11, None, None, "villagers"),
    ("more than 60 others", 60, None, None, "others"),
    ("up to 90 militiamen", None, 90, None, "militiamen"),
    ("as many as 2,000 more soldiers", None, 2000, None, "soldiers"),
    ("no more than six boats", None, 6, None, "boats"),
    ("five to seven lorries", 5, 7, None, "lorries"),
    ("4 or 5 hamlets", 4, 5, None, "hamlets"),
    ("between 20 and 30 prisoners", 20, 30, None, "prisoners"),
    ("two to three million people", 2000000, 3000000, None, "people"),
    ("60-70 trucks", 60, 70, None, "trucks"),
    ("two soldiers and a nurse", 2, None, None, "soldiers and a nurse"),
    ("dozens of students", 12, None, None, "students"),
    ("scores of miners", 20, None, None, "miners"),
    ("hundreds of marchers", 100, None, None, "marchers"),
    ("tens of thousands of people", 10000, None, None, "people"),
    ("hundreds of thousands of people", 100000, None, None, "people"),
    ("three dozen rockets", 36, None, None, "rockets"),
    ("a dozen shells", 12, None, None, "shells"),
    ("several officers", None, None, None, "officers"),
    ("a number of clerks", None, None, None, "clerks"),
    ("half a million tents", 500000, None, None, "tents"),
    ("twenty-five monks", 25, None, None, "monks"),
    ("One hundred and twenty nuns", 120, None, None, "nuns"),
    ("two thousand five hundred men", 2500, None, None, "men"),
    ("a hundred goats", 100, None, None, "goats"),
    ("3,000-strong brigade", 3000, None, None, "brigade"),
    ("No sailors", 0, None, None, "sailors"),
    ("a single mortar", 1, None, None, "mortar"),
    ("one of the guards", 1, None, None, "guards"),
    ("the 14 others", 14, None, None, "others"),
    ("$1.2bn", 1200000000, None, "USD", None),
    ("$3 million", 3000000, None, "USD", None),
    ("$2.5m", 2500000, None, "USD", None),
    ("about 51 million U.S. dollars", 51000000, None, "USD", None),
    ("US$40,000", 40000, None, "USD", None),
    ("up to 30 million euros", None, 30000000, "EUR", None),
    ("£900", 900, None, "GBP", None),
    ("1 million Egyptian pounds", 1000000, None, "EGP", None),
    ("200 Hong Kong dollars", 200, None, "HKD", None),
    ("90,000 yuan (about 12,400 dollars)", 90000, None, "CNY", None),
    ("a 15-million-dollar loan", 15000000, None, "USD", "loan"),
    ("2,000 kg of maize", 2000, None, "kg", "maize"),
    ("30 to 40km", 30, 40, "km", None),
    ("60 percent of households", 60, None, "percent", "households"),
    ("seven years", 7, None, "year", None),
    ("360", 360, None, None, None),
    ("the wounded", None, None, None, "wounded"),
    ("", None, None, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "value", "max", "unit", "of"), ROWS, ids=[row[0] for row in ROWS])
def test_numbers(words: str, value: float | None, max: float | None, unit: str | None, of: str | None) -> None:
    assert parse(words) == Number(value, max, unit, of)


@pytest.mark.parametrize(
    ("trigger", "fate"),
    [("killed", "killed"), ("death toll", "killed"), ("Wounding", "injured"), ("arrested", None), ("skilled", None)],
)
def test_a_trigger_says_what_the_counted_suffered(trigger: str, fate: str | None) -> None:
    assert counted(trigger) == fate


@given(st.text(max_size=60))
def test_any_words_give_a_number_or_nulls(words: str) -> None:
    number = parse(words)
    assert number.of is None or number.of in words
    assert number.max is None or number.value is None or number.value <= number.max


@given(st.integers(1, 10**15))
def test_digits_with_commas_are_themselves(number: int) -> None:
    assert parse(f"about {number:,} people") == Number(number, None, None, "people")


def test_a_readings_quantities_get_their_numbers() -> None:
    text = "Gunmen killed at least nine guards and took 40 cows."
    wanted = [("at least nine guards", None, None, None, None)], [("40 cows", None, None, None, None)]
    verbs = ("killed", "took")
    claims = [claim(text, v, "ASSAULT", quantities=tuple(q)) for v, q in zip(verbs, wanted, strict=True)]
    grounded = ground(reading(document(text), *claims))
    assert [(q.value, q.of) for c in grounded.claims for q in c.quantities] == [(9, "killed"), (40, "cows")]
