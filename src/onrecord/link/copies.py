"""Copies of one text: which documents carry the same report, and which passages they share.

`signature` says which texts are worth comparing, `compare` finds the passages that were copied, `groups` gives what
hangs together one name. A report that quotes what another one quotes is no copy: quotations are no evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.link.copies_bands import signature
from onrecord.link.copies_words import Words, words
from onrecord.model.document import Document
from onrecord.model.span import Span

__all__ = ["Copy", "body", "compare", "groups", "signature"]

RUNNING = frozenset({"paragraph", "quote", "list"})
SHINGLE = 4  # words that two texts must share in a row to be looked at
PLACES = 8  # of one shingle in the longer text that are tried; more have only phrases that say nothing
GAP = 8  # words of either text that an editor may have put in the place of others within a passage
OPEN = 4  # passages that the next run may continue: a phrase that strayed in must not cut one in two
PASSAGE_WORDS = 12  # copied words of a passage: shorter ones are names and phrases that all reports share
PASSAGE_SHARE = 0.5  # of a passage's words on either side that are copied
COPIED_SHARE = 0.3  # of the shorter text's own words that makes a copy, if they are COPIED_WORDS or more
COPIED_WORDS = 40  # no statement that two reports give without quotation marks is as long
MOST = 0.5  # share of the shorter text's own words that makes a copy if they are fewer
WHOLE = 0.9  # a text that is copied to this share is a copy even if it is one quotation
REPRINTED_DAYS = 30  # between two documents of which one may copy the other, where both days are known
EQUAL_WORDS = 5  # two headlines may be the same by chance, two sentences are not


@dataclass(frozen=True, slots=True)
class Copy:
    """How much of the shorter text the longer one holds, 0..1, and each copied passage as spans of both texts.

    Passages are in the order of the first text; they do not overlap in either.
    """

    containment: float
    passages: tuple[tuple[Span, Span], ...]


@dataclass(slots=True)
class _Run:
    """Words `i` to `i_end` of the shorter text that stand from `j` to `j_end` in the longer one, but for a few edits.

    `copied` holds the words that are the same: the first in either text, and how many from there.
    """

    i: int
    i_end: int
    j: int
    j_end: int
    copied: list[tuple[int, int, int]]
    words: int = 0

    def __post_init__(self) -> None:
        self.words = sum(length for _, _, length in self.copied)

    def add(self, i: int, j: int, length: int) -> None:
        """Go on with words that are the same."""
        self.copied.append((i, j, length))
        self.i_end, self.j_end = i + length, j + length
        self.words += length


def body(document: Document) -> str:
    """The document's text with form feeds in place of all that is no running text (furniture, credits, captions,
    headings). It is as long as the document's text, so that spans of one are spans of the other.
    """
    out, at = [], 0
    for block in document.blocks:
        if block.kind in RUNNING:
            gap = document.text[at : block.span.start]
            out += [gap if gap.isspace() else "\f" * len(gap), block.span.of(document.text)]
            at = block.span.end
    return "".join(out) + "\f" * (len(document.text) - at)


def compare(a: str, b: str) -> Copy | None:
    """What one text copied from the other, or both from a third; None where they are reports of their own.

    Give texts without furniture, as `body` makes them; no passage goes across a form feed. `compare(b, a)` is the same
    with the sides changed. Words in quotation marks count in `containment`, but only the rest makes a copy.
    """
    one, two = words(a), words(b)
    if (len(one), a) > (len(two), b):
        found = _compare(two, one)
        return found and Copy(found.containment, tuple(sorted((q, p) for p, q in found.passages)))
    return _compare(one, two)


def groups(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each document of the pairs with the smallest id among all that hang together with it."""
    leader: dict[str, str] = {}

    def lead(document: str) -> str:
        while leader.setdefault(document, document) != document:
            leader[document] = leader[leader[document]]
            document = leader[document]
        return document

    for a, b in pairs:
        first, second = sorted((lead(a), lead(b)))
        leader[second] = first
    return {document: lead(document) for document in sorted(leader)}


def _compare(short: Words, long: Words) -> Copy | None:
    """The copy of the text with fewer words in the other."""
    if len(short) < EQUAL_WORDS:
        return None
    if short.forms == long.forms:
        runs = [_Run(i, end, i, end, [(i, i, end - i)]) for i, end in _same_pages(short, long)]
    else:
        runs = _apart([run for run in _runs(short, long) if _is_passage(run)], len(short), len(long))
    if not _is_copy(runs, short, long):
        return None
    spans = [
        (Span(short.start[r.i], short.end[r.i_end - 1]), Span(long.start[r.j], long.end[r.j_end - 1])) for r in runs
    ]
    return Copy(sum(run.words for run in runs) / len(short), tuple(sorted(spans)))


def _is_copy(runs: Sequence[_Run], short: Words, long: Words) -> bool:
    """Whether the passages are more than what two reports of one event have in common."""
    pairs = ((i + n, j + n) for run in runs for i, j, length in run.copied for n in range(length))
    copied = sum(not (short.quoted[i] or long.quoted[j]) for i, j in pairs)
    own = sum(not quoted for quoted in short.quoted)
    if sum(run.words for run in runs) >= WHOLE * len(short):
        return True
    enough = COPIED_SHARE if copied >= COPIED_WORDS else MOST
    return copied >= max(PASSAGE_WORDS, enough * own)


def _same_pages(short: Words, long: Words) -> list[tuple[int, int]]:
    """Ranges of words within one page of both texts, whose words are the same."""
    pages = list(zip(short.page, long.page, strict=True))
    cuts = [0, *(i for i in range(1, len(pages)) if pages[i] != pages[i - 1]), len(pages)]
    return list(pairwise(cuts))


def _is_passage(run: _Run) -> bool:
    longest = max(run.i_end - run.i, run.j_end - run.j)
    return run.words >= PASSAGE_WORDS and run.words >= PASSAGE_SHARE * longest


def _apart(runs: Sequence[_Run], short: int, long: int) -> list[_Run]:
    """The runs, the longest first, that do not overlap one before in either text of so many words."""
    taken, taken_long = bytearray(short), bytearray(long)
    out = []
    for run in sorted(runs, key=lambda run: (-run.words, run.i)):
        if not (any(taken[run.i : run.i_end]) or any(taken_long[run.j : run.j_end])):
            taken[run.i : run.i_end] = b"\1" * (run.i_end - run.i)
            taken_long[run.j : run.j_end] = b"\1" * (run.j_end - run.j)
            out.append(run)
    return out


def _runs(short: Words, long: Words) -> list[_Run]:
    """Runs of the same words, those brought together that an edit of up to GAP words parts."""
    done: list[_Run] = []
    for i, j, length in _matches(short, long):
        recent = range(len(done) - 1, max(-1, len(done) - 1 - OPEN), -1)
        n = next((n for n in recent if _continues(done[n], i, j, short, long)), None)
        if n is None:
            done.append(_Run(i, i + length, j, j + length, [(i, j, length)]))
        else:
            done[n].add(i, j, length)
    return done


def _continues(run: _Run, i: int, j: int, short: Words, long: Words) -> bool:
    return (
        0 <= i - run.i_end <= GAP
        and 0 <= j - run.j_end <= GAP
        and short.page[i] == short.page[run.i]
        and long.page[j] == long.page[run.j]
    )


def _matches(short: Words, long: Words) -> Iterable[tuple[int, int, int]]:
    """The same words in a row, SHINGLE or more: places in both texts and length. No word is matched twice."""
    places: dict[tuple[str, ...], list[int]] = {}
    for j in range(len(long) - SHINGLE + 1):
        places.setdefault(long.forms[j : j + SHINGLE], []).append(j)
    free = bytearray(b"\1" * len(long))
    i = j_next = 0
    while i <= len(short) - SHINGLE:
        tried = places.get(short.forms[i : i + SHINGLE], ())[:PLACES]
        best, length = max(
            ((j, _length(short, long, free, i, j)) for j in tried),
            key=lambda match: (match[1], -abs(match[0] - j_next)),
            default=(0, 0),
        )
        if length < SHINGLE:
            i += 1
            continue
        yield i, best, length
        free[best : best + length] = bytes(length)
        i += length
        j_next = best + length


def _length(short: Words, long: Words, free: Sequence[int], i: int, j: int) -> int:
    """How many words from `i` and `j` on are the same, within one page and not yet matched."""
    length, most = 0, min(len(short) - i, len(long) - j)
    while (
        length < most
        and short.forms[i + length] == long.forms[j + length]
        and free[j + length]
        and short.page[i + length] == short.page[i]
        and long.page[j + length] == long.page[j]
    ):
        length += 1
    return length
