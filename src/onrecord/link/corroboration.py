"""How many independent sources stand behind an incident: distinct holders, after whatever repeats another is folded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.link.fact import Fact, Who
from onrecord.link.registry import Registry
from onrecord.link.voices import LAST, NOT_YET, FactId, Spoken, Voice, day_of, named_in, originals, voices

Why = Literal["first", "copy", "same_document", "same_statement", "same_outlet", "rests_on"]
WHY: dict[Why, str] = {
    "first": "the first report in this voice",
    "copy": "its document copies another's text",
    "same_document": "its document says it a second time",
    "same_statement": "another document that quotes the same holder",
    "same_outlet": "the same outlet or agency again",
    "rests_on": "told in its outlet's own voice, in a document that names this holder for it",
}
STANCES = ("asserts", "confirms", "denies", "alleges")


@dataclass(frozen=True, slots=True)
class Behind:
    """A claim behind an independent source, and why it is no source of its own. `of` is the document copied, if any."""

    claim: FactId
    why: Why
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Independent:
    """One independent source: a named holder, or an outlet or agency in its own voice, with all claims behind it.

    `same_owner` are the keys of the other independent sources that belong to the same owner or state: they are counted,
    and marked. `first` and `last` are the days on which it was reported, None if unknown.
    """

    key: str
    who: Who
    kind: str
    owner: str | None
    side: str | None
    same_owner: tuple[str, ...]
    first: str | None
    last: str | None
    behind: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """How one holder stands to the event, with the claims that say so. `named` is False for those that never count."""

    key: str
    who: Who
    named: bool
    claims: tuple[FactId, ...]


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Who stands behind an incident.

    `independent` are the sources that put it forward, by day of their first report. `asserts`, `confirms`, `denies`
    and `alleges` are all who take that stance, unnamed ones and outlets included; `expects` are those who spoke of it
    as to come where others report that it happened, and count for nothing. `documents` carry it, `copies` of them
    repeat another's text, so that `reports` are left. `first` and `last` are days of publication, None if no document
    has one.
    """

    independent: tuple[Independent, ...]
    asserts: tuple[Stand, ...]
    confirms: tuple[Stand, ...]
    denies: tuple[Stand, ...]
    alleges: tuple[Stand, ...]
    expects: tuple[Stand, ...]
    first: str | None
    last: str | None
    documents: int
    copies: int

    @property
    def reports(self) -> int:
        """Documents that are no copies."""
        return self.documents - self.copies


def corroborate(facts: Sequence[Fact], copy_group: Mapping[str, str], registry: Registry) -> Corroboration:
    """Who stands behind an incident, of which `facts` are all the claims, in any order.

    `copy_group` says which documents are copies of one text (documents that it lacks are none). A source is
    independent if it is named and puts the event forward: unnamed ones and those that only deny it are listed, and
    not counted. An outlet's own voice counts where its document names no holder for the event; else it rests on that
    holder.
    """
    spoken = voices(facts, copy_group, registry)
    happened = any(s.fact.status not in NOT_YET for s in spoken)
    expected = [s for s in spoken if happened and s.fact.status in NOT_YET]
    said = [s for s in spoken if not (happened and s.fact.status in NOT_YET)]
    days = sorted(day for s in spoken if (day := day_of(s.fact)) != LAST)
    original = originals(facts, copy_group)
    stands = {stance: _stands([s for s in said if s.stance == stance]) for stance in STANCES}
    return Corroboration(
        independent=_independent([s for s in said if s.stance != "denies"]),
        asserts=stands["asserts"],
        confirms=stands["confirms"],
        denies=stands["denies"],
        alleges=stands["alleges"],
        expects=_stands(expected),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        documents=len(original),
        copies=sum(document != first for document, first in original.items()),
    )


def _stands(spoken: Sequence[Spoken]) -> tuple[Stand, ...]:
    """The holders in order of their first claim, each with its claims."""
    by_voice: dict[Voice, dict[FactId, None]] = {}
    for s in spoken:
        by_voice.setdefault(s.voice, {})[s.fact.id] = None
    return tuple(Stand(v.key, v.who, v.kind != "unnamed", tuple(claims)) for v, claims in by_voice.items())


def _independent(spoken: Sequence[Spoken]) -> tuple[Independent, ...]:
    named = named_in(spoken)
    by_voice: dict[Voice, list[tuple[Spoken, Voice | None]]] = defaultdict(list)
    for s in spoken:
        rests_on = named.get(s.text) if s.own else None
        if s.voice.kind != "unnamed":
            by_voice[rests_on or s.voice].append((s, rests_on if rests_on != s.voice else None))
    owners: dict[str, list[str]] = defaultdict(list)
    for voice in by_voice:
        if voice.owner:
            owners[voice.owner].append(voice.key)
    sources = []
    for voice, claims in by_voice.items():
        days = sorted(day for s, _ in claims if (day := day_of(s.fact)) != LAST)
        sources.append(
            Independent(
                key=voice.key,
                who=voice.who,
                kind=voice.kind,
                owner=voice.owner,
                side=voice.side,
                same_owner=tuple(sorted(k for k in owners.get(voice.owner or "", ()) if k != voice.key)),
                first=days[0] if days else None,
                last=days[-1] if days else None,
                behind=_behind(claims),
            )
        )
    return tuple(sorted(sources, key=lambda source: (source.first or LAST, source.key)))


def _behind(claims: Sequence[tuple[Spoken, Voice | None]]) -> tuple[Behind, ...]:
    """The claims of one source in order of report, the first of which is its own and the others are folded into it."""
    ordered = sorted(claims, key=lambda c: (c[1] is not None, day_of(c[0].fact), bool(c[0].copy_of), c[0].fact.id))
    out: dict[FactId, Behind] = {}
    documents: set[str] = set()
    for s, rests_on in ordered:
        why = _why(s, rests_on is not None, not out, s.fact.outlet.document in documents)
        documents.add(s.fact.outlet.document)
        out.setdefault(s.fact.id, Behind(s.fact.id, why, s.copy_of if why == "copy" else None))
    return tuple(out.values())


def _why(s: Spoken, rests_on: bool, first: bool, again: bool) -> Why:
    if rests_on:
        return "rests_on"
    if first:
        return "first"
    if s.copy_of:
        return "copy"
    if again:
        return "same_document"
    return "same_outlet" if s.own else "same_statement"


def to_json(value: Corroboration) -> dict[str, Any]:
    """Plain values for JSON, keys in a fixed order. Claims are {"document", "key"}."""
    return {
        "independent": len(value.independent),
        "sources": [_source_json(source) for source in value.independent],
        **{stance: [stand_json(stand) for stand in getattr(value, stance)] for stance in (*STANCES, "expects")},
        "first": value.first,
        "last": value.last,
        "documents": value.documents,
        "copies": value.copies,
        "reports": value.reports,
    }


def who_json(who: Who) -> dict[str, Any]:
    """A party or holder as plain values."""
    return {"name": who.name, "country": who.country, "sector": who.sector, "ref": who.ref}


def claim_json(claim: FactId) -> dict[str, str]:
    """What names a claim, as plain values."""
    return {"document": claim[0], "key": claim[1]}


def _source_json(source: Independent) -> dict[str, Any]:
    return {
        "key": source.key,
        "who": who_json(source.who),
        "kind": source.kind,
        "owner": source.owner,
        "side": source.side,
        "same_owner": list(source.same_owner),
        "first": source.first,
        "last": source.last,
        "claims": [{**claim_json(b.claim), "why": b.why, "of": b.of, "because": WHY[b.why]} for b in source.behind],
    }


def stand_json(stand: Stand) -> dict[str, Any]:
    """How a holder stands, as plain values."""
    return {
        "key": stand.key,
        "who": who_json(stand.who),
        "named": stand.named,
        "claims": [claim_json(claim) for claim in stand.claims],
    }
