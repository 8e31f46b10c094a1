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
        (["person:Ada Morn", "person:Ada"], ["n1", "n2"], ["Ada Morn", "Ada"]),
        (["person:Ada Morn", "person:Ben Morn", "person:Morn"], ["n1", "n2", "n2"], ["Ada Morn", "Ben Morn"]),
        (["person:Ada Morn", "person:Morn", "person:Ben Morn", "person:Ben Morn"], ["n1", "n1", "n2", "n2"],
         ["Ada Morn", "Ben Morn"]),
    ],
)  # fmt: skip
def test_entities(names: list[str], owners: list[str], known: list[str]) -> None:
    assert grouped(*names) == (owners, known)
