"""Days as tables write them; day and month that could be exchanged are never guessed."""

from __future__ import annotations

import pytest

from onrecord.compare.days import Order, read
from onrecord.model.errors import SourceError


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2024-05-04", "2024-05-04", "2024-05-04"),
        ("2024-05-04 00:00:00.000", "2024-05-04", "2024-05-04"),
        ("2024/5/4", "2024-05-04", "2024-05-04"),
        ("20240504", "2024-05-04", "2024-05-04"),
        ("04 May 2024", "2024-05-04", "2024-05-04"),
        ("4-May-24", "2024-05-04", "2024-05-04"),
        ("4-May-71", "1971-05-04", "1971-05-04"),
        ("May 4th, 2024", "2024-05-04", "2024-05-04"),
        ("4.5.2024", "2024-05-04", "2024-05-04"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_forms_that_say_it_themselves(cell: str, first: str, last: str) -> None:
    days = read(cell)
    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)


def test_slashes_are_read_in_the_order_that_is_given() -> None:
    assert read("04/05/2024", "dmy").first.isoformat() == "2024-05-04"
    assert read("04/05/2024", "mdy").first.isoformat() == "2024-04-05"


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("04/05/2024", "cannot be told apart"),
        ("45416", "Excel's number"),
        ("2024-02-30", "day is out of range"),
        ("4 Mayo. x", "no form"),
        ("4 Foo 2024", "no month 'Foo'"),
        ("0001-01-01", "no year from 1000 to 2999"),
        ("9999-12", "no year from 1000 to 2999"),
        ("4 May 0024", "no year from 1000 to 2999"),
        ("", "empty"),
    ],
)
def test_what_is_no_day_says_why(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(cell)


def order(*cells: str) -> Order:
    seen = Order()
    for line, cell in enumerate(cells, 2):
        seen.see(line, cell)
    return seen


def test_one_cell_decides_for_the_column() -> None:
    assert order("04/05/2024", "25/05/2024").decide("t.csv") == "dmy"
    assert order("04/05/2024", "05/25/2024").decide("t.csv") == "mdy"
    assert order("2024-05-04", "4 May 2024").decide("t.csv") is None


def test_no_cell_decides() -> None:
    with pytest.raises(SourceError) as caught:
        order("04/05/2024", "06/07/2024").decide("t.csv")
    assert caught.value.code == "ambiguous_dates"
    assert "2 dates" in caught.value.message and "--dates dmy" in caught.value.hint


def test_cells_contradict_each_other() -> None:
    with pytest.raises(SourceError) as caught:
        order("25/05/2024", "05/26/2024").decide("t.csv")
    assert caught.value.code == "mixed_dates"
    assert "line 2: '25/05/2024'" in caught.value.message and "line 3: '05/26/2024'" in caught.value.message
