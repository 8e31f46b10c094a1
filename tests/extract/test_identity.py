"""Pronouns and last names, on a short made-up report."""

from __future__ import annotations

import pytest

from builders import find
from onrecord.extract.identity import Identities
from onrecord.extract.mentions import entities
from onrecord.model.reading import Attribution, Mention

TEXT = (
    "Governor Ada Morn met Colonel Ben Tarr in Velden on Monday. He left before noon, and she stayed.\n\n"
    'Spokesman Ivo Kern told the paper: "I saw them, and my office was told." Morn denied it.'
)


def identities() -> Identities:
    spans = [find(TEXT, name) for name in ("Ada Morn", "Ben Tarr", "Ivo Kern")] + [find(TEXT, "Morn", nth=1)]
    mentions, known = entities([(span, span.of(TEXT), "person") for span in spans])
    content = find(TEXT, "I saw them, and my office was told")
    report = Attribution((find(TEXT, "Spokesman Ivo Kern"),), (find(TEXT, "told the paper"),), (content,))
    return Identities(TEXT, mentions, known, [report])


@pytest.mark.parametrize(
    ("words", "nth", "name"),
    [
        ("He", 0, "Ada Morn"),  # the first person of the sentence before: right for governors, wrong for this colonel
        ("she", 0, "Ada Morn"),
        ("I", 1, "Spokesman Ivo Kern"),
        ("my", 0, "Spokesman Ivo Kern"),
        ("them", 0, None),
        ("Velden", 0, None),
    ],
)
def test_a_word_stands_for_a_person(words: str, nth: int, name: str | None) -> None:
    assert identities().name(find(TEXT, words, nth)) == name


def test_a_last_name_stands_for_the_whole_name() -> None:
    assert identities().name(find(TEXT, "Morn", nth=1)) == "Ada Morn"


def test_nobody_is_named_before_the_first_person() -> None:
    text = "He said so. Ada Morn did not."
    mentions: tuple[Mention, ...] = entities([(find(text, "Ada Morn"), "Ada Morn", "person")])[0]
    assert Identities(text, mentions, (), []).name(find(text, "He")) is None
