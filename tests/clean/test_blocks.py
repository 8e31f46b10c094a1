"""Blocks as spans: in order, apart, over every character that is not space, whatever the text holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.clean.blocks import make_blocks
from onrecord.clean.lines import split
from onrecord.model.document import BLOCK_KINDS, Block

ODD_CHARACTERS = "\0\t\r\n\f\x85\u2028 \xa0\u200b\u0301\u0e31٣שلم👩\u200d🚒🇳🇪©|/()[]{}\"“”'’…•*-–—.,:;?!#_aA1"
PAGE_WORDS = [
    "Read more", "Support us today", "Donate now", "By Ama Kessi", "(AFP)", "© 2031 AFP", "Related", "Comments",
    "Photo: Ama Kessi", "EPA/AMA KESSI/TASS", "Soldiers left Velden on Sunday, the army said.", "مرحبا", "🚒",
    "A Short Heading", "e\u0301te\u0301", "Home", "\n", "\n\n", " ", "\r\n",
]  # fmt: skip


def blocks_of(text: str) -> tuple[Block, ...]:
    return make_blocks(text, split(text))


def kinds(text: str) -> list[str]:
    return [block.kind for block in blocks_of(text)]


def check_cover(text: str) -> None:
    blocks = blocks_of(text)
    seen = bytearray(len(text))
    last = 0
    for block in blocks:
        assert last <= block.span.start
        assert block.kind in BLOCK_KINDS
        words = block.span.of(text)
        assert words == words.strip()
        seen[block.span.start : block.span.end] = b"\1" * len(block.span)
        last = block.span.end
    assert all(done or char.isspace() for done, char in zip(seen, text, strict=True))


@given(st.text(max_size=300))
@settings(deadline=None)
def test_blocks_cover_any_text(text: str) -> None:
    check_cover(text)


@given(st.text(alphabet=ODD_CHARACTERS, max_size=200))
@settings(deadline=None)
def test_blocks_cover_odd_characters(text: str) -> None:
    check_cover(text)


@given(st.lists(st.sampled_from(PAGE_WORDS), max_size=40))
@settings(deadline=None)
def test_blocks_cover_any_page(words: list[str]) -> None:
    check_cover("".join(words))


@given(st.lists(st.sampled_from(PAGE_WORDS), max_size=20))
@settings(deadline=None)
def test_the_same_text_gives_the_same_blocks(words: list[str]) -> None:
    assert blocks_of("".join(words)) == blocks_of("".join(words))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 1_000_000,
        '"' * 300_000,
        "(" * 300_000 + "©" * 300_000,
        "- " * 300_000,
        "a" + "\n" * 500_000 + "b",
        ("Soldiers left Velden on Sunday, the army said. " * 20_000) + "Read more",
    ],
    ids=["no-space", "quotes", "brackets-and-signs", "bullets", "blank-lines", "one-line"],
)
def test_long_lines_are_one_block(text: str) -> None:
    """Patterns see the ends of a line only; with one that saw all of it this test would not come back."""
    check_cover(text)
    assert len(blocks_of(text)) <= 3


def test_many_lines() -> None:
    text = "Soldiers left Velden on Sunday, the army said.\nRead more\n" * 10_000
    assert kinds(text) == ["paragraph", "furniture"] * 10_000


@pytest.mark.parametrize("stop", ["", ".", "?", "!"])
def test_a_single_sentence_is_a_paragraph(stop: str) -> None:
    assert kinds(f"Kessia Recalls Envoy From Orrin After Row Over Two Seized Trawlers{stop}") == ["paragraph"]
    assert kinds(f"rebels freed eleven hostages near the dam on Thursday , a trader said {stop}") == ["paragraph"]


def test_lines_that_all_look_like_headings_are_paragraphs() -> None:
    assert set(kinds("Envoy Leaves Orrin\nCURFEW LIFTED\nWho owns the quay?")) == {"paragraph"}


def test_a_real_first_sentence_is_no_heading() -> None:
    assert kinds("Troops left.\n\nThe army said on Monday that the road was open.")[0] == "paragraph"
    assert kinds("VELDEN (AFP) - Troops left\n\nThe army said on Monday that the road was open.")[0] == "paragraph"
    long = (
        "Troops of the northern command left the three villages that they had held since the winter of last year " * 2
    )
    assert kinds(f"{long}\n\nThe army said on Monday that the road was open.")[0] == "paragraph"


def test_a_known_title_is_a_heading_whatever_it_ends_in() -> None:
    text = "Troops left.\n\nThe army said on Monday that the road was open."
    assert [b.kind for b in make_blocks(text, split(text), title="Troops Left")] == ["heading", "paragraph"]


def test_what_people_say_is_not_taken_for_the_page() -> None:
    text = (
        '"Support our newsroom, become a member today," the banner read.\n'
        + "The army said on Monday it was over.\n" * 3
    )
    assert set(kinds(text)) == {"paragraph"}


def test_a_result_table_is_not_furniture() -> None:
    """Names in short lines are still read: only words that pages use set a line aside."""
    text = "Results on Sunday in the Kessian league, the union said.\nVelden 3\nOrrin 1\nBrandt 12 4 61\n"
    assert not {"furniture", "credit"} & set(kinds(text))
