"""The codebook as values: event types with their modes, statuses, stances and sectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar, get_args

from onrecord.model.errors import VocabularyError
from onrecord.model.span import Span

QuadClass = Literal["verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"]
QUAD_CLASSES: tuple[str, ...] = get_args(QuadClass)


class _Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=_Named)


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up sentence. `marked` is the span, in code points of `text`, that the codebook points at.

    For types and statuses it is the event's trigger, for stances the word that reports, for sectors the party. `mode`
    is the mode that the event of a type's example must get, None for none.
    """

    text: str
    marked: Span
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Mode:
    """A narrower kind within one event type, with a gloss of one line."""

    name: str
    gloss: str


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is who in one event type, a line each."""

    actor: str
    recipient: str
    object: str


@dataclass(frozen=True, slots=True)
class EventType:
    """One of PLOVER's event types. `borderline` are decisions on what it is not, one sentence or two each."""

    name: str
    label: str
    quad_class: QuadClass
    recipient_required: bool
    definition: str
    roles: Roles
    modes: tuple[Mode, ...]
    examples: tuple[Example, ...]
    borderline: tuple[str, ...]

    @property
    def mode_names(self) -> tuple[str, ...]:
        """The type's modes in order, empty if it has none."""
        return tuple(m.name for m in self.modes)


@dataclass(frozen=True, slots=True)
class Term:
    """A value of a closed list: a status, a stance or a sector. `label` is for people, `name` for files."""

    name: str
    label: str
    definition: str
    examples: tuple[Example, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a vocabulary file's names come from and under which licence they and the file's texts stand."""

    file: str
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """A whole codebook. Orders are part of it: model outputs and the ordinals of claim keys count by them.

    `labels` are all (type, mode) pairs in order, each type's (type, None) first.
    """

    version: str
    types: tuple[EventType, ...]
    statuses: tuple[Term, ...]
    stances: tuple[Term, ...]
    sectors: tuple[Term, ...]
    origins: tuple[Origin, ...]
    type_names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    status_names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    stance_names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    sector_names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    labels: tuple[tuple[str, str | None], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        derived = {
            "type_names": tuple(t.name for t in self.types),
            "status_names": tuple(t.name for t in self.statuses),
            "stance_names": tuple(t.name for t in self.stances),
            "sector_names": tuple(t.name for t in self.sectors),
            "labels": tuple((t.name, mode) for t in self.types for mode in (None, *t.mode_names)),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def type(self, name: str) -> EventType:
        """The event type of that name. Raises VocabularyError, with the names there are, for another."""
        return _find(self.types, name, "event type")

    def modes_of(self, type: str) -> tuple[str, ...]:
        """The mode names of an event type in order. Raises VocabularyError for an unknown type."""
        return self.type(type).mode_names

    def quad_class(self, type: str) -> QuadClass:
        """The quad class of an event type. Raises VocabularyError for an unknown type."""
        return self.type(type).quad_class

    def status(self, name: str) -> Term:
        """The status of that name. Raises VocabularyError for an unknown one."""
        return _find(self.statuses, name, "status")

    def stance(self, name: str) -> Term:
        """The stance of that name. Raises VocabularyError for an unknown one."""
        return _find(self.stances, name, "stance")

    def sector(self, name: str) -> Term:
        """The sector of that code. Raises VocabularyError for an unknown one."""
        return _find(self.sectors, name, "sector")


def _find(entries: Sequence[N], name: str, noun: str) -> N:
    for entry in entries:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in entries)
    raise VocabularyError("unknown_name", f"there is no {noun} {name!r}", f"Use one of {known}")
