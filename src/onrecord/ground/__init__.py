"""From words to values: rules above the model, with their tables as data. Times, places, parties, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TypeVar

from onrecord.ground import actor, place
from onrecord.ground.number import counted, parse
from onrecord.ground.time import claim_time, mend, resolve_times
from onrecord.model.document import Document
from onrecord.model.reading import Claim, Entity, Mention, Party, Place, PlacePhrase, Quantity, Reading, Source
from onrecord.model.span import covered

__all__ = ["ground"]

One = TypeVar("One", Party, Source)
Pointing = TypeVar("Pointing", Mention, Party, Source)
SET_ASIDE = frozenset({"furniture", "credit"})  # no mention lies in these


def ground(reading: Reading) -> Reading:
    """The reading with its times, places, parties and quantities resolved. What cannot be stays null."""
    document = reading.document
    text, published = document.text, document.published
    times = resolve_times(text, mend(text, reading.times), published)
    found = place.resolve_places(text, reading.mentions, _home(document), _gazetteer())
    aside = [b.span for b in document.blocks if b.kind in SET_ASIDE]
    places = tuple(p for p in found if not covered(aside, p.span))
    known = actor.known_of(text, reading.mentions, reading.entities, published, _actors())
    offices = actor.Offices(text, reading.mentions, reading.entities, _actors())
    claims = []
    for c in reading.claims:
        claims.append(
            replace(
                c,
                actors=tuple(_party(p, published, known, offices) for p in c.actors),
                recipients=tuple(_party(p, published, known, offices) for p in c.recipients),
                place=tuple(_place(p, text, places) for p in c.place),
                time=claim_time(c.time.span, text, times, published, c.trigger.span) if c.time else None,
                quantities=tuple(_number(q, c, text) for q in c.quantities),
                sources=tuple(tuple(_party(s, published, known, offices) for s in chain) for chain in c.sources),
            )
        )
    grounded = replace(reading, times=times, places=places, claims=tuple(claims))
    return _with_entities(grounded, places, known)


@cache
def _gazetteer() -> place.Gazetteer:
    return place.load()


@cache
def _actors() -> actor.ActorTable:
    return actor.load()


def _home(document: Document) -> str | None:
    """The publisher's country, where the table of actors knows it."""
    publisher = document.publisher
    return actor.code_party(publisher, publisher, document.published, _actors()).country if publisher else None


def _party(party: One, published: str | None, known: Mapping[str, actor.Known], offices: actor.Offices) -> One:
    """The party with the name that its words stand for, if the reader found none, and its codes."""
    table = _actors()
    if party.name == party.text and (state := actor.state_of(party.text, table)):
        party = replace(party, name=state)
    code = actor.code_party(party.text, party.name, published, table)
    coded = replace(
        party, country=code.country, sector=code.sector, no_country=code.no_country, no_sector=code.no_sector
    )
    if party.name == party.text and (name := offices.holder(coded, known)):
        coded = replace(coded, name=name)
    return actor.filled(coded, known)


def _place(phrase: PlacePhrase, text: str, places: tuple[Place, ...]) -> PlacePhrase:
    return replace(phrase, geo=place.claim_place(phrase.span, text, places).geo)


def _with_entities(reading: Reading, places: tuple[Place, ...], known: Mapping[str, actor.Known]) -> Reading:
    """Entities with their place in the gazetteer or the table of actors; those that these say are one become one.

    Of places only those that are meant as places: a country is not its people, nor its capital its government.
    """
    where = {p.span: p for p in places}
    at: dict[str, Place] = {}
    literal: dict[str, bool] = {}
    for m in reading.mentions:
        if m.entity and (found := where.get(m.span)):
            at.setdefault(m.entity, found)
            literal[m.entity] = literal.get(m.entity, True) and found.use != "demonym"
    out: dict[str, Entity] = {}
    same: dict[str, str] = {}
    first: dict[str, str] = {}
    for e in reading.entities:
        place, about = at.get(e.id), known.get(e.id, actor.Known())
        if e.kind == "place":
            ref = f"geonames:{place.geonameid}" if place and place.geonameid else None
            e = replace(e, ref=ref, country=place.country if place else None)
        else:
            e = replace(e, ref=about.ref, country=about.country, sector=about.sector)
        kept = first.setdefault(e.ref, e.id) if e.ref and literal.get(e.id, True) else e.id
        same[e.id] = kept
        if kept == e.id:
            out[e.id] = e
        elif len(e.name) > len(out[kept].name):
            out[kept] = replace(out[kept], name=e.name)
    if len(out) == len(reading.entities):
        return replace(reading, entities=tuple(out.values()))
    return _renamed(reading, tuple(out.values()), same)


def _renamed(reading: Reading, entities: tuple[Entity, ...], same: Mapping[str, str]) -> Reading:
    """The reading with these entities; whatever pointed to another points to the one that it became."""

    def one(thing: Pointing) -> Pointing:
        return replace(thing, entity=same[thing.entity]) if thing.entity else thing

    claims = tuple(
        replace(
            c,
            actors=tuple(map(one, c.actors)),
            recipients=tuple(map(one, c.recipients)),
            objects=tuple(map(one, c.objects)),
            sources=tuple(tuple(map(one, chain)) for chain in c.sources),
        )
        for c in reading.claims
    )
    return replace(reading, entities=entities, mentions=tuple(map(one, reading.mentions)), claims=claims)


def _number(quantity: Quantity, claim: Claim, text: str) -> Quantity:
    number = parse(quantity.span.of(text))
    of = number.of if number.unit else counted(claim.trigger.text) or number.of
    return Quantity(quantity.span, number.value, number.max, number.unit, of)
