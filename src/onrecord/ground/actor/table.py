"""The actor table as it is used: one compiled file with every name, demonym and role, looked up by words.

`compiled.json` is made from the YAML files beside it by `python -m onrecord.ground.actor.compile`; a test holds the two
together. Opening it takes a few milliseconds, parsing the YAML would take a hundred times that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import orjson

from onrecord.ground.actor.entries import Entry
from onrecord.ground.actor.words import Word
from onrecord.model.errors import VocabularyError

What = Literal["actor", "place", "role", "link"]
SHORT = 3  # letters up to which a name in capitals must be written so: "who" is not WHO


@dataclass(frozen=True, slots=True)
class Match:
    """Words `[start, end)` that a table knows. `about` is what the table says, by `what`."""

    start: int
    end: int
    what: What
    about: Any


@dataclass(frozen=True, slots=True)
class ActorTable:
    """All that the rules look up. Each index maps a name's words to what it is; `longest` maps a first word to the most
    words of a name that begins with it.

    `actors`: entries' numbers. `places`: [country or None, use, faction, name of the state or None], where use
    is country, capital, town, adjective, people. `roles`: [class, sector or None]. `links`: prepositions and their kin.
    """

    entries: Sequence[Sequence[Any]]
    actors: Mapping[str, Sequence[int]]
    places: Mapping[str, Sequence[Any]]
    roles: Mapping[str, Sequence[Any]]
    links: Mapping[str, str]
    cues: Mapping[str, str]
    cased: Mapping[str, int]
    longest: Mapping[str, int]
    countries: frozenset[str]

    @classmethod
    def open(cls, folder: Path | None = None) -> ActorTable:
        """The package's table with the actor files that `onrecord actors add` put into `folder`.

        Raises VocabularyError if one of those files is damaged.
        """
        compiled = orjson.loads(files("onrecord.ground.actor").joinpath("compiled.json").read_bytes())
        table = cls(**{**compiled["table"], "countries": frozenset(compiled["countries"])})
        for path in sorted(folder.glob("*.json")) if folder and folder.is_dir() else ():
            try:
                table = table._with(orjson.loads(path.read_bytes()))
            except (OSError, ValueError, TypeError, KeyError) as error:
                raise VocabularyError(
                    "damaged_table", f"{path} cannot be used: {error}", "Add the file again, or delete it"
                ) from error
        return table

    def _with(self, added: Mapping[str, Any]) -> ActorTable:
        """This table with a compiled actor file, whose names go before those already known."""
        base = len(self.entries)
        actors = dict(self.actors)
        for name, numbers in added["actors"].items():
            actors[name] = [*(base + n for n in numbers), *actors.get(name, ())]
        longest = dict(self.longest)
        for first, most in added["longest"].items():
            longest[first] = max(most, longest.get(first, 0))
        return ActorTable(
            [*self.entries, *added["entries"]],
            actors,
            self.places,
            self.roles,
            self.links,
            self.cues,
            {**self.cased, **added["cased"]},
            longest,
            self.countries,
        )

    def entry(self, number: int) -> Entry:
        """One entry by its number."""
        fields = list(self.entries[number])
        fields[5], fields[8] = tuple(fields[5]), tuple((since, sector) for since, sector in fields[8])
        return Entry(*fields)

    def find(self, words: Sequence[Word]) -> list[Match]:
        """What the tables know of a phrase, from left to right, the longest at each word, an actor before a place."""
        found: list[Match] = []
        i = 0
        while i < len(words):
            match = self._at(words, i)
            if match:
                found.append(match)
            i = match.end if match else i + 1
        return found

    def _at(self, words: Sequence[Word], i: int) -> Match | None:
        most = min(self.longest.get(words[i].key, 0), len(words) - i)
        for n in range(most, 0, -1):
            name = " ".join(w.key for w in words[i : i + n])
            if name in self.actors and self._written_so(name, words, i):
                return Match(i, i + n, "actor", self.actors[name])
            if name in self.places and self._written_so(name, words, i):
                return Match(i, i + n, "place", self.places[name])
            if name in self.roles:
                return Match(i, i + n, "role", self.roles[name])
            if name in self.links and not words[i].hyphen:
                return Match(i, i + n, "link", self.links[name])
        return None

    def _written_so(self, name: str, words: Sequence[Word], i: int) -> bool:
        """Whether a name has the capitals it needs: 2 stands for all, 1 for the first letter, 0 for none."""
        needs = self.cased.get(name, 1)
        return needs == 0 or (words[i].capitals if needs == 2 else words[i].capital)


@cache
def load() -> ActorTable:
    """The table with the user's files, opened once."""
    from onrecord.ground.actor.store import user_folder

    return ActorTable.open(user_folder())
