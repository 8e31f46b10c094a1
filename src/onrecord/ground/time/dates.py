"""Arithmetic on TIMEX3 values: what a unit of the calendar is called, and which days a value covers.

Everything outside the years 1 to 9999, and every day that no calendar has, is None and raises nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first month, northern; winter is named by the year it begins in
UNIT_DAYS = {"D": 1, "W": 7, "F": 14, "WE": 7}
UNIT_MONTHS = {"M": 1, "Q": 3, "H": 6, "Y": 12, "E": 120, "C": 1200, "L": 12000}
UNIT_SECONDS = {"TS": 1, "TM": 60, "TH": 3600}
PRECISIONS = ("time", "day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century")
MOST_UNITS = 100_000  # of a duration: larger numbers are slips or not times

_SHAPES = {
    "time": re.compile(r"(\d{4})-(\d\d)-(\d\d)T.+"),
    "day": re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
    "weekend": re.compile(r"(\d{4})-W(\d\d)-WE"),
    "week": re.compile(r"(\d{4})-W(\d\d)"),
    "month": re.compile(r"(\d{4})-(\d\d)"),
    "season": re.compile(r"(\d{4})-(SP|SU|FA|WI)"),
    "quarter": re.compile(r"(\d{4})-Q([1-4])"),
    "half": re.compile(r"(\d{4})-H([12])"),
    "year": re.compile(r"(\d{4})"),
    "decade": re.compile(r"(\d{3})"),
    "century": re.compile(r"(\d{2})"),
}
_DURATION = re.compile(r"P(T?)(\d+(?:\.\d+)?)([DWMQYECLHS])")


def parse_day(text: str | None) -> date | None:
    """The day that an ISO date (or the date in an ISO time) names, None if there is no such day."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", text or "")
    return day(int(found[1]), int(found[2]), int(found[3])) if found else None


def day(year: int, month: int, day_of_month: int) -> date | None:
    """The day, or None if no calendar has it."""
    try:
        return date(year, month, day_of_month)
    except (ValueError, OverflowError):
        return None


def add_days(start: date, days: int) -> date | None:
    """The day so many days on, None beyond the calendar."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def add_months(start: date, months: int) -> date | None:
    """The same day of the month so many months on, or that month's last; None beyond the calendar."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def add(start: date, number: float, unit: str) -> date | None:
    """The day that lies so many units on; parts of units by rounding to days or months."""
    if abs(number) > MOST_UNITS:
        return None
    if unit in UNIT_SECONDS:
        return add_days(start, int(number * UNIT_SECONDS[unit] / 86400))
    if unit in UNIT_DAYS:
        return add_days(start, round(number * UNIT_DAYS[unit]))
    return add_months(start, round(number * UNIT_MONTHS[unit]))


def name(of: date, unit: str) -> str:
    """The value of the unit of the calendar in which a day lies: its week, month, quarter, year …"""
    year = f"{of.year:04}"
    if unit == "W" or unit == "F" or unit == "WE":
        iso = of.isocalendar()
        return f"{iso.year:04}-W{iso.week:02}" + ("-WE" if unit == "WE" else "")
    if unit == "M":
        return f"{year}-{of.month:02}"
    if unit == "Q":
        return f"{year}-Q{(of.month + 2) // 3}"
    if unit == "H":
        return f"{year}-H{(of.month + 5) // 6}"
    if unit in ("Y", "E", "C", "L"):
        return year[: {"Y": 4, "E": 3, "C": 2, "L": 1}[unit]]
    return of.isoformat()


def shift(anchor: date, number: int, unit: str) -> str | None:
    """The value of the unit that lies so many units after the anchor's: ("2024-05-04", -1, "M") is "2024-04"."""
    moved = add(anchor, number, unit)
    return name(moved, unit) if moved else None


def season_of(of: date) -> tuple[int, str]:
    """The year and the season in which a day lies; January belongs to the winter of the year before."""
    if of.month < 3:
        return of.year - 1, "WI"
    return of.year, ("SP", "SU", "FA", "WI")[of.month // 3 - 1]


def precision(value: str) -> str | None:
    """Which unit of the calendar a value names, one of PRECISIONS, or None."""
    return next((name for name, shape in _SHAPES.items() if shape.fullmatch(value)), None)


def bounds(value: str) -> tuple[date, date] | None:
    """First and last day that a value of the calendar covers, of an interval too. None for durations and references."""
    if "/" in value:
        first, _, last = value.partition("/")
        a, b = bounds(first), bounds(last)
        return (a[0], b[1]) if a and b and a[0] <= b[1] else None
    kind = precision(value)
    if kind is None:
        return None
    parts = _SHAPES[kind].fullmatch(value)
    assert parts is not None
    if kind in ("time", "day"):
        found = day(int(parts[1]), int(parts[2]), int(parts[3]))
        return (found, found) if found else None
    if kind in ("week", "weekend"):
        try:
            first_day = date.fromisocalendar(int(parts[1]), int(parts[2]), 6 if kind == "weekend" else 1)
        except ValueError:
            return None
        last_day = add_days(first_day, 1 if kind == "weekend" else 6)
        return (first_day, last_day) if last_day else None
    return _months(kind, parts)


def _months(kind: str, parts: re.Match[str]) -> tuple[date, date] | None:
    """First and last day of a value that consists of whole months."""
    year, month = int(parts[1]), 1
    length = {"month": 1, "season": 3, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}[kind]
    if kind == "month":
        month = int(parts[2])
    elif kind == "season":
        month = SEASON_STARTS[parts[2]]
    elif kind == "quarter":
        month = 3 * int(parts[2]) - 2
    elif kind == "half":
        month = 6 * int(parts[2]) - 5
    else:
        year *= {"year": 1, "decade": 10, "century": 100}[kind]
    first = day(year, month, 1)
    after = add_months(first, length) if first else None
    last = add_days(after, -1) if after else day(9999, 12, 31)
    return (first, last) if first and last else None


def period(value: str) -> tuple[float, str] | None:
    """Number and unit of a simple duration with a known number ("P3M" is 3.0, "M"), else None."""
    found = _DURATION.fullmatch(value)
    if not found:
        return None
    unit = "T" + found[3] if found[1] else found[3]
    known = unit in UNIT_DAYS or unit in UNIT_MONTHS or unit in UNIT_SECONDS
    return (float(found[2]), unit) if known else None


def easter(year: int) -> date | None:
    """Western Easter Sunday (the Gregorian rule in its anonymous form)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, at = divmod(h + m - 7 * n + 114, 31)
    return day(year, month, at + 1)


def holiday(rule: tuple[str, int, int, int], year: int) -> date | None:
    """The day of a year that a rule of `vocabulary.Words.holidays` gives."""
    kind, first, second, nth = rule
    if kind == "fixed":
        return day(year, first, second)
    if kind == "easter":
        sunday = easter(year)
        return add_days(sunday, first) if sunday else None
    start = day(year, first, 1)
    if start is None:
        return None
    if nth < 0:
        end = monthrange(year, first)[1]
        last = date(year, first, end)
        return add_days(last, -((last.isoweekday() - second) % 7))
    return add_days(start, (second - start.isoweekday()) % 7 + 7 * (nth - 1))
