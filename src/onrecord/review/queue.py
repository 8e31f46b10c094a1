"""What a coder should look at next: what is uncertain and what much hangs on. Pure."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Set

from onrecord.store.work import ClaimId, Waiting


def uncertainty(confidence: float) -> float:
    """0 for a claim that is surely right or surely wrong, 1 for a toss of a coin: 1 - |2c - 1|."""
    return 1.0 - abs(2.0 * confidence - 1.0)


def impact(claim: Waiting) -> float:
    """What hangs on a claim: the dead and the documents of its incident in powers of two, each disputed field, and
    one more where nobody else reports the event, since then the claim alone decides whether there is one."""
    alone = 1.0 if claim.independent <= 1 else 0.0
    return math.log2(1.0 + claim.killed) + math.log2(1.0 + claim.documents) + claim.disputes + alone


def priority(claim: Waiting) -> float:
    """The order of the queue: uncertainty times impact. What needs review again comes before all else."""
    first = 1000.0 if claim.standing == "needs_review" else 0.0
    return first + (0.05 + uncertainty(claim.confidence)) * (1.0 + impact(claim))


def ordered(
    claims: Iterable[Waiting], answered: Mapping[ClaimId, Set[str]], coder: str, most: int, *, second: bool = False
) -> list[Waiting]:
    """The first `most` claims that the coder has not answered, or that need review again; with `second` only those that
    others have answered, for double coding."""
    mine = (c for c in claims if _waits(c, answered.get((c.document, c.key), frozenset()), coder, second))
    return heapq.nsmallest(most, mine, key=lambda c: (-priority(c), c.document, c.key))


def _waits(claim: Waiting, coders: Set[str], coder: str, second: bool) -> bool:
    if second and not coders - {coder}:
        return False
    return coder not in coders or claim.standing == "needs_review"
