"""The table of time words: what is wrong in one is refused with its line."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from onrecord.ground.time import dates
from onrecord.ground.time.phrase import canonical
from onrecord.ground.time.vocabulary import read, words
from onrecord.model.errors import VocabularyError

TABLE = files("onrecord.ground.time").joinpath("words.yaml").read_text(encoding="utf-8")


def test_the_shipped_table_is_read() -> None:
    known = words()
    assert known.months["sept"] == 9
    assert known.units["days"] == "D"
    assert known.references["these days"] == "PRESENT_REF"


def test_every_holiday_and_period_is_recognised_and_every_holiday_has_a_day() -> None:
    known = words()
    for name in known.holidays:
        assert canonical(name.title()) == "@" + name.replace(" ", "_")
        assert dates.holiday(known.holidays[name], 2028) is not None
    for name in known.periods:
        assert canonical(name.title()) == "%" + name.replace(" ", "_")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("seven: 7,", "seven: seventy,", "no whole number"),
        ("  1: [january, jan]", "  13: [january, jan]", "no whole number"),
        ("  2: [february, feb]", "  2: [february, jan]", "a second time"),
        ("  WI: [winter,", "  WX: [winter,", "'WX' is not known"),
        ('noon: "12:00"', 'noon: "12"', "HH:MM"),
        ("  05-09: [victory day]", "  13-09: [victory day]", "MM-DD"),
        ("world war i: [1914, 1918]", "world war i: [1918, 1914]", "before it begins"),
        ("decades: {", "decadence: {", "not known here"),
        ("twenties: 20", "Twenties: 20", "upper-case"),
        ("vague: [few,", "vague: [3,", "must be text"),
    ],
)
def test_a_wrong_table_is_refused_with_line_and_reason(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert old in TABLE
    file = tmp_path / "words.yaml"
    file.write_text(TABLE.replace(old, new, 1), encoding="utf-8")
    line = TABLE[: TABLE.index(old)].count("\n") + 1
    with pytest.raises(VocabularyError, match=reason) as refused:
        read(file)
    assert f"line {line}" in str(refused.value)
