"""`onrecord compare`: another event table against the incidents of a ledger."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from onrecord.cli import common

if TYPE_CHECKING:
    from onrecord.compare.run import Comparison, Progress
    from onrecord.compare.summary import Summary

NAME = "compare"
EXAMPLE = (
    "Example: [bold]onrecord compare acled-niger.csv --as acled --ledger sahel.db --format html -o diff.html[/bold]"
)
ON_A_TERMINAL = 40  # results; the other formats have all

Json = dict[str, Any]


class Kind(StrEnum):
    """What kind of table it is."""

    acled = "acled"
    ucdp = "ucdp"
    csv = "csv"


class Order(StrEnum):
    """Which goes first in a date with slashes."""

    dmy = "dmy"
    mdy = "mdy"


class Format(StrEnum):
    """How the comparison goes out."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    markdown = "markdown"
    html = "html"


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table: a CSV file with a head.")],
    ledger: common.LedgerFile,
    kind: Annotated[Kind, typer.Option("--as", help="An ACLED export, a UCDP GED table, or any other table.")],
    columns: Annotated[
        str | None,
        typer.Option(metavar="FIELD=COLUMN,…", help="Columns of your table: start=Day,place=Town,best=Dead."),
    ] = None,
    dates: Annotated[
        Order | None, typer.Option(help="Day or month first in 04/05/2024, where the table itself does not tell.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Text encoding. Default: found from the file.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also rows and incidents outside of what the other side covers.")
    ] = False,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: table on a terminal, else jsonl.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file.", show_default=False)
    ] = None,
    quiet: common.Quiet = False,
) -> None:
    """Match an event table with the incidents of a ledger: matched, only here, only there, and where they disagree.

    Every match has its score and why; what differs stands beside the words of the articles. docs/mappings.md says how
    event types are mapped and where that is undefined. Status 1 if rows could not be read.
    """
    from onrecord.compare.run import compare
    from onrecord.compare.summary import Summary, notes
    from onrecord.store import Ledger

    shown = format or (Format.table if sys.stdout.isatty() and output is None else Format.jsonl)
    with Ledger.open(ledger) as opened, _progress(not quiet) as progress:
        opened.connection.execute("BEGIN")  # the ledger stays as it is now until the last result is out
        found = compare(
            opened, file, kind.value, columns=columns, dates=dates and dates.value, encoding=encoding, progress=progress
        )
        summary = Summary()
        results = summary.over(found.results(everything=True))
        wanted = (r for r in results if everything or r["outcome"] in _listed())
        if output is None:
            _write(shown, found, summary, wanted, sys.stdout.buffer)
        else:
            with common.whole_file(output, "--output") as stream:
                _write(shown, found, summary, wanted, stream)
    if not quiet:
        for note in notes(found):
            common.complain(note)
        common.complain(summary.account())
    if summary.outcomes["unusable"]:
        raise typer.Exit(1)


def _listed() -> tuple[str, ...]:
    from onrecord.compare.run import LISTED

    return LISTED


def _write(format: Format, found: Comparison, summary: Summary, results: Iterable[Json], stream: BinaryIO) -> None:
    from onrecord.compare import report
    from onrecord.compare.rows import OUTCOMES
    from onrecord.export import answers

    if format is Format.jsonl:
        answers.write_jsonl(results, stream)
    elif format is Format.csv:
        answers.write_csv(OUTCOMES, results, stream)
    elif format is Format.table:
        _table(results, stream)
    else:
        for _ in results:
            pass
        parts = list(report.blocks(found, summary))
        text = report.to_markdown(parts) if format is Format.markdown else report.to_html(parts)
        stream.write(text.encode("utf-8", "replace"))


def _table(results: Iterable[Json], stream: BinaryIO) -> None:
    """Results that need a look first come to a terminal: those that agree in all are only counted."""
    import io

    from rich.console import Console

    from onrecord.compare.rows import OUTCOMES
    from onrecord.export import answers

    looked = (r for r in results if r["outcome"] != "matched" or any(f["state"] == "differs" for f in r["fields"]))
    first = list(islice(looked, ON_A_TERMINAL))
    left = sum(1 for _ in looked)
    if stream is sys.stdout.buffer:
        answers.print_table(OUTCOMES, first, Console())
    else:
        text = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
        answers.print_table(OUTCOMES, first, Console(file=text, width=140))
        text.detach()
    if left:
        common.complain(f"{left:,} more; --format jsonl, csv or html has all")


@contextmanager
def _progress(wanted: bool) -> Iterator[Progress]:
    """A bar on standard error, if that is a terminal."""
    if not (wanted and sys.stderr.isatty()):
        yield lambda doing, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("counting", total=None)

    def step(doing: str, done: int, total: int) -> None:
        bar.update(task, description=doing, completed=done, total=total or None)

    with bar:
        yield step
