"""Make `compiled.json` from the YAML files beside it: `python -m onrecord.ground.actor.compile`."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import orjson

from onrecord.ground.actor.entries import Entry, read_entries
from onrecord.ground.actor.store import capitals, compiled, longest
from onrecord.ground.actor.words import key, plurals
from onrecord.ontology.loader import load as ontology
from onrecord.ontology.nodes import Node, parse

FOLDER = "onrecord.ground.actor"
CUES = ("former", "ruling", "opposed", "unknown", "pronoun", "prefix", "suffix", "title")
CLASSES = ("fixed", "office", "open")


def compile_tables(folder: Traversable | None = None) -> bytes:
    """The compiled table. Raises VocabularyError, with file, line and reason, for a wrong YAML file."""
    folder = folder or files(FOLDER)
    sectors = tuple(term.name for term in ontology().sectors)
    countries = parse(folder.joinpath("countries.yaml"))
    places, place_case, codes = _places(countries)
    roles, links, cues = _roles(parse(folder.joinpath("roles.yaml")), sectors)
    entries: list[Entry] = []
    for path in sorted(folder.joinpath("actors").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml"):
            entries += read_entries(path, codes, sectors, {entry.id for entry in entries})
    actors = compiled(entries)
    table = {
        "entries": actors["entries"],
        "actors": actors["actors"],
        "places": places,
        "roles": roles,
        "links": links,
        "cues": cues,
        "cased": {**place_case, **actors["cased"]},
        "longest": longest(actors["actors"], places, roles, links),
    }
    return orjson.dumps({"table": table, "countries": sorted(codes)}, option=orjson.OPT_SORT_KEYS)


def _places(top: Node) -> tuple[dict[str, list[Any]], dict[str, int], set[str]]:
    """Names of countries, capitals, towns, adjectives and peoples: [country, use, faction, the state's name]."""
    head = top.mapping(("source", "licence", "countries", "former", "peoples"))
    places: dict[str, list[Any]] = {}
    cased: dict[str, int] = {}

    def put(name: str, country: str | None, use: str, faction: bool = False, state: str | None = None) -> None:
        words = key(name)
        if words not in places or faction:
            places[words] = [country, use, faction, state]
        if (needs := capitals(name)) != 1:
            cased[words] = needs

    listed = head["countries"].mapping()
    codes = set(listed)
    for code, node in (*listed.items(), *head["former"].mapping().items()):
        fields = node.mapping(("names",), ("adjectives", "people", "capitals", "places", "now"))
        country = fields["now"].one_of("now", codes) if "now" in fields else code
        state = _texts(fields, "names")[0]
        for name in _texts(fields, "names"):
            put(name, country, "country", state=state)
        for name in _texts(fields, "capitals"):
            put(name, country, "capital", state=state)
        for name in _texts(fields, "adjectives"):
            put(name, country, "adjective", country == "PSE", state)
            for plural in plurals([name])[1:]:
                put(plural, country, "people", country == "PSE")
        for name in plurals(_texts(fields, "people")):
            put(name, country, "people")
        for name in _texts(fields, "places"):
            put(name, country, "town")
    for node in head["peoples"].items("peoples", at_least=1):
        fields = node.mapping(("names", "country", "faction"))
        land = fields["country"].text_or_none("country")
        if land is not None:
            fields["country"].one_of("country", codes)
        for name in plurals(_texts(fields, "names")):
            put(name, land, "adjective", fields["faction"].flag("faction"))
    return places, cased, codes


def _texts(fields: dict[str, Node], name: str) -> list[str]:
    return [item.text(f"one of {name}") for item in fields[name].items(name)] if name in fields else []


def _roles(top: Node, sectors: tuple[str, ...]) -> tuple[dict[str, list[Any]], dict[str, str], dict[str, str]]:
    """Role words: [class, sector or None]; links; and cue words. The first class of a word holds."""
    lists = ("force", "plural_states")
    head = top.mapping(("source", "licence", *CLASSES, *lists, "adjective", *CUES, "links"))
    roles: dict[str, list[Any]] = {}
    for name in lists:
        for word in plurals([item.text("a word") for item in head[name].items(name)]):
            roles.setdefault(key(word), [name, None])
    for name in (*CLASSES, "adjective"):
        for sector, node in head[name].mapping().items():
            if sector != "NONE" and sector not in sectors:
                node.refuse("unknown_sector", f"sector {sector!r} is not known", f"Use {', '.join(sectors)}")
            known = None if sector == "NONE" else sector
            words = [item.text("a word") for item in node.items(sector)]
            for word in words if name == "adjective" else plurals(words):
                roles.setdefault(key(word), [name, known])
    links = {
        key(i.text("a word")) or "&": name for name, node in head["links"].mapping().items() for i in node.items(name)
    }
    cues = {key(i.text("a word")): name for name in CUES for i in head[name].items(name)}
    return roles, links, cues


if __name__ == "__main__":
    Path(str(files(FOLDER).joinpath("compiled.json"))).write_bytes(compile_tables())
