"""What holds of the answers that several people gave on one claim. Pure.

A coder's answer is their last decision on the claim: that it is no claim, or that it is one with these values in every
field (an acceptance says so of what was seen, an edit of what was seen but for what it changes). What most coders say
holds, field by field; in a tie, what was said last. An adjudication holds whatever the others say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from onrecord.model.decision import ANSWERS, FIELDS, Decision, Standing, Subject

VERDICT = "verdict"  # the name under which it counts as a field whether there is a claim at all

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one coder says of one claim: whether it is one and, if so, the value of each field.

    Spans are into the text of `subject.revision`. `decision` is the one that says so.
    """

    decision: Decision
    subject: Subject
    kept: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds: a standing and, unless the claim is rejected, the answer that each field's value is taken from.

    `disputed` names what coders differ on while nobody has adjudicated: fields, or "verdict".
    """

    standing: Standing
    fields: Mapping[str, Answer]
    disputed: tuple[str, ...]
    base: Answer


def standing_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Those that are not undone and undo nothing, in order. An undo that is itself undone undoes nothing."""
    ordered = sorted(decisions, key=lambda d: d.number)
    off = undone_of((d.number, d.undoes) for d in ordered if d.undoes is not None)
    return [d for d in ordered if d.number not in off and d.action != "undo"]


def undone_of(undos: Iterable[tuple[int, int]]) -> frozenset[int]:
    """Numbers of the decisions that do not count, undos that were undone among them. `undos` are pairs: the number of
    an undo, and of what it undoes."""
    off: set[int] = set()
    for number, undoes in sorted(undos, reverse=True):  # an undo is always later than what it undoes
        if number not in off:
            off.add(undoes)
    return frozenset(off)


def answers(decisions: Iterable[Decision]) -> dict[str, Answer]:
    """The answer of each coder, the one who answered last at the end. Give standing decisions on one claim, in order.

    Adjudications are no answers: they are made in knowledge of these.
    """
    out: dict[str, Answer] = {}
    for d in decisions:
        if d.action in ANSWERS and not d.final:
            out.pop(d.coder, None)
            out[d.coder] = answer(d)
    return out


def answer(decision: Decision) -> Answer:
    """What a decision on a claim says."""
    kept = decision.action != "reject"
    seen = {} if decision.action == "add" else decision.seen
    values = {name: decision.fields.get(name, seen.get(name)) for name in FIELDS} if kept else {}
    return Answer(decision, decision.subjects[0], kept, values)


def verdict(decisions: Sequence[Decision], type: str) -> Verdict | None:
    """What holds of standing decisions on one claim, in order; None if none speaks about it.

    `type` is the event type as which the machine reads it now, or last did: the rejection of another reading of these
    words says nothing.
    """
    spoken = [d for d in decisions if d.action in ANSWERS and (d.action != "reject" or d.subjects[0].type == type)]
    finals = [d for d in spoken if d.final]
    if finals:
        last = answer(finals[-1])
        return Verdict(
            _standing([last], spoken) if last.kept else "rejected", dict.fromkeys(last.values, last), (), last
        )
    given = list(answers(spoken).values())
    if not given:
        return None
    kept = _most([(a.kept, a) for a in given])
    holding = [a for a in given if a.kept is kept.kept]
    disputed = [] if len(holding) == len(given) else [VERDICT]
    keepers = [a for a in given if a.kept]
    for name in FIELDS if len(keepers) > 1 else ():
        if len({canonical(a.values[name]) for a in keepers}) > 1:
            disputed.append(name)
    if not kept.kept:
        return Verdict("rejected", {}, tuple(disputed), kept)
    fields = {name: _most([(canonical(a.values[name]), a) for a in keepers]) for name in FIELDS}
    return Verdict(_standing(fields.values(), spoken), fields, tuple(disputed), kept)


def canonical(value: Any) -> bytes:
    """One string for what counts as one value: the numbering of a document's entities does not matter."""
    return orjson.dumps(_bare(value), option=orjson.OPT_SORT_KEYS)


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: _bare(v) for k, v in value.items() if k not in ("entity", "no_country", "no_sector")}
    if isinstance(value, list | tuple):
        return [_bare(v) for v in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _most(votes: Sequence[tuple[Key, Answer]]) -> Answer:
    """The last answer of those with the value that most have; in a tie the last of all these."""
    counts: dict[Key, int] = {}
    last: dict[Key, Answer] = {}
    for value, given in votes:
        counts[value] = counts.get(value, 0) + 1
        last[value] = given
    most = max(counts.values())
    return max((last[value] for value, n in counts.items() if n == most), key=lambda a: a.decision.number)


def _standing(holding: Iterable[Answer], spoken: Sequence[Decision]) -> Standing:
    if any(d.action == "add" for d in spoken):
        return "added"
    edited = any(a.decision.action == "edit" for a in holding)
    return "edited" if edited else "accepted"
