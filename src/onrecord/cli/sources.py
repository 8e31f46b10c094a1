"""`onrecord sources`: who says it."""

from __future__ import annotations

from onrecord.cli.asking import Question, asks, put_listing

NAME = "sources"
EXAMPLE = "Example: [bold]onrecord sources --ledger sahel.db --country NER[/bold]"


@asks
def run(question: Question) -> None:
    """Count the claims of each source, its stances, and how many of its claims other holders deny.

    Sources are named holders and, for claims without one, the agency or publisher in whose own voice they stand.
    """
    from onrecord.export.answers import SOURCES
    from onrecord.store import Ledger
    from onrecord.store.totals import holders

    with Ledger.open(question.ledger) as ledger:
        found = holders(ledger.connection, question.filters, question.limit, question.offset)
        put_listing(ledger, question, SOURCES, found.rows, found.total)
