"""What a person decided about claims: one value, never changed once it is made. Undo is one more decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Action = Literal["accept", "reject", "edit", "add", "merge", "split", "undo"]
ACTIONS: tuple[str, ...] = get_args(Action)
Standing = Literal["machine", "accepted", "edited", "added", "rejected", "needs_review"]
STANDINGS: tuple[str, ...] = get_args(Standing)

FIELDS = ("type", "mode", "status", "actors", "recipients", "objects", "place", "time", "quantities", "sources")
"""The fields of a claim that people decide on, as the contract names them."""

ANSWERS = frozenset({"accept", "reject", "edit", "add"})  # actions that are about one claim


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand in a text, with up to 32 characters on each side; `start` in code points."""

    text: str
    before: str
    after: str
    start: int


@dataclass(frozen=True, slots=True)
class Subject:
    """A claim that a decision is about, as it was then: in which revision of which document, by which key, on which
    words, read as which type. `side` tells the sides of a split from each other; else it is 0."""

    document: str
    revision: int
    key: str
    type: str
    quote: Quote
    side: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided what, when, on which claims, and with what before their eyes.

    `number` counts a ledger's decisions from 1. `made` is UTC. `fields` maps a name of FIELDS to its value as the
    contract has it, of an edit or an added claim; spans are into the subject's revision. `seen` is the claim as the
    coder saw it, or `{"incidents": [ids]}`. `final`: an adjudication, which wins over all answers. `undoes` is the
    number of the decision that no longer counts.
    """

    number: int
    made: str
    coder: str
    action: Action
    subjects: tuple[Subject, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)
    undoes: int | None = None
    final: bool = False
    comment: str | None = None
