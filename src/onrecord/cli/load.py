"""`onrecord import`: a ledger again from its JSONL export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

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
    from onrecord.store.load import lines_of, load

    try:
        with file.open("rb") as opened, _shown(opened, file.stat().st_size, quiet) as shown:
            counts = load(lines_of(shown), str(file), ledger)
    except OSError as error:
        raise OnrecordError(
            "cannot_open", f"{file} cannot be read: {error.strerror}", "Give a file of yours"
        ) from error
    if not quiet:
        told = (plural(counts.get(f"{noun}s", 0), noun) for noun in ("document", "claim", "incident"))
        common.complain(f"{ledger}: {', '.join(told)}")


@contextmanager
def _shown(file: BinaryIO, size: int, quiet: bool) -> Iterator[BinaryIO]:
    """The file, with a progress bar on standard error if that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield file
        return
    from rich.console import Console
    from rich.progress import wrap_file

    with wrap_file(file, size, description="reading", console=Console(stderr=True), transient=True) as shown:
        yield shown
