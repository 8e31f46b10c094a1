"""One incident for its page: each field with its values, whose they are and in which words; why each claim is here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.export.answers import FATES, headline, how_many, number, span
from onrecord.link.wording import plain

Json = dict[str, Any]
Ref = tuple[str, str]  # a claim: document and key
MOST_VALUES = 12  # of one field; more are folded
MOST_REASONS = 40  # links that are listed under one claim
STANDS = {
    "asserts": "assert it",
    "confirms": "confirm it",
    "denies": "deny it",
    "alleges": "allege it",
    "expects": "spoke of it as to come",
}
TITLES = {
    "actor": "Who",
    "recipient": "Whom",
    "place": "Where",
    "time": "When",
    "status": "Whether it happened",
    "number": "How many",
    "killed": "Killed",
    "injured": "Injured",
}
VERDICTS = {
    "agreed": "agreed",
    "several": "several, none denied",
    "disputed": "in dispute",
    "develops": "grows from report to report",
}


@dataclass(frozen=True, slots=True)
class Value:
    """What some say of a field, who denies it, and the claims whose words say it."""

    words: str
    said: tuple[str, ...]
    denied: tuple[str, ...]
    claims: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its values; `verdict` is a key of VERDICTS."""

    title: str
    verdict: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim is of this event: that it is like another claim (its number), how sure, and in what."""

    other: int
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows beside the incident's own JSON. `claims` have a `number`; `reasons` are by number."""

    headline: str
    fields: tuple[Field, ...]
    claims: tuple[Json, ...]
    reasons: Mapping[int, tuple[Reason, ...]]
    quotes: Mapping[Ref, Json]


def view(value: Json) -> View:
    """The view of `onrecord.store.incident.incident_json`."""
    claims = value["claims"]
    for place, claim in enumerate(claims, 1):
        claim["number"] = place
    by_ref = {(c["document"], c["key"]): c for c in claims}
    return View(
        headline=headline({**value, "disputed": []}),
        fields=(*_disputes(value, by_ref), *_agreements(value, claims)),
        claims=tuple(claims),
        reasons=_reasons(value["links"], {ref: claim["number"] for ref, claim in by_ref.items()}),
        quotes=by_ref,
    )


def _disputes(value: Json, by_ref: Mapping[Ref, Json]) -> Iterable[Field]:
    for dispute in value["disputes"]:
        of = f" of {dispute['of']}" if dispute["of"] else ""
        values = [
            Value(
                str(held["value"]),
                tuple(_named(held["said"])),
                tuple(_named(held["denied"])),
                tuple(_of(by_ref, [c for s in held["said"] for c in s["claims"]])),
            )
            for held in dispute["values"]
        ]
        verdict = "develops" if dispute["kind"] == "develops" else "disputed"
        yield Field(f"{TITLES.get(dispute['field'], dispute['field'])}{of}", verdict, tuple(values))


def _named(said: Sequence[Json]) -> Iterable[str]:
    return dict.fromkeys(s["who"]["name"] + (f" ({s['last']})" if s["last"] else "") for s in said)


def _of(by_ref: Mapping[Ref, Json], claims: Sequence[Json]) -> Iterable[Json]:
    refs = dict.fromkeys((c["document"], c["key"]) for c in claims)
    return (by_ref[ref] for ref in refs if ref in by_ref)


def _agreements(value: Json, claims: Sequence[Json]) -> Iterable[Field]:
    """Fields that nobody disputes, as the claims have them: the value of most claims first."""
    disputed = {dispute["field"] for dispute in value["disputes"]}
    ways: dict[str, Callable[[Json], Iterable[str]]] = {
        "actor": lambda c: [p["name"] for p in c["actors"]],
        "recipient": lambda c: [p["name"] for p in c["recipients"]],
        "place": lambda c: [c["place"]] if c["place"] else [],
        "time": lambda c: [when] if (when := span(c["earliest"], c["latest"])) else [],
        "number": lambda c: [how_many(q) for q in c["quantities"] if q["value"] is not None or q["max"] is not None],
    }
    for name, ways_of in ways.items():
        if name in disputed or (name == "number" and disputed & {"killed", "injured"}):
            continue
        held: defaultdict[str, list[Json]] = defaultdict(list)
        written: dict[str, str] = {}
        for claim in claims:
            for words in ways_of(claim):
                written.setdefault(plain(words), words)
                held[plain(words)].append(claim)
        if held:
            ranked = sorted(held, key=lambda words: (-len(held[words]), words))
            values = (Value(written[words], tuple(_voices(held[words])), (), tuple(held[words])) for words in ranked)
            yield Field(TITLES[name], "agreed" if len(held) == 1 else "several", tuple(values))


def _voices(claims: Iterable[Json]) -> Iterable[str]:
    """Who says it: innermost holders, else the article's own voice."""
    found: dict[str, None] = {}
    for claim in claims:
        names = [chain[-1]["name"] for chain in claim["sources"]]
        found.update(dict.fromkeys(names or [claim["agency"] or claim["publisher"] or claim["document"]]))
    return found


def _reasons(links: Sequence[Json], numbers: Mapping[Ref, int]) -> dict[int, tuple[Reason, ...]]:
    """Links of each claim, the strongest first."""
    found: defaultdict[int, list[Reason]] = defaultdict(list)
    for link in links:
        a, b = (numbers[link[end]["document"], link[end]["key"]] for end in "ab")
        why = "; ".join(map(str, link["why"]))
        found[a].append(Reason(b, link["score"], why))
        found[b].append(Reason(a, link["score"], why))
    return {n: tuple(reasons[:MOST_REASONS]) for n, reasons in found.items()}


def tolls(value: Json) -> list[tuple[str, list[tuple[str, str, tuple[str, ...]]]]]:
    """For killed and injured: which end, its number, and who says it."""
    out = []
    for fate in FATES:
        found = value["toll"].get(fate) or {}
        ends = [
            (words, number(held["number"]), tuple(_named(held["said"])))
            for end, words in (("low", "at least"), ("best", "most likely"), ("high", "at most"))
            if (held := found.get(end)) and held["number"] is not None
        ]
        if ends:
            out.append((fate, ends))
    return out
