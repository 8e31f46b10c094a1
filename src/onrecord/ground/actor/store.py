"""The user's own actor files: checked, compiled and kept in the user's data folder, one file each."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import orjson

from onrecord.ground.actor.entries import Entry, read_entries
from onrecord.ground.actor.table import SHORT, ActorTable
from onrecord.ground.actor.words import key, split
from onrecord.model.errors import OnrecordError
from onrecord.ontology.loader import load as ontology
from onrecord.settings import data_folder


def user_folder() -> Path:
    """Where the user's actor files lie."""
    return data_folder() / "actors"


def add(path: Path, folder: Path | None = None) -> int:
    """Extend the table with an actor file and return its number of entries. A file of the same name is replaced.

    Raises VocabularyError with line and reason where anything is wrong with the file, and OnrecordError `cannot_write`;
    what was there stays as it was.
    """
    folder = folder or user_folder()
    target = folder / f"{path.stem}.json"
    others = [p for p in folder.glob("*.json") if p != target] if folder.is_dir() else []
    table = ActorTable.open()
    taken = {str(fields[0]) for fields in table.entries}
    for other in others:
        taken |= {str(fields[0]) for fields in orjson.loads(other.read_bytes())["entries"]}
    sectors = [term.name for term in ontology().sectors]
    entries = read_entries(path, table.countries, sectors, taken)
    waiting = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(orjson.dumps(compiled(entries)))
        waiting.replace(target)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        raise OnrecordError(
            "cannot_write", f"{target} cannot be written: {error.strerror}", "Set ONRECORD_DATA to a folder of yours"
        ) from error
    return len(entries)


def compiled(entries: Sequence[Entry]) -> dict[str, Any]:
    """Entries with the index of their names, as ActorTable reads them."""
    actors: dict[str, list[int]] = {}
    cased: dict[str, int] = {}
    for number, entry in enumerate(entries):
        for name in (entry.name, *entry.aliases):
            words = key(name)
            numbers = actors.setdefault(words, [])
            if number not in numbers:
                numbers.append(number)
            if (needs := capitals(name)) != 1:
                cased[words] = needs
        if entry.kind == "person" and (surname := key(entry.name).split())[1:]:
            numbers = actors.setdefault(surname[-1], [])
            if number not in numbers:
                numbers.append(number)
    return {
        "entries": [astuple(entry) for entry in entries],
        "actors": actors,
        "cased": cased,
        "longest": longest(actors),
    }


def capitals(name: str) -> int:
    """How a name must be written to be it: 2 all in capitals, 1 with a first capital, 0 anyhow."""
    first = split(name)[0]
    if not first.capital:
        return 0
    return 2 if first.capitals and len(first.key) <= SHORT and len(split(name)) == 1 else 1


def longest(*indexes: dict[str, Any]) -> dict[str, int]:
    """The most words of a name, by its first word."""
    most: dict[str, int] = {}
    for index in indexes:
        for name in index:
            first = name.partition(" ")[0]
            most[first] = max(most.get(first, 0), name.count(" ") + 1)
    return most
