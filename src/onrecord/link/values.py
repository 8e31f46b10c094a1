"""What the claims of an incident say of it, field by field: counts of whom, dates, places, actors, each in a voice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from onrecord.ground.actor import load as actors
from onrecord.ground.actor.words import key, split
from onrecord.ground.number import parse
from onrecord.link.compare import km
from onrecord.link.counts import label, span_of, stated
from onrecord.link.fact import Count, Fact, Where, Who
from onrecord.link.names import called, ends_name
from onrecord.link.voices import LAST, NOT_YET, STATE, Spoken, Voice, day_of
from onrecord.link.wording import telling

FATES = ("killed", "injured")
ANYBODY = {"people", "person", "body", "victim", "dead", "man", "other", "fatality", "casualty", "death"}
ARMED = {"MIL": "soldiers", "COP": "police", **dict.fromkeys(("REB", "UAF", "IMG", "PRM", "CRM"), "fighters")}
COUNTRY_WIDE = 6  # from this of UCDP's where_prec on a place is a whole country or more
APART_KM = {1: 30, 2: 60, 3: 120, 4: 400, 5: 400}  # by where_prec, how far off two names of one place may lie
UNKNOWN = frozenset({"UAF", "CVL", "CRM"})  # actors who contradict nobody
FIGHTING = frozenset({"MIL", "REB", "PRM", "IMG", "UAF", "SPY", "CRM"})  # sectors whose voice is a party's
IRREGULAR = {
    "people": "people",
    "persons": "people",
    "bodies": "body",
    "men": "man",
    "women": "woman",
    "children": "child",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One value that one claim gives in one voice. `label` is the value for people."""

    spoken: Spoken
    value: T
    label: str

    @property
    def voice(self) -> Voice:
        """Whose value it is."""
        return self.spoken.voice

    @property
    def day(self) -> str:
        """When it was reported."""
        return day_of(self.spoken.fact)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a count counts. `name` is "killed", "injured", "count" or a unit; `of` the kind of people or things, None
    for
    people of whatever kind. `event` keeps counts of other things apart that were done different things to."""

    name: str
    of: str | None
    event: str = ""


def put_forward(spoken: Sequence[Spoken]) -> list[Spoken]:
    """Those claims that tell of the event: what took place, or, where nothing did, what is to come; no denials."""
    told = [s for s in spoken if s.stance != "denies"]
    return [s for s in told if s.fact.status not in NOT_YET] or told


def current(entries: Sequence[Entry[T]]) -> dict[Voice, list[Entry[T]]]:
    """Each voice's last word: its values of the last day on which it gave any, and those without a day."""
    by_voice: dict[Voice, list[Entry[T]]] = defaultdict(list)
    for entry in entries:
        by_voice[entry.voice].append(entry)
    out = {}
    for voice, said in by_voice.items():
        newest = max((e.day for e in said if e.day != LAST), default=LAST)
        out[voice] = [e for e in said if e.day in (newest, LAST)]
    return out


def counts(spoken: Sequence[Spoken]) -> dict[Counted, list[Entry[Count]]]:
    """Counts by field and what is counted.

    Dead and hurt are told apart by who they are where recipients say it: "four soldiers" and "12 assailants" are two
    fields. A count of nobody in particular is the total, or, if only one kind is counted at all, of that kind. Of
    several figures for one kind in one voice on one day the largest stands: the others are parts of it ("14 dead,
    among them a boy").
    """
    found: list[tuple[Counted, Entry[Count]]] = []
    for s in spoken:
        for count in s.fact.counts:
            if count.value is None and count.max is None:
                continue
            fate = count.of in FATES and not count.unit
            of = whom(s.fact, count) if fate else _thing(count)
            if fate or of:
                field = Counted(str(count.of), of) if fate else _other(s.fact, count, of)
                found.append((field, Entry(s, count, label(count))))
    kinds: dict[str, set[str]] = defaultdict(set)
    for field, _ in found:
        if field.of:
            kinds[field.name].add(field.of)
    out: dict[Counted, list[Entry[Count]]] = defaultdict(list)
    for field, entry in found:
        if field.name in FATES:
            of = field.of or (next(iter(kinds[field.name])) if len(kinds[field.name]) == 1 else "people")
            field = Counted(field.name, None if of == "people" else of)
        out[field].append(entry)
    return {
        field: _largest(out[field]) if field.name in FATES else out[field]
        for field in sorted(out, key=lambda f: (f.name, f.of or "", f.event))
    }


def _other(fact: Fact, count: Count, of: str | None) -> Counted:
    """Seven lorries that were burnt and thirty that were attacked are two things: mode tells them apart."""
    return Counted(count.unit or "count", of, f"{fact.type} {fact.mode or ''}")


def _largest(entries: Sequence[Entry[Count]]) -> list[Entry[Count]]:
    """For each voice and day the entries with the highest figure."""
    most: dict[tuple[Voice, str], Fraction] = {}
    for e in entries:
        most[e.voice, e.day] = max(most.get((e.voice, e.day), Fraction(0)), stated(e.value)[1] or Fraction(0))
    return [e for e in entries if (stated(e.value)[1] or Fraction(0)) == most[e.voice, e.day]]


def whom(fact: Fact, count: Count) -> str | None:
    """Who the counted dead or hurt are: "soldiers", "police", "fighters", "people" or another noun; None if unsaid."""
    recipients = fact.recipients
    if len(recipients) > 1:
        same = [
            who for who in recipients if parse(who.name).value == (count.max if count.value is None else count.value)
        ]
        if len(same) != 1:
            places = [i for i, c in enumerate(fact.counts) if c == count]
            same = [recipients[places[0]]] if len(recipients) == len(fact.counts) and len(places) == 1 else []
        recipients = tuple(same)
    return _kind(recipients[0]) if recipients else None


def _kind(who: Who) -> str | None:
    words = _noun_words(who.name)
    if not words:
        return None
    noun = _singular(words[-1])
    if noun in ANYBODY:
        return "people"
    sector = who.sector or _sector(words[-1])
    return ARMED.get(sector or "") or f"{noun}s"


def _sector(noun: str) -> str | None:
    role = actors().roles.get(noun)
    return role[1] if role else None


def _thing(count: Count) -> str | None:
    words = _noun_words(count.of or "")
    return _singular(words[-1]) if words else None


def _noun_words(name: str) -> list[str]:
    """The words up to the noun that counts, without numbers."""
    out: list[str] = []
    for word in split(name):
        if ends_name(word) or (out and word.comma):
            break
        if not word.key.isdigit() and parse(word.key).value is None:
            out.append(word.key)
    return out


def _singular(noun: str) -> str:
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun.endswith("men"):
        return noun[:-2] + "an"
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def parties(spoken: Sequence[Spoken]) -> frozenset[str]:
    """The keys of voices that take part in the event themselves: armed ones, whom claims name as actors or recipients,
    and organs of a state whose army or police is named so or speaks."""
    whos = {who for s in spoken for who in (*s.fact.actors, *s.fact.recipients)}
    acting = {name.words for who in whos for name in called(who)}
    refs = {who.ref for who in whos if who.ref}
    speaking = {s.voice for s in spoken}
    states = {f"state:{who.country}" for who in whos if who.country and who.sector in STATE}
    states |= {v.owner for v in speaking if v.owner and v.who.sector in FIGHTING}
    return frozenset(v.key for v in speaking if v.who.ref in refs or v.owner in states or _takes_part(v, acting))


def _takes_part(voice: Voice, acting: set[str]) -> bool:
    if voice.who.sector in FIGHTING:
        return True
    return voice.kind == "holder" and any(n.words in acting or n.words in ("army", "rebels") for n in called(voice.who))


@dataclass(frozen=True, slots=True)
class Reach:
    """The days and figures of one voice's toll: `high` its largest, `low` its smallest, None if it states none.

    `fixed` where it cannot have grown into another: a party's, or one without a day.
    """

    first: str
    last: str
    low: Fraction | None
    high: Fraction | None
    fixed: bool


def reach(entries: Sequence[Entry[Count]], taking_part: frozenset[str]) -> Reach:
    """What one voice's entries reach from and to."""
    ends = [stated(e.value) for e in entries]
    return Reach(
        first=min(e.day for e in entries),
        last=max(e.day for e in entries),
        low=min((low for low, _ in ends if low is not None), default=None),
        high=max((high for _, high in ends if high is not None), default=None),
        fixed=any(e.voice.key in taking_part or e.day == LAST for e in entries),
    )


def outgrown(early: Reach, late: Reach) -> bool:
    """Whether a toll only grew: the early voice's figures are smaller and at least a day older than all of the late
    voice's, and neither voice is a party to the event."""
    if early.fixed or late.fixed or early.high is None or late.low is None:
        return False
    return early.last < late.first and early.high < late.low


def counts_meet(a: Count, b: Count) -> bool:
    """Whether one number fits both."""
    one, other = span_of(a), span_of(b)
    return one is None or other is None or one.meets(other)


def places_meet(a: Where, b: Where) -> bool:
    """Whether one spot can be both: of one name, within what their precision leaves open, or one in the other."""
    if a.country and b.country and a.country != b.country:
        return False
    if a.name == b.name or max(a.precision, b.precision) >= COUNTRY_WIDE:
        return True
    return km(a, b) <= max(APART_KM[a.precision], APART_KM[b.precision])


def actors_meet(a: Who, b: Who) -> bool:
    """Whether two parties can be one: of one name or a short form of it, a state and its organ, or of one sector and
    country as far as these are known."""
    known = a.country is None or b.country is None or a.country == b.country
    if set(names(a)) & set(names(b)) or _short_form(a, b) or _organ(a, b):
        return known
    return known and a.sector is not None and a.sector == b.sector and not (_own_name(a) and _own_name(b))


def _short_form(a: Who, b: Who) -> bool:
    """ "General Amegan" and "Kossi Amegan", "HWF" and "Harbour Workers' Front", "men of the Front" and "the Front"."""
    some, others = telling(a.name), telling(b.name)
    alike = a.sector == b.sector or a.sector is None or b.sector is None
    if some and others and (some <= others or others <= some) and (alike or len(some & others) > 1):
        return True
    one, other = ([name.words.split() for name in called(who) if not name.common] for who in (a, b))
    return any(set(x) <= set(y) or set(y) <= set(x) or _initials(x, y) or _initials(y, x) for x in one for y in other)


def _initials(short: Sequence[str], long: Sequence[str]) -> bool:
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _organ(a: Who, b: Who) -> bool:
    """ "Niger" and "the army of Niger": who names the state leaves open which organ it was."""
    if a.country is None or a.country != b.country:
        return False
    states = [any(name.common and name.words == "government" for name in called(who)) for who in (a, b)]
    return (states[0] and b.sector in STATE) or (states[1] and a.sector in STATE)


def _own_name(who: Who) -> bool:
    return bool(who.ref) or any(not name.common for name in called(who))


def tells(who: Who) -> bool:
    """Whether an actor's words tell who it was: "gunmen", "bandits" and "men" contradict nobody."""
    return _own_name(who) or (who.sector is not None and who.sector not in UNKNOWN)


def names(who: Who) -> Iterator[str]:
    """The plain names under which a party is compared with another, with its ref."""
    if who.ref:
        yield who.ref
    yield from (name.words for name in called(who))
    yield key(who.name)
