"""One measured article as HTML: its text with evidence marked, then gold and found claims side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from onrecord.evaluate.count import Pair
from onrecord.evaluate.measure import Case
from onrecord.export import phrases
from onrecord.export.evidence import Evidence, Piece, Role, pieces
from onrecord.model.document import Failure
from onrecord.model.reading import Claim
from onrecord.model.span import Span

Outcome = Literal["right", "type", "missed", "invented"]
WORDS: dict[Outcome, str] = {
    "right": "right",
    "type": "wrong type",
    "missed": "missed",
    "invented": "invented",
}
LEGEND = (
    '<p class="legend"><mark class="right">right</mark> trigger and type agree · '
    '<mark class="type">wrong type</mark> · <mark class="missed">missed</mark> in the gold only · '
    '<mark class="invented">invented</mark> found only · <span class="in-gold">in a gold claim</span> · '
    '<span class="in-found">in a found claim</span> · <span class="off">differs from the other side</span></p>'
)


@dataclass(frozen=True, slots=True)
class Row:
    """A gold claim and the found one that belongs to it, or one of them alone."""

    number: int
    gold: Claim | None
    found: Claim | None
    pair: Pair | None

    @property
    def outcome(self) -> Outcome:
        """What became of it."""
        if self.pair:
            return "right" if self.pair.right else "type"
        return "missed" if self.gold else "invented"

    @property
    def trigger(self) -> Span:
        """From where the first of the two triggers starts to where the last ends."""
        spans = [claim.trigger.span for claim in (self.gold, self.found) if claim]
        return Span(min(s.start for s in spans), max(s.end for s in spans))


def article(case: Case, number: int) -> str:
    """The section of one article; `number` counts the sections."""
    held = rows(case)
    right = case.score.counts["trigger_and_type"]
    given = case.gold.raw.given
    about = [given.publisher, given.published, f"F1 {case.f1:.2f}"]
    about.append(f"{right.right} right of {right.gold} gold and {right.found} found")
    line = " · ".join(escape(phrases.plain(part)) for part in about if part)
    reason = f'<p class="off">set aside: {escape(_reason(case.item))}</p>' if isinstance(case.item, Failure) else ""
    return (
        f'<article><h3 dir="auto">{number}. {escape(phrases.plain(case.gold.id))}</h3><p class="dim">{line}</p>{reason}'
        f'<details open><summary>the text</summary><div class="text" dir="auto">{_text(case.gold.text, held)}</div>'
        f"</details>{_sides(held, case.gold.text)}</article>"
    )


def _reason(failure: Failure) -> str:
    return phrases.plain(f"{failure.message}. {failure.hint}")


def rows(case: Case) -> list[Row]:
    """All claims of both sides, in order of their triggers."""
    gold, found, pairs = case.gold.claims, case.found, case.score.pairs
    together: list[tuple[Claim | None, Claim | None, Pair | None]] = [(gold[p.gold], found[p.found], p) for p in pairs]
    in_pairs = ({p.gold for p in pairs}, {p.found for p in pairs})
    together += [(claim, None, None) for i, claim in enumerate(gold) if i not in in_pairs[0]]
    together += [(None, claim, None) for j, claim in enumerate(found) if j not in in_pairs[1]]
    unnumbered = [Row(0, *sides) for sides in together]
    ordered = sorted(unnumbered, key=lambda row: row.trigger)
    return [Row(number, row.gold, row.found, row.pair) for number, row in enumerate(ordered, 1)]


def _text(text: str, held: Sequence[Row]) -> str:
    triggers = {str(row.number): row for row in held}
    marks = [Evidence(row.trigger, "trigger", str(row.number)) for row in held]
    gold = {e for row in held if row.gold for e in _fields(row.gold, str(row.number))}
    found = {e for row in held if row.found for e in _fields(row.found, str(row.number))}
    everything = [*marks, *sorted(gold | found, key=lambda e: (e.span, e.role, e.label))]
    if not text:
        return ""
    return "".join(_piece(p, triggers, gold, found) for p in pieces(text, Span(0, len(text)), everything))


def _fields(claim: Claim, label: str) -> Iterator[Evidence]:
    """Where a claim's fields stand, its trigger aside."""
    spans: list[tuple[Role, Span]] = []
    spans += [("actor", p.span) for p in claim.actors]
    spans += [("recipient", p.span) for p in claim.recipients]
    spans += [("object", p.span) for p in claim.objects]
    spans += [("place", p.span) for p in claim.place]
    spans += [("time", claim.time.span)] if claim.time else []
    spans += [("quantity", q.span) for q in claim.quantities]
    spans += [("source", s.span) for chain in claim.sources for s in chain]
    return (Evidence(span, role, label) for role, span in spans)


def _piece(piece: Piece, triggers: dict[str, Row], gold: set[Evidence], found: set[Evidence]) -> str:
    words = escape(phrases.UNSEEN.sub("\ufffd", piece.text.replace("\r\n", "\n")))
    sides = [name for name, side in (("in-gold", gold), ("in-found", found)) if side.intersection(piece.held)]
    if sides:
        words = f'<span class="{" ".join(sides)}">{words}</span>'
    here = [triggers[e.label] for e in piece.held if e.role == "trigger"]
    if here:
        title = "; ".join(f"{row.number}: {WORDS[row.outcome]}" for row in here)
        words = f'<mark class="{here[0].outcome}" title="{title}">{words}</mark>'
    ends = [e.label for e in piece.closes if e.role == "trigger"]
    return words + (f"<sup>{','.join(ends)}</sup>" if ends else "")


def _sides(held: Sequence[Row], text: str) -> str:
    if not held:
        return '<p class="dim">no claims on either side</p>'
    body = "".join(_row(row, text) for row in held)
    head = '<tr><th class="which">claim</th><th>gold</th><th>found</th></tr>'
    return f'<table class="sides"><thead>{head}</thead><tbody>{body}</tbody></table>'


def _row(row: Row, text: str) -> str:
    off = row.pair.off if row.pair else frozenset()
    cells = "".join(
        f'<td class="claim" data-side="{side}" dir="auto">{_claim(claim, off, row.outcome == "type", text)}</td>'
        for side, claim in (("gold", row.gold), ("found", row.found))
    )
    outcome = f'<span class="outcome">{WORDS[row.outcome]}</span>'
    return f'<tr><th class="which {row.outcome}" scope="row">{row.number}{outcome}</th>{cells}</tr>'


def _claim(claim: Claim | None, off: frozenset[str], wrong_type: bool, text: str) -> str:
    if claim is None:
        return '<span class="dim">none</span>'
    event = _maybe_off(phrases.event(claim), wrong_type or "mode" in off)
    status = _maybe_off(f"{phrases.status_mark(claim.status)} {claim.status}", "status" in off)
    lines = [
        ("who", phrases.names(claim.actors), "actors"),
        ("whom", phrases.names(claim.recipients), "recipients"),
        ("what", phrases.names(claim.objects), "objects"),
        ("where", phrases.names(claim.place), "place"),
        ("when", phrases.when(claim), "time"),
        ("how many", phrases.counts(claim, text), "quantities"),
        ("according to", "; ".join(phrases.according_to(claim)), "sources"),
    ]
    shown = "".join(
        f"<dt>{name}</dt><dd>{_maybe_off(words or 'none', field in off)}</dd>"
        for name, words, field in lines
        if words or field in off
    )
    return f"<b>{escape(phrases.plain(claim.trigger.text))}</b> {event} {status}<dl>{shown}</dl>"


def _maybe_off(words: str, differs: bool) -> str:
    return f'<span class="off">{escape(words)}</span>' if differs else escape(words)
