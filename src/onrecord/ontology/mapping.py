"""From PLOVER to the vocabularies of other event data: ACLED's event types, UCDP's types of violence.

The rules are data (`mappings/*.yaml`), which say where a mapping is undefined and why. Exports write `Coded.sub`;
comparing asks `Mapping.kinship`, how well another data set's code fits a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from onrecord.model.errors import VocabularyError
from onrecord.ontology.loader import load
from onrecord.ontology.nodes import Node, parse
from onrecord.ontology.vocabulary import Ontology

NAMES = ("acled", "ucdp")
NO_MODE = "none"
FITS, NEAR, SAME_EVENT, UNDEFINED, ELSE = 1.0, 0.75, 0.5, 0.25, 0.0  # kinship; order matters, distances are judgement


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `of` holds (type, mode) pairs, mode None for all and "none" for claims without one; `actor` and
    `recipient` name groups of sectors, empty for no condition. `to` is None where the mapping is undefined."""

    of: tuple[tuple[str, str | None], ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    to: str | None
    also: tuple[str, ...]
    why: str | None


@dataclass(frozen=True, slots=True)
class Coded:
    """What a claim is in the other vocabulary: its event type, its sub-event type or code, or both None with `why`."""

    event: str | None
    sub: str | None
    also: tuple[str, ...]
    why: str | None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A mapping. `events` are the other vocabulary's types with their sub-types (none where it has one level);
    `groups` are sets of PLOVER sectors; `codes` the other's number for a sector, `labels` its words for events or
    codes; `spellings` leads from a code without case and marks to the code, `parents` from a code to its event type."""

    name: str
    source: str
    licence: str
    events: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, str]
    groups: Mapping[str, frozenset[str]]
    codes: Mapping[str, int]
    rules: tuple[Rule, ...]
    spellings: Mapping[str, str]
    parents: Mapping[str, str]

    def code(
        self, type: str, mode: str | None, actors: Iterable[str | None] = (), recipients: Iterable[str | None] = ()
    ) -> Coded:
        """What a claim of that type and mode is, by the sectors of its two sides (None: not known)."""
        rule = self.rule(type, mode, frozenset(filter(None, actors)), frozenset(filter(None, recipients)))
        return Coded(self.event_of(rule.to), rule.to, rule.also, rule.why)

    def rule(self, type: str, mode: str | None, actors: frozenset[str], recipients: frozenset[str]) -> Rule:
        """The first rule that holds. Raises VocabularyError for a type that the ontology does not have."""
        for rule in self.rules:
            if any(t == type and m in (None, mode or NO_MODE) for t, m in rule.of):
                held = ((rule.actor, actors), (rule.recipient, recipients))
                if all(not groups or any(self.groups[g] & sectors for g in groups) for groups, sectors in held):
                    return rule
        load().type(type)
        raise AssertionError(f"{self.name} has no rule for {type}.{mode}")  # the loader has looked

    def event_of(self, code: str | None) -> str | None:
        """The event type of a sub-event type, the code itself where there is one level, None for None."""
        return None if code is None else self.parents.get(code)

    def known(self, code: str) -> str | None:
        """A code as the mapping spells it, whatever the case and marks of `code`; None if there is none."""
        return self.spellings.get(_bare(code))

    def kinship(self, coded: Coded, event: str | None, sub: str | None) -> float:
        """How well another data set's type fits a claim: FITS, NEAR, SAME_EVENT, UNDEFINED or ELSE.

        `event` and `sub` as `known` gives them; None for what a table does not say.
        """
        if event is None and sub is None:
            return UNDEFINED
        exact = sub or event
        event = event or self.event_of(sub)
        if coded.sub == exact or (sub is None and coded.event == event):
            return FITS
        if exact in coded.also:
            return NEAR
        near = {self.event_of(code) for code in coded.also}
        if sub is None and event in near:
            return NEAR
        if event is not None and (event == coded.event or event in near):
            return SAME_EVENT
        return UNDEFINED if coded.sub is None and coded.also else ELSE


@cache
def crosswalk(name: str) -> Crosswalk:
    """The mapping of that name, `acled` or `ucdp`. Raises VocabularyError for another."""
    if name not in NAMES:
        raise VocabularyError("unknown_name", f"there is no mapping {name!r}", f"Use one of {', '.join(NAMES)}")
    return read(files("onrecord.ontology.mappings").joinpath(f"{name}.yaml"), load())


def read(path: Traversable, ontology: Ontology) -> Crosswalk:
    """A mapping file, checked against the ontology. Raises VocabularyError with file, line and reason."""
    head = parse(path).mapping(
        ("name", "source", "licence", "events", "groups", "rules"), ("event_labels", "codes", "code_labels")
    )
    events = {
        event: tuple(item.text("a sub-event type") for item in subs.items(event))
        for event, subs in head["events"].mapping().items()
    }
    groups = {
        name: frozenset(item.one_of("a sector", ontology.sector_names) for item in node.items(name, at_least=1))
        for name, node in head["groups"].mapping().items()
    }
    codes = [*events, *(sub for subs in events.values() for sub in subs)]
    rules = tuple(_rule(node, ontology, groups, codes) for node in head["rules"].items("rules", at_least=1))
    for type, mode in ontology.labels:
        if not any(_always(rule, type, mode) for rule in rules):
            label = f"{type}.{mode or NO_MODE}"
            head["rules"].refuse("missing_entry", f"no rule holds for every {label}", "Add one without sides")
    labels = head["event_labels"] if "event_labels" in head else head.get("code_labels")
    return Crosswalk(
        name=head["name"].text("name"),
        source=head["source"].text("source"),
        licence=head["licence"].text("licence"),
        events=events,
        labels={k: v.text(f"the label of {k}") for k, v in labels.mapping().items()} if labels else {},
        groups=groups,
        codes={k: _number(v) for k, v in head["codes"].mapping(optional=ontology.sector_names).items()}
        if "codes" in head
        else {},
        rules=rules,
        spellings={_bare(code): code for code in codes},
        parents={event: event for event in events} | {sub: event for event, subs in events.items() for sub in subs},
    )


def _rule(node: Node, ontology: Ontology, groups: Mapping[str, frozenset[str]], codes: Sequence[str]) -> Rule:
    entry = node.mapping(("of", "to"), ("actor", "recipient", "also", "why"))

    def listed(name: str, known: Iterable[str]) -> tuple[str, ...]:
        known = tuple(known)
        return tuple(item.one_of(name, known) for item in entry[name].items(name, 1)) if name in entry else ()

    to = entry["to"].text_or_none("to")
    if to is None and "why" not in entry:
        node.refuse("missing_key", "a rule that leads nowhere must say why", "Add `why:`")
    return Rule(
        of=tuple(_label(item, ontology) for item in entry["of"].items("of", at_least=1)),
        actor=listed("actor", groups),
        recipient=listed("recipient", groups),
        to=to and entry["to"].one_of("to", codes),
        also=listed("also", codes),
        why=entry["why"].text("why") if "why" in entry else None,
    )


def _label(node: Node, ontology: Ontology) -> tuple[str, str | None]:
    type, _, mode = node.text("an event type").partition(".")
    if type not in ontology.type_names or (mode and mode not in (NO_MODE, *ontology.modes_of(type))):
        node.refuse("unknown_value", f"there is no {node.text('an event type')!r}", "Write TYPE or TYPE.mode")
    return type, mode or None


def _always(rule: Rule, type: str, mode: str | None) -> bool:
    return not rule.actor and not rule.recipient and any(t == type and m in (None, mode or NO_MODE) for t, m in rule.of)


def _number(node: Node) -> int:
    value: str = node.node.value
    if not value.isdecimal():
        node.refuse("wrong_kind", f"a code must be a number, not {value!r}", "Write digits")
    return int(value)


def _bare(code: str) -> str:
    return re.sub(r"[\W_]+", "", code.casefold())
