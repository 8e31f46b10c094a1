"""Small documents and readings for tests, built by quoting words of a text instead of counting characters."""

from __future__ import annotations

import hashlib
from typing import Any

from onrecord.model.document import Block, BlockKind, Document
from onrecord.model.reading import (
    Attribution,
    Claim,
    MadeBy,
    Mentioned,
    Party,
    PlacePhrase,
    Quantity,
    Reading,
    Reporter,
    Source,
    TimePhrase,
    claim_key,
)
from onrecord.model.span import Span

MADE_BY = MadeBy(onrecord="0.1.0", model="test model 0000", ontology="plover-2.0-draft")


def find(text: str, words: str, nth: int = 0) -> Span:
    """The span of the nth place (from 0) at which `words` stand in `text`."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def document(text: str, id: str = "doc", *, kinds: dict[str, BlockKind] | None = None, **fields: Any) -> Document:
    """A document whose lines are blocks: paragraphs, or what `kinds` says of the line that starts so."""
    blocks, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            kind = next((k for begin, k in (kinds or {}).items() if line.startswith(begin)), "paragraph")
            blocks.append(Block(Span(start, start + len(line)), kind))
        start += len(line) + 1
    digest = hashlib.sha256(text.encode()).hexdigest()
    defaults = {"origin": f"{id}.txt", "kind": "text", "language": "en"}
    return Document(id=id, text=text, blocks=tuple(blocks), sha256=digest, **(defaults | fields))


def parties(text: str, *words: str) -> tuple[Party, ...]:
    """Each a quote, or "quote=name" where the words stand for someone else."""
    out = []
    for word in words:
        quote, _, name = word.partition("=")
        out.append(Party(find(text, quote), quote, name or quote))
    return tuple(out)


def source(text: str, who: str, cue: str | None = None, stance: str = "asserts") -> Source:
    """A holder with the word that reports."""
    return Source(find(text, who), who, who, find(text, cue) if cue else None, stance)


def claim(
    text: str,
    trigger: str,
    type: str,
    mode: str | None = None,
    *,
    nth: int = 0,
    actors: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
    objects: tuple[str, ...] = (),
    place: tuple[str, ...] = (),
    time: tuple[str, str | None] | None = None,
    quantities: tuple[tuple[Any, ...], ...] = (),
    status: str = "actual",
    sources: tuple[tuple[Source, ...], ...] = (),
    same: str = "e1",
    confidence: float = 0.9,
    ordinal: int = 0,
    reporter: Reporter = Reporter(None, None),  # noqa: B008 - immutable
) -> Claim:
    """A claim of `text`; `time` is (quote, value), a quantity (quote, value, max, unit, of)."""
    span = find(text, trigger, nth)
    digest = hashlib.sha256(text.encode()).hexdigest()
    when = TimePhrase(find(text, time[0]), time[0], time[1]) if time else None
    return Claim(
        key=claim_key(digest, span, ordinal),
        trigger=Mentioned(span, trigger),
        type=type,
        mode=mode,
        actors=parties(text, *actors),
        recipients=parties(text, *recipients),
        objects=parties(text, *objects),
        place=tuple(PlacePhrase(find(text, w), w, w) for w in place),
        time=when,
        quantities=tuple(Quantity(find(text, q[0]), *q[1:]) for q in quantities),
        status=status,
        sources=sources,
        same=same,
        confidence=confidence,
        reporter=reporter,
    )


def attribution(text: str, who: str, cue: str, *content: str) -> Attribution:
    """Reported speech: who, by which word, and what."""
    return Attribution((find(text, who),), (find(text, cue),), tuple(find(text, c) for c in content))


def reading(doc: Document, *claims: Claim, **parts: Any) -> Reading:
    """A reading of `doc` with these claims; other parts (mentions, attributions …) by name."""
    empty: dict[str, Any] = dict.fromkeys(("mentions", "entities", "times", "places", "attributions"), ())
    return Reading(document=doc, claims=claims, made_by=MADE_BY, **(empty | parts))


HARBOUR = """\
Port of Velden reopens after blockade
Soldiers seized the port of Velden on Saturday and arrested about 40 dockers, the harbour union said. \
The interior ministry denied that anyone was beaten.
Crane operators may strike next week if the soldiers do not leave, the daily Morning Tide reported, quoting the union.
Support independent journalism: become a member today.
Kessia Press Agency
"""


def harbour(id: str = "harbour") -> Reading:
    """One article with a heading, furniture, a credit, two chains of sources, a denial, a count and a future claim."""
    text = HARBOUR
    doc = document(
        text,
        id,
        kinds={"Port of": "heading", "Support": "furniture", "Kessia": "credit"},
        title="Port of Velden reopens after blockade",
        publisher="Morning Tide",
        agency="Kessia Press Agency",
        published="2031-03-09",
        published_from="given",
    )
    by = Reporter("Morning Tide", "Kessia Press Agency")
    union = ((source(text, "the harbour union", "said"),),)
    return reading(
        doc,
        claim(
            text,
            "seized",
            "COERCE",
            "seize",
            actors=("Soldiers",),
            objects=("the port of Velden",),
            place=("the port of Velden",),
            time=("Saturday", "2031-03-08"),
            sources=union,
            confidence=0.93,
            reporter=by,
        ),
        claim(
            text,
            "arrested",
            "COERCE",
            "arrest",
            actors=("Soldiers",),
            recipients=("dockers",),
            time=("Saturday", "2031-03-08"),
            quantities=(("about 40 dockers", 40, None, None, "dockers"),),
            sources=union,
            same="e2",
            confidence=0.88,
            reporter=by,
        ),
        claim(
            text,
            "beaten",
            "ASSAULT",
            "beat",
            recipients=("anyone",),
            status="negated",
            sources=((source(text, "The interior ministry", "denied", "denies"),),),
            same="e3",
            confidence=0.61,
            reporter=by,
        ),
        claim(
            text,
            "strike",
            "PROTEST",
            "strike",
            actors=("Crane operators",),
            time=("next week", None),
            status="future",
            sources=(
                (
                    source(text, "the daily Morning Tide", "reported"),
                    source(text, "the union", "quoting"),
                ),
            ),
            same="e4",
            confidence=0.42,
            reporter=by,
        ),
        attributions=(
            attribution(
                text, "the harbour union", "said", text[text.index("Soldiers seized") : text.index(", the harbour")]
            ),
            attribution(text, "The interior ministry", "denied", "that anyone was beaten"),
        ),
    )
