"""`onrecord gazetteer`: places of one's own beside those that ship with the package."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

NAME = "gazetteer"
EXAMPLE = "Example: [bold]onrecord gazetteer add NE.zip[/bold]"

app = typer.Typer(help="Add places of your own: villages, bases, camps.", no_args_is_help=True, epilog=EXAMPLE)


@app.callback()
def group() -> None:
    """Add places of your own: villages, bases, camps."""


@app.command("add", epilog=EXAMPLE)
def add(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A GeoNames dump (allCountries.zip, NE.zip, or the .txt) or a CSV with the columns "
            "name,lat,lon,country,kind.",
        ),
    ],
) -> None:
    """Read a file of places into your data folder, where every later run finds it.

    A file of the same name is replaced. A file with anything wrong in it is refused whole, with line and reason, and
    what was there before stays. Dumps of GeoNames: https://download.geonames.org/export/dump/ (CC BY 4.0).
    """
    from onrecord.ground.place.add import add_file
    from onrecord.ground.place.gazetteer import user_folder

    def tell(lines: int) -> None:
        print(f"\rread {lines:,} lines", end="", file=sys.stderr, flush=True)

    watched = sys.stderr.isatty()
    try:
        added = add_file(file, user_folder(), tell if watched else None)
    finally:
        if watched:
            print("\r", end="", file=sys.stderr, flush=True)
    typer.echo(f"added {added.places:,} places with {added.names:,} names: {added.file}")
