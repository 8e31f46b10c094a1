"""`onrecord export`: data of a ledger into a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import common
from onrecord.cli.asking import Selection, selects

if TYPE_CHECKING:
    from onrecord.store.records import Progress

NAME = "export"
EXAMPLE = "Example: [bold]onrecord export --ledger sahel.db --country NER --output niger.xlsx[/bold]"
QUOTE_CHARACTERS = 240


class Rows(StrEnum):
    """What a row is."""

    claims = "claims"
    incidents = "incidents"


@selects
def run(
    selection: Selection,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Takes its name only when all is in it.")
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            show_default=False,
            help="csv, jsonl, parquet, xlsx, geojson, plover, acled, ftm, markdown or html (the situation report). "
            "Default: by the ending of FILE.",
        ),
    ] = None,
    rows: Annotated[
        Rows | None, typer.Option(help="What a row is, where a format has both. Default: as the format has it.")
    ] = None,
    no_text: Annotated[
        bool, typer.Option("--no-text", help="Leave out article text; offsets, digests and quotes stay.")
    ] = False,
    quote_characters: Annotated[
        int, typer.Option(min=0, metavar="N", help="How long a quote may be.")
    ] = QUOTE_CHARACTERS,
    quiet: common.Quiet = False,
) -> None:
    """Write what meets the filters to a file: tables, maps, event data as others publish them, a situation report.

    The JSONL of a whole ledger is all that is in it: onrecord import makes the same ledger again.
    """  # fmt: skip
    from onrecord.export.ledger.asked import Asked
    from onrecord.export.ledger.formats import by_name, export, of_file
    from onrecord.store import Ledger
    from onrecord.store.query import why_nothing

    wanted = by_name(format) if format else of_file(output)
    with Ledger.open(selection.ledger) as ledger:
        with ExitStack() as files, _progress(quiet) as progress:
            stream = files.enter_context(common.whole_file(output, "--output"))
            beside = output.with_name(output.name + wanted.beside) if wanted.beside else None
            second = files.enter_context(common.whole_file(beside, "--output")) if beside else None
            asked = Asked(
                ledger, selection.filters, rows.value if rows else None, not no_text, quote_characters, progress
            )
            written = export(asked, wanted, stream, second)
        if not quiet:
            common.complain(f"{output}{f' and {beside}' if beside else ''}: {written}")
            if not any(written.counts.values()):
                common.complain(why_nothing(ledger.connection, selection.filters))


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress]:
    """A bar on standard error, if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    columns = (TextColumn("writing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
