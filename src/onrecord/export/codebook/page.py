"""The codebook as one Markdown page, made of the ontology, of terms.yaml and of the columns of exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from onrecord.export.codebook.terms import Meaning, load
from onrecord.export.ledger.columns import CLAIM_COLUMNS, INCIDENT_COLUMNS, Column
from onrecord.ontology import EventType, Example, Ontology, Term
from onrecord.ontology import load as ontology

MADE = (
    "Made by `python tools/codebook.py` from the ontology and the columns of exports; a release carries its own copy."
)
ABOUT = """\
A **document** is one article. A **claim** is what one document says about one event: who did what to whom, where,
when, how many, and according to whom. Every field rests on words of the document, given as `[start, end)` in Unicode
code points of its text. An **incident** is all claims, of whatever document, that are about one event. Nothing is
recorded as true: a claim says that the document, or the source that it names, says so. What is not known is empty and
never a guess.

All examples are made up, and so are the places and parties in them. In examples, the words in **bold** are those that
the code is about."""


def page(book: Ontology | None = None) -> str:
    """The page. `book` is the codebook that ships with onrecord unless another is given."""
    book = book or ontology()
    parts = (
        ["# Codebook", "", MADE, "", f"Ontology: `{book.version}`.", "", ABOUT, ""],
        _types(book),
        _terms("Statuses", "Whether the event of a claim took place, going by the claim itself.", book.statuses),
        _terms("Stances", "Where a source stands to the event that it is named for.", book.stances),
        _terms("Sectors", "What kind of party somebody is: actors, recipients and sources.", book.sectors),
        _precision(),
        _standings(),
        _fields("Fields of a claim", "Tables of claims have these columns.", CLAIM_COLUMNS, load().claim),
        _fields("Fields of an incident", "Tables of incidents have these.", INCIDENT_COLUMNS, load().incident),
        _origins(book),
    )
    return "\n".join(line for part in parts for line in part)


def _types(book: Ontology) -> Iterator[str]:
    yield from ("## Event types", "")
    yield from _grid(
        ("type", "in short", "quad class", "modes"),
        ((f"[`{t.name}`](#{t.name.lower()})", t.label, t.quad_class, str(len(t.modes))) for t in book.types),
    )
    for type in book.types:
        yield from _type(type)


def _type(type: EventType) -> Iterator[str]:
    yield from (f"### {type.name}", "", f"*{type.label}* ({type.quad_class}). {type.definition}", "")
    needed = "must be named" if type.recipient_required else "may be missing"
    roles = (
        ("actor", type.roles.actor),
        (f"recipient ({needed})", type.roles.recipient),
        ("object", type.roles.object),
    )
    yield from _grid(("role", "who or what"), roles)
    if not type.modes:
        yield from (*(f"- {_marked(example)}" for example in type.examples), "")
    else:
        shown = {example.mode: _marked(example) for example in reversed(type.examples)}
        yield from _grid(
            ("mode", "meaning", "example"),
            ((f"`{m.name}`", m.gloss, shown.get(m.name) or load().modes[f"{type.name}.{m.name}"]) for m in type.modes),
        )
    yield from ("Where it ends:", "", *(f"- {line}" for line in type.borderline), "")


def _terms(title: str, about: str, terms: Sequence[Term]) -> Iterator[str]:
    yield from (f"## {title}", "", about, "")
    yield from _grid(
        ("code", "in short", "definition", "example"),
        (
            (f"`{t.name}`", t.label, t.definition + (f" {t.note}" if t.note else ""), _marked(t.examples[0]))
            for t in terms
        ),
    )


def _precision() -> Iterator[str]:
    terms = load()
    yield from ("## Precision of times", "", "What a time names; `earliest` and `latest` are its bounds.", "")
    yield from _meanings(terms.time_precisions)
    yield from ("## Precision of places", "", "UCDP's seven levels (its variable `where_prec`).", "")
    yield from _grid(
        ("code", "definition", "example"),
        ((f"`{n}`", terms.place_levels[n], f"“{example}”") for n, example in terms.place_precisions.items()),
    )


def _standings() -> Iterator[str]:
    yield from ("## Standing", "", "What people decided about a claim.", "")
    yield from _meanings(load().standings, quoted=False)


def _meanings(held: Mapping[str, Meaning], quoted: bool = True) -> Iterator[str]:
    return _grid(
        ("code", "definition", "example"),
        ((f"`{n}`", m.definition, f"“{m.example}”" if quoted else m.example) for n, m in held.items()),
    )


def _fields(title: str, about: str, columns: Sequence[Column], record: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"## {title}", "", f"{about} The examples are one row.", "")
    yield from _grid(
        ("field", "what it holds", "example"),
        ((f"`{c.name}`", c.description, _cell(c.cell(dict(record)))) for c in columns),
    )


def _cell(value: str | int | float | None) -> str:
    return "" if value is None else f"`{value}`"


def _origins(book: Ontology) -> Iterator[str]:
    yield from ("## Sources and licences", "")
    for origin in book.origins:
        yield f"- `{origin.file}`: {_line(origin.source)} {_line(origin.licence)}"
    yield ""


def _marked(example: Example) -> str:
    start, end = example.marked.start, example.marked.end
    text = example.text
    return f"{text[:start]}**{text[start:end]}**{text[end:]}"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(_line(cell) for cell in row)} |"
    yield ""


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "/")
