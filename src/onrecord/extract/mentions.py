"""Named mentions, and which of them are one entity of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.model.reading import Entity, Mention, MentionKind
from onrecord.model.span import Span

KIND: dict[str, MentionKind] = {"PER": "person", "ORG": "organization", "LOC": "place", "MISC": "other"}
Found = tuple[Span, str, MentionKind]

_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_ARABIC = re.compile(r"^(?:al|el|an|as|ad|ar)[-–’']")  # "Abu Musab al-Zarqawi … Zarqawi"
_CAPITAL = re.compile(r"[^\W\d_]+")
_ACRONYM = re.compile(r"[A-Z][A-Za-z.&-]{1,11}")
_BRACKET = re.compile(r"\s?[(\[]\s?[\"“”']?")
# What a body's name may leave off when it comes again: "the Wagner Group … Wagner"
_GENERIC = frozenset({
    "group", "party", "movement", "front", "army", "forces", "corps", "agency", "council", "organisation",
    "organization", "militia", "network", "brigade", "brigades", "union", "alliance", "coalition", "company",
    "corporation", "corp", "inc", "ltd", "plc", "bank", "university", "foundation", "institute", "newspaper",
    "television", "tv", "news",
})  # fmt: skip


class _Known:
    """The entities so far, and by which names they may come again."""

    def __init__(self) -> None:
        self.names: list[tuple[str, MentionKind]] = []
        self.by_name: dict[str, int] = {}
        self.by_short: dict[tuple[str, str], int] = {}  # kind and a part of the name that may stand for it

    def find(self, name: str, kind: MentionKind) -> int | None:
        """The entity that a name stands for."""
        key = _key(name)
        found = self.by_name.get(key)
        return self.by_short.get((_family(kind), key)) if found is None else found

    def add(self, name: str, kind: MentionKind, known: int | None) -> int:
        """Take in a mention; `known` is its entity, None for a new one."""
        if known is None:
            known = len(self.names)
            self.names.append((name, kind))
        elif len(name) > len(self.names[known][0]):
            self.names[known] = (name, self.names[known][1])
        self.by_name.setdefault(_key(name), known)
        first, last = _shorts(name, kind)
        if first:
            self.by_short.setdefault((_family(kind), first), known)
        if last:
            self.by_short[_family(kind), last] = known
            self.by_short[_family(kind), _ARABIC.sub("", last) or last] = known
        return known


def entities(found: Sequence[Found], text: str = "") -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """Mentions with entity ids, and the entities in order of first mention.

    Mentions are one entity if their names are equal but for case, dots and article ("the U.N.", "UN"); if one is the
    last word of a person's name ("Lloyd Austin … Austin"), or the first where no name ends so ("Saddam Hussein …
    Saddam"); if one is an acronym that stands in brackets behind the other ("Southern African Development Community
    (SADC)"), here or later; if one is the other without its generic end ("Wagner Group … Wagner"). The name of an
    entity is its longest mention.
    """
    known = _Known()
    owner: list[int] = []
    last: tuple[Span, str] | None = None
    for span, words, kind in found:
        name = " ".join((_POSSESSIVE.sub("", words) or words).split())
        at = known.find(name, kind)
        if last and _stands_for(name, last[1]) and _BRACKET.fullmatch(text[last[0].end : span.start]):
            at = owner[-1] if at is None else at
        owner.append(known.add(name, kind, at))
        last = (span, name)
    mentions = tuple(
        Mention(span, words, kind, True, f"n{k + 1}") for (span, words, kind), k in zip(found, owner, strict=True)
    )
    return mentions, tuple(Entity(f"n{k + 1}", name, kind) for k, (name, kind) in enumerate(known.names))


def _key(name: str) -> str:
    return _ARTICLE.sub("", name).replace(".", "").casefold() or name


def _family(kind: MentionKind) -> str:
    return "organization" if kind == "group" else kind


def _shorts(name: str, kind: MentionKind) -> tuple[str | None, str | None]:
    """Parts of a name that may stand for it from now on: one that yields to other names, and one that does not."""
    words = _key(name).split()
    if len(words) < 2:
        return None, None
    if kind == "person":
        return words[0], words[-1]
    is_body = _family(kind) == "organization" and words[-1] in _GENERIC
    return (" ".join(words[:-1]) if is_body else None), None


def _stands_for(acronym: str, name: str) -> bool:
    """Whether the letters are the initials of the name's words in order, small words left out or not."""
    if not _ACRONYM.fullmatch(acronym) or sum(c.isupper() for c in acronym) < 2:
        return False
    letters = [c.casefold() for c in acronym if c.isupper()]
    initials = [w[0].casefold() for w in _CAPITAL.findall(name)]
    capitals = [w[0].casefold() for w in _CAPITAL.findall(name) if w[0].isupper()]
    return letters in (initials, capitals)
