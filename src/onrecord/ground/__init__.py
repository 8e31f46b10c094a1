"""From words to values: rules above the model, with their tables as data. Times, places, parties, numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from onrecord.ground import actor, place
from onrecord.ground.number import counted, parse
from onrecord.ground.time import claim_time, mend, resolve_times
from onrecord.model.document import Document
from onrecord.model.reading import Claim, Entity, Party, Place, PlacePhrase, Quantity, Reading, Source
from onrecord.model.span import covered

__all__ = ["ground"]

SET_ASIDE = frozenset({"furniture", "credit"})  # no mention lies in these


def ground(reading: Reading) -> Reading:
    """The reading with its times, places, parties and quantities resolved. What cannot be stays null."""
    document = reading.document
    text, published = document.text, document.published
    times = resolve_times(text, mend(text, reading.times), published)
    found = place.resolve_places(text, reading.mentions, _home(document), _gazetteer())
    aside = [b.span for b in document.blocks if b.kind in SET_ASIDE]
    places = tuple(p for p in found if not covered(aside, p.span))
    claims = []
    for c in reading.claims:
        claims.append(
            replace(
                c,
                actors=tuple(_party(p, published) for p in c.actors),
                recipients=tuple(_party(p, published) for p in c.recipients),
                place=tuple(_place(p, text, places) for p in c.place),
                time=claim_time(c.time.span, text, times, published) if c.time else None,
                quantities=tuple(_number(q, c, text) for q in c.quantities),
                sources=tuple(tuple(_source(s, published) for s in chain) for chain in c.sources),
            )
        )
    entities = _entities(reading, places, published)
    return replace(reading, times=times, places=places, entities=entities, claims=tuple(claims))


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


def _party(party: Party, published: str | None) -> Party:
    code = actor.code_party(party.text, party.name, published, _actors())
    return replace(party, country=code.country, sector=code.sector)


def _source(source: Source, published: str | None) -> Source:
    code = actor.code_party(source.text, source.name, published, _actors())
    return replace(source, country=code.country, sector=code.sector)


def _place(phrase: PlacePhrase, text: str, places: tuple[Place, ...]) -> PlacePhrase:
    return replace(phrase, geo=place.claim_place(phrase.span, text, places).geo)


def _entities(reading: Reading, places: tuple[Place, ...], published: str | None) -> tuple[Entity, ...]:
    """Entities with their place in the gazetteer or the table of actors."""
    where = {p.span: p for p in places}
    at: dict[str, Place] = {}
    for m in reading.mentions:
        if m.entity and (found := where.get(m.span)):
            at.setdefault(m.entity, found)
    out = []
    for e in reading.entities:
        known = at.get(e.id)
        if e.kind == "place":
            ref = f"geonames:{known.geonameid}" if known and known.geonameid else None
            out.append(replace(e, ref=ref, country=known.country if known else None))
        else:
            code = actor.code_party(e.name, e.name, published, _actors())
            out.append(replace(e, ref=code.ref, country=code.country, sector=code.sector))
    return tuple(out)


def _number(quantity: Quantity, claim: Claim, text: str) -> Quantity:
    number = parse(quantity.span.of(text))
    of = number.of if number.unit else counted(claim.trigger.text) or number.of
    return Quantity(quantity.span, number.value, number.max, number.unit, of)
