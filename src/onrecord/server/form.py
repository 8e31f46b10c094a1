"""The filters of a question as a form: what is chosen, what else could be, and how many rows each choice leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.ontology import load
from onrecord.ontology.vocabulary import EventType, Term
from onrecord.server.asked import MANY, Asked
from onrecord.store import profiles
from onrecord.store.choices import FIELDS, Choices

SHOWN = 7  # options of a facet before "more"
TITLES = {
    "type": "What happened",
    "status": "Told as",
    "country": "Country of the place",
    "sector": "Kind of party",
    "stance": "How a source stands to it",
    "standing": "Checked by people",
}
STANDINGS = {
    "machine": "not yet",
    "accepted": "accepted",
    "edited": "edited",
    "added": "added by hand",
    "needs_review": "needs review",
    "rejected": "rejected",
}


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a facet: its checkbox, what it means, and how many rows it leaves ("" where that was not counted)."""

    value: str
    label: str
    meaning: str
    count: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter with a checkbox for each value."""

    name: str
    title: str
    options: tuple[Option, ...]
    rest: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A filter that people write. `values` are those in force; where it takes several, each can be taken back."""

    name: str
    title: str
    hint: str
    values: tuple[str, ...]
    many: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the query string of the page without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Form:
    """All of it. `action`: the page that is asked; `kept`: further names and values that stay as they are."""

    action: str
    facets: tuple[Facet, ...]
    fields: tuple[Field, ...]
    chips: tuple[Chip, ...]
    kept: tuple[tuple[str, str], ...]
    profiles: tuple[str, ...]


_FIELDS = (
    ("actor", "Who did it", "a name, NER, NER/MIL or /REB"),
    ("recipient", "To whom", "as above"),
    ("party", "Either of them", "as above"),
    ("source", "According to", "holder, publisher or agency"),
    ("place", "Place", "words of its name"),
    ("near", "Around", "a place, or 13.51,2.11"),
    ("within", "… within km", "50"),
    ("from", "From", "2024, 2024-05 or 2024-05-04"),
    ("to", "To", "as above"),
    ("independent", "Independent sources, at least", "2"),
    ("min-confidence", "Reading at least so sure", "0 to 1"),
    ("document", "Article", "its id"),
    ("incident", "Incident", "its id"),
)


def form(asked: Asked, action: str, counts: Mapping[str, Choices] | None = None) -> Form:
    """The form of a page at `action`, with counts where they were made."""
    kept = {"sort": asked.sort, **asked.own}
    return Form(
        action=action,
        facets=tuple(_facet(asked, name, counts, action) for name in FIELDS),
        fields=tuple(Field(name, t, hint, tuple(asked.values(name)), name in MANY) for name, t, hint in _FIELDS),
        chips=tuple(Chip(_chip(name, value), asked.less(name, value)) for name, value in asked.pairs),
        kept=tuple((name, value) for name, value in kept.items() if value is not None),
        profiles=tuple(profiles.names()),
    )


def _chip(name: str, value: str) -> str:
    return name if value == "1" and name == "disputed" else f"{name.replace('-', ' ')}: {value}"


def _facet(asked: Asked, name: str, counts: Mapping[str, Choices] | None, action: str) -> Facet:
    chosen = asked.values(name)
    terms = _terms(name)
    counted = counts[name] if counts else None
    offered = [(v, f"{'≥ ' if counted.more else ''}{n:,}") for v, n in counted.counts] if counted else []
    if name == "standing" and action == "/claims" and "rejected" not in {value for value, _ in offered}:
        offered.append(("rejected", ""))  # they are in no other answer, so nothing counts them
    if counted is None:
        offered = [(value, "") for value in terms]
    there = {value for value, _ in offered}
    offered += [(value, "0" if counted else "") for value in chosen if value not in there]
    options = [Option(v, *terms.get(v, (v, "")), n, v in chosen) for v, n in _first(chosen, offered)]
    return Facet(name, TITLES[name], tuple(options[:SHOWN]), tuple(options[SHOWN:]))


def _first(chosen: Iterable[str], offered: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is chosen comes first, so that it can be seen and taken back."""
    held = set(chosen)
    return [o for o in offered if o[0] in held] + [o for o in offered if o[0] not in held]


def _terms(name: str) -> dict[str, tuple[str, str]]:
    """Label and definition of each code of a field."""
    if name == "standing":
        return {value: (label, "") for value, label in STANDINGS.items()}
    book = load()
    terms: Mapping[str, Iterable[EventType | Term]] = {
        "type": book.types,
        "status": book.statuses,
        "sector": book.sectors,
        "stance": book.stances,
    }
    return {term.name: (term.label, term.definition) for term in terms.get(name, ())}
