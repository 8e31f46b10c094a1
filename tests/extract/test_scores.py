"""The pair scorer over a long section: within reach all is scored, out of reach nothing is held."""

from __future__ import annotations

import math

import numpy as np
import pytest

from articles import article
from onrecord.extract.decode import Range
from onrecord.extract.scores import ANCHORS_A_RUN, REACH, PairScores
from onrecord.language import labels
from onrecord.language.encoder import Encoder, Section


@pytest.fixture(scope="module")
def section(encoder: Encoder) -> Section:
    """About 1,700 words."""
    (only,) = encoder.sections(encoder.split([article(28)])[0])
    assert len(only.states) > 4 * REACH
    return only


def distance(a: Range, b: Range) -> int:
    return max(a[0] - b[1], b[0] - a[1], 0)


def test_every_pair_within_reach_has_the_models_score(encoder: Encoder, section: Section) -> None:
    n = len(section.states)
    anchors = [(i, min(i + i % 3, n - 1)) for i in range(0, n, 23)][::-1]
    columns = [(i, min(i + i % 5, n - 1)) for i in range(0, n, 31)]
    assert len(anchors) > 2 * ANCHORS_A_RUN
    scores = PairScores(encoder, section, anchors, columns)
    whole = encoder.pairs(section, np.array(anchors), np.array(columns))
    beyond = 0
    for i, anchor in enumerate(anchors):
        rows = np.stack([scores.of(anchor, label) for label in labels.PAIRS], axis=1)
        known = np.isfinite(rows).all(axis=1)
        assert all(known[j] for j, c in enumerate(columns) if distance(anchor, c) <= REACH)
        np.testing.assert_allclose(rows[known], whole[i][known], rtol=0, atol=0.5)  # int8: scales differ by run
        assert np.isneginf(rows[~known]).all()
        beyond += int((~known).sum())
        for j, column in enumerate(columns):
            assert [scores.at(anchor, column, label) for label in labels.PAIRS[:3]] == rows[j, :3].tolist()
    assert beyond > 0.3 * len(anchors) * len(columns)


def test_an_anchor_with_nothing_in_reach(encoder: Encoder, section: Section) -> None:
    far = (3 * REACH, 3 * REACH)
    scores = PairScores(encoder, section, [(0, 0)], [far])
    assert scores.at((0, 0), far, "actor") == -math.inf
    assert scores.of((0, 0), "actor").tolist() == [-math.inf]


def test_no_anchors_and_no_candidates(encoder: Encoder, section: Section) -> None:
    assert PairScores(encoder, section, [], [(0, 0)]).column == {(0, 0): 0}
    assert PairScores(encoder, section, [(0, 0)], []).of((0, 0), "same").tolist() == []
