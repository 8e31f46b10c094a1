"""Headings, lists and quotations: what the shape of a unit and its neighbours say, without any pattern of words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.clean.body import plain_words
from onrecord.clean.lines import Unit
from onrecord.model.document import BlockKind
from onrecord.model.span import Span, strip_span

SHAPE_CHARS = 400  # words and capitals are counted in so many characters of a unit
TITLE_WORDS = 25
TITLE_LINES = 4  # kicker, title, sub-title and one more, before the first prose
CROSSHEAD_WORDS = 12
PLAIN_CROSSHEAD_WORDS = 7  # without capitals, only where the text's other lines end as sentences do
PROSE_MIN_WORDS = 4
PROSE_WORDS = 30  # so many words in a line are no heading, with or without a full stop
TRAILING_HEADLINES = 2
ENDS_SENTENCE = re.compile(r"[.!?…](?:[\"'”’»)\]\s]{0,4})$")
ENDS_CLAUSE = re.compile(r"[.,;:…](?:[\"'”’»)\]\s]{0,4})$")
BULLET = re.compile(r"(?:[•‣·◦▪●*]|[-–](?= [^\s'‘\"“-])|\(?(?:\d{1,2}|[a-z])[.)](?= ))\s*\S")
DATELINE = re.compile(r"[A-Z][A-Z'’.-]{2,}[^\n]{0,60} [-–—]{1,2} |[A-Z][^\n()]{2,80}\([^()\n]{2,40}\) ?[-–—:]")
SMALL_WORDS = 4  # shorter words keep small letters in title case


class Content:
    """A unit that may be part of the article: its shape, and its kind once that is settled."""

    __slots__ = ("capitals", "end", "kind", "prose", "start", "text", "title_case", "words")

    def __init__(self, text: str, unit: Unit) -> None:
        self.text, self.start, self.end = text, unit.start, unit.end
        self.kind: BlockKind | None = None
        self._measure()

    def cut(self, credit: Span) -> None:
        """Leave a credit at the beginning or end out of the shape."""
        start, end = (credit.end, self.end) if credit.end < self.end else (self.start, credit.start)
        rest = strip_span(self.text, start, end)
        if rest:
            self.start, self.end = rest.start, rest.end
        self._measure()

    def _measure(self) -> None:
        words = self.head().split()
        self.words = len(words)
        ends = bool(ENDS_SENTENCE.search(self.tail()))
        asks = self.words <= CROSSHEAD_WORDS and self.tail().rstrip("\"'”’)").endswith("?")
        self.prose = self.words >= PROSE_WORDS or (ends and not asks and self.words >= PROSE_MIN_WORDS)
        long = [w for w in (word.strip("\"'“”‘’([") for word in words) if len(w) >= SMALL_WORDS and w[:1].isalpha()]
        capital = sum(word[0].isupper() for word in long)
        self.title_case = len(long) >= 1 and capital >= 0.75 * len(long)
        self.capitals = self.head().isupper()

    def head(self) -> str:
        """Its first characters."""
        return self.text[self.start : min(self.end, self.start + SHAPE_CHARS)]

    def tail(self) -> str:
        """Its last few characters."""
        return self.text[max(self.start, self.end - 8) : self.end]


def settle(contents: Sequence[Content], title: str | None = None) -> None:
    """Give every unit that no rule has decided its kind; what shows no sign of anything else is a paragraph."""
    open_units = [c for c in contents if c.kind is None]
    _mark_lists_and_quotes(open_units)
    if title:
        _mark_title(contents, title)
    if any(c.prose for c in contents if c.kind not in ("furniture", "heading")):
        followed = _followed_by_prose(contents)
        _mark_titles(contents, followed)
        _mark_crossheads(contents, followed)
        _mark_trailing_headlines(contents)
    for content in contents:
        if content.kind is None:
            content.kind = "paragraph"


def _mark_lists_and_quotes(contents: Sequence[Content]) -> None:
    for content in contents:
        head = content.head()
        if BULLET.match(head):
            content.kind = "list"
        elif head[0] in '"“«' and content.words > CROSSHEAD_WORDS and _one_quotation(content):
            content.kind = "quote"


def _one_quotation(content: Content) -> bool:
    if content.end - content.start > 4 * SHAPE_CHARS:
        return False
    inside = content.text[content.start + 1 : content.end - 1]
    return content.text[content.end - 1] in '"”»' and not any(mark in inside for mark in '"“”«»')


def _mark_title(contents: Sequence[Content], title: str) -> None:
    wanted = plain_words(title)
    for content in contents[: TITLE_LINES * 2]:
        if (
            content.kind is None
            and content.end - content.start <= SHAPE_CHARS
            and plain_words(content.head()) == wanted
        ):
            content.kind = "heading"
            return


def _followed_by_prose(contents: Sequence[Content]) -> list[bool]:
    """For every unit, whether prose follows with less than TITLE_LINES other lines between: not so in a table."""
    flags = [False] * len(contents)
    lines_between = TITLE_LINES
    for place in range(len(contents) - 1, -1, -1):
        flags[place] = lines_between < TITLE_LINES
        content = contents[place]
        if content.kind in (None, "quote", "caption") and content.prose:
            lines_between = 0
        elif content.kind not in ("furniture", "credit"):
            lines_between += 1
    return flags


def _mark_titles(contents: Sequence[Content], followed: Sequence[bool]) -> None:
    """The lines before the first prose, if they do not end as sentences do."""
    seen = 0
    for content, prose_follows in zip(contents, followed, strict=True):
        if content.kind in ("furniture", "credit", "heading", "caption"):
            continue
        if content.kind is not None:
            return
        asks = content.tail().rstrip("\"'”’").endswith(("?", "!")) and content.words <= CROSSHEAD_WORDS
        if seen >= TITLE_LINES or not prose_follows or content.words > TITLE_WORDS or DATELINE.match(content.head()):
            return
        if content.prose and not asks:
            return
        if not ENDS_CLAUSE.search(content.tail()):
            content.kind = "heading"
        seen += 1


def _mark_crossheads(contents: Sequence[Content], followed: Sequence[bool]) -> None:
    """Short lines between prose that have no full stop, in title case, capitals, quotation marks or plain."""
    ending = sum(c.prose for c in contents if c.kind is None)
    regular = ending >= 0.8 * sum(c.kind is None and c.words > PLAIN_CROSSHEAD_WORDS for c in contents) and ending > 1
    for content, prose_follows in zip(contents, followed, strict=True):
        if content.kind is not None or not prose_follows or content.words > CROSSHEAD_WORDS:
            continue
        tail, head = content.tail(), content.head()
        if DATELINE.match(head):
            continue
        if ENDS_CLAUSE.search(tail) or not (head[0].isupper() or head[0].isdigit() or head[0] in "\"'“‘-–"):
            continue
        framed = head[0] in "\"'“‘-–" and tail[-1] in "\"'”’-–" and not ENDS_SENTENCE.search(tail)
        question = tail.endswith("?") and head[0].isupper()
        unended = not ENDS_SENTENCE.search(tail)
        plain = unended and regular and content.words <= PLAIN_CROSSHEAD_WORDS
        if framed or question or plain or (unended and (content.title_case or content.capitals)):
            content.kind = "heading"


def _mark_trailing_headlines(contents: Sequence[Content]) -> None:
    """Two or more lines without a full stop after the last prose are headlines of other articles."""
    trailing: list[Content] = []
    for content in reversed(contents):
        if content.kind in ("furniture", "credit"):
            continue
        if content.kind is not None or content.prose:
            break
        trailing.append(content)
    lines = [c for c in trailing if SMALL_WORDS <= c.words <= TITLE_WORDS and not ENDS_CLAUSE.search(c.tail())]
    if len(lines) >= TRAILING_HEADLINES and len(lines) == len(trailing):
        for content in lines:
            content.kind = "heading"
