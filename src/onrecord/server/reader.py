"""An article as prose with its evidence: which words are marked how, what opens and what ends where.

Made as Markup here rather than in a template: a long article has tens of thousands of pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from markupsafe import Markup

from onrecord.export.evidence import (
    SPEECH,
    Evidence,
    Piece,
    Role,
    claim_labels,
    evidence_of,
    letters,
    pieces,
    shared_out,
    speech_labels,
)
from onrecord.model.span import Span
from onrecord.server.words import seen

Json = dict[str, Any]
ROLE_WORDS: Mapping[Role, str] = {
    "trigger": "what",
    "actor": "who",
    "recipient": "whom",
    "object": "with what",
    "place": "where",
    "time": "when",
    "quantity": "how many",
    "source": "according to",
}
PART = 300  # claims that stand beside the text at once


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the article. Of furniture, `lines` says how many lines are folded."""

    kind: str
    html: Markup
    lines: int


@dataclass(frozen=True, slots=True)
class Speech:
    """One stretch of reported speech: its letter, whose it is and by which word, and how it begins."""

    letter: str
    holder: str
    cue: str
    begins: str


@dataclass(frozen=True, slots=True)
class Article:
    """What the page shows. `claims` have their `number`; `part` of `parts` of them, `size` each, is beside the text."""

    blocks: tuple[Block, ...]
    claims: tuple[Json, ...]
    rejected: tuple[Json, ...]
    speech: tuple[Speech, ...]
    count: int
    part: int
    parts: int
    size: int
    lit: int | None


def article(obj: Json, key: str | None, part: int | None) -> Article:
    """The view of a document's object. `key`: the claim whose words are lit; `part`: from 1, else that of the claim."""
    counted = [claim for claim in obj["claims"] if claim["standing"] != "rejected"]
    for number, claim in enumerate(counted, 1):
        claim["number"] = number
    lit = next((claim["number"] for claim in counted if claim["key"] == key), None)
    parts = max(1, -(-len(counted) // PART))
    shown = min(parts, part or (-(-lit // PART) if lit else 1))
    marks = _Marks({str(c["number"]): c["key"] for c in counted}, str(lit) if lit else None, _holders(obj))
    return Article(
        blocks=tuple(_blocks(obj, evidence_of({**obj, "claims": counted}), marks)),
        claims=tuple(counted[(shown - 1) * PART : shown * PART]),
        rejected=tuple(claim for claim in obj["claims"] if claim["standing"] == "rejected"),
        speech=tuple(_speech(obj)),
        count=len(counted),
        part=shown,
        parts=parts,
        size=PART,
        lit=lit,
    )


def _blocks(obj: Json, held: Sequence[Evidence], marks: _Marks) -> Iterator[Block]:
    text: str = obj["text"]
    blocks = [(block["kind"], Span(*block["span"])) for block in obj["blocks"]]
    marked = zip(blocks, shared_out([span for _, span in blocks], held), strict=True)
    for furniture, group in groupby(marked, lambda pair: pair[0][0] == "furniture"):
        if furniture:
            spans = [span for (_, span), _ in group]
            words = "\n".join(escape(seen(span.of(text))) for span in spans)
            yield Block("furniture", Markup(words), sum(span.of(text).count("\n") + 1 for span in spans))
            continue
        for (kind, span), on_it in group:
            words = "".join(marks.piece(piece) for piece in pieces(text, span, on_it))
            yield Block(kind, Markup(words), 0)  # every word in it is escaped


def _holders(obj: Json) -> dict[str, str]:
    """Whose each stretch of reported speech is, by letter."""
    return {speech.letter: speech.holder for speech in _speech(obj)}


def _speech(obj: Json) -> Iterator[Speech]:
    text: str = obj["text"]

    def words(spans: Iterable[Sequence[int]]) -> str:
        return " ".join(seen(text[start:end]) for start, end in spans)

    for number, found in enumerate(obj["attributions"]):
        content = words(found["content"][:1])
        begins = content if len(content) < 80 else f"{content[:80]}…"
        yield Speech(letters(number), words(found["source"]), words(found["cue"]), begins)


@dataclass(frozen=True, slots=True)
class _Marks:
    """How pieces become HTML, as plain strings: Markup's own formatting takes ten times as long. `keys`: of claims."""

    keys: Mapping[str, str]
    lit: str | None
    holders: Mapping[str, str]

    def piece(self, piece: Piece) -> str:
        """The words in a layer for each role that they have, between the marks that stand at their ends."""
        out = '<span class="speech">⟨</span>' * len(speech_labels(piece.opens, "content")) + self._layers(piece)
        if not piece.closes:
            return out
        ends = claim_labels(e for e in piece.closes if e.role == "trigger")
        others = [n for n in claim_labels(piece.closes) if n not in ends]
        if ends:
            out += f'<sup class="n">{self._links(ends)}</sup>'
        if others:
            out += f'<sup class="n other">{self._links(others)}</sup>'
        for letter in reversed(speech_labels(piece.closes, "content")):
            holder = escape(self.holders[letter])
            out += f'<span class="speech">⟩<small>{letter}{": " if holder else ""}{holder}</small></span>'
        return out

    def _layers(self, piece: Piece) -> str:
        out = escape(seen(piece.text))
        by_role: defaultdict[Role, list[str]] = defaultdict(list)
        for e in piece.held:
            if e.role not in SPEECH and e.label not in by_role[e.role]:
                by_role[e.role].append(e.label)
        for depth, role in enumerate(role for role in ROLE_WORDS if role in by_role):
            labels = by_role[role]
            lit = " lit" if self.lit in labels else ""
            tag = "mark" if role == "trigger" else "span"
            numbers = " ".join(labels)
            title = f"{ROLE_WORDS[role]} of {numbers}"
            out = f'<{tag} class="e {role} d{min(depth, 3)}{lit}" data-c="{numbers}" title="{title}">{out}</{tag}>'
        return out

    def _links(self, numbers: Iterable[str]) -> str:
        return ",".join(f'<a href="#claim-{escape(self.keys[n])}" data-light="{n}">{n}</a>' for n in numbers)
