"""`onrecord release`: a dated data set, frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import common
from onrecord.cli.asking import Selection, selects

NAME = "release"
EXAMPLE = (
    "Example: [bold]onrecord release 2031-03 --ledger sahel.db --output releases "
    '--author "Sahel Desk" --licence CC-BY-4.0[/bold]'
)
QUOTE_CHARACTERS = 240


@selects
def run(
    selection: Selection,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name, and that of its folder: 2031-03.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder of all releases; NAME is made in it.")
    ],
    title: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Title of the data set. Default: the ledger's name.")
    ] = None,
    author: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Whom to cite; may be repeated.")] = None,
    licence: Annotated[str | None, typer.Option(metavar="SPDX", help="Licence of the data set: CC-BY-4.0.")] = None,
    date: Annotated[
        str | None, typer.Option(metavar="DATE", help="Day of the release. Default: the ledger's last change.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="NAME", help="Release before. Default: the last by day in DIR.")
    ] = None,
    with_text: Annotated[
        bool, typer.Option("--with-text", help="Put the articles in it as well: they belong to their publishers.")
    ] = False,
    quote_characters: Annotated[
        int, typer.Option(min=0, metavar="N", help="How long a quote may be.")
    ] = QUOTE_CHARACTERS,
    quiet: common.Quiet = False,
) -> None:
    """Freeze a data set: tables, codebook, versions, digests, citation, and what changed since the release before.

    The same ledger and options give the same bytes. A release that is there is never written over, and one that breaks
    leaves nothing behind.
    """
    from rich.console import Console

    from onrecord.export.ledger.asked import Asked
    from onrecord.release.freeze import freeze
    from onrecord.release.papers import About
    from onrecord.store import Ledger
    from onrecord.store.query import why_nothing

    about = About(name, date or "", title or selection.ledger.stem, tuple(author or ()), licence)
    console = Console(stderr=True, quiet=quiet)
    with Ledger.open(selection.ledger) as ledger, console.status("writing") as status:
        asked = Asked(ledger, selection.filters, None, with_text, quote_characters)
        made = freeze(asked, output, about, since, lambda file: status.update(f"writing {file}"))
        empty = not made.facts["rows"]["claims"]
        reason = why_nothing(ledger.connection, selection.filters) if empty else ""
    if quiet:
        return
    rows = made.facts["rows"]
    common.complain(f"{made.folder}: {rows['claims']:,} claims, {rows['incidents']:,} incidents, {made.facts['day']}")
    for table, found in made.changes.items():
        told = ", ".join(f"{found[kind]:,} {kind}" for kind in ("added", "removed", "changed"))
        common.complain(f"{table} since {made.facts['before']['name']}: {told}")
    if reason:
        common.complain(reason)
    if not author:
        common.complain("CITATION.cff names nobody: give --author")
