"""Units → blocks: what is article, what is heading, caption or credit, and what surrounds the article on its page.

One walk over the units; patterns (rules.yaml) only ever see the first and last few hundred characters of a unit, so the
time is linear in the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.clean.layout import Content, settle
from onrecord.clean.lines import Unit
from onrecord.clean.vocabulary import TOKEN, Opens, Rule, load_rules
from onrecord.model.document import Block
from onrecord.model.span import Span, strip_span

HEAD_CHARS = 300
TAIL_CHARS = 400
CUE_TAIL_CHARS = 160  # an end-credit's cue stands nearer to the end than its beginning may
HEAD_UNITS = 8
TAIL_UNITS = 12
NEWS_WORDS = 8
QUOTED = re.compile('["“][^"“”]{0,300}["”]|["“].{0,300}$', re.DOTALL)
ADDRESS = re.compile(r"\b(?:you|your|yours|we|our|us|we['’](?:re|ve|ll))\b", re.IGNORECASE)
NEWS = re.compile(
    r"\b(?:said|told|according to|reported|announced|confirmed|denied|accused|killed|wounded|arrested|attacked|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Part:
    """A unit, its shape and kind, the rule that found it and the credit that is cut off it."""

    unit: Unit
    content: Content
    rule: Rule | None = None
    cut: Span | None = None


def make_blocks(
    text: str, units: Sequence[Unit], title: str | None = None, *, scraped: bool = False
) -> tuple[Block, ...]:
    """Blocks over `text`, in order, without overlap, together covering every character of the units that is not space.

    `title` is the article's title where it is known: a line of the same words is a heading. A text of a single unit has
    no furniture, whatever it says, unless it is `scraped` from a page.
    """
    parts = [_first_look(text, unit, place, len(units), scraped or len(units) > 1) for place, unit in enumerate(units)]
    _settle_runs(text, parts)
    settle([part.content for part in parts], title)
    return tuple(block for part in parts for block in _blocks(text, part))


def _first_look(text: str, unit: Unit, place: int, total: int, furnished: bool) -> _Part:
    """What the layout or a rule says of one unit by itself."""
    content = Content(text, unit)
    content.kind = unit.hint
    in_head, in_tail = place < HEAD_UNITS, place >= total - max(TAIL_UNITS, total // 4)
    for rule in _candidates(text, unit) if unit.hint != "furniture" else ():
        if not furnished if rule.kind == "furniture" else unit.hint:
            continue
        if (rule.zone == "head" and not in_head) or (rule.zone == "tail" and not in_tail):
            continue
        found = match(rule, text, unit)
        if found is None:
            continue
        if rule.kind == "credit" and (found.start > unit.start or found.end < unit.end):
            content.kind = None if rule.rest == "paragraph" else rule.rest
            content.cut(found)
            return _Part(unit, content, rule, found)
        content.kind = rule.kind
        return _Part(unit, content, rule)
    return _Part(unit, content)


@cache
def _rules_by_cue() -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, rule in enumerate(load_rules()):
        for cue in rule.cues:
            places[cue].append(place)
    return {cue: tuple(found) for cue, found in places.items()}


def _candidates(text: str, unit: Unit) -> list[Rule]:
    """Rules of which a cue stands at the unit's beginning or end, in the order of the table."""
    head_end = min(unit.end, unit.start + HEAD_CHARS)
    ends = text[unit.start : head_end]
    if unit.end > head_end:
        ends = f"{ends} {text[max(head_end, unit.end - CUE_TAIL_CHARS) : unit.end]}"
    by_cue = _rules_by_cue()
    places = {place for token in TOKEN.findall(ends.lower()) for place in by_cue.get(token, ())}
    rules = load_rules()
    length = unit.end - unit.start
    return [rules[place] for place in sorted(places) if length <= rules[place].max_chars]


def match(rule: Rule, text: str, unit: Unit) -> Span | None:
    """The part of the unit that a rule finds, None if it does not fit. Whole units for all but credits at an end."""
    whole = Span(unit.start, unit.end)
    head = _head(text, unit)
    if rule.address and not ADDRESS.search(unquoted(text[unit.start : unit.end])):
        return None
    if rule.where == "whole":
        return whole if rule.pattern.fullmatch(text, unit.start, unit.end) else None
    if rule.where == "any":
        return whole if rule.pattern.search(unquoted(head)) else None
    if rule.where == "start":
        found = rule.pattern.match(head)
        if found is None:
            return None
        return strip_span(text, unit.start, unit.start + found.end()) if rule.kind == "credit" else whole
    tail_start = max(unit.start, unit.end - TAIL_CHARS)
    found = rule.pattern.search(text[tail_start : unit.end])
    return strip_span(text, tail_start + found.start(), unit.end) if found else None


def unquoted(passage: str) -> str:
    """The passage with the inside of quotation marks blanked out, so that what people say is not taken for the page."""
    return QUOTED.sub(lambda m: " " * len(m[0]), passage)


def _settle_runs(text: str, parts: Sequence[_Part]) -> None:
    """What follows an appeal, a list title or a comments line belongs to it until the article goes on."""
    if not any(_opens(part) for part in parts):
        return
    news_after = _news_after(text, parts)
    mode: Opens | None = None
    prose_seen = False
    for part, news_to_come in zip(parts, news_after, strict=True):
        if part.content.kind == "furniture":
            opens = _opens(part)
            if opens and mode != "rest" and (prose_seen or opens == "list"):
                mode = opens
        elif mode and not _resumes(text, part, mode, news_to_come):
            part.content.kind, part.cut = "furniture", None
        else:
            mode = None
            prose_seen = prose_seen or part.content.prose


def _opens(part: _Part) -> Opens | None:
    return part.rule.opens if part.rule and part.content.kind == "furniture" else None


def _news_after(text: str, parts: Sequence[_Part]) -> list[bool]:
    """For every part, whether it or one after it is a report's prose."""
    flags = [False] * len(parts)
    later = False
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        later = later or (part.content.kind != "furniture" and _is_news(text, part))
        flags[place] = later
    return flags


def _is_news(text: str, part: _Part) -> bool:
    if not part.content.prose or part.content.words < NEWS_WORDS:
        return False
    head = _head(text, part.unit)
    return bool(NEWS.search(head)) and not ADDRESS.search(unquoted(head))


def _resumes(text: str, part: _Part, mode: Opens, news_to_come: bool) -> bool:
    """Whether the article goes on with this part. After an appeal that nothing of a report follows, it does not."""
    if mode == "rest":
        return False
    if mode == "list":
        return part.content.prose or part.cut is not None
    return news_to_come and part.content.prose and not ADDRESS.search(unquoted(_head(text, part.unit)))


def _head(text: str, unit: Unit) -> str:
    return text[unit.start : min(unit.end, unit.start + HEAD_CHARS)]


def _blocks(text: str, part: _Part) -> list[Block]:
    unit, kind = part.unit, part.content.kind or "paragraph"
    if part.cut is None:
        return [Block(Span(unit.start, unit.end), kind)]
    before = strip_span(text, unit.start, part.cut.start)
    after = strip_span(text, part.cut.end, unit.end)
    credit = Block(part.cut, "credit")
    return [*([Block(before, kind)] if before else ()), credit, *([Block(after, kind)] if after else ())]
