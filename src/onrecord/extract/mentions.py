"""Named mentions, and which of them are one entity of the document."""

from __future__ import annotations

import re
from collections.abc import Sequence

from onrecord.model.reading import Entity, Mention, MentionKind
from onrecord.model.span import Span

KIND: dict[str, MentionKind] = {"PER": "person", "ORG": "organization", "LOC": "place", "MISC": "other"}
_POSSESSIVE = re.compile(r"['’]s?$")


def entities(found: Sequence[tuple[Span, str, MentionKind]]) -> tuple[tuple[Mention, ...], tuple[Entity, ...]]:
    """Mentions with entity ids, and the entities in order of first mention.

    Mentions are one entity if their names are equal but for case, or if one is the last word of a person's
    name ("Lloyd Austin … Austin"). The name of an entity is its longest mention.
    """
    names: list[tuple[str, MentionKind]] = []
    by_name: dict[str, int] = {}
    by_last: dict[str, int] = {}
    owner: list[int] = []
    for _, text, kind in found:
        name = " ".join((_POSSESSIVE.sub("", text) or text).split())
        key = name.casefold()
        known = by_name.get(key)
        if known is None and kind == "person" and " " not in key:
            known = by_last.get(key)
        if known is None:
            known = len(names)
            names.append((name, kind))
        elif len(name) > len(names[known][0]):
            names[known] = (name, names[known][1])
        by_name.setdefault(key, known)
        if kind == "person" and " " in key:
            by_last[key.rsplit(" ", 1)[1]] = known
        owner.append(known)
    mentions = tuple(
        Mention(span, text, kind, True, f"n{k + 1}") for (span, text, kind), k in zip(found, owner, strict=True)
    )
    return mentions, tuple(Entity(f"n{k + 1}", name, kind) for k, (name, kind) in enumerate(names))
