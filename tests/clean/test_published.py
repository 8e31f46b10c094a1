"""Dates that a text states, and those that it does not."""

from __future__ import annotations

import pytest

from onrecord.clean.blocks import make_blocks
from onrecord.clean.lines import split
from onrecord.clean.published import stated_date

PROSE = "Police in Velden arrested a former harbour master on April 3, 2029, the court said on Tuesday."


def stated(text: str) -> str | None:
    return stated_date(text, make_blocks(text, split(text)))


@pytest.mark.parametrize(
    "line",
    [
        "Published: May 5, 2031",
        "Published 5 May 2031 | Updated 7 May 2031",
        "First published on Monday, 5th May 2031, 10:15 GMT",
        "Posted by Ama Kessi on 2031-05-05",
        "Date: 05.05.2031",
        "May 5, 2031",
        "Monday, 5 May 2031 at 10:15 a.m. EDT",
        "2031-05-05T10:15:00Z",
        "5 May 2031, 10:15 GMT.",
        "By Ama Kessi, May 5, 2031",
        "By Ama Kessi | 5 May 2031",
        "25/12/2031",
        "5/5/2031",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_date_line(line: str, place: str) -> None:
    prose = "\n".join([PROSE] * 12)
    text = f"{line}\n{prose}" if place == "above" else f"{prose}\n{line}"
    assert stated(text) == ("2031-12-25" if "25/12" in line else "2031-05-05")


@pytest.mark.parametrize(
    "lead",
    [
        "VELDEN, May 4, 2031 (Meridian) - Police arrested a man.",
        "Velden, Kessia, 4 May 2031 – Police arrested a man.",
        "VELDEN, Sunday, May 4, 2031: Police arrested a man.",
    ],
)
def test_a_dateline_with_a_year(lead: str) -> None:
    assert stated(f"{lead}\n{PROSE}") == "2031-05-04"


@pytest.mark.parametrize(
    "line",
    [
        "VELDEN, May 4 (Meridian) - Police arrested a man.",
        "4 May",
        "Last updated: May 5, 2031",
        "05/06/2031",
        "31 February 2031",
        "Published accounts of the battle of March 3, 2031 differ, and so do the memories of those who were there.",
        "Dockers march in Velden, April 13, 2031.",
        "The men were freed on May 5, 2031, a lawyer said.",
        "",
    ],
)
def test_no_date_is_guessed(line: str) -> None:
    assert stated(f"{line}\n{PROSE}\n{PROSE}") is None


def test_two_lines_that_contradict_each_other_date_nothing() -> None:
    assert stated(f"May 5, 2031\nMay 6, 2031\n{PROSE}") is None
    assert stated(f"May 5, 2031\n5 May 2031\n{PROSE}") == "2031-05-05"


def test_a_label_beats_a_bare_date() -> None:
    assert stated(f"May 6, 2031\nPublished: May 5, 2031\n{PROSE}") == "2031-05-05"


def test_a_date_line_in_the_middle_is_an_event_s() -> None:
    prose = "\n".join([PROSE] * 12)
    assert stated(f"{prose}\nMay 5, 2031\n{prose}") is None
