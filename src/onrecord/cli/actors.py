"""`onrecord actors`: extend the table of organisations, groups, outlets and persons that parties are coded by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

NAME = "actors"

app = typer.Typer(help="The table that gives parties their country and sector.", no_args_is_help=True)


@app.callback()
def actors() -> None:
    """The table that gives parties their country and sector."""


@app.command(epilog="Example: [bold]onrecord actors add my-region.yaml[/bold]")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="An actor file, as those of the package.")],
) -> None:
    """Add an actor file to the table. A file of the same name is replaced; a wrong one changes nothing.

    The file has source, licence, a list of actors and, as its last line, `end: of file`. An actor is
    {id, name, kind, country, sector} with, optionally, aliases, from, to, changes and, for media, state_controlled.
    """
    from onrecord.export.phrases import plural
    from onrecord.ground.actor import add, user_folder

    number = add(file)
    typer.echo(f"{file}: {plural(number, 'actor')} added to {user_folder()}")
