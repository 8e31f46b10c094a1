"""Days as event tables write them. Where day and month could be exchanged, the whole column decides, or nobody does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from onrecord.model.errors import SourceError

ORDERS = ("dmy", "mdy")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
THIS_CENTURY = 69  # two-digit years up to it are 20xx, as POSIX has it
EARLIEST, LATEST = 1000, 2999  # years; others are misprints, and lie too near to the ends that a date can have
ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d.*)?", re.ASCII)
COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[\s-]+([A-Za-z]{3,9})\.?[\s,-]+(\d{4}|\d{2})", re.ASCII)
MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII)
DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", re.ASCII)
NUMERIC = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:[T ]\d.*)?", re.ASCII)
FORMS = {
    "iso": "2024-05-04",
    "compact": "20240504",
    "words": "04 May 2024",
    "dotted": "4.5.2024 (day first)",
    "dmy": "04/05/2024 (day first)",
    "mdy": "05/04/2024 (month first)",
}


@dataclass(frozen=True, slots=True)
class Days:
    """The first and last day that a cell means, and its form, a key of FORMS."""

    first: date
    last: date
    form: str


@lru_cache(maxsize=20_000)
def read(cell: str, order: str | None = None) -> Days:
    """What a cell means; `order` is that of numbers with slashes, one of ORDERS.

    Raises ValueError with the reason, also for such numbers without an order.
    """
    cell = cell.strip()
    if found := ISO.fullmatch(cell):
        return _span(found[1], found[2], found[3])
    if found := COMPACT.fullmatch(cell):
        return _day(found[1], found[2], found[3], "compact")
    if found := DAY_FIRST.fullmatch(cell):
        return _day(found[3], _month(found[2]), found[1], "words")
    if found := MONTH_FIRST.fullmatch(cell):
        return _day(found[3], _month(found[1]), found[2], "words")
    if found := DOTTED.fullmatch(cell):  # with full stops the day goes first wherever that is written
        return _day(found[3], found[2], found[1], "dotted")
    if found := NUMERIC.fullmatch(cell):
        if order is None:
            raise ValueError("day and month cannot be told apart")
        one, other = (found[1], found[2]) if order == "dmy" else (found[2], found[1])
        return _day(found[3], other, one, order)
    if cell.isdigit() and len(cell) == 5:
        raise ValueError("it looks like Excel's number of a day")
    raise ValueError("no form of a date that is known here" if cell else "empty")


@dataclass(slots=True)
class Order:
    """What a column's numbers with slashes tell about their order, seen cell by cell. `first` holds lines as proof."""

    seen: int = 0
    proof: dict[str, tuple[int, str]] = field(default_factory=dict)

    def see(self, line: int, cell: str) -> None:
        """Take notice of a cell."""
        found = NUMERIC.fullmatch(cell.strip())
        if not found or ISO.fullmatch(cell.strip()):
            return
        self.seen += 1
        one, other = int(found[1]), int(found[2])
        if one > 12 >= other:
            self.proof.setdefault("dmy", (line, cell.strip()))
        if other > 12 >= one:
            self.proof.setdefault("mdy", (line, cell.strip()))

    def decide(self, file: str) -> str | None:
        """The order, None where no cell needs one. Raises SourceError `ambiguous_dates`, `mixed_dates`."""
        if len(self.proof) > 1:
            (a, day), (b, month) = self.proof["dmy"], self.proof["mdy"]
            raise SourceError(
                "mixed_dates",
                f"{file} has dates with the day first (line {a}: {day!r}) and the month first (line {b}: {month!r})",
                "Write them as YYYY-MM-DD, or say with --dates dmy or --dates mdy which one counts",
            )
        if self.seen and not self.proof:
            raise SourceError(
                "ambiguous_dates",
                f"{file} has {self.seen:,} dates such as 04/05/2024, and none tells whether day or month goes first",
                "Say it with --dates dmy or --dates mdy",
            )
        return next(iter(self.proof), None)


def _month(name: str) -> str:
    number = next((i for i, month in enumerate(MONTHS, 1) if name.casefold().startswith(month)), None)
    if number is None:
        raise ValueError(f"there is no month {name!r}")
    return str(number)


def _year(year: int) -> int:
    if not EARLIEST <= year <= LATEST:
        raise ValueError(f"no year from {EARLIEST} to {LATEST}")
    return year


def _day(year: str, month: str, day: str, form: str) -> Days:
    full = int(year) + (0 if len(year) == 4 else 2000 if int(year) <= THIS_CENTURY else 1900)
    at = date(_year(full), int(month), int(day))
    return Days(at, at, form)


def _span(year: str, month: str | None, day: str | None) -> Days:
    """A day, or the whole month or year that a shorter ISO date names."""
    first = date(_year(int(year)), int(month or 1), int(day or 1))
    if day:
        return Days(first, first, "iso")
    following = date(first.year + 1, 1, 1) if not month or first.month == 12 else date(first.year, first.month + 1, 1)
    return Days(first, following - timedelta(days=1), "iso")
