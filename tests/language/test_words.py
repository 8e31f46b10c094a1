"""Words and pieces: where they stand in the text, and the small classes that travel beside them."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from onrecord.language.encoder import Encoder
from onrecord.language.words import CASINGS, GAPS, Words, casing

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
SNIPPETS = [
    FAMILY,
    "\U0001f1eb\U0001f1f7",
    "\u2764\ufe0f",
    "שלום",
    "مرحبا \u200fبكم",
    "Jose\u0301",
    "\u0301",
    "\x00",
    "U.S.",
    "中文",
    "한국",
    "\u2260",
    "İ",
    "ß",
    "\ufffd",
    "\u2028",
    "[SEP]",
    "don’t",
    "\n\n",
]
UNICODE = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=8), st.just(" "))).map("".join)


def words(encoder: Encoder, text: str) -> Words:
    return encoder.split([text])[0]


def quotes(encoder: Encoder, text: str) -> list[str]:
    w = words(encoder, text)
    return [text[s:e] for s, e in zip(w.start.tolist(), w.end.tolist(), strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Guards shot two.", ["Guards", "shot", "two", "."]),
        ("U.S. envoys", ["U", ".", "S", ".", "envoys"]),
        ("the mayor’s aides", ["the", "mayor", "’", "s", "aides"]),
        ("a $4.5m deal", ["a", "$", "4", ".", "5m", "deal"]),
        (f"Peace {FAMILY}!", ["Peace", FAMILY, "!"]),
        ("Jose\u0301 left", ["Jose\u0301", "left"]),
        ("I \u2764\ufe0f Velden", ["I", "\u2764\ufe0f", "Velden"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("nul\x00byte here", ["nul\x00byte", "here"]),
        ("zero\u200bwidth", ["zero\u200bwidth"]),
        ("中文", ["中", "文"]),
        ("the [SEP] mark", ["the", "[", "SEP", "]", "mark"]),
        ("half a pair \ud83d here", ["half", "a", "pair", "here"]),
        ("", []),
        (" \n\t ", []),
        ("\u0301\x00\u200b", []),
    ],
)
def test_words_are_the_very_characters(encoder: Encoder, text: str, expected: list[str]) -> None:
    assert quotes(encoder, text) == expected


@given(text=UNICODE)
@example(text="a\u0301\u0302 b")
@example(text="\u0301a")
@example(text="\u1e9b\u0323\u037e\u2260")
def test_words_lie_in_the_text_in_order(encoder: Encoder, text: str) -> None:
    w = words(encoder, text)
    start, end = w.start.tolist(), w.end.tolist()
    assert all(0 <= s < e <= len(text) for s, e in zip(start, end, strict=True))
    assert all(e <= s for (e, s) in zip(end, start[1:], strict=False))
    assert all(not text[s].isspace() and not text[e - 1].isspace() for s, e in zip(start, end, strict=True))


@given(text=UNICODE)
def test_arrays_are_parallel_and_pieces_are_grouped_by_word(encoder: Encoder, text: str) -> None:
    w = words(encoder, text)
    assert {len(a) for a in (w.start, w.end, w.casing, w.gap, w.sentence, w.first)} == {len(w)}
    assert len(w.piece) == len(w.word)
    assert w.first.tolist() == [w.word.tolist().index(k) for k in range(len(w))]
    assert all(b - a in (0, 1) for a, b in pairwise(w.word.tolist()))
    assert all(b - a in (0, 1) for a, b in pairwise(w.sentence.tolist()))
    assert set(w.casing.tolist()) <= set(range(len(CASINGS))) and set(w.gap.tolist()) <= set(range(len(GAPS)))


@given(text=UNICODE)
def test_no_word_leaves_its_accent_behind(encoder: Encoder, text: str) -> None:
    """ "José" may be written with a combining accent at its end; half a letter is no mention."""
    w = words(encoder, f"{text}e\u0301 x")
    assert w.end[-2] == len(text) + 2


def test_texts_in_a_batch_do_not_touch_each_other(encoder: Encoder) -> None:
    texts = ["Two men fled.", "", f"{FAMILY} marched in Velden on Monday, 3 May.", "x" * 300]
    for alone, among in zip((words(encoder, t) for t in texts), encoder.split(texts), strict=True):
        assert alone.start.tolist() == among.start.tolist()
        assert alone.piece.tolist() == among.piece.tolist()


@given(text=UNICODE, data=st.data())
def test_keep_takes_words_with_their_pieces(encoder: Encoder, text: str, data: st.DataObject) -> None:
    w = words(encoder, text)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(w), max_size=len(w))), dtype=bool)
    kept = w.keep(mask)
    old = [i for i, keep in enumerate(mask.tolist()) if keep]
    assert len(kept) == len(old)
    for new, i in enumerate(old):
        assert (kept.start[new], kept.end[new], kept.sentence[new]) == (w.start[i], w.end[i], w.sentence[i])
        assert kept.piece[kept.word == new].tolist() == w.piece[w.word == i].tolist()
        assert kept.word[kept.first[new]] == new
        assert new == 0 or kept.word[kept.first[new] - 1] == new - 1


@given(text=UNICODE, data=st.data())
def test_inside_finds_the_words_that_share_a_character(encoder: Encoder, text: str, data: st.DataObject) -> None:
    w = words(encoder, text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    slow = [i for i in range(len(w)) if max(start, w.start[i]) < min(end, w.end[i])]
    if start < end:
        assert w.inside(start, end) == ((slow[0], slow[-1]) if slow else None)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("left", "lower"),
        ("Velden", "title"),
        ("NATO", "upper"),
        ("U", "initial"),
        ("McKay", "mixed"),
        ("1999", "digits"),
        ("5m", "digits_and_letters"),
        (",", "mark"),
        ("’", "mark"),
        (FAMILY, "other"),
        ("שלום", "other"),
        ("Émile", "title"),
        ("E\u0301mile", "title"),
        ("E\u0301", "initial"),
        ("jose\u0301", "lower"),
    ],
)
def test_casing(word: str, expected: str) -> None:
    assert CASINGS[casing(word)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two men, fled", ["paragraph", "space", "none", "space"]),
        ("One\ntwo\n\nthree", ["paragraph", "line", "paragraph"]),
        ("One\r\ntwo\r\n\r\nthree", ["paragraph", "line", "paragraph"]),
        ("One\rtwo\u2028three", ["paragraph", "line", "line"]),
        ("One \t two\u00a0three", ["paragraph", "space", "space"]),
    ],
)
def test_gaps(encoder: Encoder, text: str, expected: list[str]) -> None:
    assert [GAPS[g] for g in words(encoder, text).gap.tolist()] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They left. We stayed.", [0, 0, 0, 1, 1, 1]),
        ("Who? Nobody! Fine.", [0, 0, 1, 1, 2, 2]),
        ("“They left.” We stayed", [0, 0, 0, 0, 0, 1, 1]),
        ("at 4.5 percent", [0, 0, 0, 0, 0]),
        ("cost etc. and more", [0, 0, 0, 0, 0]),
        ("Talks end\nEnvoys left.", [0, 0, 1, 1, 1]),
        ("no stop\n\nnext", [0, 0, 1]),
    ],
)
def test_sentences(encoder: Encoder, text: str, expected: list[int]) -> None:
    assert words(encoder, text).sentence.tolist() == expected


def test_a_line_of_a_million_letters_is_one_unknown_word(encoder: Encoder) -> None:
    began = time.process_time()
    w = words(encoder, "x" * 1_000_000)
    assert (len(w), len(w.piece)) == (1, 1)
    assert (w.start[0], w.end[0]) == (0, 1_000_000)
    assert time.process_time() - began < 10  # half a second on one core: guards against quadratic time


@pytest.mark.parametrize("letter", ["q", "א", "ж", "1"])
def test_no_word_has_more_than_a_hundred_pieces(encoder: Encoder, letter: str) -> None:
    """So that every word fits a window: longer words are one unknown piece."""
    assert len(words(encoder, letter * 100).piece) <= 100
    assert words(encoder, letter * 101).piece.tolist() == [encoder.tokenizer.token_to_id("[UNK]")]


def test_a_plain_tokenizer_would_take_marks_of_the_model_from_the_text(encoder: Encoder) -> None:
    """Why Encoder sets `encode_special_tokens`: an article can hold the model's own marks as words."""
    plain = Tokenizer.from_file(str(encoder.card.folder / "tokenizer.json"))
    end = plain.token_to_id("[SEP]")
    assert end in plain.encode("the [SEP] mark", add_special_tokens=False).ids
    assert end not in words(encoder, "the [SEP] mark").piece.tolist()
