"""The review page's view of a coder's desk: a queue, one claim with its article, and values as the form shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from onrecord.export.answers import how_many
from onrecord.model.decision import Decision
from onrecord.model.span import Span
from onrecord.ontology import load
from onrecord.review.desk import Desk, View
from onrecord.review.views import view_json
from onrecord.server.asked import Asked
from onrecord.server.numbered import Numbered, Paragraph, evidence_of, paragraphs, word_range
from onrecord.store.filters import Filters
from onrecord.store.ledger import Ledger

Json = dict[str, Any]
WAITING = 12  # claims of the queue that are listed
MOST_SKIPPED = 80  # that an address can hold
PARTIES = ("actors", "recipients", "objects")
TITLES = {
    "actors": "Who", "recipients": "Whom", "objects": "With what", "place": "Where", "time": "When",
    "quantities": "How many", "sources": "According to",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field in the form: where it is kept, the numbers of its words, the words, and what they mean."""

    kept: str
    words: tuple[int, int] | None
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form with its values; `single`: it has at most one."""

    name: str
    title: str
    values: tuple[Value, ...]
    single: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a coder is in a queue: which claims they have passed over, and whether they code a second time."""

    question: Asked
    skipped: tuple[str, ...]

    @classmethod
    def of(cls, question: Asked) -> Place:
        """From the address of the page."""
        return cls(question, tuple(question.own.get("skip", "").split(",")) if question.own.get("skip") else ())

    def to(self, view: View | None, *, skip: str | None = None) -> str:
        """The address of the page with that claim before one, or (None) with the most urgent."""
        skipped = (*self.skipped, skip)[-MOST_SKIPPED:] if skip else self.skipped
        own = {
            "second": self.question.own.get("second"),
            "skip": ",".join(skipped) or None,
            "at": view.claim["key"] if view else None,
            "of": view.document if view else None,
        }
        return f"/review?{urlencode([*self.question.pairs, *((n, v) for n, v in own.items() if v)])}"


@dataclass(frozen=True, slots=True)
class Queue:
    """The claims that wait, the one that is looked at, and the addresses of those before and after it."""

    views: tuple[View, ...]
    current: View | None
    before: str | None
    after: str | None
    skip: str | None


def queue(desk: Desk, place: Place, filters: Filters, key: str | None, document: str | None) -> Queue:
    """What waits for a coder of what meets the filters, without what they passed over.

    `key` and `document` name the claim to look at: of the queue or not. Raises LedgerError `no_claim`.
    """
    second = place.question.own.get("second") is not None
    found = desk.queue(filters, WAITING + len(place.skipped), second=second)
    views = tuple(v for v in found if v.claim["key"] not in place.skipped)[:WAITING]
    if key is None:
        current, at = (views[0], 0) if views else (None, None)
    else:
        current = desk.show(key, document)
        at = next((n for n, v in enumerate(views) if (v.document, v.claim["key"]) == (current.document, key)), None)
    before = views[at - 1] if at else None
    after = views[at + 1] if at is not None and at + 1 < len(views) else None
    return Queue(
        views,
        current,
        place.to(before) if before else None,
        place.to(after) if after else None,
        place.to(after, skip=current.claim["key"]) if current else None,
    )


def shown(ledger: Ledger, view: View) -> Mapping[str, Any]:
    """A claim for the template: the article with its words marked, and the form's fields."""
    obj = article(ledger, view.document)
    return {
        "view": view,
        "value": view_json(view),
        "paragraphs": paragraphs(obj, Span(*view.claim["trigger"]), evidence_of(view.claim)),
        "fields": fields(view),
        "about": obj["document"],
        **vocabulary(obj),
    }


def article(ledger: Ledger, document: str) -> Json:
    """The last revision of a document as the contract has it, for its text, names and blocks. Raises `no_document`."""
    return ledger.reading_json(document)


def vocabulary(obj: Json) -> Mapping[str, Any]:
    """What fields can be set to, and the names in the article that one may type the beginning of."""
    book = load()
    names = dict.fromkeys(m["text"] for m in obj["mentions"])
    return {
        "types": [(t.name, t.label, t.mode_names) for t in book.types],
        "statuses": [(s.name, s.label) for s in book.statuses],
        "stances": [(s.name, s.label) for s in book.stances],
        "sectors": [(s.name, s.label) for s in book.sectors],
        "names": list(names)[:500],
    }


def blank(obj: Json) -> Mapping[str, Any]:
    """An article for the form that adds a claim."""
    return {
        "paragraphs": paragraphs(obj, None, ()),
        "fields": [FormField(name, title, (), name == "time") for name, title in TITLES.items()],
        "about": obj["document"],
        **vocabulary(obj),
    }


def fields(view: View) -> list[FormField]:
    """The fields of a claim that rest on words, with their values."""
    numbered = Numbered.of(view.text)
    made = []
    for name, title in TITLES.items():
        held = view.claim[name]
        if name == "sources":
            values = [
                _value(f"{i},{j}", s, _source(s), numbered, view.text)
                for i, chain in enumerate(held)
                for j, s in enumerate(chain)
            ]
        elif name == "time":
            values = [_value("0", held, held["value"] or "", numbered, view.text)] if held else []
        else:
            values = [_value(str(n), v, _MEANINGS[name](v), numbered, view.text) for n, v in enumerate(held)]
        made.append(FormField(name, title, tuple(values), name == "time"))
    return made


def _value(kept: str, held: Json, meaning: str, numbered: Numbered, text: str) -> Value:
    span = held["span"]
    said = text[span[0] : span[1]] if span else held.get("name") or "—"
    return Value(kept, word_range(numbered, span), said, meaning if meaning != said else "")


def _party(held: Json) -> str:
    code = "/".join(part for part in (held["country"], held["sector"]) if part)
    return " · ".join(part for part in (held["name"], code) if part)


def _source(held: Json) -> str:
    return f"{_party(held)} · {held['stance']}"


def _where(held: Json) -> str:
    geo = held["geo"]
    known = f"{geo['lat']:.2f}, {geo['lon']:.2f} {geo['country'] or ''}".strip() if geo else "not located"
    return f"{held['name']} · {known}"


_MEANINGS: Mapping[str, Callable[[Json], str]] = {
    **dict.fromkeys(PARTIES, _party), "place": _where, "quantities": how_many,
}  # fmt: skip


def last_of(decisions: Iterable[Decision], undone: frozenset[int], coder: str) -> Decision | None:
    """The last decision of a coder that still counts and is no undo itself: what "undo" means to them."""
    mine: Sequence[Decision] = [
        d for d in decisions if d.coder == coder and d.action != "undo" and d.number not in undone
    ]
    return mine[-1] if mine else None


__all__ = [
    "FormField",
    "Paragraph",
    "Place",
    "Queue",
    "Value",
    "article",
    "blank",
    "fields",
    "last_of",
    "queue",
    "shown",
]
