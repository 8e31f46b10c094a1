"""`onrecord presence`: who has forces or bases where, according to whom."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli.asking import Question, asks, put, tell_nothing, tell_page
from onrecord.model.errors import OnrecordError

NAME = "presence"
EXAMPLE = "Example: [bold]onrecord presence --ledger sahel.db --country NER --on 2024-05-05[/bold]"


@asks
def run(
    question: Question,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Only what was there on that day.", show_default=False)
    ] = None,
) -> None:
    """Who has forces or bases where, since and until when, and according to whom, as the claims of a ledger show it.

    Derived from deployments, seizures, violence, withdrawals and expulsions; without --on also what is gone, planned or
    denied. Only a claim that names or implies a country shows presence in it.
    """
    from onrecord.export.answers import PRESENCES
    from onrecord.link.presence import to_json
    from onrecord.store import Ledger
    from onrecord.store.presence import presences

    if on is not None and not question.filters.country:
        raise OnrecordError("bad_filter", f"on {on!r} needs a country", "Give --country as well, as --country NER")
    with Ledger.open(question.ledger) as ledger:
        found = to_json(presences(ledger, question.filters, on))
        rows = found[question.offset : question.offset + question.limit]
        put(PRESENCES, rows, question.format)
        if not found:
            tell_nothing(ledger, question, PRESENCES)
            return
        end = question.offset + len(rows)
        tell_page(PRESENCES, len(rows), f"{len(found):,}", str(end) if end < len(found) else None)
