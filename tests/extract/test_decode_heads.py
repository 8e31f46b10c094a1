"""From scores per word to ranges: BIO tags, triggers, candidate spans, each also against a slow reading of the rule."""

from __future__ import annotations

import math
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.extract.decode import (
    WIDEST_SPAN,
    candidates,
    logit,
    overlaps,
    probability,
    sigmoid,
    softmax,
    spans,
    triggers,
)
from onrecord.language.encoder import Section

TAGS = ("O", "B-a", "I-a", "B-b", "I-b")


def tagged(tags: str) -> np.ndarray:
    """Logits [words, 5] whose best label is, word by word, the one named."""
    names = tags.split()
    logits = np.zeros((len(names), len(TAGS)), dtype=np.float32)
    for i, name in enumerate(names):
        logits[i, TAGS.index(name)] = 5.0
    return logits


def breaks(n: int, *at: int) -> np.ndarray:
    mask = np.zeros(n, dtype=bool)
    mask[list(at)] = True
    return mask


def odds(*words: dict[str, float]) -> np.ndarray:
    """Logits from probabilities; what is not said is shared by the other labels."""
    rows = []
    for word in words:
        rest = (1 - sum(word.values())) / (len(TAGS) - len(word))
        rows.append([math.log(word.get(tag, rest)) for tag in TAGS])
    return np.array(rows, dtype=np.float32)


O_WORD = {"O": 0.96}


@pytest.mark.parametrize(
    ("tags", "cuts", "expected"),
    [
        ("O O O", (), []),
        ("B-a I-a O", (), [(0, 1, 0)]),
        ("B-a B-a I-a", (), [(0, 0, 0), (1, 2, 0)]),
        ("B-a I-a I-a", (2,), [(0, 1, 0), (2, 2, 0)]),
        ("B-a I-a I-a", (0,), [(0, 2, 0)]),
        ("B-a I-a I-a", (1, 2), [(0, 0, 0), (1, 1, 0), (2, 2, 0)]),
    ],
)
def test_tags_become_ranges(tags: str, cuts: tuple[int, ...], expected: list[tuple[int, int, int]]) -> None:
    logits = tagged(tags)
    found = spans(logits, breaks(len(logits), *cuts), reluctance=-1.0)
    assert [(t.first, t.last, t.kind) for t in found] == expected


def test_words_that_disagree_on_the_kind_are_one_range_of_the_likelier_kind() -> None:
    (only,) = spans(tagged("B-a I-b I-b"), breaks(3))
    assert (only.first, only.last, only.kind) == (0, 2, 1)


def test_one_doubtful_word_does_not_cut_a_range_in_two() -> None:
    doubt = {"O": 0.5, "I-a": 0.4}
    (only,) = spans(odds({"B-a": 0.9}, {"I-a": 0.9}, doubt, {"I-a": 0.9}, O_WORD), breaks(5))
    assert (only.first, only.last) == (0, 3)


def test_reluctance_leaves_out_what_is_hardly_likelier_than_nothing() -> None:
    logits = odds({"B-a": 0.55, "O": 0.4}, O_WORD)
    assert [len(spans(logits, breaks(2), r)) for r in (0.0, 0.2, 0.5)] == [1, 1, 0]


def test_a_range_carries_the_probability_of_its_first_word() -> None:
    (only,) = spans(tagged("B-a I-a"), breaks(2))
    assert only.score == pytest.approx(math.exp(5) / (math.exp(5) + 4), rel=1e-5)


def likeliest(p: np.ndarray, reluctance: float) -> float:
    """The best score of any path, by trying them all."""
    best = -math.inf
    for path in product((0, 1, 2), repeat=len(p)):
        if any(now == 2 and before == 0 for before, now in pairwise((0, *path))):
            continue
        best = max(best, sum(math.log(p[i, tag]) - reluctance * (tag == 1) for i, tag in enumerate(path)))
    return best


@given(st.lists(st.tuples(*[st.floats(-3, 3)] * 3), min_size=1, max_size=6), st.floats(-1, 1))
def test_the_ranges_are_the_likeliest_path(rows: list[tuple[float, float, float]], reluctance: float) -> None:
    logits = np.array(rows, dtype=np.float32)
    p = softmax(logits).astype(float)
    found = spans(logits, breaks(len(p)), reluctance)
    path = [0] * len(p)
    for t in found:
        path[t.first : t.last + 1] = [1] + [2] * (t.last - t.first)
    score = sum(math.log(p[i, tag]) - reluctance * (tag == 1) for i, tag in enumerate(path))
    assert score == pytest.approx(likeliest(p, reluctance), abs=1e-3)


# --- Triggers: a probability, not the best tag, decides ---


@pytest.mark.parametrize(("least", "expected"), [(0.3, [(0, 0, 1)]), (0.34, [])])
def test_a_trigger_below_the_threshold_is_none(least: float, expected: list[tuple[int, int, int]]) -> None:
    found = triggers(odds({"O": 0.6, "B-b": 0.33}, O_WORD), least, breaks(2))
    assert [(t.first, t.last, t.kind) for t in found] == expected


def test_a_trigger_scores_what_its_type_does() -> None:
    (found,) = triggers(odds({"O": 0.2, "B-a": 0.5, "B-b": 0.25}), 0.3, breaks(1))
    assert (found.kind, found.score) == (0, pytest.approx(0.5, rel=1e-5))


@pytest.mark.parametrize(
    ("next_word", "cuts", "last"),
    [
        ({"I-a": 0.9}, (), 1),
        ({"I-a": 0.4, "I-b": 0.4}, (), 1),
        ({"I-b": 0.9}, (), 1),
        ({"I-a": 0.4, "O": 0.5}, (), 0),
        ({"I-a": 0.9}, (1,), 0),
    ],
)
def test_a_trigger_takes_in_the_words_that_are_inside_one(
    next_word: dict[str, float], cuts: tuple[int, ...], last: int
) -> None:
    found = triggers(odds({"B-a": 0.9}, next_word, O_WORD), 0.5, breaks(3, *cuts))
    assert [(t.first, t.last) for t in found] == [(0, last)]


def test_two_triggers_side_by_side_stay_two() -> None:
    found = triggers(odds({"B-a": 0.9}, {"B-a": 0.5, "I-a": 0.3}), 0.4, breaks(2))
    assert [(t.first, t.last) for t in found] == [(0, 0), (1, 1)]


def test_a_word_inside_a_trigger_begins_no_other() -> None:
    found = triggers(odds({"B-a": 0.9}, {"B-b": 0.3, "I-a": 0.6}), 0.2, breaks(2))
    assert [(t.first, t.last, t.kind) for t in found] == [(0, 1, 0)]


ROWS = st.lists(st.lists(st.floats(-4, 4, width=32), min_size=5, max_size=5), min_size=1, max_size=20)


@given(rows=ROWS, data=st.data())
def test_triggers_are_disjoint_and_rise_with_a_lower_threshold(rows: list[list[float]], data: st.DataObject) -> None:
    logits = np.array(rows, dtype=np.float32)
    cuts = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=bool)
    strict, lenient = triggers(logits, 0.5, cuts), triggers(logits, 0.15, cuts)
    for found, least in ((strict, 0.5), (lenient, 0.15)):
        assert all(t.score >= least - 1e-6 for t in found)
        assert all(a.last < b.first for a, b in pairwise(found))
        assert not any(cuts[t.first + 1 : t.last + 1].any() for t in found)
    within = [any(t.first <= s.first <= t.last for t in lenient) for s in strict]
    assert all(within)


# --- Candidates: spans that some channel believes in ---

Channels = dict[tuple[int, int], tuple[float, float]]


def section(start: np.ndarray, end: np.ndarray) -> Section:
    n = len(start)
    return Section(0, n, {}, start, end, np.zeros((n, 4), dtype=np.float32), np.zeros(n, dtype=np.int64))


def scored(n: int, score: dict[tuple[int, int], float], channels: int = 2) -> Section:
    """A section whose span (i, j) scores so much in channel 0, and everything else -9."""
    start = np.zeros((n, channels, n), dtype=np.float32)  # one-hot, so that `end` holds the scores
    start[np.arange(n), :, np.arange(n)] = 1.0
    end = np.full((n, channels, n), -9.0, dtype=np.float32)
    for (i, j), value in score.items():
        end[j, 0, i] = value
    return section(start, end)


def test_candidates_are_the_spans_above_the_threshold_with_each_channels_logit() -> None:
    found = candidates(scored(5, {(1, 2): 3.0, (0, 4): 0.5, (3, 3): -2.0}), -1.0, 0.3, breaks(5))
    assert {at: values.tolist() for at, values in found.items()} == {(1, 2): [2.0, -10.0], (0, 4): [-0.5, -10.0]}


def test_a_candidate_neither_runs_backwards_nor_over_the_widest_span() -> None:
    n = WIDEST_SPAN + 3
    wide = {(0, WIDEST_SPAN - 1): 5.0, (0, WIDEST_SPAN): 5.0, (4, 2): 5.0}
    assert list(candidates(scored(n, wide), 0.0, 0.5, breaks(n))) == [(0, WIDEST_SPAN - 1)]


def test_no_candidate_runs_on_across_what_was_set_aside() -> None:
    found = candidates(scored(4, {(0, 1): 5.0, (1, 2): 5.0, (2, 3): 5.0}), 0.0, 0.5, breaks(4, 2))
    assert list(found) == [(0, 1), (2, 3)]


@pytest.mark.parametrize("n", [1, 127, 128, 129, 260])
def test_candidates_are_those_of_the_slow_way(n: int) -> None:
    """Also where words are scored in blocks of 128."""
    random = np.random.default_rng(n)
    start, end = (random.normal(size=(n, 3, 4)).astype(np.float32) for _ in range(2))
    cuts = random.random(n) < 0.02
    group = np.cumsum(cuts)
    bias, least = -1.5, 0.6
    slow = {}
    for i in range(n):
        for j in range(i, min(n, i + WIDEST_SPAN)):
            logits = (start[i] * end[j]).sum(axis=1) + bias
            if logits.max() > logit(least) and group[i] == group[j]:
                slow[i, j] = logits
    fast = candidates(section(start, end), bias, least, cuts)
    assert set(fast) == set(slow)
    for at, logits in slow.items():
        np.testing.assert_allclose(fast[at], logits, atol=1e-4)


# --- Numbers ---


@given(st.floats(-40, 40))
def test_probability_and_logit_undo_each_other(x: float) -> None:
    p = probability(x)
    assert 0 <= p <= 1
    if 1e-9 < p < 1 - 1e-9:
        assert logit(p) == pytest.approx(x, abs=1e-4)


def test_probability_of_a_pair_out_of_reach_is_zero() -> None:
    assert probability(-math.inf) == 0.0
    assert sigmoid(np.array([-np.inf, 0.0], dtype=np.float32)).tolist() == [0.0, 0.5]


def test_softmax_of_large_logits_stays_finite() -> None:
    assert softmax(np.array([[1000.0, 0.0]], dtype=np.float32)).tolist() == [[1.0, 0.0]]


@given(st.tuples(st.integers(0, 6), st.integers(0, 6)), st.tuples(st.integers(0, 6), st.integers(0, 6)))
def test_overlaps(a: tuple[int, int], b: tuple[int, int]) -> None:
    a, b = (min(a), max(a)), (min(b), max(b))
    shared = set(range(a[0], a[1] + 1)) & set(range(b[0], b[1] + 1))
    assert overlaps(a, b) == bool(shared)
