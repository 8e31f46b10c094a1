"""The shapes of what /api/ answers, for OpenAPI. tests/server/test_api.py holds every answer against them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """All fields are there; what is not known is null."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """What went wrong: a stable code, one line, and what to do next."""

    code: str
    message: str
    hint: str


class Trouble(Shape):
    """The answer in place of every other."""

    error: Problem


class Total(Shape):
    """How many rows there are on all pages; with `more`, at least so many."""

    count: int
    more: bool


class Party(Shape):
    """Who acts or is acted upon: ISO 3166 alpha-3 country, PLOVER sector."""

    name: str
    country: str | None
    sector: str | None
    ref: str | None


class Quantity(Shape):
    """A count or amount, or a range up to `max`."""

    value: float | None
    max: float | None
    unit: str | None
    of: str | None


class Holder(Shape):
    """One link of a chain of sources."""

    name: str
    stance: str


class Claim(Shape):
    """What one document says about one event. `start` and `end` are code points of the trigger in the text."""

    document: str
    key: str
    published: str | None
    publisher: str | None
    agency: str | None
    title: str | None
    day: str | None
    earliest: str | None
    latest: str | None
    precision: str | None
    type: str
    mode: str | None
    status: str
    trigger: str
    start: int
    end: int
    actors: list[Party]
    recipients: list[Party]
    objects: list[Party]
    place: str | None
    lat: float | None
    lon: float | None
    country: str | None
    quantities: list[Quantity]
    sources: list[list[Holder]]
    confidence: float
    incident: str | None
    standing: str


class Claims(Shape):
    """A page of claims. `next` is its address; `why_nothing` stands where there is no row."""

    total: Total
    claims: list[Claim]
    after: str | None
    next: str | None
    why_nothing: str | None


class Estimate(Shape):
    """Lowest, best and highest number that sources give."""

    low: float | None
    best: float | None
    high: float | None


class IncidentFacts(Shape):
    """What all reports of one event say together. `status`: actual, alleged, future, hypothetical or negated."""

    id: str
    status: str
    day: str | None
    earliest: str | None
    latest: str | None
    precision: str | None
    first_reported: str | None
    last_reported: str | None
    place: str | None
    lat: float | None
    lon: float | None
    country: str | None
    types: list[str]
    actors: list[str]
    recipients: list[str]
    documents: int
    independent: int
    disputed: list[str]
    killed: Estimate | None
    injured: Estimate | None


class Incident(IncidentFacts):
    """An incident in a list; `claims` is the number of its claims."""

    claims: int


class Incidents(Shape):
    """A page of incidents."""

    total: Total
    incidents: list[Incident]
    after: str | None
    next: str | None
    why_nothing: str | None


class QuotedClaim(Claim):
    """A claim with the sentence that it stands in."""

    quote: str


class End(Shape):
    """One end of a link."""

    document: str
    key: str


class Link(Shape):
    """Two claims on one event: how sure, and what is alike."""

    a: End
    b: End
    score: float
    why: list[Any]


class WholeIncident(IncidentFacts):
    """An incident in full; `claims` are its claims instead of their number."""

    corroboration: dict[str, Any]
    toll: dict[str, Any]
    disputes: list[dict[str, Any]]
    updates: list[dict[str, Any]]
    reports: list[dict[str, Any]]
    claims: list[QuotedClaim]
    links: list[Link]


class DocumentRow(Shape):
    """An article of the list; `claims` is their number."""

    id: str
    title: str | None
    publisher: str | None
    agency: str | None
    published: str | None
    added: str
    revision: int
    claims: int


class Documents(Shape):
    """A page of articles."""

    total: Total
    documents: list[DocumentRow]
    after: str | None


class Document(BaseModel):
    """The contract's object of a document: src/onrecord/contract/schema.json has all of it."""

    model_config = ConfigDict(extra="allow")

    id: str
    text: str
    blocks: list[dict[str, Any]]
    claims: list[dict[str, Any]]


class Choices(Shape):
    """How many rows each value leaves; with `more`, at least so many."""

    counts: dict[str, int]
    more: bool


class AllChoices(Shape):
    """By filter."""

    type: Choices
    status: Choices
    country: Choices
    sector: Choices
    standing: Choices
    stance: Choices


class Period(Shape):
    """`period` is null where no day is known; `exact` is false where it is wider than was asked for."""

    period: str | None
    exact: bool
    claims: int
    incidents: int
    by_report: int
    incidents_by_report: int
    leading: list[Incident]


class Periods(Shape):
    """Periods, the latest first."""

    total: int
    periods: list[Period]


class PartyTotal(Shape):
    """Claims in which a party acts or is acted upon."""

    name: str
    country: str | None
    sector: str | None
    claims: int
    as_actor: int
    as_recipient: int


class Parties(Shape):
    """Parties, the most frequent first."""

    total: int
    actors: list[PartyTotal]


class SourceTotal(Shape):
    """Claims that a source puts forward, by stance; `denied`: of incidents that another one denies."""

    name: str
    kind: str
    country: str | None
    sector: str | None
    claims: int
    asserts: int
    confirms: int
    denies: int
    alleges: int
    denied: int


class Sources(Shape):
    """Sources, the most frequent first."""

    total: int
    sources: list[SourceTotal]
