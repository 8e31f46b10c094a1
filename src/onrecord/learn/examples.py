"""What a ledger's decisions teach: for each document, which claims hold and which do not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.contract.shape import Json
from onrecord.evaluate.annotation import read_claims
from onrecord.model.document import Block, Document
from onrecord.model.errors import OnrecordError
from onrecord.model.reading import Claim
from onrecord.model.span import Span
from onrecord.ontology import load as load_ontology
from onrecord.store.decisions import decided_reading, documents_decided
from onrecord.store.ledger import Ledger

HOLD = frozenset({"accepted", "edited", "added"})
REJECTED = frozenset({"rejected"})
HELD_BACK = 5  # every fifth document, by a digest of its id, is for judging
FEWEST_DOCUMENTS = 10
FEWEST_JUDGED = 10  # decided claims that are held back


@dataclass(frozen=True, slots=True)
class Example:
    """A document with the claims that people let stand, and those that they rejected."""

    document: Document
    hold: tuple[Claim, ...]
    rejected: tuple[Claim, ...]

    @property
    def decided(self) -> int:
        """How many claims people spoke about."""
        return len(self.hold) + len(self.rejected)


def examples(ledger: Ledger) -> list[Example]:
    """One example for each document whose claims people decided on, in order of ids. Documents in languages that the
    program does not read are left out."""
    found = (example(decided_reading(ledger, id, rejected=True)) for id in documents_decided(ledger))
    return [e for e in found if e is not None]


def example(reading: Json) -> Example | None:
    """The example that a reading with decisions makes; None where none of its claims stands decided."""
    language = reading["document"].get("language")
    if language not in (None, "en"):
        return None
    text = reading["text"]
    rows = {standing: [c for c in reading["claims"] if c.get("standing") in standing] for standing in (HOLD, REJECTED)}
    if not any(rows.values()):
        return None
    ontology = load_ontology()
    hold, rejected = (read_claims(rows[standing], text, None, ontology) for standing in (HOLD, REJECTED))
    blocks = tuple(Block(Span(*b["span"]), b["kind"]) for b in reading["blocks"])
    given = reading["document"]
    document = Document(
        reading["id"], given["origin"], given["kind"], text, blocks, given["sha256"], published=given.get("published")
    )
    return Example(document, hold, rejected)


def split(found: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """To learn from, and to judge by. Raises OnrecordError `too_few_decisions` where there is too little of either."""
    judged = [e for e in found if int(hashlib.sha256(e.document.id.encode()).hexdigest()[:8], 16) % HELD_BACK == 0]
    kept = [e for e in found if e not in judged]
    held = count(judged)
    if len(found) < FEWEST_DOCUMENTS or held < FEWEST_JUDGED or not kept:
        raise OnrecordError(
            "too_few_decisions",
            f"the ledger has decisions on claims of {len(found)} documents that the program reads, "
            f"{held} of the claims in the fifth that is held back for judging",
            f"Decide on claims of at least {FEWEST_DOCUMENTS} documents, so that {FEWEST_JUDGED} decided claims "
            "are held back: onrecord review next",
        )
    return kept, judged


def count(found: Iterable[Example]) -> int:
    """Decided claims."""
    return sum(e.decided for e in found)
