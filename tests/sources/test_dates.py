"""Dates are taken in the precision they have; what is no date is refused with its own words."""

from __future__ import annotations

import pytest

from onrecord.model.errors import SourceError
from onrecord.sources.dates import iso_date


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2031-05-04", "2031-05-04"),
        ("2031-05", "2031-05"),
        ("2031", "2031"),
        (" 2031-05-04\n", "2031-05-04"),
        ("2031-05-04T23:30:00-05:00", "2031-05-04"),
        ("2031-05-04T23:30:00Z", "2031-05-04"),
        ("2031-05-04 08:15", "2031-05-04"),
        ("2028-02-29", "2028-02-29"),
    ],
)
def test_dates_keep_their_precision(value: str, date: str) -> None:
    assert iso_date(value) == date


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "04.05.2031",
        "2031-13",
        "2031-02-30",
        "0000",
        "20310504",
        "2031-05-04T25:00",
        "２０３１",
        "2031-5-4",
    ],
)
def test_other_things_are_refused(value: str) -> None:
    with pytest.raises(SourceError) as caught:
        iso_date(value)
    assert caught.value.code == "bad_date"
    assert repr(value) in caught.value.message
    assert "YYYY-MM-DD" in caught.value.hint
