"""The timeline as a drawing: where each bar stands, how high it is, what it does not know. Pure; days are ordinals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from onrecord.store.totals import By

Json = dict[str, Any]
DAYS_BY_DAY, DAYS_BY_WEEK = 92, 730  # the longest span that is still drawn by days, and by weeks
FAR_SHARE = 0.01  # of the incidents may lie outside what is drawn at first, half at each end
FAR_TIMES = 4  # if what is drawn then is so many times wider
MOST_TICKS = 7
MOST_LANES = 6  # of bars for what is known less exactly
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Bar:
    """A period from its first to its last day, drawn from `x` over `width` (percent of the plot).

    `height` is its share of the highest bar, `hollow` that of incidents which stand on the day of publication alone.
    """

    period: str
    first: int
    last: int
    x: float
    width: float
    height: float
    hollow: float
    incidents: int
    claims: int
    by_report: int

    @property
    def start(self) -> str:
        """Its first day, ISO."""
        return iso(self.first)

    @property
    def end(self) -> str:
        """Its last day, ISO."""
        return iso(self.last)


@dataclass(frozen=True, slots=True)
class Tick:
    """A day of the axis at `x` percent, and what is written there."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of the periods as asked for, lanes of bars that hold what is known less exactly, and what lies outside.

    `high` is the count of the highest bar. `before` and `after` count incidents outside; `lanes_left` the periods for
    which there was no lane.
    """

    by: By
    first: int
    last: int
    bars: tuple[Bar, ...]
    lanes: tuple[tuple[Bar, ...], ...]
    ticks: tuple[Tick, ...]
    high: int
    before: int
    after: int
    lanes_left: int

    @property
    def start(self) -> str:
        """The first day that is drawn, ISO."""
        return iso(self.first)

    @property
    def end(self) -> str:
        """The last day that is drawn, ISO."""
        return iso(self.last)


def span_of(period: str) -> tuple[int, int]:
    """First and last day of "2024-05-04", "2024-W18", "2024-05", "2024" or "2023/2024"."""
    begin, _, end = period.partition("/")
    if end:
        return span_of(begin)[0], span_of(end)[1]
    if "W" in period:
        of, _, number = period.partition("-W")
        monday = date.fromisocalendar(int(of), int(number), 1).toordinal()
        return monday, monday + 6
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 3:
        day = date(*parts).toordinal()
        return day, day
    year, month = parts[0], parts[1] if len(parts) == 2 else None
    return date(year, month or 1, 1).toordinal(), _month_after(year, month or 12) - 1


def _month_after(year: int, month: int) -> int:
    """The day after a month. No `date` has one after the year 9999."""
    return (
        date(year, month, 1).toordinal() + 31 if (year, month) == (9999, 12) else date(*_next(year, month)).toordinal()
    )


def _next(year: int, month: int) -> tuple[int, int, int]:
    return year + month // 12, month % 12 + 1, 1


def window(rows: Iterable[Json], whole: bool) -> tuple[int, int] | None:
    """The days to draw of a timeline by month, None where it has none.

    Unless `whole`, a few incidents far off do not squeeze all others together: they are left outside, and counted.
    """
    spans = sorted((*span_of(row["period"]), row["incidents"]) for row in rows if row["period"])
    if not spans:
        return None
    first, last = min(s[0] for s in spans), max(s[1] for s in spans)
    exact = [s for s in spans if s[1] - s[0] < 31]
    if whole or not exact:
        return first, last
    near = _near(exact)
    if (last - first + 1) > FAR_TIMES * max(near[1] - near[0] + 1, DAYS_BY_DAY):
        return near
    return first, last


def _near(spans: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """What is left when half of FAR_SHARE of the incidents is cut off at each end."""
    cut = sum(count for *_, count in spans) * FAR_SHARE / 2
    return _beyond(spans, cut)[0], _beyond(spans[::-1], cut)[1]


def _beyond(spans: Sequence[tuple[int, int, int]], cut: float) -> tuple[int, int]:
    passed = 0
    for first, last, count in spans:
        passed += count
        if passed > cut:
            return first, last
    return spans[-1][:2]


def width_of(first: int, last: int) -> By:
    """How wide a bar is where so many days are drawn and nobody asked for another width."""
    days = last - first + 1
    return "day" if days <= DAYS_BY_DAY else "week" if days <= DAYS_BY_WEEK else "month"


def chart(rows: Iterable[Json], by: By, first: int, last: int) -> Chart:
    """The drawing of a timeline's rows, from the day `first` to the day `last`."""
    exact: list[tuple[int, int, Json]] = []
    wide: list[tuple[int, int, Json]] = []
    before = after = 0
    for row in rows:
        if row["period"] is None:
            continue
        begin, end = span_of(row["period"])
        if end < first:
            before += row["incidents"]
        elif begin > last:
            after += row["incidents"]
        else:
            (exact if row["exact"] else wide).append((begin, end, row))
    high = max((row["incidents"] for *_, row in exact), default=0)
    lanes = _lanes(wide)
    return Chart(
        by=by,
        first=first,
        last=last,
        bars=tuple(_bar(begin, end, row, first, last, high) for begin, end, row in sorted(exact, key=_begin)),
        lanes=tuple(tuple(_bar(*held, first, last, high) for held in lane) for lane in lanes[:MOST_LANES]),
        ticks=tuple(ticks(first, last)),
        high=high,
        before=before,
        after=after,
        lanes_left=sum(map(len, lanes[MOST_LANES:])),
    )


def _begin(held: tuple[int, int, Json]) -> int:
    return held[0]


def _lanes(wide: Iterable[tuple[int, int, Json]]) -> list[list[tuple[int, int, Json]]]:
    """Periods in as few lanes as do not let them overlap, the narrowest on top."""
    lanes: list[list[tuple[int, int, Json]]] = []
    for held in sorted(wide, key=lambda held: (held[1] - held[0] > 31, held[1] - held[0] > 366, held[0], held[1])):
        for lane in lanes:
            if all(held[1] < other[0] or held[0] > other[1] for other in lane):
                lane.append(held)
                break
        else:
            lanes.append([held])
    return lanes


def _bar(begin: int, end: int, row: Json, first: int, last: int, high: int) -> Bar:
    days = last - first + 1
    shown_first, shown_last = max(begin, first), min(end, last)
    return Bar(
        period=row["period"],
        first=begin,
        last=end,
        x=round((shown_first - first) / days * 100, 4),
        width=round((shown_last - shown_first + 1) / days * 100, 4),
        height=row["incidents"] / high if high else 0.0,
        hollow=row["incidents_by_report"] / high if high else 0.0,
        incidents=row["incidents"],
        claims=row["claims"],
        by_report=row["by_report"],
    )


def ticks(first: int, last: int) -> Iterator[Tick]:
    """Up to MOST_TICKS days of the axis: days, beginnings of months or of years."""
    days = last - first + 1
    for step in (1, 2, 3, 7, 14):
        if days / step <= MOST_TICKS:
            for at in range(first, last + 1, step):
                yield Tick(_percent(at, first, days), _day(at))
            return
    one = date.fromordinal(first)
    start = one.year * 12 + one.month - 1 + (one.day > 1)
    step = next(n for n in chain((1, 2, 3, 6), (12 * m for m in _steps())) if days / 30.4 / n <= MOST_TICKS)
    for number in range(-(-start // step) * step, date.fromordinal(last).year * 12 + 12, step):
        year, month = divmod(number, 12)
        if year > 9999 or (at := date(year, month + 1, 1).toordinal()) > last:
            return
        yield Tick(_percent(at, first, days), str(year) if step >= 12 else f"{MONTHS[month]} {year}")


def _steps() -> Iterator[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _percent(at: int, first: int, days: int) -> float:
    return round((at - first) / days * 100, 4)


def _day(at: int) -> str:
    day = date.fromordinal(at)
    return f"{day.day} {MONTHS[day.month - 1]}"


def iso(day: int) -> str:
    """An ordinal as an ISO day, held within what a date can be."""
    return date.fromordinal(max(1, min(day, date.max.toordinal()))).isoformat()


def moves(drawn: Chart) -> dict[str, tuple[str, str]]:
    """First and last day to ask for, by how one moves: closer, further, earlier, later."""
    days = drawn.last - drawn.first + 1
    quarter, half = days // 4, max(1, days // 2)
    spans = {
        "closer": (drawn.first + quarter, drawn.last - quarter),
        "further": (drawn.first - half, drawn.last + half),
        "earlier": (drawn.first - half, drawn.last - half),
        "later": (drawn.first + half, drawn.last + half),
    }
    return {name: (iso(a), iso(b)) for name, (a, b) in spans.items() if name != "closer" or days > 2}
