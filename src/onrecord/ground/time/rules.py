"""Rules for calendar expressions: dates, months, years, seasons, weekdays, quarters, holidays, clock times.

Each rule is a pattern over the plain form (`phrase.canonical`) and a function from its match and the context to a
Found. A rule whose words need the day of writing gives a None value where that is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from onrecord.ground.time import dates
from onrecord.ground.time.context import Context, Found, says_year, step, year_of
from onrecord.ground.time.phrase import canonical
from onrecord.ground.time.vocabulary import words

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Context], Found | None]]

YEAR = (
    r"(?:(?:of |in )?(?:the _Y )?(?P<year>[12]\d{3})"
    r"|(?:of |in )?(?:the )?(?P<rel>last|this|next|same|following|previous|that) _Y)"
)
REL = (
    r"(?P<step>last|past|previous|preceding|prior|this past|this coming|this|current|next|coming|following|upcoming|"
    r"that|same)"
)
WHOLE = r"(?:the |its |their |his |fiscal |full |calendar |entire |whole |current |company |seasonally |weak )*"
ENDS = re.compile(r"\s?end(?:ed|ing|s) ([^,.;]{0,10}\.? ?\d{1,2})")


def _iso(m: re.Match[str], _: Context) -> Found | None:
    found = dates.day(int(m[1]), int(m[2]), int(m[3]))
    return Found(found.isoformat() if found else None, "DATE")


def _slash(m: re.Match[str], _: Context) -> Found | None:
    a, b, year = int(m[1]), int(m[2]), int(m[3])
    if len(m[3]) == 2:
        year += 1900 if year >= 40 else 2000
    month, at = (b, a) if a > 12 else (a, b)
    found = dates.day(year, month, at)
    return Found(found.isoformat() if found else None, "DATE")


def _month_day(m: re.Match[str], context: Context) -> Found | None:
    month, at = int(m["m"]), int(m["d"])
    if says_year(m):
        year = year_of(m, context)
        found = dates.day(year, month, at) if year else None
        return Found(found.isoformat() if found else None, "DATE")
    if context.now is None:
        return Found(None, "DATE")
    around = (dates.day(context.now.year + by, month, at) for by in (-1, 0, 1))
    return Found(context.nearest([(d.isoformat(), d) for d in around if d]), "DATE")


def _month(m: re.Match[str], context: Context) -> Found | None:
    month = int(m["m"])
    if says_year(m):
        year = year_of(m, context)
        return Found(f"{year:04}-{month:02}" if year and 1 <= year <= 9999 else None, "DATE")
    if context.now is None:
        return Found(None, "DATE")
    by = step(m["step"]) if m["step"] else None
    year = context.now.year
    if by == -1:
        year -= month >= context.now.month - 1  # the month just gone would be called "last month"
    elif by == 1:
        year += month <= context.now.month
    elif month != context.now.month:
        around = [(y, dates.day(y, month, 15)) for y in (year - 1, year, year + 1)]
        return Found(context.nearest([(f"{y:04}-{month:02}", d) for y, d in around if d]), "DATE")
    return Found(f"{year:04}-{month:02}", "DATE")


def _year(m: re.Match[str], _: Context) -> Found | None:
    return Found(m["year"], "DATE")


def _decade(m: re.Match[str], _: Context) -> Found | None:
    return Found(m[1][:3], "DATE")


def _century(m: re.Match[str], _: Context) -> Found | None:
    return Found(f"{int(m[1]) - 1:02}", "DATE")


def _season(m: re.Match[str], context: Context) -> Found | None:
    season = m["s"]
    if says_year(m):
        year = year_of(m, context)
        return Found(f"{year:04}-{season}" if year else None, "DATE")
    if context.now is None:
        return Found(None, "DATE")
    by = step(m["step"]) if m["step"] else None
    month, year = dates.SEASON_STARTS[season], context.now.year
    starts = [(f"{y:04}-{season}", dates.day(y, month, 1)) for y in (year - 2, year - 1, year, year + 1)]
    begun = [(value, d) for value, d in starts if d and d <= context.now]
    current = "{:04}-{}".format(*dates.season_of(context.now))
    if by == -1 and m["step"] != "this past":
        return Found(next((v for v, _ in reversed(begun) if v != current), None), "DATE")
    if m["step"] == "this past":
        return Found(begun[-1][0] if begun else None, "DATE")
    if by == 1:
        return Found(next((v for v, d in starts if d and d > context.now), None), "DATE")
    if by == 0:
        return Found(f"{year - (season == 'WI' and context.now.month < 6):04}-{season}", "DATE")
    middles = [(value, middle) for value, d in starts if d and (middle := dates.add_days(d, 45))]
    return Found(context.nearest(middles), "DATE")


def _quarter(m: re.Match[str], context: Context) -> Found | None:
    quarter = int(m["q"])
    if m.groupdict().get("ago"):
        year = context.now.year - 1 if context.now else None
        return Found(f"{year:04}-Q{quarter}" if year else None, "DATE")
    if says_year(m):
        year = year_of(m, context)
        return Found(f"{year:04}-Q{quarter}" if year else None, "DATE")
    if context.now is None:
        return Found(None, "DATE")
    around = [(y, dates.day(y, 3 * quarter - 1, 15)) for y in (context.now.year + by for by in (-1, 0, 1))]
    return Found(context.nearest([(f"{y:04}-Q{quarter}", d) for y, d in around if d]), "DATE")


def _half(m: re.Match[str], context: Context) -> Found | None:
    half = 1 if m["h"] in ("1o", "first") else 2
    year = year_of(m, context) if says_year(m) else context.now.year if context.now else None
    return Found(f"{year:04}-H{half}" if year else None, "DATE")


def _this_quarter(m: re.Match[str], context: Context) -> Found | None:
    """ "the quarter", "the latest period": the one that follows in "ended June 30", or the one named last."""
    ends = ENDS.match(context.after)
    month = re.match(r"M(\d+)", canonical(ends[1])) if ends else None
    if month and context.now:
        year = context.now.year - (int(month[1]) > context.now.month)
        return Found(f"{year:04}-Q{(int(month[1]) + 2) // 3}", "DATE")
    if m.groupdict().get("current"):
        return Found(dates.name(context.now, "Q") if context.now else None, "DATE")
    if context.quarter and "Q" in context.quarter:
        year = max(int(context.quarter[:4]), context.now.year) if context.now else int(context.quarter[:4])
        return Found(f"{year:04}{context.quarter[4:]}", "DATE")
    return Found(dates.shift(context.now, -1, "Q") if context.now else None, "DATE")


def _that_quarter(m: re.Match[str], context: Context) -> Found | None:
    """The quarter named last, in another year: "the 1988 quarter", "the year-ago period"."""
    if m.groupdict().get("year"):
        year: int | None = int(m["year"])
    else:
        year = context.now.year - 1 if context.now else None
    if year is None:
        return Found(None, "DATE")
    return Found(f"{year:04}{context.quarter[4:] if context.quarter else ''}", "DATE")


def _holiday(m: re.Match[str], context: Context) -> Found | None:
    rule = words().holidays[m["name"].replace("_", " ")]
    if says_year(m):
        year = year_of(m, context)
        found = dates.holiday(rule, year) if year else None
        return Found(found.isoformat() if found else None, "DATE")
    if context.now is None:
        return Found(None, "DATE")
    days = [d for by in (-1, 0, 1) if (d := dates.holiday(rule, context.now.year + by))]
    by_word = step(m["step"]) if m["step"] else None
    if by_word == -1:
        return Found(next((d.isoformat() for d in reversed(days) if d < context.now), None), "DATE")
    if by_word == 1:
        return Found(next((d.isoformat() for d in days if d > context.now), None), "DATE")
    return Found(context.nearest([(d.isoformat(), d) for d in days]), "DATE")


def _period(m: re.Match[str], _: Context) -> Found | None:
    first, last = words().periods[m["name"].replace("_", " ")]
    return Found(f"{first:04}/{last:04}", "DATE")


def _weekday(m: re.Match[str], context: Context) -> Found | None:
    if context.now is None:
        return Found(None, "DATE")
    found = weekday(int(m["wd"]), m["step"] or "", context)
    return Found(found.isoformat() if found else None, "DATE")


def weekday(at: int, word: str, context: Context) -> date | None:
    """The day that a weekday (1 to 7, Monday first) means on the day of writing: today's own name means today."""
    assert context.now is not None
    back = (context.now.isoweekday() - at) % 7
    by = step(word)
    if by == -1:
        return dates.add_days(context.now, -(back or 7))
    if by == 1:
        return dates.add_days(context.now, (7 - back) or 7)
    if back == 0 or (word != "this" and context.tense() <= 0):
        return dates.add_days(context.now, -back)
    if word == "this" and context.tense() < 0:
        return dates.add_days(context.now, -back)
    return dates.add_days(context.now, 7 - back)


def rule(pattern: str, make: Callable[[re.Match[str], Context], Found | None]) -> Rule:
    """A rule from a pattern that must fit the whole plain form."""
    return re.compile(pattern, re.ASCII), make


CALENDAR: tuple[Rule, ...] = (
    rule(r"(\d{4})-(\d\d)-(\d\d)", _iso),
    rule(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)", _slash),
    rule(rf"(?:D\d )?(?:the )?M(?P<m>\d+) (?:the )?(?P<d>\d{{1,2}})o?(?: {YEAR})?", _month_day),
    rule(rf"(?:D\d )?(?:the )?(?P<d>\d{{1,2}})o? (?:_D )?(?:of )?M(?P<m>\d+)(?: {YEAR})?", _month_day),
    rule(rf"(?:(?:the )?{REL} )?(?:the )?M(?P<m>\d+)(?: {YEAR})?", _month),
    rule(rf"(?:the )?{YEAR} M(?P<m>\d+)(?P<step>)", _month),
    rule(rf"{WHOLE}(?:_Y |_Y of )?(?P<year>[12]\d{{3}})(?: campaign| financial _Y| fiscal _Y| _Y)?", _year),
    rule(r"(?:the )?(\d{4})s", _decade),
    rule(r"(?:the )?([1-9]|1\d|2\d)o _C", _century),
    rule(rf"(?:(?:the )?{REL} )?(?:the )?S(?P<s>SP|SU|FA|WI)s?(?: {YEAR})?", _season),
    rule(rf"{WHOLE}{YEAR} S(?P<s>SP|SU|FA|WI)(?P<step>)", _season),
    rule(rf"{WHOLE}(?P<q>[1-4])o (?:fiscal )?_Qs?(?: {YEAR})?", _quarter),
    rule(rf"{WHOLE}{YEAR} (?:fiscal )?(?P<q>[1-4])o _Q", _quarter),
    rule(rf"{WHOLE}(?P<ago>_Y ago|_Y earlier) (?P<q>[1-4])o _Q", _quarter),
    rule(rf"{WHOLE}(?P<h>1o|2o|last|first|latter) half(?: {YEAR}| of the _Y)?", _half),
    rule(rf"{WHOLE}(?P<h>1o|last) 2 _Qs {YEAR}", _half),
    rule(r"(?:the )?(?:(?:latest|most recent|last|fiscal) )?_Q|(?:the )?(?:latest|most recent) period", _this_quarter),
    rule(r"(?:the )?(?P<current>current) _Q", _this_quarter),
    rule(r"(?:that|this) _Q", _this_quarter),
    rule(
        r"(?:the )?(?:comparable |corresponding |same )*(?:_Q |period )?(?:an? )?(?:_Y ago|_Y earlier|last _Y|prior _Y|"
        r"(?P<year>[12]\d{3}))(?: _Q| period)",
        _that_quarter,
    ),
    rule(
        r"(?:the )?(?:comparable |corresponding |same )*(?:_Q|period) (?:an? _Y ago|an? _Y earlier|last _Y)",
        _that_quarter,
    ),
    rule(rf"(?:(?:the )?{REL} )?@(?P<name>\w+)(?: {YEAR})?", _holiday),
    rule(r"(?:the )?%(?P<name>\w+)", _period),
    rule(rf"(?:(?:the )?{REL} )?(?:the )?D(?P<wd>\d)", _weekday),
)
