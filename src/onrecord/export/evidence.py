"""Which characters of an article are evidence of what: the common ground of the views that highlight it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.contract import to_json
from onrecord.contract.shape import Json
from onrecord.model.reading import Reading
from onrecord.model.span import Span

Role = Literal["trigger", "actor", "recipient", "object", "place", "time", "quantity", "source", "holder", "content"]
SPEECH: frozenset[Role] = frozenset({"holder", "content"})
HELD_IN: dict[Role, str] = {  # fields of a claim that are lists of what has a span
    "actor": "actors",
    "recipient": "recipients",
    "object": "objects",
    "place": "place",
    "quantity": "quantities",
}


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
    return evidence_of(to_json(reading))


def evidence_of(obj: Json) -> list[Evidence]:
    """The same of the contract's object of a document. What people have decided may rest on no words of the text."""
    out: list[Evidence] = []

    def add(role: Role, label: str, *spans: Sequence[int] | None) -> None:
        out.extend(Evidence(Span(*span), role, label) for span in spans if span)

    for number, claim in enumerate(obj["claims"], 1):
        label = str(number)
        add("trigger", label, claim["trigger"])
        for role, field in HELD_IN.items():
            add(role, label, *(held["span"] for held in claim[field]))
        if claim["time"]:
            add("time", label, claim["time"]["span"])
        add("source", label, *(holder["span"] for chain in claim["sources"] for holder in chain))
    for number, attribution in enumerate(obj["attributions"]):
        label = letters(number)
        add("holder", label, *(attribution["source"] or attribution["cue"]))
        add("content", label, *attribution["content"])
    return out


def letters(number: int) -> str:
    """0, 1, … 25, 26 … as a, b, … z, aa …"""
    high, low = divmod(number, 26)
    return (letters(high - 1) if high else "") + chr(ord("a") + low)


def pieces(text: str, part: Span, held: Sequence[Evidence]) -> Iterator[Piece]:
    """The characters of `part` in order, cut wherever evidence starts or ends. Evidence that runs over the part's ends
    opens and closes at them.

    Takes as long as there is evidence on characters, not as there are pieces times evidence: an article may have one
    paragraph of 100,000 characters.
    """
    starting: dict[int, list[int]] = {}
    ending: dict[int, list[int]] = {}
    for number, e in enumerate(held):
        if e.span.overlap(part):
            starting.setdefault(max(e.span.start, part.start), []).append(number)
            ending.setdefault(min(e.span.end, part.end), []).append(number)
    inside: dict[int, None] = {}
    for start, end in pairwise(sorted({part.start, part.end, *starting, *ending})):
        for number in ending.get(start, ()):
            del inside[number]
        opens = starting.get(start, [])
        inside.update(dict.fromkeys(opens))
        yield Piece(
            text[start:end],
            tuple(held[number] for number in sorted(inside)),
            tuple(held[number] for number in opens),
            tuple(held[number] for number in ending.get(end, ())),
        )


def shared_out(parts: Sequence[Span], held: Iterable[Evidence]) -> list[list[Evidence]]:
    """For each of some parts in order, none over another, the evidence on it: in the order that it came in."""
    starts = [part.start for part in parts]
    out: list[list[Evidence]] = [[] for _ in parts]
    for e in held:
        first = max(0, bisect_right(starts, e.span.start) - 1)
        for number in range(first, bisect_left(starts, e.span.end)):
            if e.span.overlap(parts[number]):
                out[number].append(e)
    return out


def claim_labels(closing: Iterable[Evidence]) -> list[str]:
    """Numbers of the claims whose evidence ends here, in order, each once."""
    return sorted({e.label for e in closing if e.role not in SPEECH}, key=int)


def speech_labels(closing: Sequence[Evidence], role: Role) -> list[str]:
    """Letters of the reported speech of which this part ends here."""
    return list(dict.fromkeys(e.label for e in closing if e.role == role))
