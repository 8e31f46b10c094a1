"""Rules for what counts from another time, for durations and for sets: "last week", "two days later", "every month"."""

from __future__ import annotations

import re

from onrecord.ground.time import dates
from onrecord.ground.time.context import FROM_NAMED, Context, Found, step
from onrecord.ground.time.rules import REL, WHOLE, Rule, rule

U = r"_(?P<u>TS|TM|TH|D|WE|W|F|M|Q|H|Y|E|C|L)"
N = (
    r"(?P<n>\d+(?:\.\d+)?|X|an?|another|one)(?: (?:or|to|~) (?P<n2>\d+(?:\.\d+)?|X|so|more))?(?: 100| 1000)?"
    r"(?: (?:consecutive|straight|trading|business|working|school|more|full|additional|further|long|short|other))?"
)
NEAR = (
    r"(?:(?:the )?(?:past|last|next|coming|first|previous|preceding|following|latest|final|opening|recent|1o|other) )?"
)
SETS = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "M": "XXXX-XX", "Y": "XXXX", "Q": "P3M", "TH": "PT1H"}
TENS = {"E": 10, "C": 100, "L": 1000}
ONE = frozenset({"a", "an", "another", "one", "the"})


def duration(number: str, unit: str) -> str | None:
    """The TIMEX3 duration of so many units: ("2.5", "Y") is P2.5Y, ("X", "M") PXM, ("0.5", "TH") PT30M."""
    if number in ONE:
        number = "1"
    if unit == "F":
        number, unit = ("X" if number == "X" else str(2 * float(number))), "W"
    mark, letter = ("PT", unit[1]) if unit[0] == "T" else ("P", unit)
    if number == "X":
        return f"{mark}X{letter}"
    amount = float(number)
    if amount > dates.MOST_UNITS:
        return None
    if unit in TENS:
        amount, letter = amount * TENS[unit], "Y"
    if amount == 0.5 and unit == "TH":
        return "PT30M"
    if amount == 0.5 and unit in ("Y", "H"):
        return f"P{6 if unit == 'Y' else 3}M"
    if unit == "H":
        amount, letter = amount * 6, "M"
    return f"{mark}{amount:g}{letter}"


def _duration(m: re.Match[str], context: Context) -> Found | None:
    if "plain" in m.groupdict() and re.match(r"\s(?:earlier|ago)\b", context.after):
        return _year_ago(m, context) if m["u"] == "Y" else _ago(m, context)
    number, other = m["n"], m["n2"] or ""
    if number[0].isdigit() and other[:1].isdigit() and abs(float(other) - float(number)) > 2:
        number = "X"  # "12 to 18 months"; but "two to three weeks" is at least two
    return Found(duration(number, m["u"]), "DURATION")


def _bare(m: re.Match[str], _: Context) -> Found | None:
    return Found(duration("X", m["u"]), "DURATION")


def _one(m: re.Match[str], _: Context) -> Found | None:
    return Found(duration("1", m["u"]), "DURATION")


def _vague_past(m: re.Match[str], _: Context) -> Found | None:
    if m["u"] in ("W", "M") and "and" not in m[0]:
        return Found(duration("X", m["u"]), "DATE")  # as TimeBank has "recent months"
    return Found("PAST_REF", "DATE")


def _vague_future(_: re.Match[str], __: Context) -> Found | None:
    return Found("FUTURE_REF", "DATE")


def _ago(m: re.Match[str], context: Context) -> Found | None:
    if m["n"] == "X":
        return Found("PAST_REF", "DATE")
    return _counted(m["n"], m["u"], -1, context)


def _hence(m: re.Match[str], context: Context) -> Found | None:
    if m["n"] == "X":
        return Found("FUTURE_REF", "DATE")
    return _counted(m["n"], m["u"], 1, context)


def _counted(number: str, unit: str, sign: int, context: Context) -> Found:
    if context.now is None:
        return Found(None, "DATE")
    amount = 1.0 if number in ONE else float(number)
    if unit in dates.UNIT_SECONDS:
        return Found(context.now.isoformat(), "DATE")
    if unit in TENS:
        amount, unit = amount * TENS[unit], "Y"
    moved = dates.add(context.now, sign * amount, unit)
    if moved is None:
        return Found(None, "DATE")
    return Found(dates.name(moved, "M" if unit == "Y" and amount % 1 else unit), "DATE")


def _year_ago(_: re.Match[str], context: Context) -> Found | None:
    """ "a year ago", "year-earlier": of the business period named last, if there is one."""
    if context.quarter and context.quarter[:4].isdigit():
        year = max(int(context.quarter[:4]), context.now.year) if context.now else int(context.quarter[:4])
        return Found(f"{year - 1:04}{context.quarter[4:]}", "DATE")
    return Found(f"{context.now.year - 1:04}" if context.now else None, "DATE")


def _from_named(m: re.Match[str], context: Context) -> Found | None:
    """ "two days later", "a month earlier": from the time named last, else from the day of writing."""
    sign = -1 if m["way"] in ("earlier", "before", "previously", "prior") else 1
    unit, number = m["u"], m["n"]
    if number == "X":
        return Found(duration("X", unit), "DURATION")
    covered = dates.bounds(context.named) if context.named else None
    start = covered[0] if covered else context.now
    if start is None:
        return Found(None, "DATE")
    amount = 1.0 if number in ONE else float(number)
    if unit in dates.UNIT_SECONDS:
        return Found(start.isoformat(), "DATE")
    kind = dates.precision(context.named) if context.named else "day"
    if unit == "D" and kind not in ("day", "time"):
        return Found(None, "DATE")
    moved = dates.add(start, sign * amount, unit)
    if moved is None:
        return Found(None, "DATE")
    keeps_day = unit in ("W", "F") and kind in ("day", "time")
    keeps_month = unit == "Y" and kind == "month"
    return Found(dates.name(moved, "D" if keeps_day else "M" if keeps_month else unit), "DATE")


def _unit(m: re.Match[str], context: Context) -> Found | None:
    """ "last week", "this year", "the same day", "the following month"."""
    word, unit = m["step"], m["u"]
    by, anchor = step(word), context.anchor(word)
    if by is None or anchor is None:
        return Found(None, "DATE")
    if unit == "D" and by == 0 and word not in FROM_NAMED:
        return Found(anchor.isoformat(), "DATE")
    if unit == "WE" and by == 0 and anchor.isoweekday() <= 2 and context.tense() < 0:
        by = -1
    if unit in TENS and by:
        return Found(duration("1", unit), "DURATION")
    return Found(dates.shift(anchor, by, unit), "DATE")


def _the_unit(m: re.Match[str], context: Context) -> Found | None:
    """ "the day", "the year", "the weekend": the present one as a rule."""
    unit = m["u"]
    if unit in ("Y", "M", "W", "Q") and re.match(r"\s?end(?:ed|ing|s)\b", context.after):
        return Found(duration("1", unit), "DURATION")
    if context.now is None:
        return Found(None, "DATE")
    if unit == "D":
        return Found(context.here(context.now).isoformat(), "DATE")
    if unit in dates.UNIT_SECONDS:
        return Found(duration("1", unit), "DURATION")
    if unit == "WE" and context.now.isoweekday() <= 4 and context.tense() <= 0:
        return Found(dates.shift(context.now, -1, "WE"), "DATE")
    return Found(dates.name(context.now, unit), "DATE")


def _day_after(m: re.Match[str], context: Context) -> Found | None:
    by = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}[m["word"]]
    if m["more"]:
        by *= 2
    moved = dates.add_days(context.now, by) if context.now else None
    if moved is None:
        return Found(None, "DATE")
    if m["word"] == "tonight":
        return Found(f"{moved.isoformat()}TNI", "TIME")
    return Found(moved.isoformat(), "DATE")


def _overnight(_: re.Match[str], context: Context) -> Found | None:
    before = dates.add_days(context.now, -1) if context.now else None
    return Found(f"{before.isoformat()}TNI" if before else None, "TIME")


def _then(_: re.Match[str], context: Context) -> Found | None:
    return Found(context.named or "PAST_REF", "DATE")


def _each(m: re.Match[str], _: Context) -> Found | None:
    return Found(duration({"other": "2"}.get(m["n"], m["n"]) if m["n"] else "1", m["u"]), "SET")


def _each_day(m: re.Match[str], _: Context) -> Found | None:
    part = f"T{m['part']}" if m["part"] else ""
    if m["wd"]:
        return Found(f"XXXX-WXX-{m['wd']}{part}", "SET")
    if m["m"]:
        return Found(f"XXXX-{int(m['m']):02}", "SET")
    return Found(f"XXXX-{m['s']}" if m["s"] else f"XXXX-XX-XX{part}", "SET")


def _adverb(m: re.Match[str], _: Context) -> Found | None:
    return Found(SETS[m[1]], "SET")


NAMED_DAY = r"(?:D(?P<wd>\d)s?|M(?P<m>\d+)|S(?P<s>[A-Z]{2})s?)?(?: ?T(?P<part>[A-Z]{2})s?)?"

DEICTIC: tuple[Rule, ...] = (
    rule(r"(?P<more>(?:the )?_D (?:before|after) )?(?P<word>today|tonight|yesterday|tomorrow)", _day_after),
    rule(r"overnight", _overnight),
    rule(r"(?:back )?then", _then),
    rule(rf"{WHOLE}(?:an? |1 )?_Y (?:ago|earlier|before)(?: results?)?", _year_ago),
    rule(rf"{N} {U}s? (?:or so )?(?:ago|back)", _ago),
    rule(rf"{N} {U}s? (?:from now|hence)", _hence),
    rule(rf"in {N} {U}s?(?: time)?", _hence),
    rule(rf"{N} {U}s? (?P<way>earlier|before|previously|prior|later|after|afterwards?|on)", _from_named),
    rule(r"(?P<n>the) _(?P<u>D) (?P<way>after|before)", _from_named),
    rule(rf"{U}s (?:ago|earlier|before)", _vague_past),
    rule(rf"(?:the |that |these |those )?(?:recent|past) {U}s(?: and _\w+)?", _vague_past),
    rule(rf"(?:the )?(?:coming|future|following) {U}s(?: and _\w+)?", _vague_future),
    rule(rf"(?:the )?(?:past|last|next|coming|previous) (?:X )?{U}s", _bare),
    rule(r"(?:the )?(?P<step>past) _(?P<u>WE)", _unit),
    rule(rf"(?:the )(?:past|coming) {U}", _one),
    rule(rf"(?:(?:the )?(?:fiscal )?{REL} )(?:fiscal |calendar |full )?{U}", _unit),
    rule(rf"(?P<plain>){N} {U}s?", _duration),
    rule(rf"{NEAR}{N} {U}s?", _duration),
    rule(rf"{U}s or _\w+", _bare),
    rule(rf"(?:the |these |those |our |his |her |their )(?:past |last |next |first |1o )?{N} {U}s?", _duration),
    rule(rf"{WHOLE}(?:each|every|per)(?: (?P<n>\d+|other|X))? {U}s?", _each),
    rule(rf"(?:\d+ times|once|twice|1|2) an? (?P<n>){U}", _each),
    rule(rf"(?:each|every)(?: of the)?(?: past| last)?(?: \d+)? {NAMED_DAY}", _each_day),
    rule(r"(?P<m>(?!))?(?P<s>(?!))?D(?P<wd>\d)(?=s| T[A-Z]{2}s)s?(?: T(?P<part>[A-Z]{2})s?)?", _each_day),
    rule(rf"{WHOLE}&(\w+)", _adverb),
    rule(rf"(?:the |first |1o |early )*{U}s", _bare),
    rule(rf"{WHOLE}the (?:fiscal |full |whole |entire |current )*{U}", _the_unit),
    rule(r"(?:an? |the )?\d{1,2}o _(?P<u>Y|M|W)", _one),
    rule(r"_(?P<u>WE)", _the_unit),
    rule(rf"(?:an? )?(?:fiscal |full |whole |entire )*{U}", _one),
    rule(rf"(?:end )?{U}(?: end)?", _the_unit),
)
