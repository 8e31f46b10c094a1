"""The table of claims at the widths of real terminals."""

import io
from typing import Literal

import pytest
from rich.console import Console

from builders import claim, document, harbour, reading
from onrecord.export.table import TableWriter
from onrecord.model.document import Failure
from onrecord.model.reading import Reading


def printed(*items: Reading | Failure, width: int = 100, colour: bool = False) -> str:
    system: Literal["truecolor"] | None = "truecolor" if colour else None
    console = Console(file=io.StringIO(), width=width, force_terminal=colour, color_system=system)
    writer = TableWriter(console)
    for item in items:
        writer.write(item)
    writer.finish()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("width", [60, 80, 100, 123, 124, 140, 200])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(width: int) -> None:
    out = printed(harbour(), width=width)
    assert max(map(len, out.splitlines())) <= width
    seen = "".join(words(out))
    for piece in ("COERCE", "dockers", "40", "ministry", "✗", "⊘", "Crane"):
        assert piece in seen


def test_a_wide_table_has_a_row_a_claim_with_every_column() -> None:
    out = printed(harbour(), width=150)
    row = next(line for line in out.splitlines() if "arrested" in line)
    assert words(row) == ["2", "●", "Soldiers", "arrested", "dockers", "–", "2031-03-08", "40", "dockers", "the",
                          "harbour", "union", ".88"]  # fmt: skip


def test_status_is_told_by_marks_that_the_legend_explains() -> None:
    out = printed(harbour())
    marks = [words(line)[1] for line in out.splitlines() if words(line)[:1] and words(line)[0].isdigit()]
    assert marks == ["●", "●", "⊘", "○"]
    assert out.splitlines()[-1].startswith("● actual  ○ future  ◇ hypothetical  ⊘ negated")


def test_no_color_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[32m" in printed(harbour(), colour=True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[32m" not in printed(harbour(), colour=True)


def test_square_brackets_of_an_article_are_no_markup() -> None:
    text = "[b]Rebels withdrew."
    out = printed(reading(document(text, "[red]x"), claim(text, "withdrew", "RETREAT", actors=("[b]Rebels",))))
    assert "[b]Rebels" in out and "[red]x" in out


def test_a_document_without_claims_says_so_and_needs_no_legend() -> None:
    out = printed(reading(document("Nothing happened.")), Failure("b", "empty", "b is empty", "Give another"))
    assert words(out) == ["doc", "no", "date", "no", "claims"]


@pytest.mark.parametrize("width", [80, 123, 124])
def test_a_date_and_the_longest_mode_stay_on_one_line(width: int) -> None:
    text = "Rebels gassed them on Friday."
    made = claim(text, "gassed", "ASSAULT", "unconventional", time=("Friday", "2031-03-07"))
    out = printed(reading(document(text), made), width=width)
    assert "2031-03-07" in out and "unconventional" in out
