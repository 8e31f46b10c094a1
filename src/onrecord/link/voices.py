"""Whose voices stand behind the claims of an incident, and which of them are one.

Every claim rests on the innermost holder of each of its chains, or, without one, on the outlet that carries it: the
agency that its document credits, else the publisher. Two papers that quote one police statement have one voice; so
have the copies of one text where they speak themselves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.link.fact import Fact, Who
from onrecord.link.names import Called, called, is_the_outlet
from onrecord.link.registry import Registry, plain_names

FactId = tuple[str, str]
Kind = Literal["holder", "outlet", "unnamed"]
LAST = "9999-12-31"  # where a document without a date stands among others
NOT_YET = frozenset({"future", "hypothetical"})
STATE = frozenset({"GOV", "MIL", "COP", "SPY", "JUD", "LEG"})  # sectors whose bodies are organs of their state


@dataclass(frozen=True, slots=True)
class Voice:
    """One holder or outlet of an incident. `key` is the same for all its names, and the same in whatever order.

    `kind` is "unnamed" for holders without a name, each of which has a voice of its own that never counts as distinct.
    `owner` is what voices of one owner or one state share ("owner:news corp", "state:NER"), else None.
    """

    key: str
    who: Who
    kind: Kind
    owner: str | None = None
    side: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """One claim in one voice. `stance` is one of the four; `own` where no holder is named by the article.

    `copy_of` is the document of which the claim's document is a copy, None for the first of its group.
    """

    fact: Fact
    voice: Voice
    stance: str
    own: bool
    copy_of: str | None

    @property
    def text(self) -> str:
        """The first document with this text."""
        return self.copy_of or self.fact.outlet.document


@dataclass(frozen=True, slots=True)
class _Raw:
    fact: Fact
    who: Who
    keys: tuple[str, ...]  # empty for who has no name
    stance: str
    own: bool


def day_of(fact: Fact) -> str:
    """The day on which a claim was reported, after all others where that is not known."""
    return (fact.outlet.published or LAST)[:10]


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Each claim once, by day of report, document and key."""
    return sorted({f.id: f for f in facts}.values(), key=lambda f: (day_of(f), f.id))


def originals(facts: Sequence[Fact], copy_group: Mapping[str, str]) -> dict[str, str]:
    """For each document the first of its copy group, itself if it has none: of one day, that which tells most."""
    first: dict[str, str] = {}
    facts = in_order(facts)
    told = Counter(fact.outlet.document for fact in facts)
    for fact in sorted(facts, key=lambda f: (day_of(f), -told[f.outlet.document], f.id)):
        first.setdefault(copy_group.get(fact.outlet.document, fact.outlet.document), fact.outlet.document)
    return {d: first[copy_group.get(d, d)] for d in (f.outlet.document for f in facts)}


def voices(facts: Sequence[Fact], copy_group: Mapping[str, str], registry: Registry) -> tuple[Spoken, ...]:
    """The claims of one incident with their voices, in order of report; a claim with two chains stands there twice."""
    facts = in_order(facts)
    original = originals(facts, copy_group)
    outlets = _outlets(facts, original, registry)
    published = {form for f in facts for n in (f.outlet.publisher, f.outlet.agency) if n for form in plain_names(n)}
    raws: list[_Raw] = []
    for fact in facts:
        told_by = [chain[-1] for chain in fact.chains if chain and not is_the_outlet(chain[-1].who)]
        holders = {(h.who, _stance(h.stance, fact)): None for h in told_by}
        raws += [_Raw(fact, who, _keys(who, fact, published, registry), stance, False) for who, stance in holders]
        if not holders:
            key, who = outlets[original[fact.outlet.document]]
            raws.append(_Raw(fact, who, (key,), _stance("asserts", fact), True))
    roots = _merged(raws)
    members: dict[str, list[_Raw]] = defaultdict(list)
    for raw in raws:
        if raw.keys:
            members[roots[raw.keys[0]]].append(raw)
    known = {root: _voice(root, group, registry) for root, group in members.items()}
    return tuple(
        Spoken(
            raw.fact,
            known[roots[raw.keys[0]]] if raw.keys else _unnamed(raw.who, first),
            raw.stance,
            raw.own,
            None if first == raw.fact.outlet.document else first,
        )
        for raw in raws
        for first in (original[raw.fact.outlet.document],)
    )


def _stance(stance: str, fact: Fact) -> str:
    """How a holder stands to the event: whoever says that it did not happen denies it."""
    return "denies" if fact.status == "negated" or stance == "denies" else stance


def _outlets(facts: Sequence[Fact], original: Mapping[str, str], registry: Registry) -> dict[str, tuple[str, Who]]:
    """For the first document of each copy group, whose own voice it is: the agency that any of the group credits first,
    else its publisher, else nobody known but the document."""
    out: dict[str, tuple[str, Who]] = {}
    credited: dict[str, str] = {}
    for fact in facts:
        if fact.outlet.agency:
            credited.setdefault(original[fact.outlet.document], fact.outlet.agency)
    for fact in facts:
        first = original[fact.outlet.document]
        name = credited.get(first) or (fact.outlet.publisher if fact.outlet.document == first else None)
        if name is None:
            out.setdefault(first, (f"document:{first}", Who(first)))
            continue
        source = registry.find(name)
        out[first] = (
            (f"outlet:{source.id}", Who(source.name, source.country, "JRN"))
            if source
            else (f"outlet:{_bare(name)}", Who(name))
        )
    return out


def _bare(name: str) -> str:
    """An outlet's name in its shortest plain form."""
    return plain_names(name)[-1] or name


def _keys(who: Who, fact: Fact, published: set[str], registry: Registry) -> tuple[str, ...]:
    names = called(who)
    if not names:
        return ()
    keys = [_key(name, who, fact) for name in names]
    if who.ref and who.ref.startswith("actors:"):
        keys.append(f"ref:{who.ref}")
    if source := registry.find(who.name, who.ref):
        keys.append(f"outlet:{source.id}")
    for name in names:
        if any(form in published for form in plain_names(name.words)):
            keys.append(f"outlet:{_bare(name.words)}")
    return tuple(sorted(set(keys)))


def _key(name: Called, who: Who, fact: Fact) -> str:
    if not name.common:
        return f"name:{name.words}"
    countries = {p.country for p in fact.places if p.country}
    here = next(iter(countries)) if len(countries) == 1 else None
    return f"body:{name.words}|{name.country or who.country or here or ''}"


def _merged(raws: Sequence[_Raw]) -> dict[str, str]:
    """The smallest key of those that are one voice's, for every key."""
    parent: dict[str, str] = {k: k for raw in raws for k in raw.keys}

    def root(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    def join(a: str, b: str) -> None:
        a, b = sorted((root(a), root(b)))
        parent[b] = a

    for raw in raws:
        for key in raw.keys[1:]:
            join(raw.keys[0], key)
    for key, longer in _short_forms(sorted(parent)):
        join(key, longer)
    return {key: root(key) for key in parent}


def _short_forms(keys: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of a short form and the one name of the incident that it can stand for.

    A body without a country is that of the one country that has such a body here; one word is the last of the one
    longer name that ends so, or its initials.
    """
    pairs = []
    words = {key: key.partition(":")[2].partition("|")[0] for key in keys if key.startswith(("name:", "body:"))}
    longer: dict[str, set[str]] = defaultdict(set)
    stated: dict[str, set[str]] = defaultdict(set)
    for key, name in words.items():
        parts = name.split()
        if key.startswith("body:") and not key.endswith("|"):
            stated[name].add(key)
        if len(parts) > 1:
            longer[parts[-1]].add(key)
            longer["".join(part[0] for part in parts)].add(key)
    for key, name in words.items():
        if key.endswith("|") and len(stated[name]) == 1:
            pairs.append((key, next(iter(stated[name]))))
        elif " " not in name and len(longer[name]) == 1 and not stated[name]:
            pairs.append((key, next(iter(longer[name]))))
    return pairs


def _voice(root: str, group: Sequence[_Raw], registry: Registry) -> Voice:
    own = [raw.who for raw in group if raw.own]
    whos = own or [raw.who for raw in group]
    persons = {who for who in whos if len(called(who)) > 1}
    usable = [who.name for who in whos if who not in persons or len(persons) == len(set(whos))]
    used = Counter(name.casefold() for name in usable)
    name = min(usable, key=lambda n: (-used[n.casefold()], -len(n), n))
    refs, countries, sectors = (
        {value for who in whos if (value := getattr(who, field))} for field in ("ref", "country", "sector")
    )
    country = next(iter(countries)) if len(countries) == 1 else None
    sector = next(iter(sectors)) if len(sectors) == 1 else None
    ref = min(refs) if refs else None
    source = registry.find(name, ref)
    owner = source.belongs_to if source else None
    if owner is None and sector in STATE:  # "the army" belongs to the country where it speaks of an event
        there = {country} if country else {key.partition("|")[2] for raw in group for key in raw.keys} - {""}
        owner = f"state:{min(there)}" if len(there) == 1 else None
    kind: Kind = "outlet" if own or source else "holder"
    return Voice(root, Who(name, country, sector, ref), kind, owner, source.side if source else None)


def _unnamed(who: Who, document: str) -> Voice:
    return Voice(f"unnamed:{document}:{who.name.casefold()}", who, "unnamed")


def named_in(spoken: Iterable[Spoken]) -> dict[str, Voice]:
    """For each text that names a holder for the event, by its first document: the first holder who does not deny it.

    What such a text says of the event in its own voice rests on that holder.
    """
    out: dict[str, Voice] = {}
    for s in spoken:
        if not s.own and s.voice.kind != "unnamed" and s.stance != "denies":
            out.setdefault(s.text, s.voice)
    return out
