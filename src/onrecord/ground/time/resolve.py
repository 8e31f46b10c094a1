"""Values of a text's time expressions, in reading order, by TimeML's conventions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from onrecord.ground.time import dates, tense
from onrecord.ground.time.context import Context, Found
from onrecord.ground.time.deictic import DEICTIC
from onrecord.ground.time.phrase import canonical
from onrecord.ground.time.rules import CALENDAR
from onrecord.ground.time.vocabulary import words
from onrecord.model.reading import Timex
from onrecord.model.span import Span

AFTER_CHARS = 24
FIRST_NIGHT_HOUR = 6
MOST_TOKENS = 16  # of a phrase that is searched for a time inside it
DATELINE_DAYS = 10  # between a dateline's day and the publication; farther away it is another year's or a slip
RULES = (*CALENDAR, *DEICTIC)
MONTHS = re.compile(r"P\d+M|P1Y")  # business figures for so many months: what follows them is no quarter's

LEAD = re.compile(
    r"(?:(?:in|on|at|by|since|until|till|from|during|for|of|about|around|approximately|some|nearly|almost|roughly|barely|"
    r"just|only|exactly|over|under|(?:more|less|fewer|later|longer|earlier|no more|no less|no later) than|up to|"
    r"at (?:least|most)|as (?:early|late|soon|recently) as|as of|as|within|through|throughout|before|after|ever|well|"
    r"into|to|between|sometime|some time|later|earlier|early|late|mid|mid to late|middle|so far|little|"
    r"the (?:very |early |late |latter |first |last |1o |2o )*(?:beginning|start|end|middle|close|part|half|days|rest|"
    r"remainder|turn|eve|course|height|dawn)(?: of)?|(?:a )?(?:good|large|great) part of|(?:much|most|all|both|any) of|"
    r"each of|the same|also|yet|even|still|again|and|local time on|local time) )"
)
TRAIL = re.compile(
    r"(?: (?:local time|alone|or so|or later|or earlier|and beyond|long|old|ahead|early|late|later|earlier|earlier on|"
    r"deadline|term|period|time|itself|on|and|of|in|at|sharp|trading|now|gmt|\w+ time))\Z"
)
UNREADABLE = re.compile(r"(?<!\S)\d{5,}(?!\S)|_Y (?:of )?\d")  # "the year 12024" is no part of a time
CLOCK = re.compile(r"(?<!\S)T(?:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?|MO|MI|AF|EV|NI|DT)(?!\S)")
TIME_WORDS = re.compile(
    r"(?<!\S)(?:at|on|in|of|the|about|around|approximately|local time|early|late|later|earlier|mid|into|by|from|before|"
    r"after|until|till|just|shortly|an?|during|every|over|hours|sharp)(?!\S)"
)
TELLING = re.compile(r"[A-Z]|\d|today|yesterday|tomorrow|tonight")
TODAY = frozenset({"this", "today"})
SAME_DAY = frozenset({"", "that", "same", "same _D", "_D", "that _D"})
DAY_BEFORE = frozenset({"last", "previous"})


@dataclass(frozen=True, slots=True)
class Named:
    """What a reader has in mind at a point of the text: the value and the business period that were named last."""

    value: str | None = None
    quarter: str | None = None

    def then(self, found: Found) -> Named:
        """After one more time expression."""
        value = found.value
        if value is None:
            return self
        quarter = self.quarter
        if dates.precision(value) == "quarter":
            quarter = value
        elif MONTHS.fullmatch(value):
            quarter = None
        return Named(value if dates.bounds(value) else self.value, quarter)


def resolve_times(
    text: str, timexes: Sequence[Timex], published: str | None, dateline: str | None = None
) -> tuple[Timex, ...]:
    """The same timexes in order, each with its TIMEX3 `value` and the `type` that belongs to it.

    `published` is an ISO date or None; `dateline` the words of a report's dateline ("NIAMEY, May 3"), whose day, where
    it has one, is the day of writing. Without a day of writing, expressions that need it get None; so does what is no
    time, or no day that a calendar has. Pure; raises nothing on odd input.
    """
    now = day_of_writing(published, dateline)
    named = Named()
    out: dict[int, Timex] = {}
    for i in sorted(range(len(timexes)), key=lambda i: timexes[i].span):
        timex = timexes[i]
        found = understand(timex.span.of(text), text, timex.span, now, named)
        if found is None:
            out[i] = replace(timex, value=None)
            continue
        out[i] = replace(timex, value=found.value, type=found.type)
        named = named.then(found)
    return tuple(out[i] for i in range(len(timexes)))


def day_of_writing(published: str | None, dateline: str | None) -> date | None:
    """The dateline's day where it has one near the publication (or with its year), else the day of publication."""
    day = dates.parse_day(published)
    if not dateline:
        return day
    plain = canonical(dateline)
    full = re.search(r"(?<!\S)M\d+ \d{1,2}o? [12]\d{3}(?!\S)|(?<!\S)\d{1,2}o? M\d+ [12]\d{3}(?!\S)", plain)
    part = full or re.search(r"(?<!\S)(?:M\d+ \d{1,2}|\d{1,2} M\d+)o?(?!\S)", plain)
    if part is None:
        return day
    found = apply_rules(part[0], Context(day, None, None, lambda: 0, ""))
    stated = dates.parse_day(found.value) if found else None
    if stated and (day is None or abs((day - stated).days) <= DATELINE_DAYS):
        return stated
    return day


def understand(phrase: str, text: str, span: Span, now: date | None, named: Named) -> Found | None:
    """What a time expression says, None if it is none that the rules know. `span` is where it stands in the text."""
    context = Context(
        now,
        named.value,
        named.quarter,
        lambda: tense.direction(text, span.start, span.end),
        text[span.end : span.end + AFTER_CHARS],
    )
    lower = " ".join(re.findall(r"[a-z'’-]+", phrase.lower()))
    if not any(c.isdigit() for c in phrase) and (reference := words().references.get(lower)):
        if reference[0] == "P" and reference[1] == "X":
            return Found(reference, "DURATION")
        if lower != "one day" or context.tense() > 0:
            return Found(reference, "DATE")
    plain = canonical(phrase)
    found = whole(plain, context) or inside(plain, context)
    if found and found.value and dates.precision(found.value) and dates.bounds(found.value) is None:
        return Found(None, found.type)  # the year 0, or what a step led out of the calendar
    return found


def whole(plain: str, context: Context) -> Found | None:
    """The reading of a phrase's plain form as one expression, with words around it left off if need be."""
    for form in _stripped(plain):
        if found := apply_rules(form, context) or time_of_day(form, context):
            return found
        if reference := words().references.get(form):
            return Found(reference, "DATE")
    return None


def inside(plain: str, context: Context) -> Found | None:
    """The longest part of a phrase that is an expression; the later one of two equals."""
    if UNREADABLE.search(plain):
        return None
    tokens = plain.split(" ")[:MOST_TOKENS]
    for length in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - length, -1, -1):
            part = " ".join(tokens[start : start + length])
            if part[0] == "_" or not TELLING.search(part):
                continue
            if found := apply_rules(part, context) or time_of_day(part, context):
                return found
    return None


def apply_rules(plain: str, context: Context) -> Found | None:
    """The first rule that fits the whole."""
    for pattern, make in RULES:
        if (m := pattern.fullmatch(plain)) and (found := make(m, context)):
            return found
    return None


def time_of_day(plain: str, context: Context) -> Found | None:
    """Clock times and parts of the day, with their day or without: "noon Saturday", "this morning", "last night"."""
    marks = CLOCK.findall(plain)
    if not marks:
        return None
    rest = " ".join(TIME_WORDS.sub(" ", CLOCK.sub(" ", plain)).split())
    mark = _afternoon(next((m for m in marks if m[1].isdigit()), marks[0]), marks)
    if rest in TODAY or rest in SAME_DAY or rest in DAY_BEFORE:
        day = context.now
        if day and rest in SAME_DAY:
            day = context.here(day)
        elif day and rest in DAY_BEFORE:
            day = dates.add_days(day, -1)
        return Found(day.isoformat() + mark if day else None, "TIME")
    found = apply_rules(rest, context)
    if found is None or (found.value is not None and dates.precision(found.value) != "day"):
        return None
    return Found(found.value + mark if found.value else None, "TIME")


def _afternoon(mark: str, marks: Sequence[str]) -> str:
    """The clock time, twelve hours later where "afternoon", "evening" or "night" beside it says so: "3:30 that night"
    stays, because nights have both."""
    if not mark[1].isdigit() or not 1 <= int(mark[1:3]) <= 11:
        return mark
    later = {"TAF", "TEV"} & set(marks) or ("TNI" in marks and int(mark[1:3]) >= FIRST_NIGHT_HOUR)
    return f"T{int(mark[1:3]) + 12}{mark[3:]}" if later else mark


def _stripped(plain: str) -> Iterator[str]:
    """The form, then with one after the other of the words around it left off."""
    yield plain
    for _ in range(8):
        shorter = LEAD.sub("", plain, count=1) if LEAD.match(plain) else TRAIL.sub("", plain)
        if shorter == plain:
            return
        plain = shorter
        yield plain
