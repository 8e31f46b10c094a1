"""How a claim is put into few words and marks, the same in the table, in the article view, in notebooks and in CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable

from onrecord.model.reading import Claim, Party, PlacePhrase, Quantity, Reading, Source

STATUS_MARKS = {"actual": "●", "future": "○", "hypothetical": "◇", "negated": "⊘"}
STANCE_MARKS = {"asserts": "", "confirms": "✓", "denies": "✗", "alleges": "?"}
CHAIN = " › "
OWN_VOICE = "own voice"

# An article may hold escape sequences that a terminal would obey, and marks that turn the direction of what follows
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(words: str) -> str:
    """Words on one line, white space folded, with characters that act on a terminal replaced by U+FFFD."""
    return UNSEEN.sub("\ufffd", " ".join(words.split()))


def status_mark(status: str) -> str:
    """The sign of a status; an unknown one is spelled out."""
    return STATUS_MARKS.get(status, status)


def legend() -> str:
    """What the marks of status and stance mean, in one line."""
    marks = [*STATUS_MARKS.items(), *((s, m) for s, m in STANCE_MARKS.items() if m)]
    return "  ".join(f"{mark} {word}" for word, mark in marks)


def event(claim: Claim) -> str:
    """Type and mode: "COERCE·arrest"."""
    return f"{claim.type}·{claim.mode}" if claim.mode else claim.type


def names(held: Iterable[Party | PlacePhrase]) -> str:
    """Names in order, with commas; the same name once."""
    return ", ".join(dict.fromkeys(plain(h.name) for h in held))


def when(claim: Claim) -> str:
    """The resolved time, else the article's own words in quotation marks, else nothing."""
    if claim.time is None:
        return ""
    return claim.time.value or f"“{plain(claim.time.text)}”"


def how_many(quantity: Quantity, text: str) -> str:
    """ "40 dockers", "5-7 injured", "up to 12 boats", "USD 1,500,000"; without a number, the article's own words."""
    low, high = quantity.value, quantity.max
    if low is None and high is None:
        return plain(quantity.span.of(text))
    if low is None:
        count = f"up to {high:,}"
    elif high is None or high == low:
        count = f"{low:,}"
    else:
        count = f"{low:,}-{high:,}"
    return " ".join(plain(part) for part in (quantity.unit, count, quantity.of) if part)


def counts(claim: Claim, text: str) -> str:
    """All quantities of a claim, with commas."""
    return ", ".join(how_many(q, text) for q in claim.quantities)


def chain(holders: Iterable[Source]) -> str:
    """ "Morning Tide › the harbour union ✓": outermost to innermost, a mark where a holder does more than assert."""
    said = (f"{plain(s.name)} {STANCE_MARKS.get(s.stance, s.stance)}".rstrip() for s in holders)
    return CHAIN.join(said)


def according_to(claim: Claim) -> list[str]:
    """One line for each chain; without sources, the article's own voice and whose that is."""
    if claim.sources:
        return [chain(holders) for holders in claim.sources]
    voice = claim.reporter.agency or claim.reporter.publisher
    return [f"{OWN_VOICE}: {plain(voice)}" if voice else OWN_VOICE]


def headline(reading: Reading) -> tuple[str, str]:
    """A document's title (else its id) and, for the line below, publisher, agency, date and id where known."""
    d = reading.document
    agency = f"from {plain(d.agency)}" if d.agency and d.agency != d.publisher else None
    parts = [
        plain(d.publisher) if d.publisher else None,
        agency,
        d.published or "no date",
        plain(d.id) if d.title else None,
    ]
    return plain(d.title or d.id), " · ".join(part for part in parts if part)


def plural(count: int, noun: str) -> str:
    """ "1 claim", "1,204 claims"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
