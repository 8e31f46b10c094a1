"""What a document says of its parties in one place, held for all their mentions.

A report names a minister's country and office once, and later only "Mody". Country and sector of an entity are those of
the fullest of its descriptions: its name in the table, the words that stand before a mention ("Nigerien Defence
Minister Salifou Mody"), the apposition after it ("Mody, the defence minister,").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from onrecord.ground.actor.code import SETTLED, Coding, code_party
from onrecord.ground.actor.table import ActorTable
from onrecord.ground.actor.words import split
from onrecord.model.reading import Entity, Mention, Party, Source

BEFORE_CHARS = 60
BEFORE_WORDS = 6
LAST_WORD = re.compile(r"([^\s,.;:()\"“”]+|[A-Z](?:\.[A-Z])+\.)\s+$")
APPOSITION = re.compile(r",\s+((?:the |an? )?[^,.;:()\"“”\n]{4,70}?)(?:,|\.\s|\.?$|\swho\s)")
OF_ANOTHER = re.compile(r"\b(?:of|for|in|from|with|by|to|against|at|on|and|or)\b|['’]s?\b")
DEFINITE = frozenset({"the", "this", "that"})
One = TypeVar("One", Party, Source)


@dataclass(frozen=True, slots=True)
class Known:
    """Country, sector and table entry of an entity, each None where nothing in the document tells."""

    country: str | None = None
    sector: str | None = None
    ref: str | None = None

    def with_(self, coding: Coding) -> Known:
        """With what one more description adds; what is known stays."""
        return Known(self.country or coding.country, self.sector or coding.sector, self.ref or coding.ref)


def known_of(
    text: str, mentions: Sequence[Mention], entities: Sequence[Entity], published: str | None, actors: ActorTable
) -> dict[str, Known]:
    """For each entity that is no place: what the table and the words around its mentions say of it."""
    known = {e.id: Known().with_(code_party(e.name, e.name, published, actors)) for e in entities if e.kind != "place"}
    for m in mentions:
        so_far = known.get(m.entity or "")
        if m.entity is None or so_far is None or (so_far.country and so_far.sector):
            continue
        for words in _descriptions(text, m, actors):
            so_far = so_far.with_(code_party(words, words, published, actors))
        known[m.entity] = so_far
    return known


def filled(party: One, known: Mapping[str, Known]) -> One:
    """The party with what is known of its entity, where its own words do not tell. "Supporters of X" are not X."""
    about = known.get(party.entity or "")
    if about is None or OF_ANOTHER.search(party.text):
        return party
    country, sector = party.country, party.sector
    if country is None and party.no_country not in SETTLED:
        country = about.country
    sector = sector or about.sector
    return replace(
        party,
        country=country,
        sector=sector,
        no_country=None if country else party.no_country,
        no_sector=None if sector else party.no_sector,
    )


def state_of(party: str, actors: ActorTable) -> str | None:
    """The state that a capital or an adjective alone stands for as a party: "Washington" and "American" for the United
    States. None for anything else, and for peoples."""
    words = split(party)
    found = actors.find(words)
    if len(found) != 1 or found[0].what != "place" or (found[0].start, found[0].end) != (0, len(words)):
        return None
    _, use, _, state = found[0].about
    return state if use in ("capital", "adjective") else None


class Offices:
    """Who holds which office in a document: "the president" is the last one named before with that word."""

    def __init__(self, text: str, mentions: Sequence[Mention], entities: Sequence[Entity], actors: ActorTable) -> None:
        self.actors = actors
        self._names = {e.id: e.name for e in entities}
        self._held: dict[str, list[tuple[int, str]]] = {}  # office → end of the mention, entity
        for m in mentions:
            if m.kind == "person" and m.entity in self._names:
                for words in (text[_title_start(text, m.span.start, actors) : m.span.start], *_apposed(text, m)):
                    for office in self._offices(words):
                        self._held.setdefault(office, []).append((m.span.end, m.entity))

    def holder(self, party: Party | Source, known: Mapping[str, Known]) -> str | None:
        """The name of the person whom "the president" means, None where the words are no office or nobody holds it."""
        words = split(party.text)
        if len(words) < 2 or words[0].key not in DEFINITE or OF_ANOTHER.search(party.text):
            return None
        own = self._offices(party.text)
        if not own or own[-1] != words[-1].key:
            return None
        for end, entity in reversed(self._held.get(own[-1], ())):
            about = known.get(entity)
            differ = party.country and about and about.country and about.country != party.country
            if end <= party.span.start and not differ:
                return self._names[entity]
        return None

    def _offices(self, words: str) -> list[str]:
        split_words = split(words)
        return [
            split_words[m.end - 1].key
            for m in self.actors.find(split_words)
            if m.what == "role" and m.about[0] in ("office", "open", "fixed")
        ]


def _apposed(text: str, mention: Mention) -> tuple[str, ...]:
    found = APPOSITION.match(text, mention.span.end)
    return (found[1],) if found else ()


def _descriptions(text: str, mention: Mention, actors: ActorTable) -> Iterator[str]:
    begin = _title_start(text, mention.span.start, actors)
    if begin < mention.span.start:
        yield text[begin : mention.span.end]
    for words in _apposed(text, mention) if mention.kind == "person" else ():
        if any(m.what == "role" for m in actors.find(split(words))):
            yield words


def _title_start(text: str, at: int, actors: ActorTable) -> int:
    """Where the words before a name begin that belong to it: capitals, offices, peoples, without a break."""
    floor = max(0, at - BEFORE_CHARS)
    for _ in range(BEFORE_WORDS):
        m = LAST_WORD.search(text[floor:at])
        if m is None or not (m[1][0].isupper() or _belongs(m[1], actors)):
            break
        at = floor + m.start(1)
    return at


def _belongs(word: str, actors: ActorTable) -> bool:
    return any(m.what in ("role", "place") for m in actors.find(split(word)))
