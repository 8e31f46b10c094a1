"""Places of a document: every toponym, demonym and metonym with its use and, where it is known, its point."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.ground.place.find import Toponym, find
from onrecord.ground.place.gazetteer import Candidate, Gazetteer
from onrecord.ground.place.names import plain
from onrecord.ground.place.rank import Name, choose
from onrecord.ground.place.tables import load_cues, load_metonyms, load_precision
from onrecord.model.reading import Mention, Place, PlaceUse
from onrecord.model.span import Span

HOLDS = re.compile(r"[ \u00a0]?,[ \u00a0]|[ \u00a0]?\([ \u00a0]?|[ \u00a0]in[ \u00a0](?:the[ \u00a0])?|[ \u00a0]")
WORD = re.compile(r"[^\W\d_][\w’'-]*")
SUBJECT_WORDS = 3  # from a capital's name to the verb that makes it a government
BEFORE_CHARS = 40
TOWN_WORDS = frozenset({"city", "town", "village", "capital"})
HOLDERS_DEEP = 3  # "Gainesville, Alachua County, Florida, USA"

Holder = tuple[str | None, str | None]


def resolve_places(
    text: str, mentions: Sequence[Mention], published_country: str | None, gazetteer: Gazetteer
) -> tuple[Place, ...]:
    """Every toponym, demonym and metonym of a text, in order, none overlapping another.

    `mentions` are the model's; `published_country` is the publisher's home (ISO 3166-1 alpha-3) or None. A place that
    the gazetteer does not know has no point. Raises nothing of its own on any text.
    """
    found = find(text, mentions, gazetteer)
    holders = [_holders(text, found, i) for i in range(len(found))]
    keys = [_key(t, h) for t, h in zip(found, holders, strict=True)]
    names = _names(found, holders, keys)
    chosen = dict(zip(names, choose(list(names.values()), published_country, gazetteer.capitals), strict=True))
    return tuple(_place(text, t, chosen[k], gazetteer.capitals) for t, k in zip(found, keys, strict=True))


def document_names(text: str, found: Sequence[Toponym]) -> tuple[list[tuple[str, tuple[Holder, ...]]], list[Name]]:
    """The names of a document for training: each toponym's key, and the names in the order of their keys."""
    holders = [_holders(text, found, i) for i in range(len(found))]
    keys = [_key(t, h) for t, h in zip(found, holders, strict=True)]
    names = _names(found, holders, keys)
    return keys, [names[k] for k in names]


def _key(toponym: Toponym, holders: tuple[Holder, ...]) -> tuple[str, tuple[Holder, ...]]:
    return toponym.name, holders


def _names(
    found: Sequence[Toponym],
    holders: Sequence[tuple[Holder, ...]],
    keys: Sequence[tuple[str, tuple[Holder, ...]]],
) -> Mapping[tuple[str, tuple[Holder, ...]], Name]:
    """One entry for each name and its holders. A bare name takes the holders that the same name has elsewhere."""
    said: dict[str, tuple[Holder, ...]] = {}
    for toponym, held in zip(found, holders, strict=True):
        if held and toponym.name not in said:
            said[toponym.name] = held
    units = load_cues().units
    names: dict[tuple[str, tuple[Holder, ...]], Name] = {}
    for toponym, held, key in zip(found, holders, keys, strict=True):
        if key in names:
            names[key] = replace(names[key], count=names[key].count + 1)
            continue
        words = toponym.name.split()
        unit = units.get(words[-1]) or units.get(words[0]) if len(words) > 1 else None
        names[key] = Name(toponym.name, toponym.candidates, 1, held or said.get(toponym.name, ()), unit)
    return names


def _holders(text: str, found: Sequence[Toponym], at: int) -> tuple[Holder, ...]:
    """What the toponyms right behind one say it lies in: countries and first-level units among their candidates."""
    if not found[at].candidates or any(c.kind == "country" for c in found[at].candidates):
        return ()
    out: dict[Holder, None] = {}
    for behind in range(at + 1, min(at + 1 + HOLDERS_DEEP, len(found))):
        gap = text[found[behind - 1].span.end : found[behind].span.start]
        if not HOLDS.fullmatch(gap) or found[behind].name == found[at].name:
            break
        for c in found[behind].candidates:
            if c.use == "demonym":
                continue
            if c.kind == "country":
                out[c.country, None] = None
            elif c.kind == "admin1":
                out[c.country, plain(c.admin1 or c.name)] = None
    return tuple(out)


def _place(text: str, toponym: Toponym, chosen: Candidate | None, capitals: frozenset[tuple[str, str]]) -> Place:
    use = _use(text, toponym, chosen, capitals)
    if chosen is None:
        return Place(toponym.span, toponym.text, use, toponym.text, relation=_relation(text, toponym.span))
    scale = load_precision().kinds[chosen.kind]
    return Place(
        toponym.span,
        toponym.text,
        use,
        chosen.name,
        chosen.id,
        chosen.lat,
        chosen.lon,
        chosen.country,
        scale.level,
        _relation(text, toponym.span) if use == "literal" else None,
    )


def _use(text: str, toponym: Toponym, chosen: Candidate | None, capitals: frozenset[tuple[str, str]]) -> PlaceUse:
    """A demonym by its entry; a metonym where a seat of power, a land or its capital acts or is dealt with, or where
    the name is part of an organisation's."""
    if chosen is None:
        return "literal"
    if chosen.use == "demonym":
        return "demonym"
    if toponym.part:
        return "metonym"
    before = [w.lower() for w in WORD.findall(text[max(0, toponym.span.start - BEFORE_CHARS) : toponym.span.start])]
    last = next((w for w in reversed(before) if w != "the"), "")
    if last in load_cues().locative:
        return "literal"
    if chosen.use == "seat":
        return "metonym"
    table = load_metonyms()
    if chosen.kind != "country" and (chosen.country, plain(chosen.name)) not in capitals:
        return "literal"
    if last in table.before:
        return "metonym"
    line = text[toponym.span.end : toponym.span.end + BEFORE_CHARS]
    clause = re.split(r"[.,;:()\n]", line, maxsplit=1)[0]
    behind = [w.lower() for w in WORD.findall(clause)][:SUBJECT_WORDS]
    return "metonym" if any(w in table.speaks for w in behind) else "literal"


def _relation(text: str, span: Span) -> str | None:
    """How the words right before a toponym move the place away from it: "north of", "near"."""
    words = [w.lower() for w in WORD.findall(text[max(0, span.start - BEFORE_CHARS) : span.start])]
    if words[-1:] == ["of"] and words[-2:-1] and words[-2] in TOWN_WORDS:
        words = words[:-2]
    while words and (words[-1] == "the" or words[-1] in TOWN_WORDS):
        words.pop()
    relations = load_precision().relations
    for length in (4, 3, 2, 1):
        relation = relations.get(" ".join(words[-length:])) if len(words) >= length else None
        if relation is not None:
            of_it = relation.endswith(" of") and words[-length - 1 : -length] == ["the"]  # "the north of Mali" is in it
            return None if of_it else relation
    return None
