"""Articles in languages that the program does not read: kept as they are, with a coder's translation beside them."""

from __future__ import annotations

from dataclasses import dataclass

import onrecord
from onrecord.model.document import Document, Raw
from onrecord.model.errors import LedgerError
from onrecord.model.reading import MadeBy, Reading
from onrecord.ontology import load
from onrecord.store.ledger import Ledger
from onrecord.store.migrate import now

BY_HAND = "by hand"  # the model of a document whose claims are people's alone


@dataclass(frozen=True, slots=True)
class Translation:
    """A text in English for a document, by whom and when (UTC)."""

    text: str
    coder: str
    made: str


def put_by_hand(ledger: Ledger, raw: Raw, document: Document) -> None:
    """Store a document without a reading of the machine's. One that is known stays as it is."""
    made_by = MadeBy(onrecord.__version__, BY_HAND, load().version)
    ledger.add([(raw, Reading(document, (), (), (), (), (), (), made_by))])


def put_translation(ledger: Ledger, document: str, text: str, coder: str) -> None:
    """Keep a translation of a document. Only who made it replaces it: raises LedgerError `not_yours`, `no_document`."""
    ledger.reading_json(document)
    held = translation_of(ledger, document)
    if held is not None and held.coder != coder and held.text != text:
        raise LedgerError(
            "not_yours", f"document {document!r} has a translation by {held.coder}", f"Let {held.coder} correct it"
        )
    with ledger.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO translations (document, language, text, coder, made) VALUES (?, 'en', ?, ?, ?)",
            (document, text, coder, now()),
        )


def translation_of(ledger: Ledger, document: str) -> Translation | None:
    """The translation of a document, if it has one."""
    row = ledger.connection.execute(
        "SELECT text, coder, made FROM translations WHERE document = ?", (document,)
    ).fetchone()
    return None if row is None else Translation(row["text"], row["coder"], row["made"])
