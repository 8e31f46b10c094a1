"""A document's reading with people's decisions applied. Pure: a function of readings, anchors and decisions.

The machine's reading stays as it is; what comes out is a copy in which a claim has the values that people gave it, with
its `standing`. A claim that people confirmed and that a later model no longer finds is still there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from onrecord.model.decision import ANSWERS, FIELDS, Decision, Quote, Standing
from onrecord.model.reading import claim_key
from onrecord.model.span import Span
from onrecord.store.anchoring import Move
from onrecord.store.rows import text_digest
from onrecord.store.verdict import Answer, Verdict, verdict

Json = dict[str, Any]
ReadingOf = Callable[[str, int], Json]  # of a document and its revision
LISTS = ("actors", "recipients", "objects", "place", "quantities", "sources")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A claim that people spoke about, where it is now: `quote.start` is into the last text in which it was found.

    `held`: by its `key`, by its `quote` in another text, or `lost`. `decisions` are those that count, in order.
    """

    number: int
    document: str
    key: str
    type: str
    held: str
    quote: Quote
    decisions: tuple[Decision, ...] = ()

    @property
    def span(self) -> Span:
        """Of the trigger, in the text in which it was last found."""
        return Span(self.quote.start, self.quote.start + len(self.quote.text))

    def verdict(self, type: str | None = None) -> Verdict | None:
        """What holds of the decisions on the claim itself, where the machine reads it as this type."""
        return verdict(self.decisions, type or self.type)


@dataclass(frozen=True, slots=True)
class Decided:
    """A claim as the contract has it, with how it stands. `lost` are fields whose words the text no longer has: they
    are as the machine reads them."""

    claim: Json
    standing: Standing
    lost: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Whether it counts: a claim does unless people rejected it."""
        return self.standing != "rejected"


def decide(obj: Json, anchors: Iterable[Anchor], reading_of: ReadingOf) -> tuple[list[Decided], list[Json]]:
    """The claims of a document in the order of the text, rejected ones too, and entities that only decisions name.

    `obj` is the machine's reading, the last revision's; `anchors` are those of the document. `reading_of` gives the
    readings that decisions were made on.
    """
    by_key = {a.key: a for a in anchors if a.held != "lost" and any(d.action in ANSWERS for d in a.decisions)}
    work = _Work(obj, reading_of)
    out = [work.on_machine(claim, by_key.pop(claim["key"], None)) for claim in obj["claims"]]
    added = [work.without_machine(anchor) for anchor in by_key.values()]
    out += [made for made in added if made]
    return sorted(out, key=lambda d: (d.claim["trigger"], d.claim["key"])) if added else out, work.entities


def apply(obj: Json, decided: Sequence[Decided], entities: Sequence[Json], *, rejected: bool = False) -> Json:
    """The reading with these claims in the place of its own; each that people spoke about says how it stands."""
    claims = [
        d.claim if d.standing == "machine" else {**d.claim, "standing": d.standing}
        for d in decided
        if d.current or rejected
    ]
    return {**obj, "entities": [*obj["entities"], *entities], "claims": claims}


class _Work:
    """Applies what holds to one document's claims. `entities` are those that no claim of the machine's names."""

    def __init__(self, obj: Json, reading_of: ReadingOf) -> None:
        self.obj, self.reading_of = obj, reading_of
        self.entities: list[Json] = []

    def on_machine(self, claim: Json, anchor: Anchor | None) -> Decided:
        if anchor is None:
            return Decided(claim, "machine")
        found = anchor.verdict(claim["type"])
        if found is None:  # nobody says anything of it as it reads now
            spoken = any(d.action == "reject" for d in anchor.decisions)
            return Decided(claim, "needs_review" if spoken else "machine")
        if found.standing == "rejected":
            return Decided(claim, "rejected")
        return self._with_values(claim, anchor, found)

    def without_machine(self, anchor: Anchor) -> Decided | None:
        """A claim that the machine does not read here, or not any more."""
        found = anchor.verdict()
        if found is None or found.standing == "rejected":
            return None
        return self._with_values(self._blank(anchor), anchor, found)

    def _blank(self, anchor: Anchor) -> Json:
        d = self.obj["document"]
        return {
            "key": anchor.key,
            "trigger": [anchor.span.start, anchor.span.end],
            "trigger_text": anchor.quote.text,
            "type": anchor.type,
            "mode": None,
            **{name: [] for name in LISTS[:4]},
            "time": None,
            "quantities": [],
            "status": "actual",
            "sources": [],
            "same": anchor.key,
            "confidence": 1.0,
            "reporter": {"publisher": d["publisher"], "agency": d["agency"]},
        }

    def _with_values(self, claim: Json, anchor: Anchor, found: Verdict) -> Decided:
        out, lost = dict(claim), []
        for name in FIELDS:
            given = found.fields[name]
            try:
                out[name] = self._carried(given.values[name], given, anchor)
            except LookupError:
                lost.append(name)
        return Decided(out, "needs_review" if lost else found.standing, tuple(lost))

    def _carried(self, value: Any, given: Answer, anchor: Anchor) -> Any:
        """A value as it is in this reading: its spans in this text, its entities those of this document."""
        if not isinstance(value, list | dict):
            return value
        there = self.reading_of(given.subject.document, given.subject.revision)
        known = {e["id"]: e for e in (*there["entities"], *given.decision.seen.get("entities", ()))}
        if there is self.obj and len(known) == len(there["entities"]):
            return value
        if there["text"] != self.obj["text"]:
            shift = anchor.quote.start - given.subject.quote.start
            value = Move(there["text"], self.obj["text"], shift).value(value)
        return self._with_entities(value, known)

    def _with_entities(self, value: Any, known: Mapping[str, Json]) -> Any:
        if isinstance(value, list):
            return [self._with_entities(item, known) for item in value]
        if isinstance(value, dict) and value.get("entity"):
            held = known.get(value["entity"])
            return {**value, "entity": self._entity(held) if held else None}
        return value

    def _entity(self, wanted: Json) -> str:
        """The id of the document's entity that is the wanted one; where it has none, it gets it."""
        for e in (*self.obj["entities"], *self.entities):
            if (e["ref"], e["name"], e["kind"]) == (wanted["ref"], wanted["name"], wanted["kind"]):
                return str(e["id"])
        for e in self.obj["entities"]:
            if wanted["ref"] and e["ref"] == wanted["ref"]:
                return str(e["id"])
        taken = {e["id"] for e in (*self.obj["entities"], *self.entities)}
        id = next(name for n in range(1, len(taken) + 2) if (name := f"d{n}") not in taken)
        self.entities.append({**wanted, "id": id})
        return id


def place(anchors: Sequence[Anchor], at: Mapping[int, Span], obj: Json) -> dict[int, str]:
    """The key of each anchor in a reading, given where its trigger stands in the text (a lost one is not in `at`).

    Of the claims on one trigger an anchor's is the one of its type, else the one of its key, else the first that no
    other anchor has; for want of any, and for an added claim that is none of these, a key that the machine has not
    given. Two anchors never have one key.
    """
    digest = text_digest(obj["text"])
    on: dict[Span, list[Json]] = defaultdict(list)
    for claim in obj["claims"]:
        on[Span(*claim["trigger"])].append(claim)
    given = {claim["key"] for claim in obj["claims"]}
    out: dict[int, str] = {}
    here = [a for a in anchors if a.number in at]

    def take(anchors: Iterable[Anchor], keys: Callable[[Anchor, Span], Iterable[str]]) -> None:
        for a in anchors:
            if a.number not in out:
                free = (key for key in keys(a, at[a.number]) if key not in out.values())
                if (key := next(iter(free), None)) is not None:
                    out[a.number] = key

    take(here, lambda a, span: [c["key"] for c in on[span] if c["type"] == a.type])
    found = [a for a in here if not any(d.action == "add" for d in a.decisions)]
    take(found, lambda a, span: [c["key"] for c in on[span] if c["key"] == a.key])
    take(found, lambda a, span: [c["key"] for c in on[span]])
    take(here, lambda a, span: (key for n in count() if (key := claim_key(digest, span, n)) not in given))
    return out
