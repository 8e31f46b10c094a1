"""`onrecord incidents`: the incidents of a ledger that meet filters, or one in full."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.asking import Format, Question, asks, put, tell_nothing, tell_page
from onrecord.model.errors import OnrecordError

NAME = "incidents"
EXAMPLE = "Example: [bold]onrecord incidents --ledger sahel.db --independent 3 --disputed[/bold]"


@asks
def run(
    question: Question,
    show: Annotated[
        str | None,
        typer.Option(metavar="ID", help="One incident in full instead; an old id will do.", show_default=False),
    ] = None,
) -> None:
    """List incidents, the newest first: what all reports of one event say together, and what they dispute.

    An incident meets filters if one of its claims meets all of them; dates look at the incident's own day.
    """
    from onrecord.export.answers import INCIDENTS
    from onrecord.store import Ledger
    from onrecord.store.answers import incident_rows
    from onrecord.store.query import incidents_page

    if show is not None:
        _show(question.ledger, show, question.format)
        return
    with Ledger.open(question.ledger) as ledger:
        page = incidents_page(ledger.connection, question.filters, question.limit, question.after)
        put(INCIDENTS, incident_rows(ledger.connection, page.keys), question.format)
        if page.keys:
            tell_page(INCIDENTS, len(page.keys), page.total, page.after)
        else:
            tell_nothing(ledger, question, INCIDENTS, incidents=True)


def _show(path: Path, id: str, format: Format) -> None:
    from rich.console import Console

    from onrecord.export.answers import write_jsonl
    from onrecord.export.incident import incident
    from onrecord.store import Ledger
    from onrecord.store.incident import incident_json

    if format is Format.csv:
        raise OnrecordError("bad_format", "one incident in full is no CSV", "Give --format jsonl or table")
    with Ledger.open(path) as ledger:
        value = incident_json(ledger, id)
    if format is Format.table:
        Console().print(incident(value))
    else:
        write_jsonl([value], sys.stdout.buffer)
