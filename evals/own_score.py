"""Scores of the layout roles of characters, for the furniture set. Claims are scored by `onrecord.evaluate`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onrecord.evaluate import Counts

Json = Mapping[str, Any]
Range = Sequence[int]  # [start, end), not empty

ROLES = ("furniture", "credit", "heading")


def blocks(text: str, gold: Json, found: Sequence[Json]) -> dict[str, Counts]:
    """Counts of characters, white space aside, for each role of ROLES. `gold` maps a role to spans."""
    got = {role: _characters(text, (b["span"] for b in found if b["kind"] == role)) for role in ROLES}
    wanted = {role: _characters(text, gold[role]) for role in ROLES}
    return {role: Counts(len(got[role] & wanted[role]), len(got[role]), len(wanted[role])) for role in ROLES}


def _characters(text: str, spans: Iterable[Range]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}
