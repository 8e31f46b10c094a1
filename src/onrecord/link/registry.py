"""Who owns the outlets that carry claims: owner, state control, side. Data that users extend with files of their own.

The table of actors knows media with their country and whether a state controls them. `registry.yaml` adds what that
table does not say; a user's file has the same shape: source, licence, a list of sources and, as its last line, `end:
of file`. A source of the list either extends an entry of the table (`ref: reuters`) or is one of its own (`name`,
optionally `aliases`, `country`, `state_controlled`). `owner` is whoever owns it, `side` the party to a conflict that
it speaks for, if any.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType

from onrecord.ground.actor import ActorTable
from onrecord.ground.actor import load as actors
from onrecord.ground.actor.words import key
from onrecord.model.errors import OnrecordError
from onrecord.ontology.nodes import Node, parse
from onrecord.settings import data_folder

OPTIONAL = ("ref", "name", "aliases", "country", "state_controlled", "owner", "side")
CACHED = 20_000  # names of outlets
BEFORE = ("the", "daily", "weekly", "newspaper", "news", "agency", "broadcaster", "official", "private", "independent")
BEHIND = ("newspaper", "news", "agency", "daily", "weekly", "website", "magazine", "bureau", "broadcaster")


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet or agency. `id` is the actor's id or made of its name; what is not known is None."""

    id: str
    name: str
    country: str | None = None
    state_controlled: bool | None = None
    owner: str | None = None
    side: str | None = None

    @property
    def belongs_to(self) -> str | None:
        """Owner as a label that outlets of one owner share; a state's outlets that name no other share the state's."""
        if self.owner:
            return f"owner:{key(self.owner)}"
        return f"state:{self.country}" if self.state_controlled and self.country else None


@dataclass(frozen=True, slots=True)
class Registry:
    """Sources by the plain forms of their names and aliases."""

    sources: Mapping[str, Source]

    @classmethod
    def open(cls, *paths: Path) -> Registry:
        """The package's registry with further files, of which a later one goes before an earlier one.

        Raises VocabularyError with file, line and reason if a file is wrong.
        """
        table = actors()
        names = dict(_media(table))
        for path in (files("onrecord.link").joinpath("registry.yaml"), *paths):
            names |= _read(path, names, table.countries)
        return cls(MappingProxyType(names))

    def find(self, name: str | None, ref: str | None = None) -> Source | None:
        """The source of that name ("the daily Le Monde", "Xinhua news agency") or actors' ref; None if not known."""
        if ref and (found := self.sources.get(ref)):
            return found
        return next((self.sources[n] for n in plain_names(name or "") if n in self.sources), None)


@lru_cache(maxsize=CACHED)
def plain_names(name: str) -> tuple[str, ...]:
    """The forms under which an outlet's name is looked up: as it stands, then without what only says what it is."""
    words = key(name).split()
    forms = [" ".join(words)]
    while len(words) > 1 and words[0] in BEFORE:
        words = words[1:]
        forms.append(" ".join(words))
    while len(words) > 1 and words[-1] in BEHIND:
        words = words[:-1]
        forms.append(" ".join(words))
    return tuple(forms)


@cache
def load() -> Registry:
    """The registry with the user's files, opened once."""
    folder = user_folder()
    return Registry.open(*(sorted(folder.glob("*.yaml")) if folder.is_dir() else ()))


def user_folder() -> Path:
    """Where the user's registry files lie."""
    return data_folder() / "sources"


def add(path: Path, folder: Path | None = None) -> int:
    """Extend the registry with a file and return its number of sources. A file of the same name is replaced.

    Raises VocabularyError with line and reason where anything is wrong with the file, and OnrecordError `cannot_write`;
    what was there stays as it was.
    """
    Registry.open(path)
    listed = len(parse(path).mapping()["sources"].items("sources"))
    target = (folder or user_folder()) / f"{path.stem}.yaml"
    waiting = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(path.read_bytes())
        waiting.replace(target)
    except OSError as error:
        with suppress(OSError):
            waiting.unlink()
        raise OnrecordError(
            "cannot_write", f"{target} cannot be written: {error.strerror}", "Set ONRECORD_DATA to a folder of yours"
        ) from error
    return listed


def _media(table: ActorTable) -> Iterator[tuple[str, Source]]:
    """The media of the table of actors by ref, name and alias; of two of one name, the first."""
    seen: set[str] = set()
    for number in range(len(table.entries)):
        if table.entries[number][2] != "media":
            continue
        entry = table.entry(number)
        source = Source(entry.id, entry.name, entry.country, entry.state_controlled)
        for name in (f"actors:{entry.id}", *(form for n in (entry.name, *entry.aliases) for form in plain_names(n))):
            if name not in seen:
                seen.add(name)
                yield name, source


def _read(path: Traversable, known: Mapping[str, Source], countries: Iterable[str]) -> dict[str, Source]:
    """What a registry file adds, by ref, name and alias."""
    top = parse(path).mapping(("source", "licence", "sources", "end"))
    top["source"].text("source")
    top["licence"].text("licence")
    if top["end"].text("end") != "of file":
        top["end"].refuse("bad_end", "`end` must be `of file`", "Write `end: of file` as the last line")
    names: dict[str, Source] = {}
    for node in top["sources"].items("sources"):
        fields = node.mapping((), OPTIONAL)
        source, called = _source(node, fields, known, frozenset(countries))
        for name in called:
            if name in names:
                node.refuse("duplicate_name", f"{name!r} is listed a second time", "Keep one of the two")
            names[name] = source
    return names


def _source(
    node: Node, fields: Mapping[str, Node], known: Mapping[str, Source], countries: frozenset[str]
) -> tuple[Source, list[str]]:
    """One source and all names under which it is found."""
    if ("ref" in fields) == ("name" in fields):
        node.refuse("ref_or_name", "a source has either `ref` or `name`", "Write the id of an actor, or a name")
    country = fields["country"].text_or_none("country") if "country" in fields else None
    if country is not None and country not in countries:
        fields["country"].refuse("unknown_country", f"country {country!r} is not known", "Use an alpha-3 code or null")
    if "ref" in fields:
        id = fields["ref"].text("ref")
        base = known.get(f"actors:{id}")
        if base is None:
            fields["ref"].refuse("unknown_ref", f"no medium of the table of actors is {id!r}", "Write `name` instead")
        called = [name for name, source in known.items() if source.id == id]
    else:
        name = fields["name"].text("name")
        base = Source(key(name).replace(" ", "-"), name)
        if not base.id:
            fields["name"].refuse("no_words", f"name {name!r} has no words", "Write the outlet's name")
        called = [key(name), key(name).removeprefix("the ")]
    aliases = [a.text("an alias") for a in fields["aliases"].items("aliases")] if "aliases" in fields else []
    called += [key(a) for a in aliases]
    return replace(
        base,
        country=country or base.country,
        state_controlled=(
            fields["state_controlled"].flag("state_controlled")
            if "state_controlled" in fields
            else base.state_controlled
        ),
        owner=fields["owner"].text_or_none("owner") if "owner" in fields else base.owner,
        side=fields["side"].text_or_none("side") if "side" in fields else base.side,
    ), list(dict.fromkeys(called))
