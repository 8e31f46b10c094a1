"""Where a time expression begins and ends: the marks [ ] are what the model marked, the list what it is mended to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ground.time import mend
from onrecord.model.reading import Timex
from onrecord.model.span import Span

WORDS = ("the", "two", "week", "ago", "Monday", "9", ":", "-", ".", "\n", "pm", "last", "of", "۲", "é")


def marked(line: str) -> tuple[str, list[Timex]]:
    """The text without its marks, and the expressions that they enclose."""
    text, spans, start = "", [], 0
    for c in line:
        if c == "[":
            start = len(text)
        elif c == "]":
            spans.append(Span(start, len(text)))
        else:
            text += c
    return text, [Timex(s, s.of(text), "DATE") for s in spans]


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("They met for [a] [two-month period].", ["a two-month period"]),
        ("It opened at [9:00 pm] [Sunday].", ["9:00 pm Sunday"]),
        ("Killed on [September 8] [last year].", ["September 8 last year"]),
        ("He stayed [more than] [a week].", ["more than a week"]),
        ("She fell at [the start of] [the week].", ["the start of the week"]),
        ("A [three]-day hearing began.", ["three-day"]),
        ("His [two] and a half day visit ended.", ["two and a half day"]),
        ("Left at [1:]00 p.m. by car.", ["1:00 p.m."]),
        ("Seen at [around] [1:00] pm there.", ["around 1:00 pm"]),
        ("It began [two weeks] ago in Lima.", ["two weeks ago"]),
        ("One flight [a] day leaves.", ["a day"]),
        ("[The] morning session was long.", ["The morning"]),
    ],
)
def test_parts_are_put_together(line: str, whole: list[str]) -> None:
    text, timexes = marked(line)
    assert [t.text for t in mend(text, timexes)] == whole


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Within [within] [six months] of it.", ["six months"]),
        ("It ran from [1975] to [1981].", ["1975", "1981"]),
        ("During the [week-long] fast.", ["week-long"]),
        ("During [the] [week-long] fast.", ["week-long"]),
        ("On [Thursday] [a day] passed.", ["Thursday", "a day"]),
        ("In [this season] he won.", ["this season"]),
        ("He came [then].", ["then"]),
        ("They are [calling] on [the fifth] man.", []),
        ("", []),
    ],
)
def test_what_stands_alone_stays_and_what_is_no_time_goes(line: str, left: list[str]) -> None:
    text, timexes = marked(line)
    assert [t.text for t in mend(text, timexes)] == left


@given(st.lists(st.sampled_from(WORDS), max_size=20))
def test_expressions_lie_in_the_text_one_after_the_other(words: list[str]) -> None:
    text = " ".join(words) or "x"
    timexes = [Timex(Span(i, i + 1), text[i], "DATE") for i in range(0, len(text), 3)]
    mended = mend(text, timexes)
    assert all(t.span.of(text) == t.text for t in mended)
    assert all(a.span.end <= b.span.start for a, b in pairwise(mended))


def test_the_order_of_what_comes_in_does_not_matter() -> None:
    text, timexes = marked("On [Monday] and for [two] [weeks] more, [since] [May] [last year].")
    assert mend(text, timexes) == mend(text, timexes[::-1])
