"""Windows over a long text, and the seams between them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import article
from onrecord.language.encoder import Encoder, Section
from onrecord.language.windows import CLS, MARK_CASING, SEP, Window, feed, owned, plan
from onrecord.language.words import Words

COUNTS = st.lists(st.integers(1, 9), max_size=120)  # pieces of each word


def made(counts: list[int]) -> Words:
    """Words of so many pieces each; piece ids count from 1000, casing and gap change from word to word."""
    n = len(counts)
    word = np.repeat(np.arange(n), counts)
    first = np.cumsum([0, *counts[:-1]]) if n else np.zeros(0, dtype=np.int64)
    at = np.arange(n, dtype=np.int64)
    return Words(2 * at, 2 * at + 1, at % 9, at % 4, at // 5, first, 1000 + np.arange(len(word)), word)


def pieces(words: Words, window: Window) -> int:
    return int(np.isin(words.word, np.arange(window.low, window.high)).sum())


def test_a_short_text_is_one_window() -> None:
    assert plan(made([1, 2, 3]), 6, 2) == [Window(0, 3, 0, 3)]


def test_a_text_without_words_has_no_window() -> None:
    assert plan(made([]), 6, 2) == []


def test_neighbours_share_the_overlap_and_split_it() -> None:
    assert plan(made([1] * 14), 8, 4) == [Window(0, 8, 0, 6), Window(4, 12, 6, 10), Window(8, 14, 10, 14)]


def test_a_word_wider_than_a_window_stands_alone() -> None:
    """It cannot come from the tokenizer (test_words), but windows must go on."""
    assert plan(made([1, 9, 1]), 4, 2) == [Window(0, 1, 0, 1), Window(1, 2, 1, 2), Window(2, 3, 2, 3)]


@given(counts=COUNTS, limit=st.integers(9, 40), overlap=st.integers(0, 8))
def test_every_word_is_answered_for_once_and_no_window_is_too_wide(counts: list[int], limit: int, overlap: int) -> None:
    words = made(counts)
    windows = plan(words, limit, overlap)
    assert [k for w in windows for k in range(w.own_low, w.own_high)] == list(range(len(words)))
    for w in windows:
        assert w.low <= w.own_low <= w.own_high <= w.high
        assert pieces(words, w) <= limit


@given(counts=COUNTS, limit=st.integers(28, 40), overlap=st.integers(9, 17))
def test_neighbours_overlap_by_what_was_asked_for_to_a_word(counts: list[int], limit: int, overlap: int) -> None:
    words = made(counts)
    for a, b in pairwise(plan(words, limit, overlap)):
        shared = pieces(words, Window(b.low, a.high, b.low, a.high))
        assert overlap - max(counts) < shared <= overlap
        assert b.low <= a.own_high == b.own_low <= a.high


@given(counts=COUNTS.filter(bool), limit=st.integers(9, 40), overlap=st.integers(0, 8))
def test_a_window_is_fed_with_its_own_pieces_alone(counts: list[int], limit: int, overlap: int) -> None:
    words = made(counts)
    for w in plan(words, limit, overlap):
        fed = feed(words, w)
        n = pieces(words, w)
        mine = words.piece[np.isin(words.word, np.arange(w.low, w.high))]
        assert {fed[name].shape for name in ("piece", "casing", "gap")} == {(1, n + 2)}
        assert fed["piece"][0].tolist() == [CLS, *mine.tolist(), SEP]
        owner = words.word[mine - 1000]
        assert fed["casing"][0].tolist() == [MARK_CASING, *words.casing[owner].tolist(), MARK_CASING]
        assert fed["gap"][0].tolist() == [0, *words.gap[owner].tolist(), 0]
        heads = fed["piece"][0, fed["first"][0]]
        assert heads.tolist() == words.piece[words.first[w.low : w.high]].tolist()


@given(counts=COUNTS.filter(bool), limit=st.integers(9, 40), overlap=st.integers(0, 8))
def test_owned_rows_are_the_words_in_order(counts: list[int], limit: int, overlap: int) -> None:
    words = made(counts)
    rows = [owned(w, np.arange(w.low, w.high, dtype=np.float32).reshape(1, -1, 1)) for w in plan(words, limit, overlap)]
    assert np.concatenate(rows)[:, 0].tolist() == list(range(len(words)))


# --- The seam, with the real model ---


def sections(encoder: Encoder, text: str) -> list[Section]:
    return list(encoder.sections(encoder.split([text])[0]))


def windows_of(encoder: Encoder, text: str) -> list[Window]:
    raw = encoder.card.raw
    return plan(encoder.split([text])[0], raw["window_pieces"], raw["overlap_pieces"])


def test_windows_of_a_real_article_keep_to_the_model(encoder: Encoder) -> None:
    text = article(30)
    words = encoder.split([text])[0]
    windows = windows_of(encoder, text)
    assert len(windows) > 4
    assert all(pieces(words, w) <= encoder.card.raw["window_pieces"] for w in windows)


def test_a_long_text_comes_in_sections_that_hold_every_word(encoder: Encoder) -> None:
    text = article(30)
    n = len(encoder.split([text])[0])
    (whole,) = sections(encoder, text)
    assert (whole.low, whole.high) == (0, n)
    shapes = {name: scores.shape for name, scores in whole.logits.items()}
    assert shapes == {name: (n, len(kinds)) for name, kinds in encoder.card.heads.items()}
    width = encoder.card.raw["span_width"]
    assert whole.start.shape == whole.end.shape == (n, len(encoder.card.raw["channels"]), width)
    assert whole.states.shape[0] == len(whole.sentence) == n


def test_sections_follow_one_another(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.language.encoder.WINDOWS_A_SECTION", 4)
    text = article(40)
    found = sections(encoder, text)
    assert len(found) > 1
    assert found[0].low == 0 and found[-1].high == len(encoder.split([text])[0])
    assert all(a.high == b.low for a, b in pairwise(found))


def test_full_windows_score_the_same_whatever_follows(encoder: Encoder) -> None:
    """The words of full windows see nothing of the text after them: their scores are equal to the bit."""
    short, long = article(18), article(24)
    windows = windows_of(encoder, short)
    assert 2 < len(windows) < len(windows_of(encoder, long))
    until = windows[-2].own_high
    assert windows_of(encoder, long)[len(windows) - 2].own_high == until > 300
    a, b = sections(encoder, short)[0], sections(encoder, long)[0]
    for name in a.logits:
        np.testing.assert_array_equal(a.logits[name][:until], b.logits[name][:until])


def test_the_end_of_a_window_changes_little_before_it(encoder: Encoder) -> None:
    """The words of the first window's own half read alike alone and with five windows after them."""
    alone, among = article(5), article(24)
    assert len(windows_of(encoder, alone)) == 1 < len(windows_of(encoder, among))
    until = len(encoder.split([article(3)])[0])
    for head in ("trigger", "cue", "names"):
        a = sections(encoder, alone)[0].logits[head][:until].argmax(axis=1)
        b = sections(encoder, among)[0].logits[head][:until].argmax(axis=1)
        told = a != 0
        assert told.sum() >= 3, head
        assert (a == b)[told].mean() >= 0.8, head
