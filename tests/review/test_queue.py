"""What comes next."""

from __future__ import annotations

from onrecord.review.queue import ordered, priority, uncertainty
from onrecord.store.work import Waiting


def waiting(key: str, confidence: float = 0.5, standing: str = "machine", killed: float = 0, documents: int = 1,
            independent: int = 2) -> Waiting:  # fmt: skip
    return Waiting("d", key, confidence, standing, documents, independent, 0, killed)


def test_a_toss_of_a_coin_is_most_uncertain() -> None:
    assert [uncertainty(c) for c in (0.0, 0.5, 1.0)] == [0.0, 1.0, 0.0]


def test_uncertain_claims_come_first_and_what_much_hangs_on() -> None:
    claims = [waiting("sure", 0.95), waiting("unsure"), waiting("deadly", killed=40), waiting("alone", independent=1)]
    assert [c.key for c in ordered(claims, {}, "anna", 9)] == ["deadly", "alone", "unsure", "sure"]


def test_what_needs_review_comes_before_all() -> None:
    assert priority(waiting("a", 0.99, "needs_review")) > priority(waiting("b", 0.5, killed=100_000))


def test_what_needs_review_waits_for_those_too_who_have_answered() -> None:
    claims = [waiting("a", standing="needs_review"), waiting("b")]
    done = {("d", "a"): {"anna"}, ("d", "b"): {"anna"}}
    assert [c.key for c in ordered(claims, done, "anna", 9)] == ["a"]
    assert ordered(claims, done, "anna", 9, second=True) == []


def test_own_answers_are_done_and_others_change_nothing() -> None:
    claims = [waiting("a", 0.6), waiting("b"), waiting("c", 0.7)]
    done = {("d", "a"): {"anna"}, ("d", "b"): {"ben"}}
    assert [c.key for c in ordered(claims, done, "anna", 9)] == ["b", "c"]
    assert [c.key for c in ordered(claims, done, "cem", 9)] == ["b", "a", "c"]
    assert [c.key for c in ordered(claims, done, "cem", 9, second=True)] == ["b", "a"]
    assert [c.key for c in ordered(claims, done, "cem", 1)] == ["b"]
