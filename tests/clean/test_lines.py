"""Lines, and paragraphs of hard-wrapped text."""

from __future__ import annotations

import textwrap

import pytest

from onrecord.clean.lines import Unit, lines, split, unwrapped

PROSE = (
    "Kessia has recalled its envoy to Orrin after two trawlers were seized in waters that both countries claim, and "
    "the port of Velden stayed closed for a third day while crews waited for word from the owners of the two ships."
)


def words(text: str, units: list[Unit]) -> list[str]:
    return [text[u.start : u.end] for u in units]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\n \t\n", "\f", "\u2028"])
def test_every_line_end_ends_a_line(end: str) -> None:
    text = f" One left. {end}Two stayed.{end}"
    assert words(text, split(text)) == ["One left.", "Two stayed."]


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n"])
def test_wrapped_lines_are_joined(width: int, gap: str) -> None:
    end = "\r\n" if "\r" in gap else "\n"
    paragraphs = [end.join(textwrap.wrap(PROSE, width)) for _ in range(3)]
    text = gap.join(paragraphs)
    assert words(text, split(text)) == paragraphs


def test_wrapped_capitals_are_joined() -> None:
    paragraph = "\n".join(textwrap.wrap(PROSE.upper(), 68))
    text = f"{paragraph}\n\n{paragraph}"
    assert words(text, split(text)) == [paragraph, paragraph]


def test_a_short_title_stays_apart_from_wrapped_text() -> None:
    wrapped = "\n".join(textwrap.wrap(PROSE, 72))
    text = f"Envoy recalled\nBy Ama Kessi\n{wrapped}\n\n{wrapped}"
    assert words(text, split(text))[:2] == ["Envoy recalled", "By Ama Kessi"]


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers left the port of Velden on Sunday morning, police said.\n" * 12,
        "Envoy of Kessia recalled from Orrin over two seized trawlers\n" * 12,
        "Home\nWorld\nSport\n" * 5,
        f"{PROSE}\n{PROSE}\n{PROSE}",
    ],
    ids=["sentences", "headlines", "menu", "long-lines"],
)
def test_lines_of_one_length_are_not_wrapped_text(text: str) -> None:
    assert words(text, split(text)) == text.splitlines()


def test_lines_with_a_hint_stay_alone() -> None:
    text = "\n".join(textwrap.wrap(PROSE * 2, 72))
    units = [Unit(u.start, u.end, "furniture") if n == 1 else u for n, u in enumerate(lines(text))]
    joined = words(text, unwrapped(text, units))
    assert joined[:2] == text.splitlines()[:2]
    assert len(joined) == 3
