"""Which characters of an article are evidence of what: the common ground of the views that highlight it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.model.reading import Reading
from onrecord.model.span import Span

Role = Literal["trigger", "actor", "recipient", "object", "place", "time", "quantity", "source", "holder", "content"]
SPEECH: frozenset[Role] = frozenset({"holder", "content"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span and what it is evidence of: part of a claim (`label`: a number) or of reported speech (a letter)."""

    span: Span
    role: Role
    label: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters with the same evidence on all of them; `opens` starts at the first, `closes` ends with the last."""

    text: str
    held: tuple[Evidence, ...]
    opens: tuple[Evidence, ...]
    closes: tuple[Evidence, ...]


def evidence(reading: Reading) -> list[Evidence]:
    """All evidence of a reading: claims by number in their order, reported speech by letter (a … z, aa …)."""
    out: list[Evidence] = []
    for number, claim in enumerate(reading.claims, 1):
        label = str(number)
        out.append(Evidence(claim.trigger.span, "trigger", label))
        out += [Evidence(p.span, "actor", label) for p in claim.actors]
        out += [Evidence(p.span, "recipient", label) for p in claim.recipients]
        out += [Evidence(p.span, "object", label) for p in claim.objects]
        out += [Evidence(p.span, "place", label) for p in claim.place]
        out += [Evidence(claim.time.span, "time", label)] if claim.time else []
        out += [Evidence(q.span, "quantity", label) for q in claim.quantities]
        out += [Evidence(s.span, "source", label) for chain in claim.sources for s in chain]
    for number, attribution in enumerate(reading.attributions):
        label = letters(number)
        out += [Evidence(span, "holder", label) for span in attribution.source or attribution.cue]
        out += [Evidence(span, "content", label) for span in attribution.content]
    return out


def letters(number: int) -> str:
    """0, 1, … 25, 26 … as a, b, … z, aa …"""
    high, low = divmod(number, 26)
    return (letters(high - 1) if high else "") + chr(ord("a") + low)


def pieces(text: str, part: Span, held: Sequence[Evidence]) -> Iterator[Piece]:
    """The characters of `part` in order, cut wherever evidence starts or ends. Evidence that runs over the part's ends
    opens and closes at them."""
    clipped = [(max(e.span.start, part.start), min(e.span.end, part.end), e) for e in held if e.span.overlap(part)]
    cuts = sorted({part.start, part.end, *(s for s, _, _ in clipped), *(e for _, e, _ in clipped)})
    for start, end in pairwise(cuts):
        inside = [(s, e, x) for s, e, x in clipped if s <= start and end <= e]
        yield Piece(
            text[start:end],
            tuple(x for _, _, x in inside),
            tuple(x for s, _, x in inside if s == start),
            tuple(x for _, e, x in inside if e == end),
        )


def claim_labels(closing: Sequence[Evidence]) -> list[str]:
    """Numbers of the claims whose evidence ends here, in order, each once."""
    return sorted({e.label for e in closing if e.role not in SPEECH}, key=int)


def speech_labels(closing: Sequence[Evidence], role: Role) -> list[str]:
    """Letters of the reported speech of which this part ends here."""
    return list(dict.fromkeys(e.label for e in closing if e.role == role))
