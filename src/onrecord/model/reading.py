"""What was read in a document: mentions, times, attributions, claims. Every field rests on a span."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from onrecord.model.document import Document
from onrecord.model.errors import ContractError
from onrecord.model.span import Span

MentionKind = Literal["person", "organization", "place", "group", "weapon", "vehicle", "facility", "other"]
MENTION_KINDS: tuple[str, ...] = get_args(MentionKind)
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
TIMEX_TYPES: tuple[str, ...] = get_args(TimexType)
PlaceUse = Literal["literal", "metonym", "demonym"]
PLACE_USES: tuple[str, ...] = get_args(PlaceUse)
PlaceLevel = Literal["point", "town", "area", "admin1", "country", "region"]
PLACE_LEVELS: tuple[str, ...] = get_args(PlaceLevel)


@dataclass(frozen=True, slots=True)
class Mention:
    """A named thing in the text. `named` is True for proper names; `entity` refers to an Entity's id or is None."""

    span: Span
    text: str
    kind: MentionKind
    named: bool
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One party, place or thing of a document with all its mentions. `ref`, `country` and `sector` None if unknown."""

    id: str
    name: str
    kind: MentionKind
    ref: str | None = None
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression as TIMEX3 has it. `value`: ISO 8601 or a token such as PRESENT_REF, None if unresolved."""

    span: Span
    text: str
    type: TimexType
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A toponym with its use and, where resolved, its coordinates in degrees (WGS 84)."""

    span: Span
    text: str
    use: PlaceUse
    name: str
    geonameid: int | None = None
    lat: float | None = None
    lon: float | None = None
    country: str | None = None
    level: PlaceLevel | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Reported speech or thought: who (source), by which word (cue), what (content), each as spans in order."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Geo:
    """Where a place phrase lies. Degrees (WGS 84); `precision` is UCDP's where_prec, 1 (exact) to 7 (region)."""

    lat: float
    lon: float
    geonameid: int | None
    country: str | None
    precision: int


@dataclass(frozen=True, slots=True)
class Party:
    """An actor, recipient or object of a claim. `name` is whom the words stand for; else it equals `text`.

    `no_country` and `no_sector` say in a word why country and sector are None (`onrecord.ground.actor.Coding`).
    """

    span: Span
    text: str
    name: str
    entity: str | None = None
    country: str | None = None
    sector: str | None = None
    no_country: str | None = None
    no_sector: str | None = None


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """Where a claim happens, as named in the article."""

    span: Span
    text: str
    name: str
    geo: Geo | None = None


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """When a claim happens. `value` is TIMEX3; `earliest` and `latest` are ISO dates; all None if unresolved."""

    span: Span
    text: str
    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    precision: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count or amount: "five to seven" has value 5, max 7; `unit` is a currency or measure, `of` what is counted."""

    span: Span
    value: float | int | None
    max: float | int | None
    unit: str | None
    of: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """One holder in a chain of sources, with the word that reports and how the holder stands to the event.

    `no_country` and `no_sector` as of a Party.
    """

    span: Span
    text: str
    name: str
    cue: Span | None
    stance: str
    entity: str | None = None
    country: str | None = None
    sector: str | None = None
    no_country: str | None = None
    no_sector: str | None = None


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who carries a claim when it has no sources, and whom a chain of sources ends at."""

    publisher: str | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One document's report of one event (GUIDE.md). Fields hold spans into its text, never copied judgement.

    `key` is version-free (see `claim_key`); `confidence` in 0..1 is calibrated for "trigger and type are right";
    `sources` is a tuple of chains, each from the outermost to the innermost holder, empty for the article's own voice;
    `same` is shared by the document's claims on one real event. `vector` holds the direction of the trigger's states in
    the encoder as int8, for linking; it is no part of the output contract. `incident` is shared across documents by the
    claims on one event, None where documents were not linked.
    """

    key: str
    trigger: Mentioned
    type: str
    mode: str | None
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    objects: tuple[Party, ...]
    place: tuple[PlacePhrase, ...]
    time: TimePhrase | None
    quantities: tuple[Quantity, ...]
    status: str
    sources: tuple[tuple[Source, ...], ...]
    same: str
    confidence: float
    reporter: Reporter
    vector: bytes = field(default=b"", compare=False, repr=False)
    incident: str | None = None


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A span with its characters."""

    span: Span
    text: str


def claim_key(text_sha256: str, trigger: Span, ordinal: int) -> str:
    """Version-free key of a claim: 16 hex digits of the hash of text digest, trigger span and ordinal.

    `ordinal` counts the claims on the same trigger span from 0, in the order of their types in the ontology. The key
    depends on the text alone, so that people's decisions outlive models.
    """
    seed = f"{text_sha256}:{trigger.start}:{trigger.end}:{ordinal}"
    return hashlib.sha256(seed.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class MadeBy:
    """Versions of what made a reading: package, model name and digest, ontology."""

    onrecord: str
    model: str
    ontology: str


class _Quote(Protocol):
    """Whatever holds a span and its characters."""

    @property
    def span(self) -> Span: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and all that was read in it. Raises ContractError if a span's text is not the document's."""

    document: Document
    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]
    times: tuple[Timex, ...]
    places: tuple[Place, ...]
    attributions: tuple[Attribution, ...]
    claims: tuple[Claim, ...]
    made_by: MadeBy

    @property
    def id(self) -> str:
        """The document's id."""
        return self.document.id

    @property
    def text(self) -> str:
        """The document's text, into which every span points."""
        return self.document.text

    def _repr_html_(self) -> str:
        """The page that notebooks show. The one import of a later room in this one: a value that is looked at needs it,
        and a method that is attached from outside would be there or not by what was imported before."""
        from onrecord.export.html import to_html

        return to_html(self)

    def __post_init__(self) -> None:
        text = self.document.text
        quotes: list[_Quote] = [*self.mentions, *self.times, *self.places]
        for c in self.claims:
            quotes += [c.trigger, *c.actors, *c.recipients, *c.objects, *c.place]
            quotes += [source for chain in c.sources for source in chain]
            quotes += [c.time] if c.time else []
        for quote in quotes:
            span, words = quote.span, quote.text
            if span.of(text) != words:
                raise ContractError(
                    "span_text_differs",
                    f"document {self.document.id!r} says {words!r} at [{span.start}, {span.end}) but its text has "
                    f"{span.of(text)!r} there",
                    "Make mentions from the text with Span.of",
                )
