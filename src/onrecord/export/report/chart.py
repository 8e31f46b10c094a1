"""The timeline of a report as SVG: how many incidents on which day, and of how many the day is not sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from onrecord.export.report.words import MONTHS, day

WIDTH, HEIGHT = 720.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 30.0, 8.0, 10.0, 34.0
AROUND = timedelta(14)  # what lies further before and after the first and last report is only counted
MOST_BARS = 62
LEAST_LABEL = 62.0  # pixels between two labels of the axis
WIDEST_BAR = 26.0

Days = tuple[str | None, str | None, str | None]  # earliest, latest, and the day by which it is listed


@dataclass(frozen=True, slots=True)
class Bar:
    """Days of one bar, how many incidents surely were on them, and how many may have been."""

    first: date
    last: date
    sure: int
    unsure: int


def since(first_reported: str) -> date:
    """The first day of the chart: what was before that is only counted."""
    return max(date.fromisoformat(first_reported[:10]), date.min + AROUND) - AROUND


def bars(days: Sequence[Days], period: tuple[str, str]) -> tuple[list[Bar], int, int]:
    """Bars from 14 days before the first report to 14 after the last, as far as there are incidents; and how many
    incidents lie before and after that. Bars are a day wide or so many days that they are at most 62."""
    start, end = since(period[0]), min(date.fromisoformat(period[1][:10]), date.max - AROUND * 2) + AROUND
    told = [
        (date.fromisoformat(at[:10]), earliest == latest and earliest is not None)
        for earliest, latest, at in days
        if at
    ]
    held = [(on, sure) for on, sure in told if start <= on <= end]
    before = sum(on < start for on, _ in told)
    if not held:
        return [], before, len(told) - before
    first, last = min(on for on, _ in held), max(on for on, _ in held)
    step = -(-((last - first).days + 1) // MOST_BARS)
    counted = Counter(((on - first).days // step, sure) for on, sure in held)
    return (
        [
            Bar(
                first + timedelta(n * step),
                first + timedelta((n + 1) * step - 1),
                counted[n, True],
                counted[n, False],
            )
            for n in range((last - first).days // step + 1)
        ],
        before,
        len(told) - before - len(held),
    )


def timeline(days: Sequence[Days], period: tuple[str, str] | None) -> str:
    """The chart, with a line for what it does not show; nothing where no day is known."""
    if period is None:
        return ""
    shown, before, after = bars(days, period)
    if not shown:
        return ""
    most = max(bar.sure + bar.unsure for bar in shown)
    wide = (WIDTH - LEFT - RIGHT) / len(shown)
    high = (HEIGHT - TOP - BOTTOM) / most
    parts = [*_axis(shown, wide, most), *(_bar(bar, n, wide, high) for n, bar in enumerate(shown))]
    label = escape(f"Incidents by day, {_span(shown[0].first, shown[-1].last)}")
    apart = [f"{count:,} {where}" for count, where in ((before, "earlier"), (after, "later")) if count]
    note = f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end">{" · ".join(apart)}</text>' if apart else ""
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="{label}">'
        f"{''.join(parts)}{note}</svg>"
    )


def _bar(bar: Bar, n: int, wide: float, high: float) -> str:
    if not bar.sure + bar.unsure:
        return ""
    width = min(WIDEST_BAR, wide * 0.8)
    x = LEFT + (n + 0.5) * wide - width / 2
    floor = HEIGHT - BOTTOM
    sure, unsure = bar.sure * high, bar.unsure * high
    title = f"{_span(bar.first, bar.last)}: {bar.sure} on that day, {bar.unsure} perhaps"
    stacked = (("sure", floor - sure, sure), ("unsure", floor - sure - unsure, unsure))
    rects = (
        f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'
        for name, y, height in stacked
        if height
    )
    return f"<g><title>{escape(title)}</title>{''.join(rects)}</g>"


def _axis(shown: Sequence[Bar], wide: float, most: int) -> Iterator[str]:
    floor = HEIGHT - BOTTOM
    yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{floor}" y2="{floor}"/>'
    yield f'<text x="{LEFT - 6}" y="{TOP + 4}" text-anchor="end">{most}</text>'
    yield f'<text x="{LEFT - 6}" y="{floor}" text-anchor="end">0</text>'
    every = max(1, -(-int(LEAST_LABEL) // max(1, int(wide))))
    year = None
    for n in range(0, len(shown), every):
        on = shown[n].first
        x = LEFT + (n + 0.5) * wide
        yield f'<text x="{x:.1f}" y="{floor + 14}" text-anchor="middle">{on.day} {MONTHS[on.month - 1][:3]}</text>'
        if on.year != year:
            year = on.year
            yield f'<text x="{x:.1f}" y="{floor + 27}" text-anchor="middle">{year}</text>'


def _span(first: date, last: date) -> str:
    return day(first.isoformat()) if first == last else f"{day(first.isoformat())} to {day(last.isoformat())}"
