"""`onrecord read`: inputs in, claims out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, Protocol

import typer

from onrecord.cli import common

if TYPE_CHECKING:
    from onrecord.pipeline import Item

FILE_WIDTH = 124  # characters a line of a table that goes to a file
NAME = "read"
EXAMPLE = "Example: [bold]onrecord read report.html reports/ --published 2024-05-05 --output claims.jsonl[/bold]"


class Format(StrEnum):
    """What `read` prints."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


class Writer(Protocol):
    """What takes items one by one: the classes of onrecord.export."""

    def write(self, item: Item) -> None: ...

    def finish(self) -> None: ...


def run(
    inputs: common.Inputs,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: table on a terminal, else jsonl.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write there instead: whole or, if the run breaks, not at all."
        ),
    ] = None,
    published: common.Published = None,
    publisher: common.Publisher = None,
    title: common.Title = None,
    min_confidence: common.MinConfidence = None,
    jobs: common.Jobs = 1,
    link: Annotated[
        bool, typer.Option("--link", help="Label claims on one event across the documents; prints when all are read.")
    ] = False,
    weights: common.Weights = None,
    allow_private: common.AllowPrivate = False,
    quiet: common.Quiet = False,
) -> None:
    """Read articles and print their claims.

    One that cannot be read gets an error in its place; the others are read.
    A last line, on standard error, accounts for all. Status 1 if any failed.
    """
    from onrecord import pipeline
    from onrecord.api import given

    settings = common.settings_from(min_confidence=min_confidence, weights=weights, allow_private=allow_private or None)
    metadata = given(published, publisher, title)
    format = format or _default_format(output)
    tally = pipeline.Tally()
    try:
        with _stream(output) as stream, common.progress(tally, not quiet) as around:
            writer = _writer(format, stream, output)
            items = pipeline.run(inputs, settings=settings, given=metadata, jobs=jobs, on_progress=tally.add)
            for item in pipeline.linked(items) if link else items:
                around(partial(_put, item, writer, format))
            around(writer.finish)
    except KeyboardInterrupt:
        common.complain(f"stopped after it had {tally}")
        raise typer.Exit(130) from None
    if not quiet:
        common.complain(str(tally))
    if tally.set_aside:
        raise typer.Exit(1)


def _put(item: Item, writer: Writer, format: Format) -> None:
    from onrecord.model.document import Failure

    writer.write(item)
    if isinstance(item, Failure) and format is not Format.jsonl:
        common.report(item)


def _default_format(output: Path | None) -> Format:
    if output is not None:
        return Format.csv if output.suffix.lower() == ".csv" else Format.jsonl
    return Format.table if sys.stdout.isatty() else Format.jsonl


def _writer(format: Format, stream: BinaryIO, output: Path | None) -> Writer:
    if format is Format.jsonl:
        from onrecord.export.jsonl import JsonlWriter

        return JsonlWriter(stream)
    if format is Format.csv:
        from onrecord.export.csv import CsvWriter

        return CsvWriter(stream)
    import io

    from rich.console import Console

    from onrecord.export.table import TableWriter

    if output is None:
        return TableWriter(Console())
    text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", write_through=True)
    return TableWriter(Console(file=text, width=FILE_WIDTH))


@contextmanager
def _stream(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its name only when all is in it."""
    if output is None:
        yield sys.stdout.buffer
        return
    with common.whole_file(output, "--output") as file:
        yield file
