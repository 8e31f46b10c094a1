"""Where a time expression begins and ends, mended where the model cut one in two or stopped short.

A tagger that decides word by word now and then leaves "a" and "two-month period" as two expressions, stops at "two" of
"two days ago", or marks "within" alone. What is mended here is mended by the grammar of the phrase, with the rules that
find its value: two parts become one where the whole is an expression and the parts say less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from onrecord.ground.time.context import Context
from onrecord.ground.time.phrase import canonical
from onrecord.ground.time.resolve import apply_rules, time_of_day
from onrecord.ground.time.vocabulary import words
from onrecord.model.reading import Timex
from onrecord.model.span import Span

GAP = re.compile(r"[ \-‐–]?")
FARTHEST_CHARS = 40  # behind a fragment, in which the rest of its phrase stands
MOST_WORDS = 4
NEXT_WORD = re.compile(r"[ \-]?(?:[ap]\.m\.|[^\s.,;()\"“”-]+)", re.IGNORECASE)
TELLING = re.compile(
    r"(?<!\S)(?:[MDST_&@%]\S|[12]\d{3}s?(?!\S)|(?:today|yesterday|tomorrow|tonight|overnight|ago|then)(?!\S))|\d-\d|/"
)
# fmt: off
GOVERNING = frozenset({
    "since", "within", "between", "from", "to", "until", "till", "by", "during", "at", "in", "on", "for", "of", "after",
    "before", "through", "throughout",
})
# fmt: on
PARTIAL = re.compile(
    r"(?:(?:the|an?|this|that|these|those|each|every|another|both|all|some|about|around|almost|nearly|over|under|more|"
    r"less|than|at|least|most|up|to|just|only|last|next|past|previous|following|coming|first|very|late|early|later|"
    r"earlier|mid|end|start|beginning|middle|close|of|and|half|few|several|many|X|\d+(?:\.\d+)?|\d+o|[-:]|rest|once|"
    r"twice|immediate|latest)(?!\S) ?)+"
)
REST = re.compile(r" (?:ago|earlier|later)\b| ?[ap]\.?m\b\.?")  # of "two weeks ago", "around 1:00 pm"
SOME_DAY = date(2001, 6, 13)  # any: whether a phrase is an expression does not depend on the day


def mend(text: str, timexes: Sequence[Timex]) -> tuple[Timex, ...]:
    """The timexes in reading order: parts joined, fragments filled up, those without any word of time left out."""
    out: list[Timex] = []
    for timex in sorted(timexes, key=lambda t: t.span):
        if out and (joined := _joined(text, out[-1].span, timex.span)):
            out[-1] = replace(timex, span=joined, text=joined.of(text))
        else:
            out.append(timex)
    limits = [*(t.span.start for t in out), len(text)][1:]
    mended = (_filled(text, t, limit) for t, limit in zip(out, limits, strict=True))
    return tuple(t for t in mended if _is_time(t.text))


def _joined(text: str, one: Span, other: Span) -> Span | None:
    """Both as one, if they stand side by side and only together are an expression."""
    if not GAP.fullmatch(text[one.end : other.start]):
        return None
    first = canonical(one.of(text))
    if first in GOVERNING:
        return None
    both = Span(one.start, other.end)
    if _tells(first) or one.of(text).lower() in words().references:
        return both if _expression(both.of(text)) else None
    second = canonical(other.of(text))
    whole = PARTIAL.fullmatch(first) and _tells(second) and not second.endswith(" long")  # "the | week-long talks"
    return both if whole else None


def _filled(text: str, timex: Timex, limit: int) -> Timex:
    """A fragment up to the end of its phrase, not beyond `limit`; "two weeks" with the "ago" that follows."""
    span = timex.span
    plain = canonical(timex.text)
    end = None
    if _tells(plain):
        rest = REST.match(text, span.end)
        if rest and rest.end() <= limit and _expression(text[span.start : rest.end()]):
            end = rest.end()
    elif timex.text.lower() not in GOVERNING and PARTIAL.fullmatch(plain):
        ends = [e for e in _word_ends(text, span.end, limit) if _expression(text[span.start : e])]
        end = ends[-1] if ends else None
    return replace(timex, span=Span(span.start, end), text=text[span.start : end]) if end else timex


def _word_ends(text: str, at: int, limit: int) -> Iterator[int]:
    stop = min(limit, at + FARTHEST_CHARS)
    for _ in range(MOST_WORDS):
        m = NEXT_WORD.match(text, at, stop)
        if m is None:
            return
        at = m.end()
        yield at


def _expression(phrase: str) -> bool:
    if phrase.lower() in words().references:
        return True
    plain = canonical(phrase)
    if plain.rpartition(" ")[2] in GOVERNING:
        return False
    context = Context(SOME_DAY, None, None, lambda: 0, "")
    return bool(_tells(plain) and (apply_rules(plain, context) or time_of_day(plain, context)))


def _tells(plain: str) -> bool:
    return TELLING.search(plain) is not None


def _is_time(phrase: str) -> bool:
    """Whether anything in it is of time: "within", "the fourth", "calling" are not, "this season" may be."""
    plain = canonical(phrase)
    if _tells(plain) or " ".join(phrase.lower().split()) in words().references or plain in words().references:
        return True
    return " " in plain and not PARTIAL.fullmatch(plain)
