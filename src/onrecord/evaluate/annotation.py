"""The edge where claims in the guide's format come in: their shape, their spans and their labels are checked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import BaseModel, Field, StrictInt, StrictStr, TypeAdapter, ValidationError

from onrecord.model.errors import ContractError
from onrecord.model.reading import (
    Claim,
    Mentioned,
    Party,
    PlacePhrase,
    Quantity,
    Reporter,
    Source,
    TimePhrase,
    claim_key,
)
from onrecord.model.span import Span
from onrecord.ontology import Ontology

NAMED_PROBLEMS = 3  # of an article, in one message
SHOWN_CHARS = 60  # of an offending value, in a message
HINT = (
    "Correct the annotation: spans are [start, end) in code points into the article's text, labels as in the ontology"
)

Range = Annotated[list[StrictInt], Field(min_length=2, max_length=2)]
Number = StrictInt | float | None


class MentionIn(BaseModel):
    """A mention as coders write it. Other keys are allowed and not looked at."""

    span: Range
    text: StrictStr
    name: StrictStr | None = None


class TimeIn(BaseModel):
    """When; `value` is TIMEX3 or null."""

    span: Range
    text: StrictStr
    value: StrictStr | None = None


class QuantityIn(BaseModel):
    """How many."""

    span: Range
    value: Number = None
    max: Number = None
    unit: StrictStr | None = None
    of: StrictStr | None = None


class SourceIn(MentionIn):
    """One holder of a chain; asserts where no stance is said."""

    cue: Range | None = None
    stance: StrictStr = "asserts"


class ClaimIn(BaseModel):
    """A claim as coders write it. A slot that is left out is empty."""

    trigger: Range
    trigger_text: StrictStr | None = None
    type: StrictStr
    mode: StrictStr | None = None
    actors: list[MentionIn] = []
    recipients: list[MentionIn] = []
    objects: list[MentionIn] = []
    place: list[MentionIn] = []
    time: TimeIn | None = None
    quantities: list[QuantityIn] = []
    status: StrictStr
    sources: list[list[SourceIn]] = []
    same: StrictStr | None = None
    confidence: float = Field(default=1.0, ge=0, le=1)


CLAIMS = TypeAdapter(list[ClaimIn])


def read_claims(rows: Any, text: str, publisher: str | None, ontology: Ontology) -> tuple[Claim, ...]:
    """Claims of an article from what JSON holds: coded by people, or printed by `onrecord read`.

    A claim without a `same` label has one of its own. Raises ContractError `bad_annotation` naming the claim (counted
    from 1), its trigger and what is wrong, for up to NAMED_PROBLEMS problems.
    """
    if rows is None:
        raise ContractError("bad_annotation", 'has no "claims"', 'Give "claims": [] where nothing is to be found')
    try:
        read = CLAIMS.validate_python(rows)
    except ValidationError as error:
        raise _refusal([_shape(e["loc"], e["msg"]) for e in error.errors()]) from None
    problems = [f"{_which(i, c, text)}: {what}" for i, c in enumerate(read, 1) for what in _problems(c, text, ontology)]
    if problems:
        raise _refusal(problems)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    on_trigger: Counter[Span] = Counter()
    out = []
    for number, row in enumerate(read, 1):
        span = Span(*row.trigger)
        key = claim_key(digest, span, on_trigger[span])
        on_trigger[span] += 1
        out.append(_claim(row, key, text, row.same or f"claim {number}", publisher))
    return tuple(out)


def _refusal(problems: list[str]) -> ContractError:
    more = len(problems) - NAMED_PROBLEMS
    named = "; ".join(problems[:NAMED_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")
    return ContractError("bad_annotation", named, HINT)


def _shape(loc: tuple[int | str, ...], message: str) -> str:
    """ "claim 4, actors 2 span: Field required": numbers as people count."""
    if not loc:
        return f'"claims": {message}'
    first, *rest = loc
    steps = " ".join(str(step + 1) if isinstance(step, int) else step for step in rest)
    number = f"claim {first + 1}" if isinstance(first, int) else first
    return f"{number}{', ' if steps else ''}{steps}: {message}"


def _which(number: int, claim: ClaimIn, text: str) -> str:
    words = text[max(0, claim.trigger[0]) : max(0, claim.trigger[1])][:SHOWN_CHARS]
    return f"claim {number} ({words!r})" if words else f"claim {number}"


def _problems(claim: ClaimIn, text: str, ontology: Ontology) -> Iterator[str]:
    yield from _at("trigger", claim.trigger, claim.trigger_text, text)
    for name in ("actors", "recipients", "objects", "place"):
        for i, mention in enumerate(getattr(claim, name), 1):
            yield from _at(f"{name} {i}", mention.span, mention.text, text)
    if claim.time:
        yield from _at("time", claim.time.span, claim.time.text, text)
    for i, quantity in enumerate(claim.quantities, 1):
        yield from _at(f"quantities {i}", quantity.span, None, text)
    for i, chain in enumerate(claim.sources, 1):
        for j, source in enumerate(chain, 1):
            yield from _at(f"sources {i}.{j}", source.span, source.text, text)
            if source.cue:
                yield from _at(f"sources {i}.{j} cue", source.cue, None, text)
            yield from _known(f"sources {i}.{j} stance", source.stance, ontology.stance_names)
    yield from _known("type", claim.type, ontology.type_names)
    yield from _known("status", claim.status, ontology.status_names)
    if claim.mode and claim.type in ontology.type_names:
        yield from _known(f"mode of {claim.type}", claim.mode, ontology.modes_of(claim.type))


def _at(what: str, span: list[int], words: str | None, text: str) -> Iterator[str]:
    start, end = span
    if not 0 <= start < end:
        yield f"{what} [{start}, {end}) is empty, reversed or negative"
    elif end > len(text):
        yield f"{what} [{start}, {end}) ends outside the text of {len(text):,} characters"
    elif words is not None and text[start:end] != words:
        there = text[start:end][:SHOWN_CHARS]
        yield f"{what} says {words[:SHOWN_CHARS]!r}, but the text has {there!r} at [{start}, {end})"


def _known(what: str, value: str, known: Iterable[str]) -> Iterator[str]:
    names = tuple(known)
    if value not in names:
        yield f"{what} {value[:SHOWN_CHARS]!r} is not in the ontology, which has {', '.join(names) or 'none'}"


def _claim(row: ClaimIn, key: str, text: str, same: str, publisher: str | None) -> Claim:
    span = Span(*row.trigger)
    return Claim(
        key=key,
        trigger=Mentioned(span, span.of(text)),
        type=row.type,
        mode=row.mode or None,
        actors=_parties(row.actors),
        recipients=_parties(row.recipients),
        objects=_parties(row.objects),
        place=tuple(PlacePhrase(Span(*m.span), m.text, m.name or m.text) for m in row.place),
        time=TimePhrase(Span(*row.time.span), row.time.text, row.time.value) if row.time else None,
        quantities=tuple(Quantity(Span(*q.span), q.value, q.max, q.unit, q.of) for q in row.quantities),
        status=row.status,
        sources=tuple(tuple(_source(s) for s in chain) for chain in row.sources if chain),
        same=same,
        confidence=row.confidence,
        reporter=Reporter(publisher, None),
    )


def _parties(mentions: list[MentionIn]) -> tuple[Party, ...]:
    return tuple(Party(Span(*m.span), m.text, m.name or m.text) for m in mentions)


def _source(s: SourceIn) -> Source:
    return Source(Span(*s.span), s.text, s.name or s.text, Span(*s.cue) if s.cue else None, s.stance)
