"""The summary of a comparison for readers: one text of headings, lists and tables, as Markdown or as one HTML file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

from onrecord.compare.run import Comparison
from onrecord.compare.summary import Summary, notes
from onrecord.export.phrases import plain

Json = dict[str, Any]
STATE_WORDS = {
    "agrees": "agree",
    "differs": "differ",
    "only_here": "only here",
    "only_there": "only there",
    "undefined": "mapping undefined",
}
MARKS = re.compile(r"([\\`*_{}\[\]<>|#])")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; `quote` where they are an article's."""

    text: str
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head and its rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Grid


def blocks(comparison: Comparison, summary: Summary) -> Iterator[Block]:
    """The report, part by part. `summary` must have seen all results."""
    yield Heading(1, f"{comparison.table.path.name} compared with the ledger")
    yield Paragraph(_sentence(summary.account()))
    for note in notes(comparison):
        yield Paragraph(_sentence(f"Note: {note}"))
    if summary.fields:
        yield Heading(2, "Do the fields of matches agree?")
        rows = tuple(
            (name, *(f"{counted[state]:,}" for state in STATE_WORDS)) for name, counted in summary.fields.items()
        )
        yield Grid(("field", *STATE_WORDS.values()), rows)
    yield from _differing(summary)
    yield from _only_there(summary)
    yield from _only_here(summary)


def _sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _differing(summary: Summary) -> Iterator[Block]:
    if not summary.shown["differing"]:
        return
    yield Heading(2, "Matches that differ")
    for record in summary.shown["differing"]:
        row, incident = record["row"], record["incident"]
        yield Heading(3, f"{row['id']} and incident {incident['id']} (score {record['score']:.2f})")
        yield Paragraph(f"Why they are one event: {'; '.join(record['why'])}.")
        differing = [f for f in record["fields"] if f["state"] == "differs"]
        yield Grid(
            ("field", "in the table", "in the ledger"),
            tuple((f["field"], words(f["there"]), words(f["here"])) for f in differing),
        )
        if row["notes"]:
            yield Paragraph(f"The table, line {row['line']}: {row['notes']}")
        yield from _quotes(record["evidence"])
    yield from _more(summary, "differing")


def _only_there(summary: Summary) -> Iterator[Block]:
    if not summary.shown["only_there"]:
        return
    yield Heading(2, "Only in the table")
    counted = summary.unmatched_types.most_common()
    yield Grid(("type", "rows"), tuple((name, f"{count:,}") for name, count in counted))
    rows = tuple(
        (
            f"{r['row']['id']} (line {r['row']['line']})",
            str(r["row"]["date"]),
            str(r["row"]["place"] or ""),
            str(r["row"]["sub"] or r["row"]["event"] or ""),
            f"{r['nearest']['incident']}: {'; '.join(r['nearest']['why'])}" if r["nearest"] else "none",
        )
        for r in summary.shown["only_there"]
    )
    yield Grid(("row", "day", "place", "type", "nearest incident"), rows)
    yield from _more(summary, "only_there")


def _only_here(summary: Summary) -> Iterator[Block]:
    if not summary.shown["only_here"]:
        return
    yield Heading(2, "Only in the ledger")
    for record in summary.shown["only_here"]:
        incident = record["incident"]
        about = (incident["day"], incident["place"], ", ".join(incident["types"]), incident["id"])
        yield Heading(3, " · ".join(part for part in about if part))
        yield Paragraph(_sentence(record["why"][0]))
        yield from _quotes(record["evidence"])
    yield from _more(summary, "only_here")


def _quotes(evidence: Sequence[Json]) -> Iterator[Block]:
    for claim in evidence:
        start, end = claim["span"]
        where = ", ".join(filter(None, (claim["publisher"], claim["published"])))
        who = f"; according to {', '.join(claim['holders'])}" if claim["holders"] else ""
        yield Paragraph(
            f"“{claim['quote']}” ({where or claim['document']}, [{start}, {end}), {claim['key']}{who})", True
        )


def _more(summary: Summary, name: str) -> Iterator[Block]:
    if summary.left_out[name]:
        yield Paragraph(f"{summary.left_out[name]:,} more are not shown; --format jsonl has all.")


def words(value: Any) -> str:
    """A field's value in words: "army, police / Reed Front", "4 (3-6)"."""
    if value is None or value == []:
        return "not told"
    if isinstance(value, dict):  # a toll
        best, low, high = (value[end] for end in ("best", "low", "high"))
        span = f" ({low:g}-{high:g})" if low is not None and high is not None and low != high else ""
        return ("?" if best is None else f"{best:g}") + span
    if isinstance(value, list):
        return " / ".join(", ".join(part) or "not told" if isinstance(part, list) else str(part) for part in value)
    return str(value)


def to_markdown(found: Sequence[Block]) -> str:
    """The report as Markdown."""
    return "\n\n".join(_markdown(block) for block in found) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_safe(text)}"
        case Paragraph(text, quote):
            return f"{'> ' if quote else ''}{_safe(text)}"
        case Grid(head, rows):
            lines = [head, tuple("---" for _ in head), *(tuple(_safe(cell) for cell in row) for row in rows)]
            return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _safe(text: str) -> str:
    return MARKS.sub(r"\\\1", plain(text))


def to_html(found: Sequence[Block]) -> str:
    """The report as one HTML file without scripts or anything remote."""
    style = resources.files("onrecord.compare").joinpath("report.css").read_text(encoding="utf-8")
    title = next((block.text for block in found if isinstance(block, Heading)), "Comparison")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(plain(title))}</title><style>\n{style}</style></head>"
        f"<body>{''.join(_html(block) for block in found)}</body></html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{escape(plain(text))}</h{level}>\n"
        case Paragraph(text, quote):
            shown = escape(plain(text))
            return f"<blockquote>{shown}</blockquote>\n" if quote else f"<p>{shown}</p>\n"
        case Grid(head, rows):
            cells = "".join(f"<th>{escape(plain(cell))}</th>" for cell in head)
            lines = "".join(f"<tr>{''.join(f'<td>{escape(plain(c))}</td>' for c in row)}</tr>\n" for row in rows)
            return f"<table><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>\n"
