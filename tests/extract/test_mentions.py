"""Which named mentions are one entity."""

from __future__ import annotations

import pytest

from onrecord.extract.mentions import entities
from onrecord.model.reading import MentionKind
from onrecord.model.span import Span


def grouped(*names: str) -> tuple[list[str], list[str]]:
    """Entity of each mention, and the entities' names; "person:Name" says the kind, else it is a place."""
    found: list[tuple[Span, str, MentionKind]] = []
    for i, words in enumerate(names):
        kind, _, text = words.rpartition(":")
        found.append((Span(100 * i, 100 * i + len(text)), text, kind or "place"))  # type: ignore[arg-type]
    mentions, known = entities(found)
    assert [m.span for m in mentions] == [span for span, _, _ in found]
    assert [m.text for m in mentions] == [text for _, text, _ in found]
    return [m.entity or "" for m in mentions], [e.name for e in known]


@pytest.mark.parametrize(
    ("names", "owners", "known"),
    [
        ([], [], []),
        (["Velden", "Kessia", "Velden"], ["n1", "n2", "n1"], ["Velden", "Kessia"]),
        (["VELDEN", "Velden"], ["n1", "n1"], ["VELDEN"]),
        (["Port  Amsa", "Port\nAmsa"], ["n1", "n1"], ["Port Amsa"]),
        (["'s"], ["n1"], ["'s"]),
        (["Velden’s", "Velden", "Velden's"], ["n1", "n1", "n1"], ["Velden"]),
        (["rebels’", "Rebels"], ["n1", "n1"], ["rebels"]),
        (["person:Ada Morn", "person:Morn"], ["n1", "n1"], ["Ada Morn"]),
        (["person:Ada Morn", "person:Morn’s", "person:MORN"], ["n1", "n1", "n1"], ["Ada Morn"]),
        (["person:Ada Morn", "place:Morn"], ["n1", "n2"], ["Ada Morn", "Morn"]),
        (["place:Port Amsa", "person:Amsa"], ["n1", "n2"], ["Port Amsa", "Amsa"]),
        (["person:Ada Morn", "person:Ada"], ["n1", "n1"], ["Ada Morn"]),
        (["person:Ada Morn", "person:Ben Ada", "person:Ada"], ["n1", "n2", "n2"], ["Ada Morn", "Ben Ada"]),
        (["person:Ada al-Morn", "person:Morn"], ["n1", "n1"], ["Ada al-Morn"]),
        (["the U.N.", "UN", "The UN"], ["n1", "n1", "n1"], ["the U.N."]),
        (["The"], ["n1"], ["The"]),
        (["organization:Morn Group", "organization:Morn"], ["n1", "n1"], ["Morn Group"]),
        (["organization:Velden Army", "other:Velden"], ["n1", "n2"], ["Velden Army", "Velden"]),
        (["person:Ada Morn", "person:Ben Morn", "person:Morn"], ["n1", "n2", "n2"], ["Ada Morn", "Ben Morn"]),
        (["person:Ada Morn", "person:Morn", "person:Ben Morn", "person:Ben Morn"], ["n1", "n1", "n2", "n2"],
         ["Ada Morn", "Ben Morn"]),
    ],
)  # fmt: skip
def test_entities(names: list[str], owners: list[str], known: list[str]) -> None:
    assert grouped(*names) == (owners, known)


def in_text(text: str, *names: str) -> list[str]:
    """Entity of each name's first mention in the text."""
    found: list[tuple[Span, str, MentionKind]] = []
    for name in names:
        at = text.rindex(name)
        found.append((Span(at, at + len(name)), name, "organization"))
    return [m.entity or "" for m in entities(found, text)[0]]


@pytest.mark.parametrize(
    ("name", "acronym", "one"),
    [
        ("Velden River Authority", "VRA", True),
        ("Movement for the Rights of Herders", "MRH", True),
        ("Movement for the Rights of Herders", "MFTROH", True),
        ("Velden River Authority", "VRAX", False),
        ("Velden River Authority", "Vera", False),
    ],
)
def test_an_acronym_in_brackets_is_the_name_before(name: str, acronym: str, one: bool) -> None:
    owners = in_text(f"The {name} ({acronym}) met. The {acronym[::-1]} did not.", name, acronym)
    assert (owners == ["n1", "n1"]) == one


def test_an_acronym_elsewhere_is_not_taken_for_initials() -> None:
    assert in_text("The Velden River Authority met the VRA.", "Velden River Authority", "VRA") == ["n1", "n2"]
