"""Translations beside articles that the program does not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import document
from onrecord.model.document import Raw
from onrecord.model.errors import LedgerError
from onrecord.store import Ledger
from onrecord.store.again import unread
from onrecord.store.translations import put_by_hand, put_translation, translation_of


def test_only_who_made_it_replaces_it(tmp_path: Path) -> None:
    text = "Le marché de Velden est resté fermé."
    with Ledger.open(tmp_path / "l.db", write=True) as ledger:
        put_by_hand(ledger, Raw("fr", "fr.txt", "text", text.encode()), document(text, "fr", language="fr"))
        assert (ledger.reading_json("fr")["claims"], translation_of(ledger, "fr")) == ([], None)
        put_translation(ledger, "fr", "The market stayed shut.", "anna")
        put_translation(ledger, "fr", "The market of Velden stayed shut.", "anna")
        with pytest.raises(LedgerError, match="by anna"):
            put_translation(ledger, "fr", "The market was closed.", "ben")
        held = translation_of(ledger, "fr")
        assert held is not None and held.text == "The market of Velden stayed shut."
        with pytest.raises(LedgerError, match="no document 'es'"):
            put_translation(ledger, "es", "Nothing.", "anna")
        assert unread(ledger, None) == []  # people code it, no model reads it again
