"""The table words.yaml beside this file, checked as it is read: words of time and what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TypeVar

from onrecord.ontology.nodes import Node, parse

TAG = "tag:yaml.org,2002:"
UNITS = ("TS", "TM", "TH", "D", "W", "F", "WE", "M", "Q", "H", "Y", "E", "C", "L")
SEASONS = ("SP", "SU", "FA", "WI")
DAYPARTS = ("MO", "MI", "AF", "EV", "NI", "DT")
REFERENCES = ("PRESENT_REF", "PAST_REF", "FUTURE_REF", "PXX")
CLOCK = re.compile(r"(?:[01]\d|2[0-4]):[0-5]\d")
ZONE = re.compile(r"Z|[+-]\d\d:\d\d")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of time in lower case, each with its meaning: numbers as they are, codes as TIMEX3 has them.

    `holidays` gives a day of a year by one of three rules: `("fixed", month, day)`, `("weekday", month, weekday from 1,
    nth)`, `("easter", days after Easter Sunday)`. `periods` gives first and last year.
    """

    numbers: Mapping[str, int]
    vague: frozenset[str]
    ordinals: Mapping[str, int]
    decades: Mapping[str, int]
    units: Mapping[str, str]
    adverbs: Mapping[str, str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, str]
    dayparts: Mapping[str, str]
    clock: Mapping[str, str]
    zones: Mapping[str, str]
    references: Mapping[str, str]
    holidays: Mapping[str, tuple[str, int, int, int]]
    periods: Mapping[str, tuple[int, int]]
    future_words: frozenset[str]
    past_words: frozenset[str]
    no_past: frozenset[str]


@cache
def words() -> Words:
    """The table that ships with onrecord; read once. Raises VocabularyError with file, line and reason."""
    return read(files("onrecord.ground.time").joinpath("words.yaml"))


def read(path: Traversable) -> Words:
    """A table of this shape. Raises VocabularyError, with file, line and reason, where an entry is wrong."""
    top = parse(path).mapping(
        (
            *("source", "licence", "numbers", "vague", "ordinals", "decades", "units", "adverbs", "months", "weekdays"),
            *("seasons", "dayparts", "clock", "zones", "references", "fixed_holidays", "weekday_holidays"),
            *("easter_holidays", "periods", "future_words", "past_words", "no_past"),
        )
    )
    for head in ("source", "licence"):
        top[head].text(head)
    return Words(
        numbers=_values(top["numbers"], lambda node: _number(node, 0, 1000)),
        vague=_set(top["vague"]),
        ordinals=_values(top["ordinals"], lambda node: _number(node, 1, 31)),
        decades=_values(top["decades"], lambda node: _number(node, 10, 90)),
        units=_grouped(top["units"], lambda key: key.one_of("a unit", UNITS)),
        adverbs=_values(top["adverbs"], lambda node: node.one_of("a unit", UNITS)),
        months=_grouped(top["months"], lambda key: _number(key, 1, 12)),
        weekdays=_grouped(top["weekdays"], lambda key: _number(key, 1, 7)),
        seasons=_grouped(top["seasons"], lambda key: key.one_of("a season", SEASONS)),
        dayparts=_grouped(top["dayparts"], lambda key: key.one_of("a part of the day", DAYPARTS)),
        clock=_values(top["clock"], lambda node: _like(node, CLOCK, "HH:MM")),
        zones=_values(top["zones"], lambda node: _like(node, ZONE, "Z or +HH:MM")),
        references=_grouped(top["references"], lambda key: key.one_of("a reference", REFERENCES)),
        holidays={
            **_grouped(top["fixed_holidays"], _fixed),
            **_values(top["weekday_holidays"], _nth_weekday),
            **_values(top["easter_holidays"], lambda node: ("easter", _number(node, -60, 60), 0, 0)),
        },
        periods=_values(top["periods"], _years),
        future_words=_set(top["future_words"]),
        past_words=_set(top["past_words"]),
        no_past=_set(top["no_past"]),
    )


def _values(node: Node, value: Callable[[Node], T]) -> dict[str, T]:
    return {_lower(key, node): value(entry) for key, entry in node.mapping().items()}


def _grouped(node: Node, meaning: Callable[[Node], T]) -> dict[str, T]:
    """A mapping from meanings to lists of words, turned round. Numbers may be keys."""
    out: dict[str, T] = {}
    if not hasattr(node.node, "value") or node.node.tag != TAG + "map":
        node.refuse("wrong_kind", "a mapping from meanings to words must stand here", "Write `meaning: [word]` lines")
    for key_node, value_node in node.node.value:
        meant = meaning(Node(node.file, key_node))
        for item in Node(node.file, value_node).items("words", at_least=1):
            word = _lower(item.text("a word"), item)
            if word in out:
                item.refuse("duplicate_name", f"{word!r} stands here a second time", "Keep one of the two")
            out[word] = meant
    return out


def _set(node: Node) -> frozenset[str]:
    return frozenset(_lower(item.text("a word"), item) for item in node.items("words", at_least=1))


def _lower(word: str, node: Node) -> str:
    if word != word.lower():
        node.refuse("not_lower", f"{word!r} has upper-case letters", "Write it in lower case")
    return word


def _number(node: Node, least: int, most: int) -> int:
    raw = str(node.node.value)
    if node.node.tag != TAG + "int" or not re.fullmatch(r"-?\d+", raw) or not least <= int(raw) <= most:
        node.refuse("wrong_number", f"{raw!r} is no whole number from {least} to {most}", "Correct the number")
    return int(raw)


def _like(node: Node, pattern: re.Pattern[str], shape: str) -> str:
    text = node.text("a value")
    if not pattern.fullmatch(text):
        node.refuse("wrong_shape", f"{text!r} is not of the shape {shape}", "Correct the value")
    return text


def _fixed(node: Node) -> tuple[str, int, int, int]:
    found = MONTH_DAY.fullmatch(str(node.node.value))
    if not found:
        node.refuse("wrong_shape", f"{node.node.value!r} is not of the shape MM-DD", "Correct the date")
    return ("fixed", int(found[1]), int(found[2]), 0)


def _nth_weekday(node: Node) -> tuple[str, int, int, int]:
    parts = node.items("month, weekday, nth", at_least=3)
    month, weekday, nth = _number(parts[0], 1, 12), _number(parts[1], 1, 7), _number(parts[2], -1, 5)
    return ("weekday", month, weekday, nth)


def _years(node: Node) -> tuple[int, int]:
    parts = node.items("first and last year", at_least=2)
    first, last = _number(parts[0], 1, 9999), _number(parts[1], 1, 9999)
    if first > last:
        node.refuse("wrong_number", f"the period ends in {last}, before it begins in {first}", "Exchange the years")
    return first, last
