"""Time expressions and their TIMEX3 values. The article is of Wednesday, 15 May 2030, unless a row says otherwise."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ground.time import dates, resolve_times
from onrecord.ground.time.phrase import canonical
from onrecord.ground.time.tense import direction
from onrecord.model.reading import TIMEX_TYPES, Timex
from onrecord.model.span import Span

WEDNESDAY = "2030-05-15"


def times(marked: str, published: str | None = WEDNESDAY, dateline: str | None = None) -> list[tuple[str | None, str]]:
    """Value and type of each [bracketed] expression of a text."""
    text, found = "", []
    for i, part in enumerate(marked.replace("]", "[").split("[")):
        if i % 2:
            found.append(Timex(Span(len(text), len(text) + len(part)), part, "DATE"))
        text += part
    return [(t.value, t.type) for t in resolve_times(text, found, published, dateline)]


def value(phrase: str, published: str | None = WEDNESDAY) -> str | None:
    return times(f"[{phrase}]", published)[0][0]


ABSOLUTE = [
    ("May 3, 2030", "2030-05-03"),
    ("Friday, May 3, 2030", "2030-05-03"),
    ("3 May 2030", "2030-05-03"),
    ("the 3rd of May 2030", "2030-05-03"),
    ("2030-05-03", "2030-05-03"),
    ("17/5/2030", "2030-05-17"),
    ("Sept. 2029", "2029-09"),
    ("early March 2029", "2029-03"),
    ("mid-2023", "2023"),
    ("the year two thousand", "2000"),
    ("nineteen ninety-four", "1994"),
    ("fiscal 1989", "1989"),
    ("the 1990s", "199"),
    ("the early '80s", "198"),
    ("the nineties", "199"),
    ("the 19th century", "18"),
    ("the winter of 1997", "1997-WI"),
    ("spring 2031", "2031-SP"),
    ("the third quarter of 2029", "2029-Q3"),
    ("the first half of 2029", "2029-H1"),
    ("Christmas Eve 2029", "2029-12-24"),
    ("Thanksgiving 2029", "2029-11-22"),
    ("Good Friday 2030", "2030-04-19"),
]


@pytest.mark.parametrize(("phrase", "expected"), ABSOLUTE)
@pytest.mark.parametrize("published", [WEDNESDAY, None])
def test_absolute_expressions_need_no_publication_date(phrase: str, expected: str, published: str | None) -> None:
    assert value(phrase, published) == expected


RELATIVE = [
    ("today", "2030-05-15"),
    ("yesterday", "2030-05-14"),
    ("late yesterday", "2030-05-14"),
    ("tomorrow", "2030-05-16"),
    ("the day before yesterday", "2030-05-13"),
    ("tonight", "2030-05-15TNI"),
    ("this morning", "2030-05-15TMO"),
    ("late last night", "2030-05-14TNI"),
    ("Monday night", "2030-05-13TNI"),
    ("noon Saturday", "2030-05-11T12:00"),
    ("8:30 p.m. GMT on Tuesday", "2030-05-14T20:30Z"),
    ("11 a.m. EST Tuesday", "2030-05-14T11:00-05:00"),
    ("around 7pm Tuesday", "2030-05-14T19:00"),
    ("early Tuesday", "2030-05-14"),
    ("last Friday", "2030-05-10"),
    ("next Friday", "2030-05-17"),
    ("Wednesday", "2030-05-15"),
    ("last Wednesday", "2030-05-08"),
    ("last week", "2030-W19"),
    ("next week", "2030-W21"),
    ("earlier this month", "2030-05"),
    ("last month", "2030-04"),
    ("early next year", "2031"),
    ("last November", "2029-11"),
    ("last April", "2029-04"),
    ("next February", "2031-02"),
    ("June last year", "2029-06"),
    ("March 3 of this year", "2030-03-03"),
    ("this spring", "2030-SP"),
    ("last fall", "2029-FA"),
    ("last winter", "2029-WI"),
    ("ten days ago", "2030-05-05"),
    ("three weeks ago", "2030-W17"),
    ("five months ago", "2029-12"),
    ("16 years ago", "2014"),
    ("two decades ago", "2010"),
    ("next year's first quarter", "2031-Q1"),
    ("last Christmas", "2029-12-25"),
    ("over the weekend", "2030-W19-WE"),
    ("the end of the year", "2030"),
]


@pytest.mark.parametrize(("phrase", "expected"), RELATIVE)
def test_relative_expressions_count_from_the_publication(phrase: str, expected: str) -> None:
    assert value(phrase) == expected


@pytest.mark.parametrize("phrase", [phrase for phrase, _ in RELATIVE])
def test_relative_expressions_without_a_publication_date_are_none(phrase: str) -> None:
    found = value(phrase, None)
    assert found is None


@pytest.mark.parametrize(
    ("phrase", "expected", "kind"),
    [
        ("three days", "P3D", "DURATION"),
        ("two-hour", "PT2H", "DURATION"),
        ("half an hour", "PT30M", "DURATION"),
        ("two and a half years", "P2.5Y", "DURATION"),
        ("two decades", "P20Y", "DURATION"),
        ("a fortnight", "P2W", "DURATION"),
        ("34-day-long", "P34D", "DURATION"),
        ("the past three months", "P3M", "DURATION"),
        ("the next few days", "PXD", "DURATION"),
        ("at least 30 days", "P30D", "DURATION"),
        ("two to three weeks", "P2W", "DURATION"),
        ("12 to 18 months", "PXM", "DURATION"),
        ("centuries", "PXC", "DURATION"),
        ("one hundred and twenty-seven days", "P127D", "DURATION"),
        ("a while", "PXX", "DURATION"),
        ("every month", "P1M", "SET"),
        ("every 15 minutes", "PT15M", "SET"),
        ("each July", "XXXX-07", "SET"),
        ("each Thursday", "XXXX-WXX-4", "SET"),
        ("Tuesday nights", "XXXX-WXX-2TNI", "SET"),
        ("daily", "XXXX-XX-XX", "SET"),
        ("twice a week", "P1W", "SET"),
        ("now", "PRESENT_REF", "DATE"),
        ("currently", "PRESENT_REF", "DATE"),
        ("recently", "PAST_REF", "DATE"),
        ("in the near future", "FUTURE_REF", "DATE"),
    ],
)
@pytest.mark.parametrize("published", [WEDNESDAY, None])
def test_durations_sets_and_references_have_their_type(
    phrase: str, expected: str, kind: str, published: str | None
) -> None:
    assert times(f"[{phrase}]", published) == [(expected, kind)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy arrived on [Friday].", "2030-05-10"),
        ("The envoy will arrive on [Friday].", "2030-05-17"),
        ("The envoy is due to arrive [Friday].", "2030-05-17"),
        ("The envoy had been due to arrive [Friday].", "2030-05-10"),
        ("The port closed in [November].", "2029-11"),
        ("The port will close in [November].", "2030-11"),
        ("The bridge opened on [Feb. 14].", "2030-02-14"),
        ("The lease is to end on [Dec. 3].", "2030-12-03"),
        ("Nothing has moved since [Friday].", "2030-05-10"),
    ],
)
def test_the_tense_of_the_clause_chooses_between_past_and_future(text: str, expected: str) -> None:
    assert times(text)[0][0] == expected


def test_another_sentence_has_no_say_in_the_tense() -> None:
    text = "He will resign. Guards left on Friday. They will return."
    start = text.index("Friday")
    assert direction(text, start, start + len("Friday")) == -1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On [March 3, 2029] they met. [Two days later] they left.", "2029-03-05"),
        ("On [March 3, 2029] they met. [A week later] they left.", "2029-03-10"),
        ("They met on [May 12]. On [the same day] a pact was signed.", "2030-05-12"),
        ("They met in [1996], and [the following year] they signed.", "1997"),
        ("They met in [April 2029] and signed [the following month].", "2029-05"),
    ],
)
def test_what_counts_from_the_time_named_before(text: str, expected: str) -> None:
    assert times(text)[1][0] == expected


def test_business_periods_of_the_year_before() -> None:
    text = "Profit rose in [the first quarter] from [a year earlier]. For [the nine months] it fell from [a year ago]."
    assert [v for v, _ in times(text)] == ["2030-Q1", "2029-Q1", "P9M", "2029"]


def test_the_dateline_s_day_is_the_day_of_writing() -> None:
    assert times("Troops left on [Tuesday].", "2030-05-15", "VELDEN, May 14 (Agency)") == [("2030-05-14", "DATE")]
    assert times("Troops left [yesterday].", "2030-05-15", "VELDEN, May 14 (Agency)") == [("2030-05-13", "DATE")]
    assert times("Troops left [yesterday].", None, "VELDEN, May 14, 2030") == [("2030-05-13", "DATE")]


@pytest.mark.parametrize("dateline", ["VELDEN, May 14 (Agency)", "VELDEN", "", "February 30, 2030"])
def test_a_dateline_without_a_whole_day_does_not_make_up_a_year(dateline: str) -> None:
    assert times("Troops left [yesterday].", None, dateline) == [(None, "DATE")]


def test_a_dateline_far_from_the_publication_is_not_believed() -> None:
    assert times("Troops left [yesterday].", WEDNESDAY, "VELDEN, Jan 2") == [("2030-05-14", "DATE")]


@pytest.mark.parametrize(
    "phrase",
    [
        "30 February",
        "February 30, 2030",
        "31 June 1998",
        "May 45",
        "the year 12024",
        "the year 0",
        "2030-13-01",
        "0000-01-01",
        "13/45/2030",
        "900000 years ago",
        "99999999999999999999999999 days ago",
        "99999999999999999999999999 days",
        "the committee",
        "—",
    ],
)
def test_what_no_calendar_has_is_none(phrase: str) -> None:
    assert value(phrase) is None


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31", "2030-02-30", "not a date", ""])
@pytest.mark.parametrize("phrase", ["last year", "next year", "yesterday", "tomorrow", "last winter", "a century ago"])
def test_the_ends_of_the_calendar_raise_nothing(phrase: str, published: str) -> None:
    found = value(phrase, published)
    assert found is None or dates.bounds(found) is not None


def test_timexes_come_back_in_the_order_given_with_span_and_text() -> None:
    text = "On March 3, 2029 they met; two days later they left."
    later = Timex(Span(27, 41), "two days later", "DATE")
    first = Timex(Span(3, 16), "March 3, 2029", "TIME")
    found = resolve_times(text, [later, first], None)
    assert [(t.span, t.text) for t in found] == [(later.span, later.text), (first.span, first.text)]
    assert [t.value for t in found] == ["2029-03-05", "2029-03-03"]


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("Nov. 18-19", "M11 18 ~ 19"),
        ("mid-1996", "mid 1996"),
        ("the past two and a half years", "the past 2.5 _Ys"),
        ("twenty-first century", "21o _C"),
        ("1500 GMT", "T15:00Z"),
        ("a couple of weeks", "2 _Ws"),
        ("may march", "may march"),
        ("March", "M3"),
    ],
)
def test_the_plain_form(words: str, plain: str) -> None:
    assert canonical(words) == plain


def test_bounds_are_first_and_last_day() -> None:
    assert dates.bounds("2028-02") == (date(2028, 2, 1), date(2028, 2, 29))
    assert dates.bounds("2030-W20") == (date(2030, 5, 13), date(2030, 5, 19))
    assert dates.bounds("2029-WI") == (date(2029, 12, 1), date(2030, 2, 28))
    assert dates.bounds("199") == (date(1990, 1, 1), date(1999, 12, 31))
    assert dates.bounds("2030-05/2030-07") == (date(2030, 5, 1), date(2030, 7, 31))
    assert dates.bounds("P3D") is None


PIECES = (
    "the last next past this each every a two 30 31 45 1998 12024 0 99999 May February Sept. Friday Mondays summer "
    "quarter year years months days century hours night morning noon 11:59 p.m. ago later earlier from to and - – / , "
    "of in early mid- late half third 20th 1980s '98 now then Easter GMT century's few ½ ١٢ 𝟙 é"
)


@given(
    st.lists(st.sampled_from(PIECES.split()), min_size=1, max_size=9),
    st.one_of(st.none(), st.dates().map(date.isoformat)),
)
def test_no_words_raise_and_every_value_is_one_that_a_calendar_has(pieces: list[str], published: str | None) -> None:
    phrase = " ".join(pieces)
    ((found, kind),) = times(f"They met [{phrase}] there.", published)
    assert kind in TIMEX_TYPES
    if found and dates.precision(found):
        assert dates.bounds(found) is not None


@given(st.text(min_size=1, max_size=60), st.one_of(st.none(), st.text(max_size=12)), st.text(max_size=30))
def test_no_text_raises(text: str, published: str | None, dateline: str) -> None:
    (found,) = resolve_times(text, [Timex(Span(0, len(text)), text, "DATE")], published, dateline)
    assert found.span == Span(0, len(text))
