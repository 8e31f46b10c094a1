"""Texts as words to compare: what editors change without writing anything (capitals, "Mr", dates) is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass

CJK = "぀-ヿ㐀-䶿一-鿿豈-﫿가-힯"
WORD = re.compile(
    f"[{CJK}]|[^\\W_{CJK}]+(?:['’][^\\W_{CJK}]+)*"
)  # Chinese and Japanese have no spaces: signs are words
TITLES = frozenset({"mr", "mrs", "ms", "dr"})
WEEKDAYS = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "tues",
        "wed",
        "thu",
        "thur",
        "thurs",
        "fri",
        "sat",
        "sun",
    ]
)
MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)
LINE = r"\n(?!\s*\n)"  # within a paragraph of a text with short lines
MARKS = (  # the quotation of a paragraph that does not close goes on with the mark that opens the next one
    re.compile(r"“[^“”\f]{1,1000}(?:”|(?<=\n)(?=“))"),
    re.compile(r"«[^«»\f]{1,1000}»"),
    re.compile(r"(?<!\w)\"(?=\S)[^\"\f]{1,1000}(?:(?<=\S)\"(?!\w)|(?<=\n)(?=\"))"),
    re.compile(rf"(?<![\w’'])[‘'](?=\w)(?:[^‘’'\n\f]|{LINE}|(?<=\w)['’]){{12,1000}}?(?<=[,.!?])['’](?!\w)"),
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words: normal forms, and for each its first character, its end, its page and whether it is quoted.

    A page ends at a form feed, which `copies.body` puts in place of what is no running text.
    """

    forms: tuple[str, ...]
    start: tuple[int, ...]
    end: tuple[int, ...]
    page: tuple[int, ...]
    quoted: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.forms)


def words(text: str) -> Words:
    """The words of a text, without titles and dates."""
    found = [(m.group().casefold().replace("’", "'"), m.start(), m.end()) for m in WORD.finditer(text)]
    dated = _dates([form for form, _, _ in found])
    kept = [word for i, word in enumerate(found) if word[0] not in TITLES and i not in dated]
    start, end = tuple(s for _, s, _ in kept), tuple(e for _, _, e in kept)
    forms = tuple(form.removesuffix("'s") for form, _, _ in kept)
    return Words(forms, start, end, _pages(text, start), _quoted(text, start))


def _dates(forms: list[str]) -> set[int]:
    """Places of weekdays, months, and the days and years beside them, with the "on" before them."""
    out = {i for i, form in enumerate(forms) if form in WEEKDAYS or form in MONTHS}
    for i in sorted(out):
        if forms[i] in MONTHS:
            out.update(j for j in (i - 1, i + 1) if 0 <= j < len(forms) and _is_day(forms[j]))
            out.update(j for j in (i + 1, i + 2) if j < len(forms) and forms[j].isdigit() and len(forms[j]) == 4)
    out.update(i - 1 for i in tuple(out) if i and forms[i - 1] == "on")
    return out


def _is_day(form: str) -> bool:
    return form.rstrip("stndrh").isdigit() and len(form.rstrip("stndrh")) <= 2


def _pages(text: str, start: tuple[int, ...]) -> tuple[int, ...]:
    """For each word how many form feeds stand before it."""
    out, page, at = [], 0, 0
    for here in start:
        page += text.count("\f", at, here)
        at = here
        out.append(page)
    return tuple(out)


def _quoted(text: str, start: tuple[int, ...]) -> tuple[bool, ...]:
    """For each word whether it stands between quotation marks."""
    inside = bytearray(len(text))
    for marks in MARKS:
        for found in marks.finditer(text):
            inside[found.start() : found.end()] = b"\1" * len(found.group())
    return tuple(bool(inside[i]) for i in start)
