"""Scores of a story: incidents, copies, holders, disputes and tolls as found against what is expected. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations
from typing import Any

from onrecord.evaluate import Counts
from onrecord.evaluate.match import shared, trigger_agrees
from onrecord.ground.number import parse
from onrecord.link.wording import plain
from stories_gold import Dispute, Expected, Names, Story, Trigger, Update

ClaimId = tuple[str, str]  # document and key
Range = tuple[float | None, float | None, float | None]  # low, best, high
ENDS = ("low", "best", "high")


@dataclass(frozen=True, slots=True)
class Found:
    """An incident as the program has it. Holders are all names of each voice; unnamed voices are left out.

    `disputes` are (field, values), `updates` (field, names of the holder, before, after).
    """

    claims: tuple[ClaimId, ...]
    independent: tuple[Names, ...] = ()
    denies: tuple[Names, ...] = ()
    disputes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    updates: tuple[tuple[str, Names, str, str], ...] = ()
    killed: Range | None = None
    injured: Range | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an incident against what is expected, in words. `excused` are those missed that may rest on a trigger
    that the extractor missed."""

    right: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Nothing missed and nothing wrong."""
        return not (self.missed or self.wrong)

    @property
    def exact_but_for_triggers(self) -> bool:
        """Nothing wrong, and nothing missed that cannot rest on a missed trigger."""
        return not self.wrong and set(self.missed) <= set(self.excused)

    @property
    def counts(self) -> Counts:
        """Right, found and expected."""
        return Counts(len(self.right), len(self.right) + len(self.wrong), len(self.right) + len(self.missed))


@dataclass(frozen=True, slots=True)
class Judged:
    """One expected incident against the found one that holds most of its claims. `members` has for `missed` its claims
    that lie in other incidents, for `wrong` claims of no or another incident that lie in it. `stated` are the fates
    (killed, injured) that somebody gives a figure for."""

    label: str
    triggers: Part
    members: Part
    parts: Mapping[str, Part] = field(default_factory=dict)
    stated: frozenset[str] = frozenset()

    @property
    def found(self) -> bool:
        """Whether the extractor found any claim of it."""
        return bool(self.triggers.right)

    @property
    def exact(self) -> bool:
        """Whether all that is scored is."""
        return self.triggers.exact and self.members.exact and all(p.exact for p in self.parts.values())

    @property
    def exact_but_for_triggers(self) -> bool:
        """Whether all is right that cannot rest on a trigger that the extractor missed. False if nothing was found."""
        parts = self.parts.values()
        return self.found and self.members.exact and all(p.exact_but_for_triggers for p in parts)


@dataclass(frozen=True, slots=True)
class Missed:
    """Where an incident's missed triggers stand: the lines' words and numbers, and the outlets that carry them."""

    lines: tuple[str, ...]
    outlets: tuple[str, ...]

    def may_say(self, names: Names) -> bool:
        """Whether a holder is named in one of the lines, or is an outlet that carries one."""
        return same_holder(names, self.outlets) or any(_holds(line, plain(n)) for line in self.lines for n in names)

    def may_count(self, number: str) -> bool:
        """Whether the number stands in one of the lines, in digits or words."""
        return any(number == str(parse(word).value) for line in self.lines for word in line.split())


def missed(triggers: Iterable[Trigger], texts: Mapping[str, str], outlets: Mapping[str, str]) -> Missed:
    """Where triggers stand; a line to each coded holder too. `outlets` are the publishers of the documents."""
    lines: dict[str, None] = {}
    carried: dict[str, None] = {}
    for t in triggers:
        text = texts[t.document]
        start = text.rfind("\n", 0, t.span.start) + 1
        end = text.find("\n", t.span.end)
        lines[plain(text[start : end if end >= 0 else len(text)])] = None
        lines.update(dict.fromkeys(map(plain, t.by)))
        carried[outlets[t.document]] = None
    return Missed(tuple(lines), tuple(carried))


def same_holder(names: Names, found: Names) -> bool:
    """Whether two holders have a plain name in common; a name of two words or more may stand within a longer one:
    "Ramon Dizon" in "Police chief Ramon Dizon"."""
    wanted = [plain(n) for n in names]
    return any(w == f or (" " in w and _holds(f, w)) for w in wanted for f in map(plain, found))


def _holds(line: str, words: str) -> bool:
    return bool(words) and f" {words} " in f" {line} "


def assigned(
    triggers: Mapping[ClaimId, Trigger], wanted: Mapping[str, Collection[Trigger]], texts: Mapping[str, str]
) -> dict[ClaimId, tuple[str, Trigger]]:
    """Each found claim with the label and trigger that it reports, that which agrees best; others are left out."""
    out = {}
    for claim, t in triggers.items():
        text = texts[t.document]
        options = [
            (shared(w.span, t.span), label, w)
            for label, those in wanted.items()
            for w in those
            if w.document == t.document and trigger_agrees(text, w.span, t.span)
        ]
        if options:
            _, label, w = max(options, key=lambda option: option[0])
            out[claim] = (label, w)
    return out


def pairs(label_of: Mapping[ClaimId, str], found: Sequence[Found]) -> Counts:
    """Pairs of claims of one incident: right, found and expected, among the claims that have a label."""
    place = {c: i for i, one in enumerate(found) for c in one.claims}
    both = [(label_of[a] == label_of[b], place[a] == place[b]) for a, b in combinations(sorted(label_of), 2)]
    return Counts(sum(e and f for e, f in both), sum(f for _, f in both), sum(e for e, _ in both))


def copies(expected: frozenset[frozenset[str]], group: Mapping[str, str]) -> Part:
    """Pairs of documents with one text; `group` gives the leader of each document that is in a group."""
    found = {frozenset(p) for p in combinations(sorted(group), 2) if group[p[0]] == group[p[1]]}
    right, not_found, wrong = (
        tuple(sorted(" = ".join(sorted(p)) for p in some))
        for some in (expected & found, expected - found, found - expected)
    )
    return Part(right, not_found, wrong)


def holders(expected: Sequence[Names], neutral: Sequence[Names], found: Sequence[Names], where: Missed) -> Part:
    """Holders; each expected one is found once, a second voice of its names is wrong. Neutral ones do not count."""
    left = list(expected)
    right, wrong = [], []
    for names in found:
        match = next((e for e in left if same_holder(e, names)), None)
        if match is not None:
            left.remove(match)
            right.append(match[0])
        elif any(same_holder(e, names) for e in expected):
            wrong.append(f"{names[0]} (counted twice)")
        elif not any(same_holder(e, names) for e in neutral):
            wrong.append(names[0])
    return Part(tuple(right), tuple(e[0] for e in left), tuple(wrong), tuple(e[0] for e in left if where.may_say(e)))


def disputes(expected: Sequence[Dispute], found: Sequence[tuple[str, tuple[str, ...]]], where: Missed) -> Part:
    """Fields in dispute. A field is right if its values are, over all disputes that are found of it; of counts, which
    have no field of their own, it is enough if one of them has the expected values."""
    right, not_found, wrong, excused = [], [], [], []
    for e in expected:
        values = tuple(v for v, _ in e.values)
        options = _options(e.field, found)
        lacking = [v for v, by in e.values if not (where.may_count(v) or any(where.may_say(names) for names in by))]
        if any(_same_values(values, got) for got in options):
            right.append(e.field)
        elif options:
            got = max(options, key=lambda o: sum(_known(v, values) for v in o))
            if all(_known(v, values) for v in got) and all(_known_to(v, got) for v in lacking):
                excused.append(e.field)
            not_found.append(e.field)
            wrong += [f"{e.field} {v}" for v in got if not _known(v, values)]
        else:
            not_found.append(e.field)
            if len(lacking) < 2:
                excused.append(e.field)
    fields = {e.field for e in expected}
    wrong += [f"{name}: {', '.join(values)}" for name, values in found if name not in fields]
    return Part(tuple(right), tuple(not_found), tuple(wrong), tuple(excused))


def _options(name: str, found: Sequence[tuple[str, tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """The sets of values that may stand for a field: of `count` each dispute is one, of others all together."""
    of_field = [values for field_name, values in found if field_name == name]
    return of_field if name == "count" or not of_field else [tuple(dict.fromkeys(v for vs in of_field for v in vs))]


def _same_values(expected: Sequence[str], found: Sequence[str]) -> bool:
    return all(_known(v, expected) for v in found) and all(_known_to(v, found) for v in expected)


def _known(value: str, expected: Sequence[str]) -> bool:
    return any(same_holder((e,), (value,)) for e in expected)


def _known_to(value: str, found: Sequence[str]) -> bool:
    return any(same_holder((value,), (f,)) for f in found)


def updates(expected: Sequence[Update], found: Sequence[tuple[str, Names, str, str]], where: Missed) -> Part:
    """Corrections: field, holder, what was said before and after."""
    left = list(expected)
    right, wrong = [], []
    for name, who, was, is_now in found:
        match = next(
            (e for e in left if (e.field, e.was, e.is_now) == (name, was, is_now) and same_holder(e.holder, who)),
            None,
        )
        if match is None:
            wrong.append(f"{name} {who[0]}: {was} to {is_now}")
        else:
            left.remove(match)
            right.append(f"{name} {match.holder[0]}")
    excused = [e for e in left if where.may_say(e.holder) or where.may_count(e.was) or where.may_count(e.is_now)]
    words = [tuple(f"{e.field} {e.holder[0]}" for e in some) for some in (left, excused)]
    return Part(tuple(right), words[0], tuple(wrong), words[1])


def toll(expected: tuple[int, int, int] | None, found: Range | None, where: Missed) -> Part:
    """Low, best and high. Where nobody gives a figure, any that is found is wrong."""
    if expected is None:
        return Part() if found is None else Part(wrong=(f"{_range(found)}, nobody gives one",))
    got = found or (None, None, None)
    off = [(end, e, f) for end, e, f in zip(ENDS, expected, got, strict=True) if e != f]
    return Part(
        tuple(end for end, e, f in zip(ENDS, expected, got, strict=True) if e == f),
        tuple(f"{end} {e}, not {f}" for end, e, f in off),
        (),
        tuple(f"{end} {e}, not {f}" for end, e, f in off if where.may_count(str(e))),
    )


def _range(found: Range) -> str:
    return "/".join("-" if f is None else f"{f:g}" for f in found)


def judge(
    one: Expected,
    found: Sequence[Found],
    label_of: Mapping[ClaimId, tuple[str, Trigger]],
    triggers: Mapping[ClaimId, Trigger],
    texts: Mapping[str, str],
    outlets: Mapping[str, str],
) -> Judged:
    """One expected incident against the found one that holds most of its claims, of these the one with fewest."""
    own = {c for c, (label, _) in label_of.items() if label == one.label}
    seen = {label_of[c][1] for c in own}
    lost = [t for t in one.triggers if t not in seen]
    in_triggers = Part(
        tuple(_words(t, texts) for t in one.triggers if t in seen), tuple(_words(t, texts) for t in lost)
    )
    best = max(found, key=lambda f: (len(own & set(f.claims)), -len(f.claims)), default=Found(()))
    if not own:
        best = Found(())
    split = not own <= set(best.claims)  # what a found claim elsewhere says is not for want of a trigger
    where = missed(() if split else lost, texts, outlets)
    is_open = set(one.open)
    strangers = [c for c in best.claims if c not in own and not _covers(is_open, triggers[c], texts)]
    members = Part(
        *(
            tuple(_words(triggers[c], texts) for c in sorted(some, key=lambda c: (c[0], triggers[c].span)))
            for some in (own & set(best.claims), own - set(best.claims), strangers)
        )
    )
    return Judged(
        one.label,
        in_triggers,
        members,
        {
            "independent": holders(one.independent, one.independent_open, best.independent, where),
            "denies": holders(one.denies, (), best.denies, where),
            "disputes": disputes(one.disputes, best.disputes, where),
            "updates": updates(one.updates, best.updates, where),
            "killed": toll(one.killed, best.killed, where),
            "injured": toll(one.injured, best.injured, where),
        },
        frozenset(fate for fate in ("killed", "injured") if getattr(one, fate)),
    )


def _covers(some: Collection[Trigger], t: Trigger, texts: Mapping[str, str]) -> bool:
    return any(t.document == o.document and trigger_agrees(texts[t.document], o.span, t.span) for o in some)


def _words(t: Trigger, texts: Mapping[str, str]) -> str:
    return f"{t.document}: {t.span.of(texts[t.document])}"


def violated(
    story: Story, found: Sequence[Found], triggers: Mapping[ClaimId, Trigger], texts: Mapping[str, str]
) -> list[str]:
    """The pairs of events to be kept apart of which one found incident holds claims of both."""
    out = []
    for name, one, other in story.apart:
        for f in found:
            here = [triggers[c] for c in f.claims]
            sides = ([t for t in here if _covers(side, t, texts)] for side in (one, other))
            if all(sides):
                out.append(name)
                break
    return out


def to_json(value: Judged) -> dict[str, Any]:
    """Plain values for JSON."""
    return {
        "label": value.label,
        "exact": value.exact,
        "exact_but_for_triggers": value.exact_but_for_triggers,
        "triggers": asdict(value.triggers),
        "members": asdict(value.members),
        **{name: asdict(part) for name, part in value.parts.items()},
    }
