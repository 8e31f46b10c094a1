"""The publication date that a text itself states, in a date line or a dateline with a year. Never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from onrecord.model.document import Block

HEAD_BLOCKS = 8
TAIL_BLOCKS = 4
LINE_CHARS = 160
DATELINE_CHARS = 120
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    r"(?<!\d)(?:"
    rf"(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH.format(1)},? (?P<year1>(?:19|20)\d\d)"
    rf"|{_MONTH.format(2)} (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year2>(?:19|20)\d\d)"
    r"|(?P<year3>(?:19|20)\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d)"
    r"|(?P<day4>\d{1,2})\.(?P<month4>\d{1,2})\.(?P<year4>(?:19|20)\d\d)"
    r"|(?P<a5>\d{1,2})/(?P<b5>\d{1,2})/(?P<year5>(?:19|20)\d\d)"
    r")(?!\d)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:first |originally )?(?:published|posted|issued)(?: (?:on|at|by [^:\n]{2,40} on))?\b"
    r"|date(?: of (?:publication|issue))? ?:",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"[ :|–-]{0,4}(?:on )?(?:[a-z]{3,9},? )?", re.IGNORECASE)
_WEEKDAY = re.compile(r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,? )?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:[,T ]+(?:at |- |/ |\| )?\d{1,2}[:.]\d\d(?:[:.]\d\d)? ?(?:[ap]\.?m\.?)?"
    r"(?: ?\(?(?:[A-Z]{1,4}|[+-]\d\d:?\d\d)\)?)?)?\.?",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by [^\d\n]{2,80}[,|/–—-] ?$", re.IGNORECASE)
_DATELINE = re.compile(r"[^\W\d_][^\d()\n]{1,60}, (?:[a-z]{3,9},? )?$", re.IGNORECASE)
_DATELINE_END = re.compile(r"\s?(?:\([^()\n]{2,40}\)\s?)?(?:--?|[–—:])")


def stated_date(text: str, blocks: Sequence[Block]) -> str | None:
    """ISO 8601 date from the first or last lines, None if there is none or two lines contradict each other.

    Looked for in this order: a line that is labelled ("Published: May 5, 2031"), a line that is only a date, a byline
    that ends in one, a dateline with its year ("VELDEN, May 4, 2031 (Agency) -"). Numeric dates that could be read
    both ways (05/06/2031) do not count, nor does any date in prose.
    """
    lines = list(_edge_lines(text, blocks))
    for find in (_labelled, _alone, _in_byline, _in_dateline):
        found = {value for line in lines if (value := find(line))}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def is_date(line: str) -> bool:
    """Whether a line holds a date and nothing else, with or without a year."""
    return _alone(line) is not None


def _edge_lines(text: str, blocks: Sequence[Block]) -> Iterator[str]:
    tail = max(HEAD_BLOCKS, len(blocks) - TAIL_BLOCKS)
    for block in (*blocks[:HEAD_BLOCKS], *blocks[tail:]):
        line = text[block.span.start : min(block.span.end, block.span.start + LINE_CHARS + 1)]
        if len(line) <= LINE_CHARS or block.kind == "paragraph":
            yield line


def _labelled(line: str) -> str | None:
    label = _LABEL.match(line) if len(line) <= LINE_CHARS else None
    found = _DATE.search(line, label.end()) if label else None
    return _iso(found) if found and label and _LEAD_IN.fullmatch(line, label.end(), found.start()) else None


def _alone(line: str) -> str | None:
    start = _WEEKDAY.match(line)
    found = _DATE.match(line, start.end() if start else 0)
    return _iso(found) if found and _CLOCK.fullmatch(line, found.end()) else None


def _in_byline(line: str) -> str | None:
    found = _DATE.search(line) if line[:3].lower() == "by " and len(line) <= LINE_CHARS else None
    if found and _CLOCK.fullmatch(line, found.end()) and _BYLINE.match(line[: found.start()]):
        return _iso(found)
    return None


def _in_dateline(line: str) -> str | None:
    found = _DATE.search(line[:DATELINE_CHARS])
    if found and _DATELINE.fullmatch(line[: found.start()]) and _DATELINE_END.match(line, found.end()):
        return _iso(found)
    return None


def _iso(found: re.Match[str]) -> str | None:
    parts = {key: value for key, value in found.groupdict().items() if value}
    year = next(int(value) for key, value in parts.items() if key.startswith("year"))
    if "a5" in parts:
        first, second = int(parts["a5"]), int(parts["b5"])
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = (first, second) if first > 12 else (second, first)
    else:
        day = next(int(value) for key, value in parts.items() if key.startswith("day"))
        name = next(value for key, value in parts.items() if key.startswith("month")).lower()
        month = int(name) if name.isdigit() else MONTHS.index(name[:3]) + 1
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
