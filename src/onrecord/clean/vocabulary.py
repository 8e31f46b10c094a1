"""The tables beside this file, checked as they are read: agencies.yaml and rules.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from onrecord.model.document import BLOCK_KINDS, BlockKind
from onrecord.model.errors import VocabularyError

Where = Literal["whole", "start", "end", "any"]
Zone = Literal["head", "tail", "any"]
Opens = Literal["appeal", "list", "rest"]

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, where built: ten times faster
TOKEN = re.compile(r"\w+|[^\w\s]")
NAME = r"[A-Z][\w.'’-]{0,25}(?: [A-Z][\w.'’-]{0,25}){0,4}"


@dataclass(frozen=True, slots=True)
class Agencies:
    """Wire services by every spelling of theirs, and the spellings of picture desks, which credit no text."""

    by_alias: Mapping[str, str]
    pictures: tuple[str, ...]

    def pattern(self, *, pictures: bool = False) -> str:
        """A regular expression for any alias, longest first, as a whole word."""
        words = sorted((*self.by_alias, *(self.pictures if pictures else ())), key=lambda w: (-len(w), w))
        return rf"(?:{'|'.join(map(re.escape, words))})(?!\w)"

    def cues(self) -> frozenset[str]:
        """The first telling word of every spelling, in lower case."""
        words = (*self.by_alias, *self.pictures)
        return frozenset(TOKEN.findall(word.lower().removeprefix("the "))[0] for word in words)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of rules.yaml, whose head explains the fields."""

    name: str
    kind: BlockKind
    cues: frozenset[str]
    where: Where
    pattern: re.Pattern[str]
    reason: str
    examples: tuple[str, ...]
    counter_examples: tuple[str, ...]
    zone: Zone = "any"
    max_chars: int = 300
    address: bool = False
    opens: Opens | None = None
    rest: BlockKind = "paragraph"


@cache
def load_agencies() -> Agencies:
    """The table agencies.yaml. Raises VocabularyError."""
    return read_agencies(_text("agencies.yaml"))


@cache
def load_rules() -> tuple[Rule, ...]:
    """The table rules.yaml, in its order: the first rule that fits decides. Raises VocabularyError."""
    return read_rules(_text("rules.yaml"), load_agencies())


def read_agencies(source: str) -> Agencies:
    """Agencies from YAML. Raises VocabularyError for an alias given twice or an agency without one."""
    table = _mapping("agencies.yaml", source, {"version", "source", "agencies", "pictures"})
    by_alias: dict[str, str] = {}
    for entry in table["agencies"]:
        for alias in entry["aliases"]:
            if alias in by_alias:
                raise _wrong("agencies.yaml", entry["name"], f"alias {alias!r} is also one of {by_alias[alias]!r}")
            by_alias[alias] = entry["name"]
    return Agencies(by_alias, tuple(table["pictures"]))


def read_rules(source: str, agencies: Agencies) -> tuple[Rule, ...]:
    """Rules from YAML. Raises VocabularyError naming the rule for unknown fields and values and bad patterns."""
    table = _mapping("rules.yaml", source, {"version", "rules"})
    rules = tuple(_rule(entry, agencies) for entry in table["rules"])
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            raise _wrong("rules.yaml", name, "the name is given twice")
    return rules


def _rule(entry: dict[str, Any], agencies: Agencies) -> Rule:
    fields = dict(entry)
    name = str(fields.get("name"))
    for key, allowed in (("kind", BLOCK_KINDS), ("where", get_args(Where)), ("zone", get_args(Zone))):
        if fields.get(key, "any") not in allowed:
            raise _wrong("rules.yaml", name, f"{key} {fields[key]!r} is none of {', '.join(allowed)}")
    if fields.get("opens") not in (None, *get_args(Opens)):
        raise _wrong("rules.yaml", name, f"opens {fields['opens']!r} is none of {', '.join(get_args(Opens))}")
    if fields.get("rest", "paragraph") not in ("paragraph", "caption"):
        raise _wrong("rules.yaml", name, f"rest {fields['rest']!r} is neither paragraph nor caption")
    cues = frozenset(map(str, fields.pop("cues", ())))
    if "<agency>" in cues:
        cues = (cues - {"<agency>"}) | agencies.cues()
    source = str(fields.pop("pattern", ""))
    source = source.replace("{agency}", agencies.pattern()).replace("{photo}", agencies.pattern(pictures=True))
    source = source.replace("{name}", NAME)
    flags = re.IGNORECASE if fields.get("kind") == "furniture" else 0
    try:
        pattern = re.compile(rf"(?:{source})\s*\Z" if fields.get("where") == "end" else source, flags)
        return Rule(
            cues=cues,
            pattern=pattern,
            examples=tuple(fields.pop("examples", ())),
            counter_examples=tuple(fields.pop("not", ())),
            **fields,
        )
    except (re.error, TypeError) as error:
        raise _wrong("rules.yaml", name, str(error)) from error


def _text(name: str) -> str:
    return files("onrecord.clean").joinpath(name).read_text(encoding="utf-8")


def _mapping(name: str, source: str, keys: set[str]) -> dict[str, Any]:
    try:
        table = yaml.load(source, Loader=LOADER)
    except yaml.YAMLError as error:
        raise _wrong(name, "the file", " ".join(str(error).split())) from error
    if not isinstance(table, dict) or set(table) != keys:
        found = ", ".join(map(str, table)) if isinstance(table, dict) else type(table).__name__
        raise _wrong(name, "the file", f"it must have the keys {', '.join(sorted(keys))}, it has {found}")
    return table


def _wrong(file: str, entry: str, reason: str) -> VocabularyError:
    return VocabularyError(
        "bad_table", f"clean/{file}: {entry}: {reason}", "Correct the entry; the head of the file explains its fields"
    )
