"""How many were killed and injured: low, best and high, as UCDP's georeferenced event dataset has them.

UCDP GED's codebook gives every event three numbers. *Best* is the most likely number of deaths: that of the source
which is judged most reliable, and where none stands out, the lower one as a rule. *Low* and *high* are the lowest and
the highest estimate that can be relied on; all three cover the dead of all sides and civilians.

Nobody judges reliability here, so agreement stands for it. A figure is each voice's last word: its total, or the sum
of the kinds of people that it counts (soldiers, police, fighters, and the largest of other groups). Low and high are
the smallest and largest figure of any voice, tolls that have only grown since left out; a voice that counts soldiers
alone says nothing of the lowest total where others count civilians too. Best is the figure that most independent
named holders support; among equals the most recently reported, among those the lower. Voices without a name count for
best only where no other gives a figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from onrecord.link.counts import number, span_of, stated
from onrecord.link.fact import Count, Fact
from onrecord.link.registry import Registry, load
from onrecord.link.said import Said, all_said, said_json
from onrecord.link.values import ARMED, FATES, Entry, counts, current, outgrown, parties, put_forward, reach
from onrecord.link.voices import LAST, Voice, voices

TOLD_APART = frozenset(ARMED.values())  # kinds of people that do not overlap


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of people and who gives it."""

    number: int | float
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The three estimates. Only "up to 7" known: `low` and `best` are None; only "at least 3": it is all three."""

    low: Estimate | None
    best: Estimate | None
    high: Estimate | None


@dataclass(frozen=True, slots=True)
class Toll:
    """Dead and hurt of an incident, each None where no claim counts them."""

    killed: Range | None
    injured: Range | None


@dataclass(frozen=True, slots=True)
class _Figure:
    """One voice's last word. `low` and `high` are as stated; `entries` are what it rests on.

    `whole` is False where it counts one kind of people only and others count more kinds.
    """

    voice: Voice
    low: Fraction | None
    high: Fraction | None
    entries: tuple[Entry[Count], ...]
    whole: bool

    @property
    def day(self) -> str:
        """The last day on which it was given, "" if no document has a date."""
        return max((e.day for e in self.entries if e.day != LAST), default="")

    def supports(self, figure: Fraction) -> bool:
        """Whether its words leave that number open: "at least 10" does for 12. A sum is taken as it stands."""
        if len(self.entries) > 1:
            return self.low is not None and self.low <= figure <= (self.high if self.high is not None else self.low)
        span = span_of(self.entries[0].value)
        return span is not None and span.low <= figure and (span.high is None or figure <= span.high)


def toll(facts: Sequence[Fact], copy_group: Mapping[str, str], registry: Registry | None = None) -> Toll:
    """Low, best and high for killed and injured of an incident, of which `facts` are all the claims, in any order."""
    spoken = voices(facts, copy_group, registry or load())
    found = counts(put_forward(spoken))
    taking_part = parties(spoken)
    killed, injured = (
        _range({field.of: current(entries) for field, entries in found.items() if field.name == fate}, taking_part)
        for fate in FATES
    )
    return Toll(killed, injured)


def _range(kinds: Mapping[str | None, Mapping[Voice, list[Entry[Count]]]], taking_part: frozenset[str]) -> Range | None:
    voices_there = sorted({v for said in kinds.values() for v in said}, key=lambda v: (v.key, v.who.name))
    figures = [f for voice in voices_there if (f := _figure(voice, kinds))]
    if not figures:
        return None
    reaches = [reach(f.entries, taking_part) for f in figures]
    standing = [f for f, early in zip(figures, reaches, strict=True) if not any(outgrown(early, g) for g in reaches)]
    whole = [f for f in standing if f.whole] or standing
    lows = [f.low for f in whole if f.low is not None]
    highs = [f.high for f in standing if f.high is not None]
    best = _best(whole)
    return Range(
        _estimate(min(lows), [f for f in whole if f.low == min(lows)]) if lows else None,
        _estimate(best, [f for f in standing if f.supports(best)]) if best is not None else None,
        _estimate(max(highs), [f for f in standing if f.high == max(highs)]) if highs else None,
    )


def _figure(voice: Voice, kinds: Mapping[str | None, Mapping[Voice, list[Entry[Count]]]]) -> _Figure | None:
    """A voice's total: the one that it states, or the sum over kinds of people where that is more."""
    by_kind = {of: tuple(said[voice]) for of, said in kinds.items() if voice in said}
    whole = by_kind.pop(None, ())
    apart = {of: entries for of, entries in by_kind.items() if of in TOLD_APART}
    others = [entries for of, entries in by_kind.items() if of not in TOLD_APART]
    if others:
        apart["others"] = max(others, key=lambda es: (_ends(es)[1] or 0, [e.spoken.fact.id for e in es]))
    parts = [_ends(entries) for entries in apart.values()]
    total = _ends(whole)
    low = sum((p[0] for p in parts if p[0] is not None), Fraction(0)) if any(p[0] is not None for p in parts) else None
    high = sum((p[1] for p in parts if p[1] is not None), Fraction(0)) if parts else None
    if not apart or (total[1] is not None and (high is None or total[1] >= high)):
        low, high, entries = *total, whole
    else:
        entries = tuple(e for of in sorted(apart) for e in apart[of])
    all_kinds = bool(whole) or len(apart) > 1 or len(kinds) == 1
    return _Figure(voice, low, high, entries, all_kinds) if entries and high is not None else None


def _ends(entries: Sequence[Entry[Count]]) -> tuple[Fraction | None, Fraction | None]:
    """The least and the most of one voice's last figures."""
    ends = [stated(e.value) for e in entries]
    return (
        min((low for low, _ in ends if low is not None), default=None),
        max((high for _, high in ends if high is not None), default=None),
    )


def _best(figures: Sequence[_Figure]) -> Fraction | None:
    """The figure with most independent support, then the most recent, then the lower."""
    named = [f for f in figures if f.voice.kind != "unnamed"]
    counting = _own(named) or figures
    support: dict[Fraction, list[_Figure]] = defaultdict(list)
    for figure in counting:
        if figure.low is not None:
            support[figure.low] += [f for f in counting if f.supports(figure.low)]
    if not support:
        return None
    ranked = {
        n: (len({f.voice.key for f in fs}), max((f.day for f in fs if f.low == n), default=""))
        for n, fs in support.items()
    }
    top = max(ranked.values())
    return min(n for n, rank in ranked.items() if rank == top)


def _own(figures: Sequence[_Figure]) -> list[_Figure]:
    """The figures without those of outlets that only say themselves what somebody says whom the same text quotes."""
    quoted = {(e.spoken.text, e.label) for f in figures for e in f.entries if not e.spoken.own}
    return [f for f in figures if any(not e.spoken.own or (e.spoken.text, e.label) not in quoted for e in f.entries)]


def _estimate(value: Fraction, figures: Sequence[_Figure]) -> Estimate:
    return Estimate(number(value), all_said([e for f in figures for e in f.entries]))


def to_json(value: Toll) -> dict[str, Any]:
    """Plain values for JSON, keys in a fixed order."""
    return {fate: _range_json(getattr(value, fate)) for fate in FATES}


def _range_json(found: Range | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        end: {"number": e.number, "said": [said_json(s) for s in e.said]} if (e := getattr(found, end)) else None
        for end in ("low", "best", "high")
    }
