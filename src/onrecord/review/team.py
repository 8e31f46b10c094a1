"""Several coders on the same claims: how far they agree, where they do not, and what has been adjudicated.

Only answers count that were given without seeing another's; of several by one coder the last of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.model.decision import ANSWERS, FIELDS
from onrecord.review.agreement import Agreement, agreement
from onrecord.store.decided import Anchor
from onrecord.store.decisions import anchors_of, documents_decided
from onrecord.store.ledger import Ledger
from onrecord.store.verdict import VERDICT, Answer, answers, canonical

WORDS = frozenset({"span", "text", "cue"})  # which words somebody pointed at is no matter of agreement on the value


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A claim on which coders differ: for each field in dispute, "verdict" too, what each coder says.

    `adjudicated`: a lead has decided it.
    """

    document: str
    key: str
    trigger: str
    fields: Mapping[str, Mapping[str, Any]]
    adjudicated: bool


def agreements(ledger: Ledger) -> list[Agreement]:
    """Krippendorff's alpha for whether there is a claim, and for each field among those who say there is one."""
    given = [_blind(anchor) for anchor in _anchors(ledger)]
    units: dict[str, list[list[bytes]]] = {name: [] for name in (VERDICT, *FIELDS)}
    for by_coder in given:
        units[VERDICT].append([str(a.kept).encode() for a in by_coder.values()])
        kept = [a for a in by_coder.values() if a.kept]
        for name in FIELDS:
            units[name].append([value(a, name) for a in kept])
    return [agreement(name, values) for name, values in units.items()]


def disagreements(ledger: Ledger, coder: str | None = None) -> list[Disagreement]:
    """Claims on which coders differ, those first that nobody has adjudicated. With `coder` only those that this coder
    has answered: others' answers are not for their eyes yet."""
    out = []
    for anchor in _anchors(ledger):
        given = answers(d for d in anchor.decisions if d.action in ANSWERS)
        if len(given) < 2 or (coder is not None and coder not in given):
            continue
        fields: dict[str, dict[str, Any]] = {}
        if len({a.kept for a in given.values()}) > 1:
            fields[VERDICT] = {who: "claim" if a.kept else "no claim" for who, a in given.items()}
        kept = {who: a for who, a in given.items() if a.kept}
        for name in FIELDS:
            if len({value(a, name) for a in kept.values()}) > 1:
                fields[name] = {who: a.values[name] for who, a in kept.items()}
        if fields:
            final = any(d.final for d in anchor.decisions)
            out.append(Disagreement(anchor.document, anchor.key, anchor.quote.text, fields, final))
    return sorted(out, key=lambda d: (d.adjudicated, d.document, d.key))


def value(answer: Answer, field: str) -> bytes:
    """What an answer says of a field, as one string: names, codes and numbers, not which words they rest on."""
    held = _bare(answer.values[field])
    if isinstance(held, list) and field != "sources":
        return b"|".join(sorted(canonical(item) for item in held))
    return canonical(held)


def _bare(held: Any) -> Any:
    if isinstance(held, Mapping):
        return {name: _bare(item) for name, item in held.items() if name not in WORDS}
    return [_bare(item) for item in held] if isinstance(held, list) else held


def _blind(anchor: Anchor) -> dict[str, Answer]:
    return answers(d for d in anchor.decisions if d.action in ANSWERS and d.seen.get("blind", True))


def _anchors(ledger: Ledger) -> Iterable[Anchor]:
    return anchors_of(ledger.connection, documents_decided(ledger))
