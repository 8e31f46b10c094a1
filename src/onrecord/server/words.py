"""Words as pages show them: marks that would turn or hide what follows are replaced, nothing else is touched."""

from __future__ import annotations

from onrecord.export.phrases import UNSEEN


def seen(text: object) -> str:
    """Text for a page. Line ends stay; Jinja escapes the rest."""
    return UNSEEN.sub("\ufffd", str(text).replace("\r\n", "\n"))
