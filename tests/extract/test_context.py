"""The second look at roles: what is said of a pair of trigger and candidate, and that it changes only what it may."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.extract.context import HOPELESS, Features, Found, reconsidered
from onrecord.extract.decode import Tagged
from onrecord.language import labels
from onrecord.language.encoder import Encoder, Section

STATUS = len(labels.STATUSES)
ACTOR = labels.ROLES.index("actor")
WIDTH = 93


def section(words: int = 12) -> Section:
    zeros = np.zeros((words, 4), dtype=np.float32)
    sentence = np.repeat(np.arange(words // 6), 6)
    return Section(0, words, {"status": np.zeros((words, STATUS), dtype=np.float32)}, zeros, zeros, zeros, sentence)


def found(roles: np.ndarray, same: float = -9.0) -> Found:
    """Triggers at words 2 and 8, one a sentence; candidates at words 0 and 6."""
    triggers = [Tagged(2, 2, 0, 0.9), Tagged(8, 8, 1, 0.9)]
    pairs = np.full((2, 2), same, dtype=np.float32)
    return Found(triggers, roles, pairs, np.zeros((2, 4), dtype=np.float32), np.array([[0, 0], [6, 6]]))


def roles(value: float = -3.0) -> np.ndarray:
    return np.full((2, 2, len(labels.ROLES)), value, dtype=np.float32)


def all_rows(one: Found) -> np.ndarray:
    return Features(section(), one).of(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])).reshape(2, 2, -1)


def test_every_pair_has_one_row_of_finite_numbers() -> None:
    logits = roles()
    logits[0, 1] = -np.inf  # out of the pair scorer's reach
    rows = all_rows(found(logits))
    assert rows.shape == (2, 2, WIDTH) and np.isfinite(rows).all()


def test_the_actor_of_another_mention_of_the_event_is_told() -> None:
    logits = roles()
    logits[0, 0, ACTOR] = 6.0
    told = 2 * len(labels.ROLES) + ACTOR  # after the logits and the probabilities
    apart, one = all_rows(found(logits)), all_rows(found(logits, same=9.0))
    assert apart[1, 0, told] < 0.1 < 0.9 < one[1, 0, told]
    assert one[0, 0, told] < 0.1  # nobody tells it of itself


def test_weights_without_a_second_look_leave_logits_as_they_are(
    encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(encoder), "has_context", property(lambda self: False))
    logits = roles()
    assert reconsidered(encoder, section(), found(logits)) is logits


def test_hopeless_pairs_are_not_looked_at_again(encoder: Encoder) -> None:
    if not encoder.has_context:
        pytest.skip("these weights take no second look")
    logits = roles(HOPELESS - 1)
    logits[0, 0, ACTOR] = 2.0
    after = reconsidered(encoder, section(), found(logits))
    assert (after[0, 0] != logits[0, 0]).any()
    assert (after[1] == logits[1]).all() and (after[0, 1] == logits[0, 1]).all()
