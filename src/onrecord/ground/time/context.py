"""What a rule knows besides the words: the day of writing, what was named before, and the clause's tense."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from onrecord.ground.time import dates
from onrecord.model.reading import TimexType

AGAINST_TENSE_DAYS = 200  # what suits the tense may lie that much farther away; swept on TimeBank and the coded claims
NEAR_DAYS = 7  # before the day of writing may lie the day that "later in the day" speaks of
TO_LAST = frozenset({"last", "past", "previous", "preceding", "prior", "this past"})
TO_THIS = frozenset({"this", "current", "present", "this very", "this same", "same", "that", "that same", "the"})
TO_NEXT = frozenset({"next", "coming", "following", "upcoming", "this coming"})
FROM_NAMED = frozenset({"previous", "preceding", "prior", "same", "that", "that same", "following"})


@dataclass(frozen=True, slots=True)
class Found:
    """A TIMEX3 value and type. `value` None where the words are understood but name no time that can be told."""

    value: str | None
    type: TimexType


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is the day of writing, None if unknown. `named` is the value of the calendar named last before the words,
    `quarter` the business period named last (`1989-Q3`, or a year). `tense` gives -1 (past), 0 or 1 (future) of the
    clause; `after` holds the characters that follow."""

    now: date | None
    named: str | None
    quarter: str | None
    tense: Callable[[], int]
    after: str

    def anchor(self, word: str) -> date | None:
        """The day from which "last", "next", "following" … count."""
        if word in FROM_NAMED and self.named and (covered := dates.bounds(self.named)):
            return covered[0]
        return self.now

    def here(self, now: date) -> date:
        """The day that the text is at: the one named last if it lies in the week before the day of writing."""
        if self.named and dates.precision(self.named) in ("day", "time") and (covered := dates.bounds(self.named)):
            day = covered[0]
            return day if 0 <= (now - day).days < NEAR_DAYS else now
        return now

    def nearest(self, candidates: list[tuple[str, date]]) -> str | None:
        """The value whose day suits the tense and lies nearest to the day of writing. Candidates are (value, day)."""
        if self.now is None or not candidates:
            return None
        now, tense = self.now, self.tense()

        def cost(candidate: tuple[str, date]) -> int:
            away = (candidate[1] - now).days
            against = (away > 0) if tense < 0 else (away < 0) if tense > 0 else False
            return abs(away) + AGAINST_TENSE_DAYS * against

        return min(candidates, key=cost)[0]


def step(word: str) -> int | None:
    """-1, 0 or 1 for "last", "this", "next" and their like."""
    for to, words in ((-1, TO_LAST), (0, TO_THIS), (1, TO_NEXT)):
        if word in words:
            return to
    return None


def year_of(m: re.Match[str], context: Context) -> int | None:
    """The year that a match's `year` or `rel` group names ("1998", "last year"), else None."""
    groups = m.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    word = groups.get("rel") or ""
    anchor, by = context.anchor(word), step(word)
    if anchor is None or by is None:
        return None
    return anchor.year + by


def says_year(m: re.Match[str]) -> bool:
    """Whether a match names a year at all."""
    return bool(m.groupdict().get("year") or m.groupdict().get("rel"))
