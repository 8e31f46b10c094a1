"""Reported speech: contents find their cue, cues their source."""

from __future__ import annotations

import pytest

from onrecord.extract.speech import Parts, Speech, link

MAYOR, UNION = (0, 1), (20, 21)
SAID, TOLD = (2, 2), (22, 22)
FIRST, SECOND = (4, 9), (11, 15)


def test_source_cue_and_content_come_together() -> None:
    found = Parts((MAYOR,), (SAID,), (FIRST,))
    assert link(found, {(SAID, MAYOR): 0.9}, {(SAID, FIRST): 0.8}, 0.5) == [Speech(MAYOR, SAID, (FIRST,))]


def test_a_content_goes_to_its_likeliest_cue() -> None:
    found = Parts((), (SAID, TOLD), (FIRST,))
    content = {(SAID, FIRST): 0.6, (TOLD, FIRST): 0.7}
    assert link(found, {}, content, 0.5) == [Speech(None, TOLD, (FIRST,))]


def test_a_cue_takes_its_likeliest_source_and_two_cues_may_share_one() -> None:
    found = Parts((MAYOR, UNION), (SAID, TOLD), (FIRST, SECOND))
    speaker = {(SAID, MAYOR): 0.9, (SAID, UNION): 0.4, (TOLD, MAYOR): 0.7, (TOLD, UNION): 0.6}
    content = {(SAID, FIRST): 0.9, (TOLD, SECOND): 0.9}
    assert link(found, speaker, content, 0.5) == [Speech(MAYOR, SAID, (FIRST,)), Speech(MAYOR, TOLD, (SECOND,))]


def test_an_interrupted_content_keeps_its_parts_in_order() -> None:
    found = Parts((), (SAID,), (SECOND, FIRST))
    (only,) = link(found, {}, {(SAID, FIRST): 0.9, (SAID, SECOND): 0.9}, 0.5)
    assert only.content == (FIRST, SECOND)


def test_an_unlikely_source_is_none() -> None:
    found = Parts((MAYOR,), (SAID,), (FIRST,))
    assert link(found, {(SAID, MAYOR): 0.49}, {(SAID, FIRST): 0.5}, 0.5) == [Speech(None, SAID, (FIRST,))]


@pytest.mark.parametrize(
    ("contents", "content"),
    [((), {}), ((FIRST,), {}), ((FIRST,), {(SAID, FIRST): 0.49})],
)
def test_a_cue_without_content_is_no_report(
    contents: tuple[tuple[int, int], ...], content: dict[tuple[tuple[int, int], tuple[int, int]], float]
) -> None:
    assert link(Parts((MAYOR,), (SAID,), contents), {(SAID, MAYOR): 0.9}, content, 0.5) == []


def test_contents_without_cue_are_no_report() -> None:
    assert link(Parts((MAYOR,), (), (FIRST,)), {}, {}, 0.5) == []


@pytest.mark.parametrize(
    ("at", "expected"),
    [((4, 9), True), ((5, 5), True), ((3, 4), False), ((9, 11), False), ((10, 10), False), ((11, 12), True)],
)
def test_reports_what_lies_wholly_in_one_part(at: tuple[int, int], expected: bool) -> None:
    assert Speech(None, SAID, (FIRST, SECOND)).reports(at) is expected
