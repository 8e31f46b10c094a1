"""How values are put into words on pages. Marks that would turn or hide what follows are replaced, nothing else is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from onrecord.export.answers import span
from onrecord.export.phrases import UNSEEN, status_mark

Json = dict[str, Any]
__all__ = ["capitalize_first", "day", "encoded", "seen", "sides", "status_mark"]


def seen(text: object) -> str:
    """Text for a page. Line ends stay; Jinja escapes the rest."""
    return UNSEEN.sub("\ufffd", str(text).replace("\r\n", "\n"))


def capitalize_first(text: str) -> str:
    """With a capital, and the rest as it is."""
    return text[:1].upper() + text[1:]


def encoded(value: str) -> str:
    """A value for a query string: an id may hold slashes, question marks and what not."""
    return quote(value, safe="")


def day(row: Json) -> str:
    """The days on which an event may have been; "by …" where only the day of the report is known."""
    told = span(row["earliest"], row["latest"])
    return told or (f"by {row['day'][:10]}" if row["day"] else "")


def sides(row: Json) -> str:
    """ "Reed Front → the army", with the types where nobody is named."""
    named = " → ".join(filter(None, (", ".join(row["actors"][:3]), ", ".join(row["recipients"][:3]))))
    return named or ", ".join(row["types"]).capitalize() or row["id"]
