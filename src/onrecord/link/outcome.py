"""Whether an incident happened, as far as its claims say. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set

FIRM = frozenset({"asserts", "confirms"})


def said_of(status: str, stances: Set[str]) -> str:
    """What one claim says of its event: "actual", "alleged", "negated", "future" or "hypothetical".

    `stances` are those of its innermost holders, none where the article speaks in its own voice. That something took
    place counts as said where one of them stands by it, not where all of them only allege it.
    """
    if status != "actual" or not stances or stances & FIRM:
        return status
    return "alleged" if "alleges" in stances else "negated"


def outcome(said: Iterable[str]) -> str:
    """What an incident's claims say together: "actual" or else "alleged" if any says so, else what most say."""
    counts = Counter(said)
    for first in ("actual", "alleged"):
        if counts[first]:
            return first
    return max(sorted(counts), key=lambda word: counts[word])
