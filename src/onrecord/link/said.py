"""Who gives a value, in which claims, since when: what disputes, updates and tolls show of their voices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.link.corroboration import claim_json, who_json
from onrecord.link.fact import Who
from onrecord.link.values import Entry
from onrecord.link.voices import LAST, FactId, Voice


@dataclass(frozen=True, slots=True)
class Said:
    """Who gives a value, in which claims, on which first and last day, None if unknown. `named`: False never counts."""

    key: str
    who: Who
    named: bool
    claims: tuple[FactId, ...]
    first: str | None
    last: str | None


def all_said(entries: Sequence[Entry[Any]]) -> tuple[Said, ...]:
    """Who gives these values, each voice once, by the day on which it first did."""
    by_voice: dict[Voice, list[Entry[Any]]] = defaultdict(list)
    for entry in entries:
        by_voice[entry.voice].append(entry)
    return tuple(sorted((one_said(v, es) for v, es in by_voice.items()), key=lambda s: (s.first or LAST, s.key)))


def one_said(voice: Voice, entries: Sequence[Entry[Any]]) -> Said:
    """One voice with all claims in which it gives these values."""
    days = sorted(e.day for e in entries if e.day != LAST)
    claims = tuple(dict.fromkeys(e.spoken.fact.id for e in entries))
    return Said(
        voice.key, voice.who, voice.kind != "unnamed", claims, days[0] if days else None, days[-1] if days else None
    )


def said_json(said: Said) -> dict[str, Any]:
    """Who says it, as plain values."""
    return {
        "key": said.key,
        "who": who_json(said.who),
        "named": said.named,
        "first": said.first,
        "last": said.last,
        "claims": [claim_json(claim) for claim in said.claims],
    }
