"""`onrecord timeline`: claims and incidents by day, week or month."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.asking import Question, asks, put_listing

NAME = "timeline"
EXAMPLE = "Example: [bold]onrecord timeline --ledger sahel.db --country MLI --by month[/bold]"


class By(StrEnum):
    """How wide a row of the timeline is."""

    day = "day"
    week = "week"
    month = "month"


@asks
def run(
    question: Question,
    by: Annotated[By, typer.Option(help="A row for each.")] = By.day,
) -> None:
    """Count claims and incidents by time, the latest first, with the incidents that most independent sources report.

    What is known less exactly has rows of its own: a claim of "May 2024" never counts on a day. "By report": claims
    that name no day and stand on that of publication.
    """
    from onrecord.export.answers import TIMELINE
    from onrecord.store import Ledger
    from onrecord.store.totals import timeline

    with Ledger.open(question.ledger) as ledger:
        found = timeline(ledger.connection, question.filters, by.value, question.limit, question.offset)
        put_listing(ledger, question, TIMELINE, found.rows, found.total)
