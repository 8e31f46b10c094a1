"""The timeline's drawing: where bars stand, what has no bar of its own, and what lies outside."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.server.charts import MOST_TICKS, Chart, chart, iso, moves, span_of, ticks, width_of, window


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def row(period: str | None, incidents: int = 1, exact: bool = True, by_report: int = 0) -> dict[str, Any]:
    return {
        "period": period, "exact": exact, "incidents": incidents, "claims": incidents, "by_report": by_report,
        "incidents_by_report": by_report,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024-05-04", "2024-05-04", "2024-05-04"),
        ("2024-W18", "2024-04-29", "2024-05-05"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2023/2024", "2023-01-01", "2024-12-31"),
        ("9999-12", "9999-12-01", "9999-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
    ],
)
def test_a_period_begins_and_ends(period: str, first: str, last: str) -> None:
    assert tuple(map(iso, span_of(period))) == (first, last)


def may(*rows: dict[str, Any], by: str = "day") -> Chart:
    return chart(rows, by, day("2024-05-01"), day("2024-05-10"))  # type: ignore[arg-type]


def test_bars_stand_on_their_days_and_are_as_high_as_their_share() -> None:
    drawn = may(row("2024-05-03", 4, by_report=1), row("2024-05-01", 2))
    first, second = drawn.bars
    assert (first.x, first.width, first.height, first.hollow) == (0, 10, 0.5, 0)
    assert (second.x, second.width, second.height, second.hollow) == (20, 10, 1, 0.25)
    assert drawn.high == 4


def test_what_is_known_to_the_month_or_year_lies_in_lanes_and_raises_no_bar() -> None:
    drawn = may(row("2024-05-03"), row("2024-05", 90, exact=False), row("2024", exact=False), row("2024-04", 7, False))
    assert drawn.high == 1
    ((month,), (year,)) = drawn.lanes
    assert (month.period, month.x, month.width, month.last) == ("2024-05", 0, 100, day("2024-05-31"))
    assert (year.period, year.x, year.width) == ("2024", 0, 100)
    assert drawn.before == 7


def test_bars_of_one_lane_do_not_overlap_and_what_has_no_lane_is_counted() -> None:
    rows = [row(f"{year}/{year + 1}", exact=False) for year in range(2010, 2024)]
    drawn = chart(rows, "month", day("2010-01-01"), day("2024-12-31"))
    for lane in drawn.lanes:
        ends = sorted((bar.first, bar.last) for bar in lane)
        assert all(a[1] < b[0] for a, b in pairwise(ends))
    assert sum(map(len, drawn.lanes)) + drawn.lanes_left == len(rows)


def test_a_few_far_off_days_do_not_squeeze_the_rest() -> None:
    rows = [row("2024-05", 500), row("2024-06", 500), row("1916-07", 1)]
    span = window(rows, whole=False)
    assert span is not None and iso(span[0]) == "2024-05-01"
    drawn = chart(rows, "month", *span)
    assert (drawn.before, drawn.after) == (1, 0)
    assert window(rows, whole=True) == (day("1916-07-01"), day("2024-06-30"))


def test_nothing_dated_draws_nothing() -> None:
    assert window([], whole=False) is None
    assert window([row(None)], whole=False) is None
    assert window([row("2024", exact=False)], whole=False) == (day("2024-01-01"), day("2024-12-31"))


def test_the_width_of_bars_follows_the_span() -> None:
    start = day("2024-01-01")
    assert [width_of(start, start + days) for days in (0, 80, 300, 2000)] == ["day", "day", "week", "month"]


@given(st.integers(1, date.max.toordinal()), st.integers(0, 1_500_000))
def test_there_are_always_few_ticks_within_the_axis(first: int, days: int) -> None:
    last = min(first + days, date.max.toordinal())
    found = list(ticks(first, last))
    assert len(found) <= MOST_TICKS + 1
    assert all(0 <= tick.x <= 100 for tick in found)
    assert sorted(tick.x for tick in found) == [tick.x for tick in found]


def test_ticks_say_days_months_or_years() -> None:
    assert [t.label for t in ticks(day("2024-05-01"), day("2024-05-03"))] == ["1 May", "2 May", "3 May"]
    assert [t.label for t in ticks(day("2024-01-15"), day("2024-05-15"))] == [
        "Feb 2024",
        "Mar 2024",
        "Apr 2024",
        "May 2024",
    ]
    assert [t.label for t in ticks(day("2019-06-01"), day("2024-02-01"))] == ["2020", "2021", "2022", "2023", "2024"]


@given(st.integers(1, date.max.toordinal()), st.integers(0, 5000))
def test_moving_never_leaves_the_calendar(first: int, days: int) -> None:
    last = min(first + days, date.max.toordinal())
    for start, end in moves(chart([], "day", first, last)).values():
        assert date.fromisoformat(start) <= date.fromisoformat(end)
