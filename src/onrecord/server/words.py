"""How values are put into words on pages. Marks that would turn or hide what follows are replaced, nothing else is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from onrecord.export.answers import how_many, span
from onrecord.export.phrases import UNSEEN, status_mark

Json = dict[str, Any]
__all__ = ["capitalize_first", "counts", "day", "encoded", "flat", "places", "seen", "sides", "status_mark", "when"]


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


def places(claim: Json) -> str:
    """ "Moravi (12.00, 40.00), Varland": the innermost first, with the point where it is known."""
    return ", ".join(
        p["name"] + (f" ({p['geo']['lat']:.2f}, {p['geo']['lon']:.2f})" if p["geo"] else "") for p in claim["place"]
    )


def when(claim: Json) -> str:
    """The resolved time with the article's own words."""
    time = claim["time"]
    if not time:
        return ""
    days = span(time["earliest"], time["latest"]) or time["value"] or "not resolved"
    return f"{days} “{time['text']}”" if time["text"] else days


def counts(claim: Json, text: str) -> str:
    """All quantities; the article's own words where no number was understood."""
    out = []
    for q in claim["quantities"]:
        known = q["value"] is not None or q["max"] is not None
        out.append(how_many(q) if known or not q["span"] else text[slice(*q["span"])])
    return ", ".join(out)


def flat(value: object) -> str:
    """Nested lists of values with commas."""
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(flat, value)))
    return "" if value is None else str(value)


def told(value: Any) -> str:
    """What a coder's answer says of a field: names, codes and numbers in one line."""
    if value is None or value == []:
        return "none"
    if isinstance(value, list):
        chains = any(isinstance(held, list) for held in value)
        return (" · " if chains else ", ").join(map(told, value))
    if isinstance(value, dict):
        if "of" in value:
            return how_many(value)
        code = "/".join(value[name] for name in ("country", "sector") if value.get(name))
        return " ".join(
            str(part) for part in (value.get("name") or value.get("value"), code, value.get("stance")) if part
        )
    return str(value)
