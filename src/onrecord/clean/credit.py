"""The wire service that a text is credited to. A picture's credit or a mere mention ("told AFP") credits no text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from onrecord.clean.blocks import match
from onrecord.clean.lines import Unit
from onrecord.clean.vocabulary import Rule, load_agencies, load_rules
from onrecord.model.document import Block

HEAD_BLOCKS = 8
TAIL_BLOCKS = 8
DATELINE_BLOCKS = 3  # of prose: a dateline opens the report
DATELINE_CHARS = 140
DATELINE = re.compile(r"(?P<place>[^()\n]{0,90}?) ?\((?P<who>[^()\n]{2,40})\) ?(?:--?|[–—:])")
DAY = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}|\d{1,2} "
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*)\b",
    re.IGNORECASE,
)
PLACE_WORDS = 8
JOINTS = re.compile(r"[;,|/&]|\band\b|\bwith\b|\bfor\b")
REUTERS_STYLE = re.compile(r"\(?(?:Additional )?[Rr]eporting by [^;()\n]{2,200}; (?:[Ww]riting|[Ee]diting) by ")


def credited_agency(text: str, blocks: Sequence[Block], author: str | None, publisher: str | None) -> str | None:
    """The agency's name as agencies.yaml has it, None where none is credited.

    Looked at, in this order: the author as the page's metadata give it, the dateline, bylines and closing credits. A
    dateline with a day may name an agency that the table does not know; that name is given as written.
    """
    return (
        _in_names(author or "")
        or _in_dateline(text, blocks, publisher)
        or next((found for words in _credits(text, blocks) if (found := _in_credit(words))), None)
    )


def _in_names(names: str) -> str | None:
    """An agency that is one of several names: "Ama Kessi and AFP"."""
    known = load_agencies().by_alias
    return next((known[name.strip()] for name in JOINTS.split(names) if name.strip() in known), None)


def _in_dateline(text: str, blocks: Sequence[Block], publisher: str | None) -> str | None:
    prose = [block for block in blocks if block.kind in ("paragraph", "caption")][:DATELINE_BLOCKS]
    for block in prose:
        found = DATELINE.match(text[block.span.start : min(block.span.end, block.span.start + DATELINE_CHARS)])
        if not found:
            continue
        place, who = found["place"].strip(), found["who"].strip()
        if not _is_place(place):
            continue
        agency = _in_names(who)
        if agency:
            return agency
        if DAY.search(place) and who[0].isupper() and not DAY.search(who) and who != publisher:
            return who
    return None


def _is_place(words: str) -> bool:
    """Whether this can open a dateline: nothing, a place in capitals, a day, or a few capitalised words."""
    named = words.split()
    if not named or DAY.search(words) or (len(named[0]) > 2 and named[0].rstrip(",").isupper()):
        return len(named) <= PLACE_WORDS + 4
    return len(named) <= PLACE_WORDS // 2 and all(word[0].isupper() for word in named)


@cache
def _text_rules() -> tuple[Rule, ...]:
    """Rules for credits of a text; those of pictures leave a caption."""
    return tuple(rule for rule in load_rules() if rule.kind == "credit" and rule.rest == "paragraph")


def _credits(text: str, blocks: Sequence[Block]) -> Iterator[str]:
    tail = max(HEAD_BLOCKS, len(blocks) - TAIL_BLOCKS)
    for block in (*blocks[:HEAD_BLOCKS], *blocks[tail:]):
        unit = Unit(block.span.start, block.span.end)
        if block.kind == "credit" and any(match(rule, text, unit) for rule in _text_rules()):
            yield block.span.of(text)


@cache
def _any_agency() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){load_agencies().pattern()}")


def _in_credit(words: str) -> str | None:
    found = _any_agency().search(words)
    if found:
        return load_agencies().by_alias[found[0]]
    return "Reuters" if REUTERS_STYLE.match(words) else None
