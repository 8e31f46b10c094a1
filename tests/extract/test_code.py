"""Program code among the paragraphs."""

from __future__ import annotations

import pytest

from onrecord.extract.code import is_code


@pytest.mark.parametrize(
    "text",
    [
        "if (army.size > 0) {\n  army.attack(town);\n}",
        '{"killed": 12, "place": "Velden", "status": "ok"}',
        "rows = [r for r in table if r.killed > 0]",
    ],
)
def test_code_is_told_from_prose(text: str) -> None:
    assert is_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gunmen killed twelve people in Velden on Monday (police said nine).",
        "Date | Place | Killed\n2 May | Velden | 12",
        "The report is at www.example.org/velden_report and was written by the U.S. embassy.",
        'Shelling [of the port] went on; the mayor said: "We stay".',
    ],
)
def test_prose_tables_and_addresses_are_not_code(text: str) -> None:
    assert not is_code(text)
