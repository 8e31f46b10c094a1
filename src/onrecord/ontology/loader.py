"""From a folder of four YAML files to an Ontology. A wrong file is refused with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar, cast

from onrecord.ontology.nodes import Node, parse
from onrecord.ontology.vocabulary import (
    QUAD_CLASSES,
    EventType,
    Example,
    Mode,
    Ontology,
    Origin,
    QuadClass,
    Roles,
    Term,
)

STATUSES = (
    "actual",
    "future",
    "hypothetical",
    "negated",
)  # closed: the extractor's rules and the contract branch on them
STANCES = ("asserts", "confirms", "denies", "alleges")
HEAD = ("source", "licence", "order")
EXAMPLES_AT_LEAST = 2

Entry = TypeVar("Entry", EventType, Term)


@cache
def load() -> Ontology:
    """The codebook that ships with onrecord; read once, then the same object."""
    return _read(files("onrecord.ontology"))


def load_folder(path: Path) -> Ontology:
    """A codebook of one's own: plover.yaml, statuses.yaml, stances.yaml and sectors.yaml in one folder.

    Types, modes and sectors may differ from the package's; statuses and stances must be the same four each, because
    rules depend on them. Raises VocabularyError, with file, line and reason, for a wrong or missing file.
    """
    return _read(path)


def _read(folder: Traversable) -> Ontology:
    types_file = parse(folder.joinpath("plover.yaml"))
    head = types_file.mapping(("version", *HEAD, "types"))
    types = _in_order(head["order"], head["types"], _event_type)
    origins = [_origin(types_file, head)]
    terms: dict[str, tuple[Term, ...]] = {}
    for name, closed in (("statuses", STATUSES), ("stances", STANCES), ("sectors", None)):
        file = parse(folder.joinpath(f"{name}.yaml"))
        entries = file.mapping((*HEAD, "terms"))
        terms[name] = _in_order(entries["order"], entries["terms"], _term, closed)
        origins.append(_origin(file, entries))
    return Ontology(
        version=head["version"].text("version"),
        types=types,
        statuses=terms["statuses"],
        stances=terms["stances"],
        sectors=terms["sectors"],
        origins=tuple(origins),
    )


def _origin(file: Node, head: dict[str, Node]) -> Origin:
    return Origin(Path(file.file).name, head["source"].text("source"), head["licence"].text("licence"))


def _in_order(
    order: Node, listed: Node, read: Callable[[Node], Entry], closed: tuple[str, ...] | None = None
) -> tuple[Entry, ...]:
    """Entries, which must have the names that `order` enumerates, once each and in that order."""
    names: list[str] = []
    for node in order.items("order", at_least=1):
        name = node.text("a name in order")
        if name in names:
            node.refuse("duplicate_name", f"{name!r} stands in order a second time", "Keep one of the two")
        names.append(name)
    if closed is not None and tuple(names) != closed:
        order.refuse("wrong_order", f"order is {', '.join(names)}", f"It must be {', '.join(closed)}")
    listed_nodes = listed.items("the list of entries", at_least=1)
    entries: list[Entry] = []
    for i, node in enumerate(listed_nodes):
        entry = read(node)
        if any(entry.name == other.name for other in entries):
            node.refuse("duplicate_name", f"{entry.name!r} is described a second time", "Keep one of the two")
        if i >= len(names) or entry.name != names[i]:
            expected = names[i] if i < len(names) else "no more entries"
            node.refuse(
                "wrong_order", f"{entry.name!r} stands where order has {expected}", "Follow order, or change it"
            )
        entries.append(entry)
    if len(entries) < len(names):
        order.refuse(
            "missing_entry", f"{names[len(entries)]!r} is in order but not described", "Describe it at the end"
        )
    return tuple(entries)


def _event_type(node: Node) -> EventType:
    entry = node.mapping(
        (
            "name",
            "label",
            "quad_class",
            "recipient_required",
            "definition",
            "roles",
            "modes",
            "examples",
            "borderline",
        )
    )
    roles = entry["roles"].mapping(("actor", "recipient", "object"))
    modes = tuple(Mode(name, gloss.text(f"mode {name}")) for name, gloss in entry["modes"].mapping().items())
    names = tuple(m.name for m in modes)
    examples = entry["examples"].items("examples", at_least=EXAMPLES_AT_LEAST)
    return EventType(
        name=entry["name"].text("name"),
        label=entry["label"].text("label"),
        quad_class=cast(QuadClass, entry["quad_class"].one_of("quad_class", QUAD_CLASSES)),
        recipient_required=entry["recipient_required"].flag("recipient_required"),
        definition=entry["definition"].text("definition"),
        roles=Roles(*(roles[role].text(role) for role in ("actor", "recipient", "object"))),
        modes=modes,
        examples=tuple(_example_of_type(example, names) for example in examples),
        borderline=tuple(item.text("a borderline") for item in entry["borderline"].items("borderline", at_least=1)),
    )


def _example_of_type(node: Node, modes: tuple[str, ...]) -> Example:
    entry = node.mapping(("text", "mode"))
    text, marked = entry["text"].marked("an example")
    named = entry["mode"].text_or_none("mode")
    return Example(text, marked, None if named is None else entry["mode"].one_of("mode", modes))


def _term(node: Node) -> Term:
    entry = node.mapping(("name", "label", "definition", "examples"), ("note",))
    marks = [item.marked("an example") for item in entry["examples"].items("examples", at_least=EXAMPLES_AT_LEAST)]
    return Term(
        name=entry["name"].text("name"),
        label=entry["label"].text("label"),
        definition=entry["definition"].text("definition"),
        examples=tuple(Example(text, marked) for text, marked in marks),
        note=entry["note"].text("note") if "note" in entry else None,
    )
