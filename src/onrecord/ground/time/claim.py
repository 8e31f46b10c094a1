"""When a claim's event happens: its time phrase as value, first and last day, and precision.

The values are those of the coding guide and differ from TimeML's here and there: "now" is the day of publication, what
names no time that can be told ("recently", "in the coming weeks") has no value, a stretch between two times is an ISO
interval ("2005-11-18/2005-11-19").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from onrecord.ground.time import dates, tense
from onrecord.ground.time.context import Context, Found
from onrecord.ground.time.phrase import canonical
from onrecord.ground.time.resolve import AFTER_CHARS, Named, inside, understand, whole
from onrecord.model.reading import TimePhrase, Timex
from onrecord.model.span import Span

PRECISIONS = (*dates.PRECISIONS, "now", "interval", "duration", "set")
BEFORE_CHARS = 12  # in which the word that governs the phrase stands: "since", "until"
NO_VALUE = re.compile(r"PX|PTX|PXX|PAST_REF|FUTURE_REF|XXXX")
UNTELLABLE = re.compile(r"(?:before|after|prior to|ever since)\b", re.IGNORECASE)
JOIN = re.compile(r" (?:~|to|and|or|through|until|till) ")
OPENING = re.compile(r"(?:from|between|on|in|the|of|_Y|during|both|days?) ")
SINCE = re.compile(r"\bsince\s*(?:the )?$", re.IGNORECASE)
UNTIL = re.compile(r"\b(?:by|until|till|through)\s*(?:the )?$", re.IGNORECASE)
WAY = re.compile(r"(?<= )(?:after|before)$", re.IGNORECASE)
OTHER_WAY = {"after": "before", "before": "after"}
STOP = re.compile(r"[,;:.!?\n]")
AFTER = re.compile(r"\s+after\b", re.IGNORECASE)
BACK = re.compile(r"\b(?:past|last|previous|preceding|recent)\b", re.IGNORECASE)
AHEAD = re.compile(r"\b(?:next|coming)\b", re.IGNORECASE)


def claim_time(
    phrase_span: Span, text: str, timexes: Sequence[Timex], published: str | None, trigger: Span | None = None
) -> TimePhrase:
    """The time that a claim's phrase names. `timexes` are the text's, as `resolve_times` gives them, in any order;
    they say what "two days later" counts from. `published` is an ISO date or None. `trigger` is the claim's: in "freed
    on Friday, two days after they were seized" the seizure is two days before Friday.

    `value` is TIMEX3; `earliest` and `latest` are the first and the last day that the event may lie in, inclusive:
    those of the value, but "the past month" ends with the publication, "since 2002" reaches up to it, and "by May"
    starts from it. `precision` is one of PRECISIONS: what unit of the calendar the value names (`time` is a clock time
    or part of a day, whose bounds are its day); `now`; `interval` for a stretch between two times; `duration` where
    only its length is known ("for five days": no bounds), `set` for "every month" (no bounds). All are None where the
    words, or the missing publication date, do not tell.
    """
    words = written = phrase_span.of(text)
    now = dates.parse_day(published)
    named = _named_before(phrase_span, timexes)
    if trigger and trigger.start >= phrase_span.end and not STOP.search(text[phrase_span.end : trigger.start]):
        words = WAY.sub(lambda m: OTHER_WAY[m[0].lower()], words)
    found = _interval(words, text, phrase_span, now, named) or _found(words, text, phrase_span, timexes, now, named)
    if found is None or found.value is None:
        return TimePhrase(phrase_span, written)
    value = found.value
    if value == "PRESENT_REF":
        day = now.isoformat() if now else None
        return TimePhrase(phrase_span, written, day, day, day, "now" if day else None)
    if NO_VALUE.match(value):
        return TimePhrase(phrase_span, written)
    if value[0] == "P":
        if AFTER.match(text, phrase_span.end) and (since := _so_long_ago(value, now)):
            value = since  # "two days after the truce" tells when the truce was, seen from the day of writing
        else:
            return _stretch(phrase_span, written, found, now)
    covered = dates.bounds(value)
    if covered is None:
        return TimePhrase(phrase_span, written)
    first, last, precision = _governed(text, phrase_span, value, covered, now)
    return TimePhrase(phrase_span, written, value, first.isoformat(), last.isoformat(), precision)


def _named_before(span: Span, timexes: Sequence[Timex]) -> Named:
    named = Named()
    for timex in sorted((t for t in timexes if t.span.end <= span.start), key=lambda t: t.span):
        named = named.then(Found(timex.value, timex.type))
    return named


def _found(words: str, text: str, span: Span, timexes: Sequence[Timex], now: date | None, named: Named) -> Found | None:
    """What the phrase says as one expression; else the last time that is named in it."""
    if UNTELLABLE.match(words):
        return None
    context = _context(text, span, now, named)
    plain = canonical(words)
    if len(words.split()) <= 4 or whole(plain, context):
        return understand(words, text, span, now, named)
    held = [t for t in timexes if span.covers(t.span) and t.value and dates.bounds(t.value)]
    if held:
        last = max(held, key=lambda t: t.span)
        return Found(last.value, last.type)
    return inside(plain, context)


def _context(text: str, span: Span, now: date | None, named: Named) -> Context:
    return Context(
        now,
        named.value,
        named.quarter,
        lambda: tense.direction(text, span.start, span.end),
        text[span.end : span.end + AFTER_CHARS],
    )


def _interval(words: str, text: str, span: Span, now: date | None, named: Named) -> Found | None:
    """ "Nov. 18-19", "from May to July", "between December 2005 and October 2006", "Saturday and Sunday"."""
    plain = canonical(words)
    while opening := OPENING.match(plain):
        plain = plain[opening.end() :]
    joins = list(JOIN.finditer(plain))
    if len(joins) != 1:
        return None
    context = _context(text, span, now, named)
    left, right = plain[: joins[0].start()], plain[joins[0].end() :]
    for a, b in _sides(left, right):
        first, last = whole(a, context), whole(b, context)
        if not (first and last and first.value and last.value):
            continue
        start, end = dates.bounds(first.value), dates.bounds(last.value)
        if not (start and end) or "/" in first.value + last.value:
            continue
        if start[0] > end[0] and re.fullmatch(r"\d{4}-\d\d(-\d\d)?", first.value):
            first = Found(f"{int(first.value[:4]) - 1:04}{first.value[4:]}", "DATE")  # "from December to March"
            start = dates.bounds(first.value or "")
        if start and start[0] < end[0]:
            return Found(f"{first.value}/{last.value}", "DATE")
    return None


def _sides(left: str, right: str) -> Iterator[tuple[str, str]]:
    """The two ends, each with what only the other one names: month, year, century."""
    month = re.search(r"M\d+", left) or re.search(r"M\d+", right)
    year = re.search(r"(?<!\S)[12]\d{3}(?!\S)|(?:last|this|next) _Y", right)
    if re.fullmatch(r"\d{1,2}o?", right) and month:
        yield left, f"{month[0]} {right}"
    elif re.fullmatch(r"\d{1,2}o? [12]\d{3}", right) and month:
        yield f"{left} {right[-4:]}", f"{month[0]} {right}"
    elif re.fullmatch(r"\d{1,2}o?", left) and month:
        yield f"{left} {month[0]}" + (f" {year[0]}" if year else ""), right
    elif re.fullmatch(r"\d\d", right) and re.fullmatch(r"[12]\d{3}", left):
        yield left, left[:2] + right
    elif year and re.fullmatch(r"M\d+(?: \d{1,2}o?)?", left):
        yield f"{left} {year[0]}", right
    yield left, right


def _so_long_ago(value: str, now: date | None) -> str | None:
    """The day, week, month or year that lies a duration of whole units before the day of writing."""
    length = dates.period(value)
    if not length or not now or length[0] % 1 or length[1] in dates.UNIT_SECONDS:
        return None
    return dates.shift(now, -int(length[0]), length[1])


def _stretch(span: Span, words: str, found: Found, now: date | None) -> TimePhrase:
    """A duration, with bounds where it ends or begins with the publication."""
    value = found.value or ""
    if found.type == "SET":
        return TimePhrase(span, words, value, precision="set")
    length = dates.period(value)
    back, ahead = BACK.search(words), AHEAD.search(words)
    if length and now and bool(back) != bool(ahead):
        other = dates.add(now, -length[0] if back else length[0], length[1])
        if other:
            first, last = sorted((now, other))
            return TimePhrase(span, words, value, first.isoformat(), last.isoformat(), "interval")
    return TimePhrase(span, words, value, precision="duration")


def _governed(
    text: str, span: Span, value: str, covered: tuple[date, date], now: date | None
) -> tuple[date, date, str | None]:
    """First and last day with "since", "by" or "until" before or at the start of the phrase, and the precision."""
    first, last = covered
    before = text[max(0, span.start - BEFORE_CHARS) : span.start]
    start = span.of(text).split(None, 1)[0].lower()
    if now and first <= now and (start == "since" or SINCE.search(before)):
        return first, max(now, first), "interval"
    if now and last > now and (start in ("by", "until", "till") or UNTIL.search(before)):
        return min(now, first), last, "interval"
    return first, last, "interval" if "/" in value else dates.precision(value)
