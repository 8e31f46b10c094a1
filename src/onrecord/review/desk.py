"""A coder's desk: what commands and pages call to look at claims and to decide on them.

A coder does not see what others answered on a claim before giving an answer of their own; until then the claim is shown
as the machine read it (an added one as whoever added it gave it). A `Desk` of a lead shows everything and adjudicates.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from onrecord.model.decision import ANSWERS, FIELDS, Action, Decision, Standing, Subject
from onrecord.model.errors import LedgerError
from onrecord.model.reading import claim_key
from onrecord.model.span import Span
from onrecord.review import given as g
from onrecord.review.queue import ordered
from onrecord.store.anchoring import quote_at
from onrecord.store.decided import Anchor, Decided, decide
from onrecord.store.decisions import Readings, anchors_of, decisions, undone
from onrecord.store.filters import Filters
from onrecord.store.ledger import Ledger
from onrecord.store.rows import text_digest
from onrecord.store.translations import translation_of
from onrecord.store.verdict import canonical
from onrecord.store.work import answered, documents_with, members, revision_of, waiting

Json = dict[str, Any]
UNKNOWN = "Copy document and key from onrecord review list or onrecord claims"


@dataclass(frozen=True, slots=True)
class View:
    """A claim as one coder sees it. `claim` is the contract's, with `text` that its spans are into and, where a coder
    made one, its `translation`; `type` is how the machine reads it, `entities` are those that only decisions name.

    `seen` is a token: given back with a decision, it makes sure that this is what was decided on. `mine` and `others`
    are the decisions on it that count. Until the coder has answered, `others` are `hidden`, and with them the incident,
    which they may have changed.
    """

    document: str
    revision: int
    claim: Json
    type: str
    entities: tuple[Json, ...]
    standing: Standing
    text: str
    translation: str | None
    seen: str
    incident: str | None
    mine: tuple[Decision, ...]
    others: tuple[Decision, ...]
    hidden: bool
    disputed: tuple[str, ...]


class Desk:
    """One coder at a ledger, which must be open for writing where anything is decided.

    Every decision is one transaction; what it rests on is looked at while no other can write. Raises LedgerError:
    `no_claim`, `no_document`, `no_incident`, `claim_changed`, `bad_field`, `no_such_words` and what the methods name.
    """

    def __init__(self, ledger: Ledger, coder: str, *, lead: bool = False) -> None:
        if not coder.strip():
            raise LedgerError("no_coder", "a decision needs the name of who takes it", "Give --coder NAME")
        self.ledger, self.coder, self.lead = ledger, coder.strip(), lead
        if not self.coder.isprintable():
            raise LedgerError(
                "no_coder", f"{coder!r} is no name: it has characters that nobody sees", "Give --coder NAME"
            )

    def queue(self, filters: Filters, most: int = 20, *, second: bool = False) -> list[View]:
        """The claims that wait for this coder, the most urgent first; with `second` only those that others answered."""
        connection = self.ledger.connection
        found = ordered(waiting(connection, filters), answered(connection), self.coder, most, second=second)
        return [self.show(claim.key, claim.document) for claim in found]

    def show(self, key: str, document: str | None = None) -> View:
        """A claim as this coder may see it. Without `document`, of the only one that has it."""
        document = document or self._document(key)
        revision, obj, decided, anchors = self._claims(document)
        made = next((d for d in decided.claims if d.claim["key"] == key), None)
        if made is None:
            raise self._gone(key, document)
        machine = next((claim for claim in obj["claims"] if claim["key"] == key), None)
        anchor = next((a for a in anchors if a.key == key and a.held != "lost" and _answers(a)), None)
        given = _answers(anchor) if anchor else []
        mine = tuple(d for d in given if d.coder == self.coder)
        others = tuple(d for d in given if d.coder != self.coder)
        hidden = bool(others) and not mine and not self.lead
        if hidden:
            made = Decided(machine, "machine") if machine else _as_added(made, others)
        found = anchor.verdict(machine["type"] if machine else None) if anchor and not hidden else None
        return View(
            document,
            revision,
            {**made.claim, "standing": made.standing},
            machine["type"] if machine else anchor.type if anchor else made.claim["type"],
            decided.entities,
            made.standing,
            obj["text"],
            translation.text if (translation := translation_of(self.ledger, document)) else None,
            token(made),
            None if hidden else self.ledger.incident_of(key),
            mine,
            () if hidden else others,
            hidden,
            found.disputed if found else (),
        )

    def accept(self, key: str, document: str | None = None, **how: Any) -> Decision:
        """Say that it is a claim, and right in every field as it is seen. For `how` see `_answer`."""
        return self._answer("accept", key, document, {}, **how)

    def reject(self, key: str, document: str | None = None, **how: Any) -> Decision:
        """Say that the text makes no such claim."""
        return self._answer("reject", key, document, {}, **how)

    def edit(self, key: str, changes: Mapping[str, Any], document: str | None = None, **how: Any) -> Decision:
        """Say that it is a claim, right but for these fields. `changes` are as `onrecord.review.given` has them."""
        if not changes:
            raise LedgerError("nothing_changed", f"no field of claim {key} is changed", "Give fields, or accept it")
        return self._answer("edit", key, document, changes, **how)

    def _answer(
        self,
        action: Action,
        key: str,
        document: str | None,
        changes: Mapping[str, Any],
        *,
        seen: str | None = None,
        comment: str | None = None,
        final: bool = False,
    ) -> Decision:
        """An answer on a claim. `seen` is the token of the view that it was decided on (None: as it is now);
        `final`: a lead's word that stands whatever coders say, `not_lead` for others."""
        if final and not self.lead:
            raise LedgerError(
                "not_lead", f"{self.coder} is no lead here, who adjudicates", "Answer without adjudicating"
            )
        view = self.show(key, document)
        if seen is not None and seen != view.seen:
            claim = view.claim
            raise LedgerError(
                "claim_changed",
                f"claim {key} of document {view.document!r} has changed since you saw it: now it is "
                f"{claim['type']} by {claim['trigger_text']!r}, {claim['status']}, {view.standing}",
                "Look at it again and decide then; nothing was kept",
            )
        span = Span(*view.claim["trigger"])
        subject = Subject(view.document, view.revision, key, view.type, quote_at(view.text, span))
        before = {name: view.claim[name] for name in ("key", "trigger", "trigger_text", "standing", *FIELDS)}
        before |= {"blind": self._is_blind(view), "entities": list(view.entities)}
        fields = self._fields(view, changes) if changes else {}
        return self._keep(Decision(0, "", self.coder, action, (subject,), fields, before, final=final, comment=comment))

    def _is_blind(self, view: View) -> bool:
        """Whether the coder has not seen another's answer. Whoever undid an answer of their own may have seen some."""
        if view.others or not view.hidden:
            return not view.others
        earlier = decisions(self.ledger, document=view.document, key=view.claim["key"], coder=self.coder)
        return not any(d.action in ANSWERS for d in earlier)

    def _fields(self, view: View, changes: Mapping[str, Any]) -> Json:
        from onrecord.review.wording import Text, values

        claim = view.claim
        fields = g.fields(changes, claim["type"], claim["mode"])
        _, machine, _, _ = self._claims(view.document)
        return values(Text(machine), Span(*claim["trigger"]), fields.type or claim["type"], fields)

    def add(
        self,
        document: str,
        trigger: g.Words,
        fields: Mapping[str, Any],
        *,
        incident: str | None = None,
        comment: str | None = None,
    ) -> Decision:
        """Add a claim that the machine missed, by the words that name the event. It finds its incident by itself unless
        one is given, which it is then merged into. `fields` must have a `type`."""
        from onrecord.review.wording import Text, values

        revision, obj, decided, anchors = self._claims(document)
        checked = g.fields(fields)
        text = Text(obj)
        span = text.find(trigger, 0)
        type = str(checked.type)
        for d in decided.claims:
            if d.claim["trigger"] == [span.start, span.end] and d.claim["type"] == type and d.current:
                raise LedgerError(
                    "claim_is_there",
                    f"document {document!r} has a {type} by {span.of(obj['text'])!r} already: claim {d.claim['key']}",
                    "Accept or edit that one",
                )
        taken = {d.claim["key"] for d in decided.claims} | {a.key for a in anchors}
        digest = text_digest(obj["text"])
        key = next(k for n in range(len(taken) + 1) if (k := claim_key(digest, span, n)) not in taken)
        made = values(text, span, type, checked, trigger.translation)
        blank: Json = {name: [] for name in FIELDS} | {"mode": None, "time": None, "status": "actual"}
        subject = Subject(document, revision, key, type, quote_at(obj["text"], span))
        into = self._members(incident) if incident is not None else []
        kept = self._keep(
            Decision(0, "", self.coder, "add", (subject,), {**blank, **made, "type": type}, comment=comment)
        )
        if into:
            self._tie("merge", [[(document, key), *into]], [incident or ""], comment)
        return kept

    def merge(
        self, incidents: Sequence[str], comment: str | None = None, *, seen: Sequence[str] | None = None
    ) -> Decision:
        """Say that these incidents are one; ids of old will do. Articles that come later may still join it.

        `seen` are the keys of all claims that they had when they were looked at: `incident_changed` if that is not so.
        """
        ids = list(dict.fromkeys(self._incident(id) for id in incidents))
        if len(ids) < 2:
            raise LedgerError("one_incident", f"{', '.join(incidents)} is one incident already", "Give two or more")
        held = [claim for id in ids for claim in members(self.ledger.connection, id)]
        _same_claims(ids, held, seen)
        return self._tie("merge", [held], ids, comment)

    def split(
        self, incident: str, keys: Sequence[str], comment: str | None = None, *, seen: Sequence[str] | None = None
    ) -> Decision:
        """Say that these claims of an incident are on another event than its rest. Word-for-word copies of a claim, in
        other documents, go with it. `seen` as of `merge`."""
        held = self._members(incident)
        _same_claims([incident], held, seen)
        missing = [key for key in keys if key not in {k for _, k in held}]
        if missing or not keys:
            raise LedgerError(
                "no_claim", f"incident {incident} holds no claim {', '.join(missing) or 'that you name'}",
                "Copy keys from onrecord incidents --show",
            )  # fmt: skip
        out = [claim for claim in held if claim[1] in set(keys)]
        rest = [claim for claim in held if claim[1] not in set(keys)]
        if not rest:
            raise LedgerError(
                "one_incident", f"these are all claims of incident {incident}", "Leave some of them in it"
            )
        return self._tie("split", [rest, out], [self._incident(incident)], comment)

    def undo(self, number: int, comment: str | None = None) -> Decision:
        """Let a decision count no longer; of an undo, let what it undid count again. An answer on a claim is its
        coder's own, or a lead's to undo."""
        found = decisions(self.ledger, numbers=[number])
        if not found:
            raise LedgerError("no_decision", f"there is no decision {number}", "Copy it from onrecord review log")
        if number in undone(self.ledger.connection):
            raise LedgerError(
                "already_undone", f"decision {number} is undone already", "Undo its undo to bring it back"
            )
        (it,) = found
        if it.action in (*ANSWERS, "undo") and it.coder != self.coder and not self.lead:
            raise LedgerError(
                "not_yours", f"decision {number} is {it.coder}'s answer", "Give your own, or let a lead adjudicate"
            )
        return self._keep(Decision(0, "", self.coder, "undo", undoes=number, comment=comment))

    def log(self, **which: Any) -> list[Decision]:
        """Decisions in their order, as `onrecord.store.decisions.decisions` finds them, but for answers of others on
        claims that this coder has not answered."""
        found = decisions(self.ledger, **which)
        if self.lead:
            return found
        seen = {claim for claim, coders in answered(self.ledger.connection).items() if self.coder in coders}
        hidden = {
            d.number
            for d in found
            if d.action in ANSWERS and d.coder != self.coder and (d.subjects[0].document, d.subjects[0].key) not in seen
        }
        return [d for d in found if d.number not in hidden and d.undoes not in hidden]

    def _keep(self, decision: Decision) -> Decision:
        """Record a decision. A comment in another encoding than the system's, from a command line, loses what is no
        character."""
        comment = decision.comment and decision.comment.encode("utf-8", "replace").decode()
        return self.ledger.record(replace(decision, comment=comment))

    def _tie(
        self, action: Action, sides: Sequence[Sequence[tuple[str, str]]], ids: Sequence[str], comment: str | None
    ) -> Decision:
        subjects = [self._subject(document, key, n) for n, side in enumerate(sides) for document, key in side]
        seen = {"incidents": list(ids)}
        return self._keep(Decision(0, "", self.coder, action, tuple(subjects), {}, seen, comment=comment))

    def _subject(self, document: str, key: str, side: int) -> Subject:
        revision, obj, decided, _ = self._claims(document)
        claim = next(d.claim for d in decided.claims if d.claim["key"] == key)
        return Subject(document, revision, key, claim["type"], quote_at(obj["text"], Span(*claim["trigger"])), side)

    def _incident(self, id: str) -> str:
        found = self.ledger.incident_of(id)
        if found is None:
            raise LedgerError(
                "no_incident", f"the ledger holds no incident {id!r}", "Copy an id from onrecord incidents"
            )
        return found

    def _members(self, incident: str) -> list[tuple[str, str]]:
        return members(self.ledger.connection, self._incident(incident))

    def _claims(self, document: str) -> tuple[int, Json, _Decided, list[Anchor]]:
        """A document's last revision, the machine's reading of it, what is decided of its claims, and their anchors."""
        connection = self.ledger.connection
        revision = revision_of(connection, document)
        if revision is None:
            raise LedgerError("no_document", f"{self.ledger.path} holds no document {document!r}", UNKNOWN)
        readings = Readings(connection)
        obj = readings(document, revision)
        anchors = anchors_of(connection, [document])
        decided, entities = decide(obj, anchors, readings)
        return revision, obj, _Decided(tuple(decided), tuple(entities)), anchors

    def _document(self, key: str) -> str:
        found = documents_with(self.ledger.connection, key)
        there = [document for document, is_there in found if is_there]
        if len(there) > 1:
            raise LedgerError(
                "several_documents", f"claim {key} is in documents {', '.join(map(repr, there))}, which have one text",
                "Give --document too",
            )  # fmt: skip
        if not there:
            raise self._gone(key, found[0][0] if found else None)
        return there[0]

    def _gone(self, key: str, document: str | None) -> LedgerError:
        where = f"document {document!r}" if document else "the ledger"
        lead = self.ledger.incident_of(key)
        if document is not None and any(d == document for d, _ in documents_with(self.ledger.connection, key)):
            hint = f"Its event is incident {lead}" if lead else "Nothing has taken its place"
            return LedgerError("no_claim", f"claim {key} is gone from {where}: a later reading has none like it", hint)
        return LedgerError("no_claim", f"{where} holds no claim {key!r}", UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Decided:
    """A document's claims as they stand, and the entities that only decisions name."""

    claims: tuple[Decided, ...]
    entities: tuple[Json, ...]


def _as_added(made: Decided, others: Sequence[Decision]) -> Decided:
    """An added claim as the first of these gave it."""
    first = next((d for d in others if d.action == "add"), others[0])
    if first.subjects[0].quote.start != made.claim["trigger"][0]:  # its text has changed, and its spans with it
        return Decided(made.claim, "added")
    return Decided({**made.claim, **{name: first.fields.get(name, first.seen.get(name)) for name in FIELDS}}, "added")


def token(made: Decided) -> str:
    """What tells one state of a claim from another: 16 hex digits."""
    held = {name: made.claim[name] for name in ("key", "trigger", *FIELDS)}
    return hashlib.sha256(canonical({**held, "standing": made.standing})).hexdigest()[:16]


def _same_claims(incidents: Sequence[str], held: Sequence[tuple[str, str]], seen: Sequence[str] | None) -> None:
    if seen is not None and (changed := {key for _, key in held} ^ set(seen)):
        raise LedgerError(
            "incident_changed",
            f"incident {', '.join(incidents)} has changed since you saw it, by claim {', '.join(sorted(changed))}",
            "Look at it again and decide then; nothing was kept",
        )


def _answers(anchor: Anchor) -> list[Decision]:
    return [d for d in anchor.decisions if d.action in ANSWERS]
