"""`onrecord demo`: the main job on articles that ship with the package."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import common
from onrecord.cli.serve import PORT, Port, serve

if TYPE_CHECKING:
    from onrecord.model.document import Failure, Raw
    from onrecord.settings import Settings

NAME = "demo"
EXAMPLE = "Example: [bold]onrecord demo[/bold]; in your browser: [bold]onrecord demo --web[/bold]"
NEXT = """
These {articles} made-up articles ship with onrecord; nine of them tell one story, and not all agree.
Look at one with its evidence:      onrecord show {one}
The same as data, a line each:      onrecord read {folder}/*.txt --format jsonl
As a ledger in your browser:        onrecord demo --web
Your own, files or folders or URLs: onrecord read INPUT… --published YYYY-MM-DD
"""


def run(
    weights: common.Weights = None,
    web: Annotated[bool, typer.Option("--web", help="Serve them as a ledger to your browser instead.")] = False,
    port: Port = PORT,
) -> None:
    """Read the dozen articles that ship with onrecord and print their claims, or serve them as a ledger."""
    settings = common.settings_from(weights=weights)
    if web:
        with tempfile.TemporaryDirectory(prefix="onrecord-demo-") as folder:
            path = Path(folder) / "demo.db"
            fill(path, settings)
            serve(path, "127.0.0.1", port)
        return
    _print(settings)


def fill(path: Path, settings: Settings) -> None:
    """Make a ledger of the articles."""
    from onrecord import pipeline
    from onrecord.store import Ledger
    from onrecord.store.fill import fill

    with Ledger.open(path, write=True) as ledger:
        fill(ledger, _raws(settings), lambda raws: pipeline.run_raws(raws, settings=settings))


def _print(settings: Settings) -> None:
    from rich.console import Console

    from onrecord import demo, pipeline
    from onrecord.export.table import TableWriter
    from onrecord.model.document import Failure

    console = Console()
    writer = TableWriter(console)
    tally = pipeline.Tally()
    for item in pipeline.run_raws(_raws(settings), settings=settings, on_progress=tally.add):
        writer.write(item)
        if isinstance(item, Failure):
            common.report(item)
    writer.finish()
    one = demo.articles()[0].path
    words = NEXT.format(articles=len(demo.articles()), one=one, folder=demo.folder())
    console.print(words, highlight=False, markup=False, soft_wrap=True)
    common.complain(str(tally))
    if tally.set_aside:
        raise typer.Exit(1)


def _raws(settings: Settings) -> Iterator[Raw | Failure]:
    """The articles in the order of their index, each with what is known about it and under its short id."""
    from onrecord import demo
    from onrecord.model.document import Raw
    from onrecord.sources import collect

    for article in demo.articles():
        for found in collect([str(article.path)], settings=settings, given=article.given):
            if article.record is None and isinstance(found, Raw):
                yield replace(found, id=article.id)
            elif found.id == article.record:
                yield found
