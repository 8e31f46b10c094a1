"""The wire that a text is credited to, and wires that are only mentioned."""

from __future__ import annotations

import pytest

from onrecord.clean.blocks import make_blocks
from onrecord.clean.credit import credited_agency
from onrecord.clean.lines import split

PROSE = "Police in Velden arrested a former harbour master, the court said on Tuesday."
PAGE = "\n".join([PROSE] * 4)


def agency(text: str, author: str | None = None, publisher: str | None = None) -> str | None:
    return credited_agency(text, make_blocks(text, split(text)), author, publisher)


@pytest.mark.parametrize(
    ("lead", "name"),
    [
        ("VELDEN (AFP) - ", "AFP"),
        ("VELDEN, May 4 (Xinhua) -- ", "Xinhua"),
        ("(Reuters) - ", "Reuters"),
        ("VELDEN/PORT AMSA, Kessia (Thomson Reuters) – ", "Reuters"),
        ("Velden, Kessia (AP) — ", "AP"),
        ("VELDEN, 4 May (AFP/Reuters) - ", "AFP"),
        ("VELDEN, May 4 (Meridian) - ", "Meridian"),
    ],
)
def test_datelines(lead: str, name: str) -> None:
    assert agency(f"Harbour master held\n\n{lead}{PROSE}\n\n{PROSE}") == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("(Reporting by Ama Kessi; Editing by Jo Veld)", "Reuters"),
        ("© 2031 AFP", "AFP"),
        ("Copyright 2031 The Associated Press. All rights reserved.", "AP"),
        ("Source: Xinhua", "Xinhua"),
        ("(With inputs from PTI)", "PTI"),
        ("Agence France-Presse", "AFP"),
        (f"{PROSE} -- Anadolu Agency", "Anadolu"),
        (f"{PROSE} (dpa)", "dpa"),
        ("Source: Tidings of Velden", None),
    ],
)
def test_closing_credits(line: str, name: str | None) -> None:
    assert agency(f"{PAGE}\n{line}") == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By AFP", "AFP"),
        ("By Ama Kessi and Reuters", "Reuters"),
        ("By Courier staff and AFP", "AFP"),
        ("By Jo Veld", None),
    ],
)
def test_bylines(line: str, name: str | None) -> None:
    assert agency(f"Harbour master held\n{line}\n{PAGE}") == name


@pytest.mark.parametrize(
    ("author", "name"),
    [("AFP", "AFP"), ("Ama Kessi; Associated Press", "AP"), ("Reuters Staff", "Reuters"), ("Ansa Veld", None)],
)
def test_the_author_of_a_page(author: str, name: str | None) -> None:
    assert agency(PAGE, author=author) == name


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        f'{PAGE}\n"They left," the governor told AFP.',
        f"{PAGE}\nThe news agency TASS said that the port was closed.",
        f"{PAGE}\nIt was first reported by the Associated Press.",
        f"Dockers march in Velden. EPA/AMA KESSI/TASS\n{PAGE}",
        f"Dockers march in Velden. Ama Kessi/AFP\n{PAGE}",
        f"{PAGE}\nAFP/Getty Images",
        f"The union (AFP) - a small one - left the talks on Monday.\n{PAGE}",
        f"PARIS (France) - {PAGE}",
        f"VELDEN (May 4) - {PAGE}",
        f"{PAGE}\nMonitored by the BBC.",
    ],
)
def test_a_mention_or_a_picture_credits_no_text(text: str) -> None:
    assert agency(text) is None


def test_a_paper_s_own_name_in_its_dateline_is_no_agency() -> None:
    assert agency(f"VELDEN, May 4 (Morning Tide) - {PAGE}", publisher="Morning Tide") is None
