"""Days, places and names in running English."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from onrecord.export.answers import number
from onrecord.export.ledger.asked import NAME_CHARACTERS
from onrecord.export.phrases import plain
from onrecord.ground.actor.lands import country_names
from onrecord.ontology import load
from onrecord.store.records import capped

Json = dict[str, Any]
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
OPENING = ("“", '"', "‘", "«", "„")
STATUSES = {
    "actual": "It happened",
    "negated": "It did not happen",
    "future": "It is to come",
    "hypothetical": "It may be",
}
UNFIRM = {  # what an incident is of which no source says that it happened
    "alleged": "Alleged",
    "future": "Announced",
    "hypothetical": "Possible",
    "negated": "Denied",
}
QUESTIONS = {
    "actor": "who did it",
    "place": "where it was",
    "date": "when it was",
    "status": "whether it happened",
    "killed": "how many were killed",
    "injured": "how many were injured",
}


def day(iso: str) -> str:
    """ "10 February 2024"."""
    on = date.fromisoformat(iso[:10])
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def days(earliest: str | None, latest: str | None) -> str:
    """ "10 February 2024", "February 2024", "2021", "3 to 6 February 2024"; nothing where nothing is known."""
    if earliest is None:
        return ""
    first = date.fromisoformat(earliest[:10])
    last = date.fromisoformat((latest or earliest)[:10])
    if first == last:
        return day(earliest)
    after = last + timedelta(1) if last < date.max else last
    if (first.month, first.day) == (1, 1) and (after.month, after.day) == (1, 1) and first.year == last.year:
        return str(first.year)
    if first.day == 1 and after.day == 1 and (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last.isoformat())}"
    return f"{day(first.isoformat())} to {day(last.isoformat())}"


def when(incident: Json) -> str:
    """When it was, or by which day it was reported."""
    if told := days(incident["earliest"], incident["latest"]):
        return told
    return f"reported {day(incident['day'])}" if incident["day"] else "on an unknown day"


def where(incident: Json) -> str:
    """ "Baboua, Central African Republic"; nothing where nothing is known."""
    country = country_names().get(incident["country"] or "")
    place = listed([incident["place"]])
    return ", ".join(dict.fromkeys(part for part in (place, country) if part))


def what(type: str, mode: str | None) -> str:
    """ "Violence (drone)"."""
    label = load().type(type).label
    return f"{label} ({mode.replace('-', ' ')})" if mode else label


def listed(names: Iterable[str], most: int = 6) -> str:
    """ "a, b and c"; "a, b and 4 others"."""
    held = list(dict.fromkeys(capped(plain(name), NAME_CHARACTERS) for name in names if name))
    if len(held) > most:
        held = [*held[: most - 1], f"{len(held) - most + 1} others"]
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} and {held[-1]}" if held else ""


def toll(low: float | None, best: float | None, high: float | None) -> str:
    """ "12", "12; figures go from 5 to 40"."""
    if low == high:
        return number(best if best is not None else high)
    ends = f"figures go from {number(low) or '?'} to {number(high) or '?'}"
    return f"{number(best)}; {ends}" if best is not None else ends


def question(field: str, of: str | None) -> str:
    """What a dispute is about: "who did it", "how many lorries"."""
    return QUESTIONS.get(field, f"how many {of or field}" if field == "count" else f"how much in {field}") + (
        f" ({of})" if of and field != "count" else ""
    )


def answer(field: str, value: str, names: Sequence[str]) -> str:
    """What some say to a question: "“Gunmen”, says the army.", "It happened, say the front and a witness."."""
    told = STATUSES[value] if field == "status" and value in STATUSES else f"“{listed([value])}”"
    return f"{told}, {verb(names, 'says', 'say')} {listed(names)}."


def quoted(words: str) -> str:
    """In quotation marks, unless the words begin with some."""
    return words if words[:1] in OPENING else f"“{words}”"


def verb(names: Sequence[str], one: str, many: str) -> str:
    """The verb that fits so many names."""
    return one if len(set(names)) == 1 else many
