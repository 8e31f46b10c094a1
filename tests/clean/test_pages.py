"""Whole pages of plain text: what each line must become.

A page file has `kind | text` a line, so that text and blocks are read off one place. `{credit: …}` marks a credit that
is cut off its line, and a line without a kind goes on with the block above it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.clean.blocks import make_blocks
from onrecord.clean.lines import split

PAGES = sorted((Path(__file__).parent / "pages").glob("*.page"))


def read_page(source: str) -> tuple[str, list[tuple[str, str]]]:
    """The page's text, and kind and words of every block."""
    lines: list[str] = []
    blocks: list[tuple[str, str]] = []
    for line in source.splitlines():
        kind, _, words = (part.strip() for part in line.partition("|")) if "|" in line else ("", "", "")
        before, mark, rest = words.partition("{credit: ")
        credit, _, after = rest.partition("}")
        lines.append(before + credit + after)
        if not words:
            continue
        if not kind:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]}\n{words}")
            continue
        pieces = [(kind, before), ("credit", credit), (kind, after)] if mark else [(kind, words)]
        blocks.extend((piece_kind, piece.strip()) for piece_kind, piece in pieces if piece.strip())
    return "\n".join(lines), blocks


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page(page: Path) -> None:
    text, expected = read_page(page.read_text(encoding="utf-8"))
    found = [(str(block.kind), block.span.of(text)) for block in make_blocks(text, split(text))]
    assert found == expected


def test_there_are_pages() -> None:
    assert len(PAGES) >= 11
