"""`onrecord actors`: who acts in a ledger; `onrecord actors add`: extend the table that parties are coded by."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Any

import typer

from onrecord.cli import common
from onrecord.cli.asking import Question, asks, put_listing

NAME = "actors"
EXAMPLE = "Example: [bold]onrecord actors --ledger sahel.db --country NER --type ASSAULT[/bold]"


@asks
def _listing(question: Question) -> None:
    """Count the claims of each party of a ledger, as actor and as recipient, the most frequent first.

    With the subcommand [bold]add[/bold], extend the table that gives parties their country and sector.
    """
    from onrecord.export.answers import PARTIES
    from onrecord.store import Ledger
    from onrecord.store.totals import parties

    with Ledger.open(question.ledger) as ledger:
        found = parties(ledger.connection, question.filters, question.limit, question.offset)
        put_listing(ledger, question, PARTIES, found.rows, found.total)


def _actors(context: typer.Context, **given: Any) -> None:
    if context.invoked_subcommand is not None:
        return
    if given["ledger"] is None:
        raise typer.BadParameter("give --ledger FILE to list its parties, or the subcommand add", param_hint="--ledger")
    _listing(**given)


def _group() -> Any:
    """`_actors` with the options of the listing, of which --ledger is needed only where there is no subcommand."""
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    options = inspect.signature(_listing).parameters.values()
    ledger = Annotated[Path | None, *common.LedgerFile.__metadata__]
    parameters = [
        context,
        *(p.replace(default=None, annotation=ledger) if p.name == "ledger" else p for p in options),
    ]
    _actors.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    _actors.__annotations__ = {p.name: p.annotation for p in parameters}
    _actors.__doc__ = _listing.__doc__
    return _actors


app = typer.Typer(help="Who acts in a ledger, and the table that gives parties their country and sector.")
app.callback(invoke_without_command=True, epilog=EXAMPLE)(_group())


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
