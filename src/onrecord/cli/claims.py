"""`onrecord claims`: the claims of a ledger that meet filters."""

from __future__ import annotations

from onrecord.cli.asking import Question, asks, put, tell_nothing, tell_page

NAME = "claims"
EXAMPLE = "Example: [bold]onrecord claims --ledger sahel.db --country NER --type ASSAULT --from 2024-05[/bold]"


@asks
def run(question: Question) -> None:
    """List claims, the newest events first: who did what to whom, where, when, how many, and according to whom.

    All filters given must hold; of several values of one, any. Dates look at the first day that the event may have
    been, else at that of publication.
    """
    from onrecord.export.answers import CLAIMS
    from onrecord.store import Ledger
    from onrecord.store.answers import claim_rows
    from onrecord.store.query import claims_page

    with Ledger.open(question.ledger) as ledger:
        page = claims_page(ledger.connection, question.filters, question.limit, question.after)
        put(CLAIMS, claim_rows(ledger.connection, page.keys), question.format)
        if page.keys:
            tell_page(CLAIMS, len(page.keys), page.total, page.after)
        else:
            tell_nothing(ledger, question, CLAIMS)
