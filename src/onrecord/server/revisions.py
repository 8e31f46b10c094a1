"""Two revisions of an article side by side: their words paragraph by paragraph, and what changed in their claims."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from markupsafe import Markup, escape

from onrecord.model.errors import LedgerError
from onrecord.server.words import seen
from onrecord.store import Ledger
from onrecord.store.changes import Change
from onrecord.store.diff import changes_between

Json = dict[str, Any]
WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 3_000  # of a pair of paragraphs that are compared word by word; that takes the square of it at worst


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of each, None where one has no such: `changed` where they differ."""

    old: Markup | None
    new: Markup | None
    changed: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """What the page shows."""

    old: Json
    new: Json
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]


def side_by_side(ledger: Ledger, id: str, held: Sequence[Json], old: int | None, new: int | None) -> SideBySide:
    """Compare two of the revisions `held`: the last two, unless others are named by number.

    Raises LedgerError `no_document`, `no_revision`, `one_revision`.
    """
    if not held:
        raise LedgerError("no_document", f"{ledger.path.name} holds no article {id!r}", "Look for it among Articles")
    if len(held) == 1:
        raise LedgerError(
            "one_revision",
            f"{id!r} has one revision",
            "There is something to compare when onrecord add has found other bytes under its id or URL",
        )
    by_number = {row["revision"]: row for row in held}
    numbers = sorted(by_number)
    newer = new or numbers[-1]
    older = old or max((n for n in numbers if n < newer), default=numbers[0])
    for number in (older, newer):
        if number not in by_number:
            raise LedgerError("no_revision", f"there is no revision {number} of {id!r}", f"There are {numbers}")
    ends = [by_number[older], by_number[newer]]
    paragraphs = [_paragraphs(ledger.reading_json(end["id"], end["revision"])) for end in ends]
    found = changes_between(ledger, *((end["id"], end["revision"]) for end in ends))
    return SideBySide(ends[0], ends[1], tuple(_rows(*paragraphs)), tuple(found))


def _paragraphs(obj: Json) -> list[str]:
    return [seen(obj["text"][slice(*block["span"])]) for block in obj["blocks"]]


def _rows(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for number in range(max(b - a, d - c)):
            was = old[a + number] if a + number < b else None
            now = new[c + number] if c + number < d else None
            if tag == "equal" or was is None or now is None:
                yield Row(_escaped(was), _escaped(now), tag != "equal")
            else:
                yield Row(*_words(was, now), True)


def _escaped(words: str | None) -> Markup | None:
    return None if words is None else escape(words)


def _words(old: str, new: str) -> tuple[Markup, Markup]:
    """Both with what the other does not have in <del> and <ins>."""
    a, b = WORD.findall(old), WORD.findall(new)
    if max(len(a), len(b)) > MOST_WORDS:
        return Markup("<del>{}</del>").format(old), Markup("<ins>{}</ins>").format(new)
    was, now = Markup(""), Markup("")
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left, right = "".join(a[i:j]), "".join(b[k:m])
        was += escape(left) if tag == "equal" or not left else Markup("<del>{}</del>").format(left)
        now += escape(right) if tag == "equal" or not right else Markup("<ins>{}</ins>").format(right)
    return was, now
