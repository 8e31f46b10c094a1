"""A claim's time: value, first and last day, precision. The article is of Wednesday, 15 May 2030."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ground.time import PRECISIONS, claim_time, resolve_times
from onrecord.model.reading import TimePhrase, Timex
from onrecord.model.span import Span

WEDNESDAY = "2030-05-15"


def when(marked: str, published: str | None = WEDNESDAY) -> TimePhrase:
    """The time of the [bracketed] phrase; {braced} ones before it are the text's timexes."""
    text, phrase, timexes = "", None, []
    opened = {"]": 0, "}": 0}
    for c in marked:
        if c in "[{":
            opened["]" if c == "[" else "}"] = len(text)
        elif c == "]":
            phrase = Span(opened[c], len(text))
        elif c == "}":
            timexes.append(Timex(Span(opened[c], len(text)), text[opened[c] :], "DATE"))
        else:
            text += c
    assert phrase is not None
    return claim_time(phrase, text, resolve_times(text, timexes, published), published)


ROWS = [
    # text, value, earliest, latest, precision
    ("Rebels shelled Oru [on Saturday].", "2030-05-11", "2030-05-11", "2030-05-11", "day"),
    ("They will meet [on Saturday].", "2030-05-18", "2030-05-18", "2030-05-18", "day"),
    ("Guards fled [early Tuesday].", "2030-05-14", "2030-05-14", "2030-05-14", "day"),
    ("Guards fled [Monday night].", "2030-05-13TNI", "2030-05-13", "2030-05-13", "time"),
    ("They met {Monday}. Shots fell at [1 pm].", "2030-05-13T13:00", "2030-05-13", "2030-05-13", "time"),
    ("He was jailed [last week].", "2030-W19", "2030-05-06", "2030-05-12", "week"),
    ("He was jailed [over the weekend].", "2030-W19-WE", "2030-05-11", "2030-05-12", "weekend"),
    ("He was jailed in [March].", "2030-03", "2030-03-01", "2030-03-31", "month"),
    ("He was jailed in [the winter of 2028].", "2028-WI", "2028-12-01", "2029-02-28", "season"),
    ("He was jailed in [the third quarter of 2029].", "2029-Q3", "2029-07-01", "2029-09-30", "quarter"),
    ("He was jailed in [the first half of 2029].", "2029-H1", "2029-01-01", "2029-06-30", "half"),
    ("He was jailed [last year].", "2029", "2029-01-01", "2029-12-31", "year"),
    ("He was jailed in [the 1990s].", "199", "1990-01-01", "1999-12-31", "decade"),
    ("It was built in [the 19th century].", "18", "1800-01-01", "1899-12-31", "century"),
    ("Both sides are [now] in talks.", WEDNESDAY, WEDNESDAY, WEDNESDAY, "now"),
    ("Both sides are [currently] in talks.", WEDNESDAY, WEDNESDAY, WEDNESDAY, "now"),
    ("Ten were killed in [the past month].", "P1M", "2030-04-15", "2030-05-15", "interval"),
    ("They will leave in [the next three weeks].", "P3W", "2030-05-15", "2030-06-05", "interval"),
    ("They sat [from May to July].", "2030-05/2030-07", "2030-05-01", "2030-07-31", "interval"),
    ("They met on [Nov. 18-19].", "2029-11-18/2029-11-19", "2029-11-18", "2029-11-19", "interval"),
    ("They met [from 7th to 9th March].", "2030-03-07/2030-03-09", "2030-03-07", "2030-03-09", "interval"),
    ("He ruled [between 1987 and 1990].", "1987/1990", "1987-01-01", "1990-12-31", "interval"),
    ("He ruled in [1998-99].", "1998/1999", "1998-01-01", "1999-12-31", "interval"),
    (
        "It fell [between December 2028 and May 2029].",
        "2028-12/2029-05",
        "2028-12-01",
        "2029-05-31",
        "interval",
    ),
    ("Six fell [between February and April of this year].", "2030-02/2030-04", "2030-02-01", "2030-04-30", "interval"),
    ("Hundreds have died since [2002].", "2002", "2002-01-01", WEDNESDAY, "interval"),
    ("Hundreds have died [since 2002].", "2002", "2002-01-01", WEDNESDAY, "interval"),
    ("They will pull out by [July 1].", "2030-07-01", WEDNESDAY, "2030-07-01", "interval"),
    ("She was held for [five days].", "P5D", None, None, "duration"),
    ("Trucks cross [every month].", "P1M", None, None, "set"),
    ("He fled [recently].", None, None, None, None),
    ("He will go in [the coming weeks].", None, None, None, None),
    ("They spoke [before the convention].", None, None, None, None),
    ("The raid came [two days] after the truce.", "2030-05-13", "2030-05-13", "2030-05-13", "day"),
    ("Shots fell [on Tuesday afternoon at 3:30].", "2030-05-14T15:30", "2030-05-14", "2030-05-14", "time"),
    ("On {May 3} they met; [two days later] they fought.", "2030-05-05", "2030-05-05", "2030-05-05", "day"),
    ("It has grown [since the ban took effect in {1980}].", "1980", "1980-01-01", WEDNESDAY, "interval"),
]


@pytest.mark.parametrize(("text", "value", "earliest", "latest", "precision"), ROWS)
def test_claim_times(
    text: str, value: str | None, earliest: str | None, latest: str | None, precision: str | None
) -> None:
    found = when(text)
    assert (found.value, found.earliest, found.latest, found.precision) == (value, earliest, latest, precision)


@pytest.mark.parametrize("text", ["Rebels left [on Saturday].", "Both are [now] in talks.", "He fell [last year]."])
def test_relative_times_without_a_publication_date_are_none(text: str) -> None:
    found = when(text, None)
    assert (found.value, found.earliest, found.latest, found.precision) == (None, None, None, None)


def test_absolute_times_need_no_publication_date() -> None:
    found = when("He fell on [March 3, 1999].", None)
    assert (found.value, found.earliest, found.precision) == ("1999-03-03", "1999-03-03", "day")


PIECES = (
    "from between since by until the last next past this every a two 30 31 45 1998 12024 0 May February Friday summer "
    "quarter year years months days century night noon ago later to and or - – / , of in early late 1980s now"
)


@given(
    st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=8),
    st.one_of(st.none(), st.dates().map(date.isoformat)),
)
def test_bounds_are_days_in_order_and_precision_is_documented(pieces: list[str], published: str | None) -> None:
    found = when(f"They met [{' '.join(pieces)}].", published)
    assert found.precision is None or found.precision in PRECISIONS
    assert (found.earliest is None) == (found.latest is None)
    if found.earliest and found.latest:
        assert date.fromisoformat(found.earliest) <= date.fromisoformat(found.latest)
    if found.value is None:
        assert (found.earliest, found.precision) == (None, None)


@pytest.mark.parametrize(
    ("trigger", "day"),
    [("seized", "2030-05-09"), ("shot", "2030-05-13")],
)
def test_days_after_an_event_tell_when_that_event_was(trigger: str, day: str) -> None:
    """The phrase of "shot" has a comma behind it: two days after what was told before."""
    text = "They were freed on Saturday, two days after they were seized. Two days after, one was shot."
    at = text.index("Two days after" if trigger == "shot" else "two days after")
    phrase = Span(at, at + len("two days after"))
    saturday = Timex(Span(19, 27), "Saturday", "DATE", "2030-05-11")
    start = text.index(trigger)
    assert claim_time(phrase, text, [saturday], WEDNESDAY, Span(start, start + len(trigger))).value == day


@given(st.text(min_size=1, max_size=60), st.one_of(st.none(), st.text(max_size=12)))
def test_no_text_raises(text: str, published: str | None) -> None:
    assert claim_time(Span(0, len(text)), text, (), published).text == text
