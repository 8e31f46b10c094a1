"""One article on a terminal: its evidence highlighted and numbered, what was set aside folded, its claims below."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.text import Text

from onrecord.export import phrases
from onrecord.export.evidence import Evidence, Piece, Role, claim_labels, evidence, pieces, shared_out, speech_labels
from onrecord.export.table import claims_table
from onrecord.model.document import Block
from onrecord.model.reading import Reading

WIDEST_TEXT = 100  # characters a line of running text
FOLDED_CHARS = 56  # of what was set aside, to recognise it by

STYLES: dict[Role, str] = {
    "trigger": "bold reverse",
    "actor": "bold cyan",
    "recipient": "bold magenta",
    "object": "magenta",
    "place": "green",
    "time": "yellow",
    "quantity": "yellow",
    "source": "underline",
    "holder": "underline",
    "content": "italic",
}
BLOCK_STYLES = {"heading": "bold", "caption": "italic", "credit": "dim italic"}
SUPERSCRIPT = str.maketrans("0123456789abcdefghijklmnoprstuvwxyz,", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ˒")
KEY = "words¹ evidence of claim 1   ⟨words⟩ᵃ reported speech a, its holderᵃ underlined"


def article(reading: Reading, width: int) -> RenderableType:
    """The whole view for a terminal of `width` characters."""
    title, about = phrases.headline(reading)
    body = [*_body(reading, min(width, WIDEST_TEXT))]
    rest: list[RenderableType] = [claims_table(reading, width)]
    if reading.claims:
        rest += [Text(), Text(KEY, "dim"), Text(phrases.legend(), "dim")]
    return Group(Text(title, "bold"), Text(about, "dim"), Text(), *body, *rest)


def _body(reading: Reading, width: int) -> Iterator[RenderableType]:
    blocks = reading.document.blocks
    marked = zip(blocks, shared_out([block.span for block in blocks], evidence(reading)), strict=True)
    for silent, group in groupby(marked, lambda pair: pair[0].kind == "furniture"):
        if silent:
            yield _folded(reading.text, [block for block, _ in group], width)
            yield Text()
            continue
        for block, held in group:
            yield Constrain(_block(reading.text, block, held), width)
            yield Text()


def _folded(text: str, blocks: list[Block], width: int) -> Text:
    """What was set aside as page furniture: how much, and how it begins."""
    lines = sum(block.span.of(text).count("\n") + 1 for block in blocks)
    begin = phrases.plain(blocks[0].span.of(text))
    note = Text(f"┄ set aside: {phrases.plural(lines, 'line')} ┄ {begin}", "dim")
    note.truncate(min(width, FOLDED_CHARS + 24), overflow="ellipsis")
    return note


def _block(text: str, block: Block, held: list[Evidence]) -> Text:
    out = Text(style=BLOCK_STYLES.get(block.kind, ""))
    if block.kind == "caption":
        out.append("▣ ", "dim")
    for piece in pieces(text, block.span, held):
        _append(out, piece)
    return out


def _append(out: Text, piece: Piece) -> None:
    """The piece's words between the marks that stand at its ends."""
    out.append("⟨" * len(speech_labels(piece.opens, "content")), "dim")
    roles = {e.role for e in piece.held}
    out.append(_visible(piece.text), " ".join(STYLES[role] for role in STYLES if role in roles))
    out.append(_raised(claim_labels(piece.closes)), "bold")
    out.append(_raised(speech_labels(piece.closes, "holder")), "dim")
    for label in reversed(speech_labels(piece.closes, "content")):
        out.append(f"⟩{_raised([label])}", "dim")


def _visible(words: str) -> str:
    """Words with line ends folded and what acts on a terminal replaced; white space at the ends is kept."""
    return phrases.UNSEEN.sub("\ufffd", words.replace("\r\n", " ").replace("\n", " ").replace("\r", " "))


def _raised(labels: list[str]) -> str:
    return ",".join(labels).translate(SUPERSCRIPT)
