"""The command line: one file per command. Commands load what they need when they run, so that help is fast."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

import onrecord
from onrecord.cli import (
    actors,
    add,
    backup,
    check,
    claims,
    compare,
    demo,
    diff,
    doctor,
    export,
    gazetteer,
    incidents,
    load,
    presence,
    read,
    release,
    reread,
    review,
    serve,
    show,
    sources,
    timeline,
    train,
    users,
    validate,
)
from onrecord.cli import eval as evaluation
from onrecord.cli.common import complain
from onrecord.model.errors import OnrecordError

USAGE_CODES = frozenset(  # what is wrong with the call, not with an input
    {
        *("bad_cursor", "bad_date", "bad_filter", "bad_format", "bad_profile", "bad_setting", "bad_text"),
        *("bad_certificate", "cannot_listen", "no_users"),
        *("bad_columns", "bad_dates", "bad_encoding", "bad_name", "release_exists"),
        *("bad_field", "bad_user", "cannot_write", "no_extra", "no_gold", "no_profile", "nothing_measured"),
        *("output_exists", "too_few_decisions"),
    }
)

app = typer.Typer(
    help="Reads news and turns it into a ledger of claims: who did what to whom, where, when, and according to whom.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
QUESTIONS = (claims, incidents, timeline, sources, presence)
for command in (
    read,
    show,
    add,
    reread,
    *QUESTIONS,
    serve,
    export,
    load,
    compare,
    release,
    train,
    diff,
    check,
    backup,
    evaluation,
    validate,
    doctor,
    demo,
):
    app.command(command.NAME, epilog=command.EXAMPLE)(command.run)
app.add_typer(gazetteer.app, name=gazetteer.NAME)
app.add_typer(actors.app, name=actors.NAME)
app.add_typer(review.app, name=review.NAME)
app.add_typer(users.app, name=users.NAME)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {onrecord.__version__}")
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Reads news and turns it into a ledger of claims: who did what to whom, where, when, and according to whom."""


def main() -> None:
    """Run the command line; never ends with a traceback. Status 0, 1 if an input failed, 2 if the call is wrong."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by whoever started us, as service managers do
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115, PTH123 - open as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an article may hold characters that the terminal's encoding lacks
    try:
        app()
    except OnrecordError as error:
        complain(str(error))
        sys.exit(2 if error.code in USAGE_CODES else 1)
    except KeyboardInterrupt:
        complain("stopped")
        sys.exit(130)
    except BrokenPipeError:
        # The reader of the pipe has seen enough; without this the interpreter complains when it flushes at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        complain(f"the system refused: {error}. Look for space on the disk and for permissions")
        sys.exit(1)
