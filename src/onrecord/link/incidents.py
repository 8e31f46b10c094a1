"""Incidents: claims in and across documents that report one event.

`buckets` says which claims are worth comparing, `links` compares them, `group` makes incidents of what is linked. All
three are pure, and what they give does not depend on the order of what they are given; the ledger keeps their results
and asks again only for what a new claim touches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations

from onrecord.link.compare import PRECISE, days_apart, km, probability, reasons, setting
from onrecord.link.fact import Fact
from onrecord.link.lots import SURE, lots
from onrecord.link.screen import promising
from onrecord.link.wording import plain, telling
from onrecord.ontology import load as ontology

FactId = tuple[str, str]  # document and key
Pairs = Sequence[tuple[FactId, FactId]]

DAYS_A_WINDOW = 8  # claims of days that lie in one window meet; windows overlap by half
MOST_NAMES = 6  # of a claim that it meets others under
GIST_NAMES = 2  # of its document, which it meets others under too
FAR_DAYS = 1  # between two claims of one incident, if both say when: a night has two days
FAR_KM = 300.0  # if both say where
SAME_TEXT = "the same words of the same text"


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims on one event: the smaller id first, the probability that they are, and what speaks for it."""

    a: FactId
    b: FactId
    score: float
    why: tuple[str, ...]


Grouping = Callable[[Sequence[Fact], Sequence[Link], Pairs, Pairs], list[tuple[Fact, ...]]]


def buckets(fact: Fact) -> tuple[str, ...]:
    """Names under which the claim meets those that may report its event. Claims without a common one never meet.

    Each is made of the quad class of the type, a window of days and a name: of a party, a place, or one that the whole
    article is about. The day is the event's or, where it is not told, that of publication.
    """
    names = dict.fromkeys(w for who in (*fact.actors, *fact.recipients) for w in sorted(telling(who.name)))
    names |= dict.fromkeys(plain(n) for n in fact.place_names)
    names |= dict.fromkeys(w.country.lower() for w in fact.places if w.country)
    chosen = [n for n in names if n][:MOST_NAMES]
    chosen += [n for n in fact.outlet.gist[:GIST_NAMES] if n not in chosen]
    quad = _quad(fact.type)
    return (f"={fact.outlet.document}", *(f"{quad}|{w}|{name}" for w in _windows(fact) for name in chosen))


def _windows(fact: Fact) -> tuple[str, ...]:
    day = (fact.earliest if fact.earliest and fact.earliest == fact.latest else None) or fact.outlet.published
    day = day or fact.earliest
    if day is None:
        return ("?",)
    number = date.fromisoformat(day[:10]).toordinal()
    half = DAYS_A_WINDOW // 2
    return str(number // half), str(number // half + 1)


@cache
def _quad(type: str) -> str:
    return next((t.quad_class for t in ontology().types if t.name == type), "")


def links(new: Sequence[Fact], others: Sequence[Fact]) -> list[Link]:
    """Links of each new claim with the others and with each other, in order of their ids."""
    fresh = {f.id: f for f in new}
    met: dict[FactId, dict[FactId, Fact]] = {}
    for f in fresh.values():
        met[f.id] = {g.id: g for g in (*fresh.values(), *others) if g.id != f.id and f.id not in met.get(g.id, ())}
    found = [x for f in fresh.values() for x in _links(f, list(met[f.id].values()))]
    return sorted(found, key=lambda x: (x.a, x.b))


def _links(fact: Fact, others: Sequence[Fact]) -> Iterator[Link]:
    least = setting("threshold")
    twins = [other for other in others if other.key == fact.key]
    for other in (*twins, *(o for o in promising(fact, others, least) if o.key != fact.key)):
        one, two = (fact, other) if fact.id < other.id else (other, fact)
        if one.key == two.key:
            yield Link(one.id, two.id, SURE, (SAME_TEXT,))
        elif (score := probability(one, two)) >= least:
            yield Link(one.id, two.id, round(score, 4), reasons(one, two))


def group(
    facts: Sequence[Fact], linked: Sequence[Link], together: Pairs = (), apart: Pairs = ()
) -> list[tuple[Fact, ...]]:
    """The facts as incidents, each in order of ids. `together` and `apart` are people's decisions, which always win.

    First each document's own claims on one event become one unit: an attack and its dead. Then units are joined from
    the strongest link down, and only where the mean over all pairs of units of the two sides, each at its best link
    and unlinked ones at nothing, holds up: a chain of weak links does not pull events together. Two claims that each
    say when, days apart, or where, far apart, are never joined.
    """
    by_id = {f.id: f for f in facts}
    held = _Clusters(by_id, {(min(pair), max(pair)) for pair in apart})
    twins: dict[str, FactId] = {}  # word-for-word copies have the same keys: apart, two incidents would have one id
    for f in sorted(by_id):
        held.join(twins.setdefault(f[1], f), f)
    for one, other in together:
        if one in by_id and other in by_id:
            held.join(one, other)
    ordered = sorted((x for x in linked if x.a in by_id and x.b in by_id), key=lambda x: (-x.score, x.a, x.b))
    own = [x for x in ordered if x.a[0] == x.b[0]]
    held.join_all(own, {i: i for i in by_id}, setting("unit"))
    held.join_all(ordered, {i: min(m for m in held.of[i] if m[0] == i[0]) for i in by_id}, setting("alone"))
    done = {id(members): members for members in held.of.values()}
    found = [tuple(by_id[i] for i in sorted(members)) for members in done.values()]
    return sorted(found, key=lambda members: members[0].id)


class _Clusters:
    """Claims as they are joined. `of` gives each claim's cluster."""

    def __init__(self, by_id: Mapping[FactId, Fact], apart: Set[tuple[FactId, FactId]]) -> None:
        self.by_id, self.apart = by_id, apart
        self.of: dict[FactId, set[FactId]] = {i: {i} for i in by_id}

    def join(self, one: FactId, other: FactId) -> None:
        """Make the clusters of two claims one."""
        merged = self.of[one] | self.of[other]
        for member in merged:
            self.of[member] = merged

    def join_all(self, linked: Sequence[Link], unit: Mapping[FactId, FactId], least: float) -> None:
        """Join along the links, strongest first, where the mean best score of the units' pairs is at least `least`."""
        best: dict[tuple[FactId, FactId], float] = {}
        for x in linked:
            pair = _pair(unit[x.a], unit[x.b])
            best[pair] = max(x.score, best.get(pair, 0.0))
        for x in linked:
            one, other = self.of[x.a], self.of[x.b]
            if one is other or any(self._never(i, j) for i in one for j in other):
                continue
            pairs = {_pair(unit[i], unit[j]) for i in one for j in other}
            if sum(sorted(best.get(pair, 0.0) for pair in pairs)) / len(pairs) >= least:
                self.join(x.a, x.b)

    def _never(self, i: FactId, j: FactId) -> bool:
        return _pair(i, j) in self.apart or _clash(self.by_id[i], self.by_id[j])


def _pair(i: FactId, j: FactId) -> tuple[FactId, FactId]:
    return (i, j) if i < j else (j, i)


def _clash(a: Fact, b: Fact) -> bool:
    """Whether both say when and the days lie apart, or both say where and the places do."""
    apart = days_apart(a, b)
    if apart is not None and apart > FAR_DAYS:
        return True
    here, there = ([w for w in f.places if w.precision <= PRECISE] for f in (a, b))
    return bool(here and there) and min(km(x, y) for x in here for y in there) > FAR_KM


def meeting(facts: Iterable[Fact]) -> list[tuple[Fact, Fact]]:
    """The pairs that are worth comparing, the smaller id first, in order: those that share a bucket or are twins."""
    sharing: dict[str, list[Fact]] = defaultdict(list)
    for f in facts:
        for b in (*buckets(f), f"#{f.key}"):
            sharing[b].append(f)
    pairs = {
        (one.id, other.id): (one, other)
        for some in sharing.values()
        for one, other in combinations(sorted(some, key=lambda f: f.id), 2)
    }
    return [pairs[ids] for ids in sorted(pairs)]


def incidents(facts: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    """All facts of a call as incidents: what a ledger of the same documents holds."""
    met: dict[FactId, list[Fact]] = defaultdict(list)
    by_id = {f.id: f for f in facts}
    for one, other in meeting(facts):
        met[one.id].append(other)
    linked = [x for i, others in met.items() for x in _links(by_id[i], others)]
    return sorted(settled(facts, linked), key=lambda members: members[0].id)


def settled(facts: Sequence[Fact], linked: Sequence[Link]) -> Iterator[tuple[Fact, ...]]:
    """The facts as incidents: each lot (`lots`) is grouped by itself."""
    by_id = {f.id: f for f in facts}
    links_of: dict[FactId, list[Link]] = defaultdict(list)
    for x in linked:
        links_of[x.a].append(x)
    for lot in lots(by_id, ((x.a, x.b, x.score) for x in linked)):
        within = [x for i in lot.members for x in links_of[i] if x.b in lot.members]
        yield from group([by_id[i] for i in lot.members], within)


def incident_id(facts: Sequence[Fact]) -> str:
    """An incident's id: its smallest claim key. An id that was once given leads on: it is the key of a claim."""
    return min(f.key for f in facts)
