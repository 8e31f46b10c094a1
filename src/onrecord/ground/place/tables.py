"""The tables beside this file, checked as they are read. The gazetteer's file is built from the first four."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from onrecord.ground.place.store import KINDS
from onrecord.model.reading import PLACE_LEVELS, PlaceLevel
from onrecord.ontology.nodes import Node, parse

HEAD = ("source", "licence")


@dataclass(frozen=True, slots=True)
class Land:
    """A country or region: its middle in degrees, other names, demonyms with their plurals."""

    name: str
    lat: float
    lon: float
    also: tuple[str, ...]
    demonyms: tuple[str, ...]
    kind: str = "country"
    country: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """What kinds of place are in the output: level, UCDP precision, and the precision near such a place."""

    level: PlaceLevel
    precision: int
    near: int


@dataclass(frozen=True, slots=True)
class Precision:
    """precision.yaml: scales by kind, words of relation, words for a part of a land."""

    kinds: Mapping[str, Scale]
    relations: Mapping[str, str]
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Metonyms:
    """metonyms.yaml. Places are (name, country[, admin-1 or kind])."""

    seats: Mapping[str, tuple[str, ...]]
    nicknames: Mapping[str, tuple[str, ...]]
    speaks: frozenset[str]
    before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Features:
    """features.yaml: kinds of place by GeoNames class and code, None for what is left out."""

    classes: Mapping[str, str | None]
    codes: Mapping[str, str | None]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """cues.yaml: words by which toponyms are told from what only holds one, all in lower case."""

    streets: frozenset[str]
    facilities: frozenset[str]
    units: Mapping[str, str]
    beside: frozenset[str]
    inside: frozenset[str]
    locative: frozenset[str]
    never: frozenset[str]
    generic: frozenset[str]


def load_countries(file: Node | None = None) -> dict[str, Land]:
    """countries.yaml by ISO 3166-1 alpha-3. Raises VocabularyError with file, line and reason."""
    entries = _entries(file or _package("countries.yaml"), "countries")
    lands = {}
    for code, node in entries.items():
        if len(code) != 3 or not code.isupper():
            node.refuse("bad_country", f"{code!r} is no alpha-3 code", "Use ISO 3166-1 alpha-3")
        known = node.mapping(("centre",), ("also", "demonyms"))
        lat, lon = degrees(known["centre"])
        lands[code] = Land(code, lat, lon, _texts(known, "also"), _demonyms(known), country=code)
    return lands


def load_regions(file: Node | None = None) -> tuple[Land, ...]:
    """regions.yaml. Raises VocabularyError with file, line and reason."""
    lands = []
    for name, node in _entries(file or _package("regions.yaml"), "regions").items():
        known = node.mapping(("at", "level"), ("also", "demonyms", "country", "id", "water"))
        level = known["level"].one_of("level", PLACE_LEVELS)
        if "water" in known and known["water"].flag("water"):
            level = "water_region" if level == "region" else "water_area"
        country = known["country"].text("country") if "country" in known else None
        id = whole(known["id"]) if "id" in known else 0
        lands.append(Land(name, *degrees(known["at"]), _texts(known, "also"), _demonyms(known), level, country, id))
    return tuple(lands)


def load_abbreviations(file: Node | None = None) -> dict[str, dict[str, tuple[str, ...]]]:
    """abbreviations.yaml: country → name of the first-level unit → abbreviations."""
    return {
        country: {
            name: tuple(a.text("an abbreviation") for a in listed.items(name, at_least=1))
            for name, listed in node.mapping().items()
        }
        for country, node in _entries(file or _package("abbreviations.yaml"), "abbreviations").items()
    }


@cache
def load_metonyms() -> Metonyms:
    """metonyms.yaml. Raises VocabularyError with file, line and reason."""
    known = _package("metonyms.yaml").mapping((*HEAD, "seats", "nicknames", "speaks", "before"))
    seats, nicknames = (
        {words: tuple(n.text("a name") for n in node.items(words, at_least=2)) for words, node in listed.items()}
        for listed in (known["seats"].mapping(), known["nicknames"].mapping())
    )
    return Metonyms(seats, nicknames, frozenset(_texts(known, "speaks")), frozenset(_texts(known, "before")))


@cache
def load_precision() -> Precision:
    """precision.yaml. Raises VocabularyError with file, line and reason."""
    known = _package("precision.yaml").mapping((*HEAD, "levels", "kinds", "relations", "parts"))
    kinds = {}
    for kind, node in known["kinds"].mapping().items():
        entry = node.mapping(("level", "precision", "near"))
        level = cast(PlaceLevel, entry["level"].one_of("level", PLACE_LEVELS))
        kinds[kind] = Scale(level, whole(entry["precision"], 1, 7), whole(entry["near"], 1, 7))
    kinds["water_area"], kinds["water_region"] = kinds["area"], kinds["region"]
    relations = {words: node.text("a relation") for words, node in known["relations"].mapping().items()}
    return Precision(kinds, relations, frozenset(_texts(known, "parts")))


@cache
def load_cues() -> Cues:
    """cues.yaml. Raises VocabularyError with file, line and reason."""
    lists = ("streets", "facilities", "beside", "inside", "locative", "never", "generic")
    known = _package("cues.yaml").mapping((*HEAD, *lists, "units"))
    words = {name: frozenset(_texts(known, name)) for name in lists}
    units = {word: node.one_of("a kind", KINDS) for word, node in known["units"].mapping().items()}
    return Cues(units=units, **words)


@cache
def load_features() -> Features:
    """features.yaml. Raises VocabularyError with file, line and reason."""
    known = _package("features.yaml").mapping((*HEAD, "classes", "codes", "kinds"))
    classes, codes = (
        {name: node.text_or_none("a kind") for name, node in known[k].mapping().items()} for k in ("classes", "codes")
    )
    return Features(classes, codes, _texts(known, "kinds"))


def degrees(node: Node) -> tuple[float, float]:
    """Latitude and longitude, or a refusal."""
    values = [number(n) for n in node.items("a point", at_least=2)]
    if len(values) != 2 or abs(values[0]) > 90 or abs(values[1]) > 180:
        node.refuse("bad_point", f"{values} is no point on Earth", "Write [latitude, longitude] in degrees")
    return values[0], values[1]


def number(node: Node) -> float:
    """A finite number, or a refusal."""
    try:
        return float(str(node.node.value))
    except ValueError:
        node.refuse("wrong_kind", f"{node.node.value!r} is no number", "Write a number")


def whole(node: Node, least: int = 1, most: int = 0xFFFFFFFF) -> int:
    """A whole number from `least` to `most`, or a refusal."""
    value = number(node)
    if value != int(value) or not least <= value <= most:
        node.refuse("out_of_range", f"{node.node.value} is not a whole number from {least} to {most}", "Correct it")
    return int(value)


def _package(name: str) -> Node:
    return parse(files("onrecord.ground.place").joinpath(name))


def _entries(file: Node, key: str) -> dict[str, Node]:
    return file.mapping((*HEAD, key))[key].mapping()


def _texts(known: Mapping[str, Node], key: str) -> tuple[str, ...]:
    return tuple(n.text(key) for n in known[key].items(key)) if key in known else ()


def _demonyms(known: Mapping[str, Node]) -> tuple[str, ...]:
    """Demonyms with the plurals that end in -s; "Swiss", "French" and "Chinese" have none."""
    out: list[str] = []
    for word in _texts(known, "demonyms"):
        out.append(word)
        if not word.endswith(("s", "sh", "ch", "ese", "men", "man")):
            out.append(word + "s")
    return tuple(out)
