"""`onrecord eval`: how good the program is on articles that people have coded."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import common

if TYPE_CHECKING:
    from onrecord.evaluate import Conditions, Measurement
    from onrecord.pipeline import Item

NAME = "eval"
EXAMPLE = "Example: [bold]onrecord eval coded/ --report coded.html --worst 20[/bold]"


def run(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD", help="A folder of JSON files in the coding guide's format, one file, or NAME.gold.jsonl."
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option("--report", "-r", metavar="FILE.html", help="Write a report there: one page, to share or print."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, as in a pipe.", show_default=False)] = False,
    min_confidence: common.MinConfidence = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that read.")] = 1,
    worst: Annotated[int, typer.Option(min=0, metavar="N", help="Articles to show, worst first.")] = 10,
    weights: common.Weights = None,
) -> None:
    """Measure onrecord on articles that you have coded.

    Reads every article as onrecord read would, compares its claims with yours,
    and prints figures with 95 % intervals. An article is {"id", "text", "claims"}
    and, where known, "published" and "publisher".

    Status 1 if an article could not be read or its annotation is wrong; it is
    named, and the others are still measured.
    """
    from onrecord.evaluate import evaluate
    from onrecord.evaluate.report import to_html
    from onrecord.evaluate.summary import to_json

    settings = common.settings_from(min_confidence=min_confidence, weights=weights)
    # the file is opened first: whoever named one that cannot be written learns it before the reading, not after
    with common.whole_file(report, "--report") if report else nullcontext() as file:
        with _progress() as (start, step):
            measured, conditions = evaluate(gold, settings=settings, jobs=jobs, on_start=start, on_progress=step)
        if file is not None:
            file.write(to_html(measured, conditions, worst).encode("utf-8", "replace"))
    if as_json or not sys.stdout.isatty():
        import orjson

        typer.echo(orjson.dumps(to_json(measured, conditions, worst), option=orjson.OPT_INDENT_2))
    else:
        _print(measured, conditions, worst)
    for failure in (*measured.failures, *measured.set_aside):
        common.report(failure)
    if measured.failures or measured.set_aside:
        raise typer.Exit(1)


def _print(measured: Measurement, conditions: Conditions, worst: int) -> None:
    from rich.console import Console
    from rich.table import Table

    from onrecord.evaluate.report import GROUPS, interval, number
    from onrecord.export.phrases import plain, plural

    table = Table(box=None, pad_edge=False)
    for name in ("figure", "value", "95 % interval", "gold", "found"):
        table.add_column(name, justify="left" if name == "figure" else "right", no_wrap=True)
    for group, held in groupby(measured.figures, lambda f: f.definition.group):
        table.add_row(f"[dim]{GROUPS[group].partition(',')[0].partition(':')[0]}[/dim]")
        for f in held:
            counts = f"{f.counts.gold:,}", f"{f.counts.found:,}"
            table.add_row(f"  {f.definition.label}", f"[bold]{number(f.value)}[/bold]", interval(f), *counts)
    console = Console()
    console.print(table)
    cases = measured.worst(worst)
    if cases:
        console.print("\nWorst articles, by F1 of trigger and type")
    for case in cases:
        c = case.score.counts["trigger_and_type"]
        line = f"  {case.f1:.2f}  {plain(case.gold.id)}: {c.right} right of {c.gold} gold and {c.found} found"
        console.print(line, markup=False, highlight=False)
    account = f"{plural(len(measured.cases), 'article')}, {plural(measured.gold_claims, 'gold claim')}"
    made = f"weights {conditions.model}, ontology {conditions.ontology}, claims from {conditions.min_confidence:.2f}"
    console.print(f"\n{account}; {made}", markup=False, highlight=False)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None], Callable[[Item], None]]]:
    """A bar on standard error, if that is a terminal: what to call with the number of articles, and with each."""
    if not sys.stderr.isatty():
        yield lambda total: None, lambda item: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda total: bar.update(task, total=total), lambda item: bar.advance(task)
