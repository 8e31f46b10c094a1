"""A reading as a fragment of HTML for notebooks: self-contained, no scripts, every word escaped, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from onrecord.export import phrases
from onrecord.export.evidence import SPEECH, Evidence, Piece, claim_labels, evidence, pieces, shared_out, speech_labels
from onrecord.model.document import Block
from onrecord.model.reading import Claim, Reading

LIGHT = "--ink:#1c1e21;--dim:#656b74;--line:#d8dce1;--ground:#fff;--hit:#ffe08a;--party:#0b57a4;--fact:#0a6b4a"
DARK = "--ink:#e6e8eb;--dim:#9aa2ad;--line:#3a4048;--ground:#16181c;--hit:#6b5200;--party:#8ec2ff;--fact:#7fd6b2"
STYLE = f"""
.onrecord{{{LIGHT};color:var(--ink);background:var(--ground);max-width:60em;padding:1em;line-height:1.55;\
font-family:system-ui,sans-serif;text-align:start}}
@media(prefers-color-scheme:dark){{.onrecord{{{DARK}}}}}
[data-jp-theme-light="true"] .onrecord{{{LIGHT}}}
[data-jp-theme-light="false"] .onrecord,[data-theme="dark"] .onrecord{{{DARK}}}
.onrecord h3{{margin:0}}
.onrecord .dim,.onrecord details,.onrecord th,.onrecord p.credit{{color:var(--dim);font-weight:normal}}
.onrecord p{{margin:.6em 0;white-space:pre-line}}
.onrecord p.heading,.onrecord b{{font-weight:650}}
.onrecord p.caption{{font-style:italic;border-left:3px solid var(--line);padding-left:.6em}}
.onrecord mark{{background:var(--hit);color:inherit;font-weight:650;border-radius:2px;padding:0 .1em}}
.onrecord .party{{color:var(--party)}}
.onrecord .fact{{color:var(--fact)}}
.onrecord .holder{{text-decoration:underline}}
.onrecord sup{{font-size:.7em;line-height:0}}
.onrecord table{{border-collapse:collapse;width:100%;font-size:.9em;margin-top:1em;background:none}}
.onrecord th,.onrecord td{{text-align:start;vertical-align:top;padding:.35em .6em;border-top:1px solid var(--line);\
background:none;white-space:normal}}"""
HEADS = ("", "who", "what", "whom (what)", "where", "when", "how many", "according to", "sure")
CLASSES = {
    "actor": "party",
    "recipient": "party",
    "object": "party",
    "place": "fact",
    "time": "fact",
    "quantity": "fact",
    "source": "holder",
    "holder": "holder",
}


def to_html(reading: Reading) -> str:
    """The article with numbered evidence, and its claims in a table below."""
    title, about = phrases.headline(reading)
    return (
        f'<div class="onrecord"><style>{STYLE}</style><h3 dir="auto">{escape(title)}</h3>'
        f'<div class="dim">{escape(about)}</div>{"".join(_body(reading))}{_claims(reading)}</div>'
    )


def _body(reading: Reading) -> Iterator[str]:
    blocks = reading.document.blocks
    marked = zip(blocks, shared_out([block.span for block in blocks], evidence(reading)), strict=True)
    for silent, group in groupby(marked, lambda pair: pair[0].kind == "furniture"):
        if silent:
            yield _folded(reading.text, [block for block, _ in group])
        else:
            for block, held in group:
                words = "".join(_piece(piece) for piece in pieces(reading.text, block.span, held))
                yield f'<p class="{block.kind}" dir="auto">{words}</p>'


def _folded(text: str, blocks: list[Block]) -> str:
    words = [block.span.of(text) for block in blocks]
    lines = sum(w.count("\n") + 1 for w in words)
    inside = "".join(f'<p dir="auto">{_clean(w)}</p>' for w in words)
    return f"<details><summary>set aside: {phrases.plural(lines, 'line')}</summary>{inside}</details>"


def _clean(words: str) -> str:
    return escape(phrases.UNSEEN.sub("\ufffd", words.replace("\r\n", "\n")))


def _piece(piece: Piece) -> str:
    before = "⟨" * len(speech_labels(piece.opens, "content"))
    ends = claim_labels(piece.closes) + speech_labels(piece.closes, "holder")
    after = f"<sup>{escape(','.join(ends))}</sup>" if ends else ""
    after += "".join(f"⟩<sup>{escape(label)}</sup>" for label in reversed(speech_labels(piece.closes, "content")))
    return f"{before}{_highlighted(piece)}{after}"


def _highlighted(piece: Piece) -> str:
    words = _clean(piece.text)
    held = [e for e in piece.held if e.role != "content"]
    if not held:
        return words
    tag = "mark" if any(e.role == "trigger" for e in held) else "span"
    classes = " ".join(sorted({CLASSES[e.role] for e in held if e.role in CLASSES}))
    return f'<{tag} class="{classes}" title="{escape(_title(held))}">{words}</{tag}>'


def _title(held: list[Evidence]) -> str:
    return ", ".join(f"{'speech' if e.role in SPEECH else 'claim'} {e.label}: {e.role}" for e in held)


def _claims(reading: Reading) -> str:
    if not reading.claims:
        return '<p class="dim">no claims</p>'
    head = "".join(f"<th>{name}</th>" for name in HEADS)
    rows = "".join(_row(number, claim, reading.text) for number, claim in enumerate(reading.claims, 1))
    legend = escape(phrases.legend())
    return f'<table><tr>{head}</tr>{rows}</table><div class="dim">{legend}</div>'


def _row(number: int, claim: Claim, text: str) -> str:
    things = phrases.names(claim.objects)
    whom = escape(phrases.names(claim.recipients)) + (f' <span class="dim">({escape(things)})</span>' if things else "")
    mark = phrases.status_mark(claim.status)
    cells = (
        f'{number}&nbsp;<span title="{escape(claim.status)}">{escape(mark)}</span>',
        escape(phrases.names(claim.actors)),
        f"<b>{escape(phrases.plain(claim.trigger.text))}</b><br>{escape(phrases.event(claim))}",
        whom,
        escape(phrases.names(claim.place)),
        escape(phrases.when(claim)),
        escape(phrases.counts(claim, text)),
        "<br>".join(escape(line) for line in phrases.according_to(claim)),
        f"{claim.confidence:.2f}",
    )
    return "<tr>" + "".join(f'<td dir="auto">{cell}</td>' for cell in cells) + "</tr>"
