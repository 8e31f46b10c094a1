"""What an extractor makes of a file: its text, the units of it, and what the file says about the article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onrecord.clean.lines import Unit
from onrecord.model.document import BlockKind, PublishedFrom

TITLE_PIECES = 3  # the title is looked for among so many first pieces of a body


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading, list item or cell of a file, with what its markup says it is."""

    text: str
    hint: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """An article's text with its units. Metadata are the file's own words, None where it has none."""

    text: str
    units: Sequence[Unit]
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    extractor: str | None = None


def assemble(pieces: Iterable[Piece]) -> tuple[str, list[Unit]]:
    """Text and units of pieces: blank lines between them, single line ends between items of one list."""
    parts: list[str] = []
    units: list[Unit] = []
    length = 0
    last: str | None = None
    for piece in pieces:
        words = " ".join(piece.text.split())
        if not words:
            continue
        if last is not None:
            gap = "\n" if last == piece.hint == "list" else "\n\n"
            parts.append(gap)
            length += len(gap)
        units.append(Unit(length, length + len(words), piece.hint))
        parts.append(words)
        length += len(words)
        last = piece.hint or ""
    return "".join(parts), units


def without_title(pieces: Sequence[Piece], title: str | None) -> list[Piece]:
    """The pieces without the one, among the first, that is the title again."""
    if title:
        wanted = plain_words(title)
        for place, piece in enumerate(pieces[:TITLE_PIECES]):
            if plain_words(piece.text) == wanted:
                return [*pieces[:place], *pieces[place + 1 :]]
    return list(pieces)


def plain_words(passage: str) -> str:
    """Letters and digits alone, for comparing titles across typography."""
    return " ".join(re.findall(r"\w+", passage.casefold()))


def or_none(value: object) -> str | None:
    """A metadata value without white space at its ends; None for what is no string or blank."""
    return " ".join(value.split()) or None if isinstance(value, str) else None
