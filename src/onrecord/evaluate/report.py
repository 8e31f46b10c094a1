"""A measurement as one HTML file: no scripts, nothing remote, light and dark, for any width and for print."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib import resources
from itertools import groupby

from onrecord.evaluate.article import LEGEND, article
from onrecord.evaluate.figures import RESAMPLES, Figure
from onrecord.evaluate.measure import INVENTED, MISSED, Bin, Confusion, Measurement
from onrecord.evaluate.run import Conditions
from onrecord.export.phrases import plain, plural
from onrecord.model.document import Failure

GROUPS = {
    "claims": "Claims",
    "fields": "Fields, of claims whose trigger and type are right",
    "end to end": "Fields end to end: a missed or an invented claim counts with all that it holds",
}
HEADLINE = ("trigger_and_type", "trigger", "whole_row")


def to_html(measured: Measurement, conditions: Conditions, worst: int) -> str:
    """The report, with the `worst` articles in full."""
    style = resources.files("onrecord.evaluate").joinpath("report.css").read_text(encoding="utf-8")
    body = "".join(
        (
            f"<h1>How well onrecord reads {escape(plain(conditions.gold))}</h1>",
            _account(measured),
            _headline(measured.figures),
            _made(conditions),
            _problems(measured),
            _figures(measured),
            _confusion(measured.confusion),
            _reliability(measured.reliability, conditions.min_confidence),
            _worst(measured, worst),
        )
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>onrecord eval: {escape(plain(conditions.gold))}</title><style>\n{style}</style></head>"
        f"<body>{body}</body></html>\n"
    )


def _account(measured: Measurement) -> str:
    documents = plural(len(measured.cases), "article")
    return (
        f'<p class="dim">{documents} with {plural(measured.gold_claims, "gold claim")}; '
        f"{measured.answered:,} read, {plural(measured.found_claims, 'claim')} found.</p>"
    )


def _headline(figures: Sequence[Figure]) -> str:
    shown = [f for name in HEADLINE for f in figures if f.definition.name == name]
    items = "".join(
        f"<li>{escape(f.definition.label)}<b>{number(f.value)}</b>"
        f'<span class="dim">F1{_between(f)}<br>precision {f.counts.precision:.2f}, '
        f"recall {f.counts.recall:.2f}</span></li>"
        for f in shown
    )
    return f'<ul class="head">{items}</ul>'


def _between(figure: Figure) -> str:
    return f", 95 %: {interval(figure)}" if figure.interval else ""


def _made(conditions: Conditions) -> str:
    rows = {
        "weights": conditions.model,
        "ontology": conditions.ontology,
        "claims from": f"confidence {conditions.min_confidence:.2f}",
        "versions": ", ".join(f"{name} {value}" for name, value in conditions.versions.items()),
    }
    shown = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    return f'<dl class="made">{shown}</dl>'


def _problems(measured: Measurement) -> str:
    """What could not be measured, and what the program did not read: never silent."""
    out = ""
    for failures, words in (
        (measured.failures, "could not be measured on: the gold is wrong"),
        (measured.set_aside, "not read by the program, counted as without claims"),
    ):
        if failures:
            items = "".join(f"<li>{escape(_line(failure))}</li>" for failure in failures)
            out += f'<p><b>{plural(len(failures), "article")}</b> {words}</p><ul class="problems">{items}</ul>'
    return out


def _line(failure: Failure) -> str:
    return plain(f"{failure.id}: {failure.message}. {failure.hint}")


def _figures(measured: Measurement) -> str:
    bodies = "".join(
        f'<tbody class="group"><tr><th colspan="7">{GROUPS[group]}</th></tr>{"".join(map(_figure, held))}</tbody>'
        for group, held in groupby(measured.figures, lambda f: f.definition.group)
    )
    head = (
        '<tr><th>figure</th><th class="num">value</th><th class="wide"></th><th class="num">95 % interval</th>'
        '<th class="num right-count">right</th><th class="num">gold</th><th class="num">found</th></tr>'
    )
    return (
        "<h2>Figures</h2>"
        "<p>Value is F1, or a share where gold and found are one number. The interval says how far a figure would move "
        f"with other articles of the same sort: {RESAMPLES:,} draws of {len(measured.cases):,} articles with "
        "replacement, the middle 95 %. Few articles make it wide, and it knows nothing of sorts of articles that are "
        "not among them.</p>"
        f'<div class="scroll"><table class="figures"><thead>{head}</thead>{bodies}</table></div>'
    )


def _figure(figure: Figure) -> str:
    c, d = figure.counts, figure.definition
    meaning = f"<small>{escape(d.meaning)}</small>" if d.meaning else ""
    return (
        f'<tr><th scope="row">{escape(d.label)}{meaning}</th>'
        f'<td class="num"><b>{number(figure.value)}</b></td><td class="wide">{_whisker(figure)}</td>'
        f'<td class="num">{interval(figure)}</td><td class="num right-count">{c.right:,}</td>'
        f'<td class="num">{c.gold:,}</td><td class="num">{c.found:,}</td></tr>'
    )


def _whisker(figure: Figure) -> str:
    """The value on a scale of 0 to 1 with its interval; the numbers stand beside it."""
    if figure.value is None:
        return ""
    low, high = figure.interval or (figure.value, figure.value)
    return (
        '<svg class="whisker" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="scale" x1="0" x2="100" y1="5" y2="5"/>'
        f'<line class="range" x1="{100 * low:.1f}" x2="{100 * high:.1f}" y1="5" y2="5"/>'
        f'<rect class="value" x="{100 * figure.value - 0.6:.1f}" width="1.2" y="0" height="10"/></svg>'
    )


def number(value: float | None) -> str:
    """Two digits, or a dash where there was nothing to measure."""
    return "–" if value is None else f"{value:.2f}"


def interval(figure: Figure) -> str:
    """Both bounds with two digits, or nothing."""
    return "–".join(f"{bound:.2f}" for bound in figure.interval) if figure.interval else ""


def _confusion(table: Confusion) -> str:
    names = [*table.types, MISSED]
    head = "".join(f'<th class="up" scope="col"><span>{name}</span></th>' for name in [*names, "gold"])
    rows = "".join(_confusion_row(table, i) for i in range(len(table.counts)))
    return (
        "<h2>Confusion of types</h2><p>Rows are gold, columns what was found on the same trigger. The last column "
        f"counts events that were {MISSED}, the last row those that were {INVENTED}: found where the gold has none. "
        "Shades are shares of a row.</p>"
        f'<div class="scroll"><table class="confusion"><thead><tr><th>gold ╲ found</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _confusion_row(table: Confusion, i: int) -> str:
    row, outside = table.counts[i], len(table.types)
    total = sum(row)
    cells = ""
    for j, count in enumerate(row):
        if i == j == outside:
            cells += "<td></td>"  # what is neither in the gold nor found cannot be counted
        elif not count:
            cells += '<td class="none">·</td>'
        else:
            kind = "same" if i == j else "out" if outside in (i, j) else "other"
            cells += f'<td class="{kind}" style="--share:{count / total:.2f}">{count:,}</td>'
    name = table.types[i] if i < outside else INVENTED
    return f'<tr><th scope="row">{name}</th>{cells}<td class="sum">{f"{total:,}" if i < outside else ""}</td></tr>'


def _reliability(bins: Sequence[Bin], least: float) -> str:
    rows = "".join(
        f'<tr><th scope="row">{b.low:.1f}–{b.high:.1f}</th><td class="num">{b.claims:,}</td>'
        f'<td class="num">{b.confidence:.2f}</td><td class="num">{b.right / b.claims:.2f}</td>'
        f'<td><span class="bar" aria-hidden="true"><i style="width:{100 * b.right / b.claims:.0f}%"></i></span></td>'
        "</tr>"
        for b in bins
    )
    head = (
        '<tr><th>confidence</th><th class="num">claims</th><th class="num">mean confidence</th>'
        '<th class="num">share right</th><th></th></tr>'
    )
    return (
        "<h2>Reliability of confidence</h2><p>Confidence means the share of claims with right trigger and type. Where "
        f"it is honest, mean confidence and share right agree. Claims below {least:.2f} were left out.</p>"
        + (f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if rows else '<p class="dim">no claims</p>')
    )


def _worst(measured: Measurement, count: int) -> str:
    cases = measured.worst(count)
    if not cases:
        return ""
    sections = "".join(article(case, position) for position, case in enumerate(cases, 1))
    return (
        f'<h2 id="worst">The worst {plural(len(cases), "article")}</h2><p>By F1 of trigger and type, among '
        f"articles with gold claims. Numbers in the text are those of the claims below it.</p>{LEGEND}{sections}"
    )
