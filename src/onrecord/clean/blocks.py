"""Units → blocks: what is article, what is heading, caption or credit, and what surrounds the article on its page.

One walk over the units; patterns (rules.yaml) only ever see the first and last few hundred characters of a unit, so the
time is linear in the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from onrecord.clean.layout import Content, settle
from onrecord.clean.lines import Unit
from onrecord.clean.vocabulary import TOKEN, Rule, load_rules
from onrecord.model.document import Block, BlockKind
from onrecord.model.span import Span, strip_span

HEAD_CHARS = 300
TAIL_CHARS = 400
CUE_TAIL_CHARS = 160  # an end-credit's cue stands nearer to the end than its beginning may
HEAD_UNITS = 8
TAIL_UNITS = 12
QUOTED = re.compile("[\"“][^\"“”]{0,300}[\"”]|[\"“].{0,300}$", re.DOTALL)
ADDRESS = re.compile(r"\b(?:you|your|yours|we|our|us|we['’](?:re|ve|ll))\b", re.IGNORECASE)
NEWS = re.compile(
    r"\b(?:said|told|according to|reported|announced|confirmed|denied|accused|killed|wounded|arrested|attacked|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Part:
    """A unit with what has been found out about it so far."""

    unit: Unit
    kind: BlockKind | None
    rule: Rule | None = None
    cut: Span | None = None  # the credit that is cut off it
    inside: BlockKind | None = None  # what the rest of a cut unit is
    content: Content | None = field(default=None)


def make_blocks(text: str, units: Sequence[Unit], title: str | None = None) -> tuple[Block, ...]:
    """Blocks over `text`, in order, without overlap, together covering every character of the units that is not space.

    `title` is the article's title where it is known: a line of the same words is a heading.
    """
    parts = [_first_look(text, unit, place, len(units)) for place, unit in enumerate(units)]
    _settle_runs(text, parts)
    contents = [part.content for part in parts if part.content is not None]
    settle(text, contents, title)
    return tuple(block for part in parts for block in _blocks(text, part))


def _first_look(text: str, unit: Unit, place: int, total: int) -> _Part:
    """What the layout or a rule says of one unit by itself."""
    content = Content(text, unit)
    if unit.hint:
        content.kind = unit.hint
        return _Part(unit, unit.hint, content=content)
    ends = (place < HEAD_UNITS, place >= total - max(TAIL_UNITS, total // 4))
    for rule in _candidates(text, unit):
        if rule.kind == "furniture" and total == 1:
            continue
        if (rule.zone == "head" and not ends[0]) or (rule.zone == "tail" and not ends[1]):
            continue
        found = match(rule, text, unit)
        if found is None:
            continue
        if rule.kind == "credit" and (found.start > unit.start or found.end < unit.end):
            content.kind = None if rule.rest == "paragraph" else rule.rest
            content.cut(found)
            return _Part(unit, None, rule, found, rule.rest, content)
        content.kind = rule.kind
        return _Part(unit, rule.kind, rule, content=content)
    return _Part(unit, None, content=content)


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
    head = text[unit.start : min(unit.end, unit.start + HEAD_CHARS)]
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
    if not any(part.kind == "furniture" and part.rule and part.rule.opens for part in parts):
        return
    news_after = _news_after(text, parts)
    mode: str | None = None
    prose_seen = False
    for place, part in enumerate(parts):
        content = part.content
        if content is None:
            continue
        if part.kind == "furniture":
            opens = part.rule.opens if part.rule else None
            if opens and (prose_seen or opens == "list"):
                mode = mode if mode == "rest" else opens
            continue
        if mode and not _resumes(text, part, mode, news_after[place]):
            part.kind = content.kind = "furniture"
            part.cut = None
            continue
        mode = None
        prose_seen = prose_seen or content.prose


def _news_after(text: str, parts: Sequence[_Part]) -> list[bool]:
    """For every part, whether it or one after it is a report's prose."""
    flags = [False] * len(parts)
    later = False
    for place in range(len(parts) - 1, -1, -1):
        part = parts[place]
        later = later or (part.kind != "furniture" and _is_news(text, part))
        flags[place] = later
    return flags


def _is_news(text: str, part: _Part) -> bool:
    content = part.content
    if content is None or not content.prose or content.words < 8:
        return False
    head = text[part.unit.start : min(part.unit.end, part.unit.start + HEAD_CHARS)]
    return bool(NEWS.search(head)) and not ADDRESS.search(unquoted(head))


def _resumes(text: str, part: _Part, mode: str, news_to_come: bool) -> bool:
    """Whether the article goes on with this part. After an appeal that nothing of a report follows, it does not."""
    content = part.content
    if mode == "rest" or content is None:
        return False
    if part.unit.hint:
        return True
    if mode == "list":
        return content.prose or part.cut is not None
    head = text[part.unit.start : min(part.unit.end, part.unit.start + HEAD_CHARS)]
    return news_to_come and content.prose and content.words >= 5 and not ADDRESS.search(unquoted(head))


def _blocks(text: str, part: _Part) -> list[Block]:
    unit, content = part.unit, part.content
    kind: BlockKind = (content.kind if content else None) or "paragraph"
    if part.cut is None:
        return [Block(Span(unit.start, unit.end), kind)]
    pieces = [
        (strip_span(text, unit.start, part.cut.start), kind),
        (part.cut, "credit"),
        (strip_span(text, part.cut.end, unit.end), kind),
    ]
    return [Block(span, piece_kind) for span, piece_kind in pieces if span]  # type: ignore[arg-type]
