"""`onrecord import`: a ledger again from its JSONL export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import common
from onrecord.model.errors import OnrecordError

NAME = "import"
EXAMPLE = "Example: [bold]onrecord import sahel.jsonl --ledger copy.db[/bold]"


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What onrecord export --format jsonl wrote.")],
    ledger: common.LedgerFile,
    quiet: common.Quiet = False,
) -> None:
    """Make a ledger of the JSONL export of one: the same rows, decisions of people included.

    The ledger must be a new file. If the export is damaged, of a newer onrecord or only part of a ledger, nothing is
    made.
    """
    from onrecord.export.phrases import plural
    from onrecord.store.load import load

    try:
        with file.open("rb") as lines:
            counts = load(lines, str(file), ledger)
    except OSError as error:
        raise OnrecordError(
            "cannot_open", f"{file} cannot be read: {error.strerror}", "Give a file of yours"
        ) from error
    if not quiet:
        told = (plural(counts.get(f"{noun}s", 0), noun) for noun in ("document", "claim", "incident"))
        common.complain(f"{ledger}: {', '.join(told)}")
