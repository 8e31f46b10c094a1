"""`onrecord reread`: the articles of a ledger again, with another model."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from onrecord.cli import common

NAME = "reread"
EXAMPLE = "Example: [bold]onrecord reread --ledger sahel.db --weights new-weights/[/bold]"


def run(
    ledger: common.LedgerFile,
    weights: common.Weights = None,
    all_: Annotated[bool, typer.Option("--all", help="Also what this model has read already.")] = False,
    min_confidence: common.MinConfidence = None,
    jobs: common.Jobs = 1,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for another writer of the ledger.")
    ] = 10,
    quiet: common.Quiet = False,
) -> None:
    """Read the articles of a ledger again from the bytes it keeps, with other weights or a newer onrecord.

    What reads otherwise is a new revision of its document; what people decided holds on to it, by the claim's key or by
    its words. See [bold]onrecord review list --lost[/bold] for what needs a second look. An article that cannot be read
    any more stays as it is; status 1 if there is any.
    """
    from onrecord import pipeline
    from onrecord.export.phrases import plural
    from onrecord.language.weights import open_card
    from onrecord.store import Ledger
    from onrecord.store.again import reread, unread
    from onrecord.store.decisions import decisions

    settings = common.settings_from(min_confidence=min_confidence, weights=weights)
    Ledger.open(ledger).close()  # makes none
    tally = pipeline.Tally()
    with Ledger.open(ledger, write=True, wait_s=wait) as opened, common.progress(tally, not quiet) as around:
        ids = unread(opened, None if all_ else open_card(settings.weights).model)

        def tell(item: pipeline.Item) -> None:
            tally.add(item)
            around(lambda: None)

        found = reread(opened, ids, partial(pipeline.run_raws, settings=settings, jobs=jobs, on_progress=tell))
        lost = len(decisions(opened, lost=True))
    for failure in found.failures:
        common.report(failure)
    if not quiet:
        line = f"read {plural(len(ids), 'document')} again: {found.changed:,} read otherwise, {found.same:,} as before"
        common.complain(f"{line}; {plural(lost, 'decision')} without its words, in review list --lost")
    if found.failures:
        raise typer.Exit(1)
