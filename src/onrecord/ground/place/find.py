"""Toponyms in a text: from the model's mentions, and by careful look-up where it saw none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onrecord.ground.place.gazetteer import Candidate, Gazetteer
from onrecord.ground.place.names import plain
from onrecord.ground.place.tables import Cues, load_cues
from onrecord.model.reading import Mention
from onrecord.model.span import Span

WORD = re.compile(r"[^\W\d_](?:\w|[.’'ʼ](?=\w))*\.?")
POSSESSIVE = re.compile(r"[’']s?$|(?<=s)[’']$")
JOINED = re.compile(r"[ \u00a0]|-|, (?=D\.?C\.?\b)")
DATELINE = re.compile(r"[ \u00a0]?(?:,[^\n]{1,40})?[ \u00a0]?(?:\([A-Z][^)\n]{1,30}\)[ \u00a0]?)?(?:--|[-–—])[ \u00a0]")
LONGEST = 6  # words in a toponym
KNOWN_TOWN = 300_000  # inhabitants from which a town is taken without the model having seen a place
NESTED_TOWN = 5_000  # and from which an organisation's first word is its town
KNOWN_UNIT = 1_000_000  # the same of first-level units
LANDS = frozenset({"country", "region", "water_region", "area", "water_area"})


@dataclass(frozen=True, slots=True)
class Toponym:
    """A span that names a place, with what the name may stand for. `part`: of an organisation's or people's name."""

    span: Span
    text: str
    name: str  # as it is compared
    candidates: tuple[Candidate, ...]
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int  # without a possessive
    text: str

    @property
    def upper(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class _Window:
    """One to LONGEST words of the text and what they may stand for."""

    first: int
    last: int
    span: Span
    name: str
    candidates: tuple[Candidate, ...]


def find(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> list[Toponym]:
    """Every toponym, in order, none overlapping another. Linear in the text."""
    words = [_word(m) for m in WORD.finditer(text)]
    windows = list(_windows(text, words, gazetteer))
    finder = _Finder(text, words, windows, [w.span.start for w in windows], load_cues())
    named = [m for m in mentions if m.named]
    found: list[Toponym] = []
    for mention in named:
        if mention.kind == "place":
            found += finder.in_place(mention.span)
        elif mention.kind == "facility":
            found += [t for t in finder.in_place(mention.span) if t.candidates]
        elif mention.kind in ("other", "group"):
            found += finder.in_other(mention.span)
        elif mention.kind == "organization":
            found += finder.in_organization(mention.span)
    taken = [m.span for m in named]
    people = {w for m in named if m.kind == "person" for w in plain(m.text).split()}
    places = {t.name for t in found if t.candidates and not t.part}
    found += finder.free(taken, people, places)
    return _apart(found, len(text))


def _word(match: re.Match[str]) -> _Word:
    text = POSSESSIVE.sub("", match[0])
    return _Word(match.start(), match.start() + len(text), text)


def _windows(text: str, words: Sequence[_Word], gazetteer: Gazetteer) -> Iterator[_Window]:
    """All runs of words that the gazetteer knows: they begin and end with a capital."""
    cues = load_cues()
    nothing = cues.generic | cues.beside | cues.facilities | cues.streets | frozenset(cues.units)
    runs: list[tuple[int, int]] = []
    for first, word in enumerate(words):
        if not word.upper:
            continue
        for last in range(first, min(first + LONGEST, len(words))):
            if last > first and not JOINED.fullmatch(text[words[last - 1].end : words[last].start]):
                break
            if words[last].upper:
                runs.append((first, last))
            elif words[last].text not in cues.inside:
                break
    spans = [Span(words[first].start, words[last].end) for first, last in runs]
    names = [span.of(text) for span in spans]
    for (first, last), span, name, known in zip(runs, spans, names, gazetteer.lookup_all(names), strict=True):
        compared = plain(name)
        candidates = tuple(c for c in known if c.use != "abbreviation" or _abbreviated(text, span))
        if candidates and compared not in nothing:
            yield _Window(first, last, _trimmed(name, span, candidates), compared, candidates)


def _trimmed(name: str, span: Span, candidates: Sequence[Candidate]) -> Span:
    """Without the full stop of the sentence; short forms keep theirs."""
    short = "." in name[:-1] or any(c.use == "abbreviation" for c in candidates)
    return Span(span.start, span.end - 1) if name.endswith(".") and not short else span


def _abbreviated(text: str, span: Span) -> bool:
    """Whether a state's short form is written as one: "S.C.", or "Ill." and "IL" behind a comma."""
    name = span.of(text)
    behind = text[: span.start].rstrip(" \u00a0").endswith(",")
    return (name.count(".") > 1) or (behind and (name.endswith(".") or name.isupper()))


@dataclass(frozen=True, slots=True)
class _Finder:
    text: str
    words: Sequence[_Word]
    windows: Sequence[_Window]
    starts: Sequence[int]  # of the windows, ascending
    cues: Cues

    def inside(self, span: Span) -> list[_Window]:
        """The longest windows within a span, from left to right."""
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        fitting = [w for w in self.windows[first:last] if w.span.end <= span.end + 1]
        out: list[_Window] = []
        for window in sorted(fitting, key=lambda w: (w.span.start - w.span.end, w.span.start)):
            if all(not window.span.overlap(o.span) for o in out):
                out.append(window)
        return sorted(out, key=lambda w: w.span)

    def toponym(self, window: _Window, *, part: bool = False) -> Toponym:
        return Toponym(window.span, window.span.of(self.text), window.name, window.candidates, part)

    def in_place(self, span: Span) -> list[Toponym]:
        """What a mention of a place holds: itself, or the toponyms in it; a place that nobody knows stays one."""
        text = span.of(self.text)
        unknown = [Toponym(span, text, plain(text), ())] if self._tells(text) else []
        windows = self.inside(span)
        whole = [w for w in windows if w.name == plain(text)]
        if whole:
            return [self.toponym(whole[0])]
        words = plain(text).split()
        if not words or not windows or words[-1] in self.cues.streets:
            return unknown
        rest = self._rest(span, windows)
        if all(w in self.cues.beside or w in self.cues.units for w in rest):
            return [self.toponym(w) for w in windows]
        if words[-1] in self.cues.facilities and windows[0].span.start == span.start:
            return [self.toponym(windows[0])]
        return unknown

    def _tells(self, text: str) -> bool:
        """Whether words could name a place that the gazetteer lacks. "St.", "North" and "City Hall" are none by
        themselves, and buildings and firms ("Velden House") are mentions, but no toponyms."""
        words = plain(text).split()
        if any(w in self.cues.generic or w in self.cues.facilities for w in words):
            return False
        return any(
            len(w) > 2 and not (w in self.cues.beside or w in self.cues.streets or w in self.cues.units) for w in words
        )

    def _rest(self, span: Span, windows: Sequence[_Window]) -> list[str]:
        """The words of a span that none of its windows holds."""
        held = [w.span for w in windows]
        return [
            plain(m[0])
            for m in WORD.finditer(self.text, span.start, span.end)
            if not any(h.start <= m.start() < h.end for h in held)
        ]

    def in_other(self, span: Span) -> list[Toponym]:
        """Demonyms, and lands that lend their name ("the Iraq war"). A town in it is mostly a name ("Paris Match")."""
        return [
            self.toponym(w, part=w.span != span)
            for w in self.inside(span)
            if any(c.use == "demonym" or c.kind in ("country", "region") for c in w.candidates)
        ]

    def in_organization(self, span: Span) -> list[Toponym]:
        """The place that an organisation's name begins with ("Columbus Police Department"): part of a name."""
        start = span.start + (4 if span.of(self.text)[:4].lower() == "the " else 0)
        for window in self.inside(span):
            if window.span.start != start:
                continue
            known = [c for c in window.candidates if c.use != "alternate" or c.kind == "country"]
            known = [c for c in known if _weighty(c, NESTED_TOWN)]
            if known and window.name not in self.cues.never:
                return [self.toponym(window, part=True)]
        return []

    def free(self, taken: Sequence[Span], people: set[str], places: set[str]) -> Iterator[Toponym]:
        """Toponyms outside of all mentions: lands, demonyms, large towns, names that are places elsewhere."""
        covered = bytearray(len(self.text) + 1)
        for span in taken:
            covered[span.start : span.end] = b"\1" * len(span)
        end = 0
        for window in sorted(self.windows, key=lambda w: (w.span.start, -w.span.end)):
            span = window.span
            if span.start < end or any(covered[span.start : span.end]):
                continue
            if self._believed(window, people, places):
                end = span.end
                yield self.toponym(window)

    def _believed(self, window: _Window, people: set[str], places: set[str]) -> bool:
        text = window.span.of(self.text)
        if window.name in self.cues.never or (len(window.name) < 4 and not text.isupper() and "." not in text):
            return False
        if self._in_longer_name(window):
            return False
        if window.name in places:
            return True
        if window.name in people:
            return False
        if text.isupper() and len(text) < 5 and not any(c.kind == "country" for c in window.candidates):
            return False
        if any(c.use in ("demonym", "abbreviation") or c.kind in LANDS for c in window.candidates):
            return True
        if any(c.kind == "admin1" and c.use == "name" and c.population >= KNOWN_UNIT for c in window.candidates):
            return True
        if text.isupper() and len(text) > 3 and DATELINE.match(self.text, window.span.end):
            return True
        return any(c.population >= KNOWN_TOWN and c.use in ("name", "nickname", "seat") for c in window.candidates)

    def _in_longer_name(self, window: _Window) -> bool:
        """Whether capitalised words around it make it part of a longer name that is no place: "Paris Hilton"."""
        first, last = window.first, window.last
        if any(c.use == "demonym" or c.kind == "country" for c in window.candidates):
            return False
        before = first > 0 and self.words[first - 1].upper and self._adjacent(first - 1)
        behind = last + 1 < len(self.words) and self.words[last + 1].upper and self._adjacent(last)
        before = before and plain(self.words[first - 1].text) not in self.cues.beside
        return before or behind

    def _adjacent(self, at: int) -> bool:
        return self.text[self.words[at].end : self.words[at + 1].start] in (" ", "-", "\u00a0")


def _weighty(candidate: Candidate, inhabitants: int) -> bool:
    return candidate.kind != "town" or candidate.population >= inhabitants


def _apart(found: Sequence[Toponym], length: int) -> list[Toponym]:
    """In order of the text; of two that overlap the longer one, and one with candidates before one without."""
    covered = bytearray(length)
    out: list[Toponym] = []
    for toponym in sorted(found, key=lambda t: (not t.candidates, -len(t.span), t.span.start)):
        span = toponym.span
        if not any(covered[span.start : span.end]):
            covered[span.start : span.end] = b"\1" * len(span)
            out.append(toponym)
    return sorted(out, key=lambda t: t.span)
