"""Write docs/columns.md, the reference of what `onrecord read` and `onrecord export` write: `python tools/columns.py`.

Made from the code that prints it; a test holds the two together.
"""

from __future__ import annotations

from pathlib import Path

from onrecord.export.csv import COLUMNS
from onrecord.export.ledger import acled, plover
from onrecord.export.ledger.columns import CLAIM_COLUMNS, INCIDENT_COLUMNS, Column
from onrecord.ground.actor import WHY_NULL
from onrecord.ground.time import PRECISIONS

EXPORTS = {
    "csv": CLAIM_COLUMNS,
    "csv --rows incidents": INCIDENT_COLUMNS,
    "plover": plover.COLUMNS,
    "acled": acled.COLUMNS,
}
TARGET = Path(__file__).parents[1] / "docs" / "columns.md"


def _export(name: str, columns: tuple[Column, ...]) -> list[str]:
    return [
        f"## Columns of `onrecord export --format {name}`",
        "",
        "| column | what it holds |",
        "| --- | --- |",
        *(f"| `{column.name}` | {column.description.replace('|', '/')} |" for column in columns),
        "",
    ]


def page() -> str:
    """The page's Markdown."""
    lines = [
        "# Columns of `onrecord read --format csv`",
        "",
        "One row a claim. Made by `python tools/columns.py` from `onrecord.export.csv`; the JSON that `--format jsonl`",
        "prints is described by the schema `onrecord/contract/schema.json` in the package.",
        "",
        "| column | what it holds |",
        "| --- | --- |",
        *(f"| `{column.name}` | {column.description.replace('|', '/')} |" for column in COLUMNS),
        "",
        "An empty cell is what nobody knows: it is never a guess.",
        "",
        f"`time_precision` is one of {', '.join(PRECISIONS)}; the last four have no unit of the calendar.",
        "",
        "## Why a country or a sector is null",
        "",
        "In JSON every actor, recipient and source has `no_country` and `no_sector`, null where the code is known.",
        "",
        "| word | what it says |",
        "| --- | --- |",
        *(f"| `{word}` | {meaning} |" for word, meaning in WHY_NULL.items()),
        "",
        *(line for name, columns in EXPORTS.items() for line in _export(name, columns)),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
