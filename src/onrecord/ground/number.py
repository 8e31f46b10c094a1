"""Numbers in words and digits: value, max, unit, and what is counted, by the coding guide's conventions.

"five to seven" is 5 and at most 7; "up to seven", "as many as seven": no value, at most 7; "at least five", "more than
five", "about five": 5; "dozens" is 12, "hundreds" 100, "several" nothing. Words that hold no number give nulls.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)?\$?)|(?P<mark>[$€£¥%])"
    r"|(?P<dash>[-–—])"
)
BRACKETS = re.compile(r"\([^()]{0,80}\)")
AT_MOST = re.compile(r"\b(?:up to|as many as|as much as|no more than|at most|maximum of|fewer than|less than)\b", re.I)
BETWEEN = re.compile(r"\bbetween\b", re.I)
RANGE = frozenset({"to", "or", "and", "-"})
MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Number:
    """`value` and `max` as Quantity has them; `unit` an ISO 4217 code or a measure; `of` the counted noun's words."""

    value: float | int | None = None
    max: float | int | None = None
    unit: str | None = None
    of: str | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    number: float | int | None  # of digits and of number words


@dataclass(frozen=True, slots=True)
class _Found:
    """A number's tokens `[first, last]`."""

    value: float | int
    first: int
    last: int


@cache
def tables() -> Mapping[str, Any]:
    """`numbers.yaml`."""
    text = resources.files("onrecord.ground").joinpath("numbers.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def counted(trigger: str) -> str | None:
    """`killed` or `injured` where the trigger's words say that the counted people were."""
    words = set(re.findall(r"[a-z]+", trigger.lower()))
    return next((fate for fate in ("killed", "injured") if words & set(tables()[fate])), None)


def parse(words: str) -> Number:
    """The number in a quantity's words, from its approximator to the counted noun. Linear in the words."""
    plain = BRACKETS.sub(lambda m: " " * len(m[0]), words)
    tokens = _tokens(plain)
    numbers = _numbers(tokens)
    if not numbers:
        return Number(of=_after(words, tokens, _last_unknown(tokens)))
    first = numbers[0]
    second = next((n for n in numbers[1:] if _spans_range(plain, tokens, first, n)), None)
    last = second or first
    unit, at = _unit(tokens, first, last)
    low: float | int | None = first.value
    high = second.value if second else None
    if second is not None and high is not None and low is not None:
        said_once = second.last > second.first and first.last == first.first
        if said_once and low * _scale_of(high) <= high:  # "two to three million"
            low = low * _scale_of(high)
        if high < low:
            low, high = high, low
    if low == 0:
        second = high = None  # "no one"
    if second is None and AT_MOST.search(plain[: tokens[first.first].start + 1]):
        low, high = None, low
    return Number(_tidy(low), _tidy(high), unit, _after(words, tokens, at))


def _tokens(text: str) -> list[_Token]:
    known = tables()["words"]
    out = []
    for m in TOKEN.finditer(text):
        number: float | int | None = None
        if digits := m["digits"]:
            bare = digits.replace(",", "")
            number = (float(bare) if "." in bare else int(bare)) if len(bare) <= MOST_DIGITS else None
        elif m["word"]:
            number = known.get(m["word"].lower())
        out.append(_Token(m[0].lower(), m.start(), m.end(), number))
    return out


def _numbers(tokens: Sequence[_Token]) -> list[_Found]:
    """Numbers from left to right: digits or words with the scales behind them, "a hundred and twenty"."""
    scales, vague = tables()["scales"], tables()["vague"]
    found: list[_Found] = []
    i = 0
    while i < len(tokens):
        token = tokens[i]
        follows = tokens[i + 1].text if i + 1 < len(tokens) else ""
        if (token.text in ("a", "an") and follows not in (*scales, "dozen")) or (
            token.text == "no" and follows in ("more", "fewer", "less")
        ):
            i += 1
            continue
        if token.text == "half" and i + 2 < len(tokens) and tokens[i + 1].text == "a" and tokens[i + 2].text in scales:
            found.append(_Found(scales[tokens[i + 2].text] / 2, i, i + 2))
            i += 3
        elif token.number is not None:
            one = _compound(tokens, i)
            found.append(one)
            i = one.last + 1
        elif token.text in vague and not (found and found[-1].last == i - 1):
            value, last = vague[token.text], i
            if last + 2 < len(tokens) and tokens[last + 1].text == "of" and tokens[last + 2].text in vague:
                value, last = value * vague[tokens[last + 2].text], last + 2
            found.append(_Found(value, i, last))
            i = last + 1
        else:
            i += 1
    return found


def _compound(tokens: Sequence[_Token], at: int) -> _Found:
    scales, vague = tables()["scales"], tables()["vague"]
    total: float | int = 0
    part: float | int = tokens[at].number or 0
    last, i = at, at + 1
    digits = tokens[at].text[0].isdigit()
    while i < len(tokens):
        word = tokens[i]
        if word.text in scales and (len(word.text) > 2 or word.start - tokens[i - 1].end <= 1):
            scale = scales[word.text]
            part *= scale
            if scale > 100:
                total, part = total + part, 0
            last = i
        elif word.text == "-" and i + 1 < len(tokens) and tokens[i + 1].text in scales:
            pass
        elif word.text == "dozen":
            part, last = part * vague["dozen"], i
        elif word.text in ("and", "-") and i + 1 < len(tokens) and _continues(tokens, i + 1, part or total, digits):
            pass
        elif (
            not digits
            and word.number is not None
            and _continues(tokens, i, part or total, digits)
            and word.text not in ("a", "an")
        ):
            part, last = part + word.number, i
        else:
            break
        i += 1
    return _Found(total + part, at, last)


def _continues(tokens: Sequence[_Token], at: int, so_far: float | int, digits: bool) -> bool:
    """Whether a number word goes on a number: "one hundred and twenty", "twenty-five", but not "four and five"."""
    number = tokens[at].number
    if digits or number is None or tokens[at].text[0].isdigit() or number == 0:
        return False
    return (so_far >= 100 and so_far % 100 == 0 and number < 100) or (
        so_far % 100 >= 20 and so_far % 10 == 0 and number < 10
    )


def _spans_range(text: str, tokens: Sequence[_Token], low: _Found, high: _Found) -> bool:
    """Whether "to", "or" or a dash joins two numbers ("and" after "between"), with nothing but units around it."""
    units = {*tables()["currencies"], *tables()["measures"], "us", "u", "s"}
    between = [t.text for t in tokens[low.last + 1 : high.first]]
    joins = [t for t in between if t in RANGE or t in "–—"]
    rest = [t for t in between if t not in RANGE and t not in "–—" and t not in units]
    if "and" in joins and not BETWEEN.search(text[: tokens[low.first].start + 1]):
        return False
    return len(joins) == 1 and not rest


def _unit(tokens: Sequence[_Token], first: _Found, last: _Found) -> tuple[str | None, int]:
    """The unit, and the index of the first token after number and unit."""
    currencies, measures, peoples = tables()["currencies"], tables()["measures"], tables()["peoples"]
    before = tokens[first.first - 1].text if first.first else ""
    if before in currencies:
        return currencies[before], last.last + 1
    i = last.last + 1
    while i < len(tokens) and i <= last.last + 4:
        word = tokens[i].text
        if word in peoples and i + 1 < len(tokens) and tokens[i + 1].text in peoples[word]:
            return peoples[word][tokens[i + 1].text], i + 2
        if word in currencies:
            return currencies[word], i + 1
        if word in measures and i == last.last + 1:
            return measures[word], i + 1
        if word not in ("us", "u", "s", "hong", "new", "sri", "-"):
            break
        i += 1
    return None, last.last + 1


def _last_unknown(tokens: Sequence[_Token]) -> int:
    unknown = tables()["unknown"]
    return max((i + 1 for i, t in enumerate(tokens) if t.text in unknown), default=0)


def _after(words: str, tokens: Sequence[_Token], at: int) -> str | None:
    """The words after the number without what only leads to the noun: "of the", "more", "-strong"."""
    before = tables()["before"]
    while at < len(tokens) and (tokens[at].text in before or tokens[at].text in ("-", "strong", "–")):
        at += 1
    noun = words[tokens[at].start :].strip(" ,;:") if at < len(tokens) else ""
    return noun or None


def _scale_of(number: float | int) -> int:
    return next((s for s in (10**12, 10**9, 10**6, 1000, 100) if number >= s), 1)


def _tidy(number: float | int | None) -> float | int | None:
    """Whole numbers as int; rounded to the digits that a decimal fraction can mean."""
    if number is None:
        return None
    rounded = round(number, 6)
    return int(rounded) if rounded == int(rounded) else rounded
