"""Articles that the program cannot read, put into a ledger for people to code."""

from __future__ import annotations

from onrecord.clean import clean
from onrecord.model.document import Failure, Metadata
from onrecord.model.errors import LedgerError
from onrecord.review.desk import Desk
from onrecord.settings import Settings
from onrecord.sources import collect
from onrecord.store.translations import put_by_hand, put_translation


def put_document(
    desk: Desk,
    input: str,
    language: str,
    translation: str | None,
    *,
    settings: Settings,
    published: str | None = None,
    publisher: str | None = None,
    title: str | None = None,
) -> str:
    """Store an article in any language, with a coder's English translation beside it; its id.

    Raises SourceError or DocumentError where it cannot be opened, and LedgerError `one_article`, `not_yours`.
    """
    given = Metadata(published=published, publisher=publisher, title=title, language=language)
    found = list(collect([input], settings=settings, given=given))
    if len(found) != 1:
        raise LedgerError("one_article", f"{input} holds {len(found)} articles", "Give one article at a time")
    (raw,) = found
    if isinstance(raw, Failure):
        raise LedgerError(raw.code, raw.message, raw.hint)
    put_by_hand(desk.ledger, raw, clean(raw, settings, any_language=True))
    if translation is not None:
        put_translation(desk.ledger, raw.id, translation, desk.coder)
    return raw.id
