"""`onrecord add`: inputs into a ledger."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import common

if TYPE_CHECKING:
    from onrecord.pipeline import Tally
    from onrecord.store.documents import Stored

NAME = "add"
EXAMPLE = "Example: [bold]onrecord add reports/ --published 2024-05-05 --ledger sahel.db[/bold]"


def run(
    inputs: common.Inputs,
    ledger: common.LedgerFile,
    published: common.Published = None,
    publisher: common.Publisher = None,
    title: common.Title = None,
    min_confidence: common.MinConfidence = None,
    jobs: common.Jobs = 1,
    wait: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="How long to wait for another writer of the ledger.")
    ] = 10,
    weights: common.Weights = None,
    allow_private: common.AllowPrivate = False,
    quiet: common.Quiet = False,
) -> None:
    """Read articles into a ledger and link their claims with those that are there. Makes the ledger if there is none.

    What the ledger has is not read again; other bytes under the same id or URL are a new revision, and both are kept.
    When a run breaks off, the same command goes on where it was. One that cannot be read is kept as a failure and
    named; status 1 if there is any.
    """
    from onrecord import pipeline
    from onrecord.api import given
    from onrecord.sources import collect
    from onrecord.store import Ledger
    from onrecord.store.fill import fill

    settings = common.settings_from(min_confidence=min_confidence, weights=weights, allow_private=allow_private or None)
    raws = collect(inputs, settings=settings, given=given(published, publisher, title))
    tally = pipeline.Tally()
    try:
        with Ledger.open(ledger, write=True, wait_s=wait) as opened, common.progress(tally, not quiet) as around:

            def tell(item: pipeline.Item) -> None:
                tally.add(item)
                around(partial(_report, item))

            stored = fill(opened, raws, partial(pipeline.run_raws, settings=settings, jobs=jobs, on_progress=tell))
    except KeyboardInterrupt:
        common.complain(f"stopped after it had {tally}; what was read is kept in {ledger}")
        raise typer.Exit(130) from None
    if not quiet:
        common.complain(_account(tally, stored))
    if tally.set_aside:
        raise typer.Exit(1)


def _report(item: object) -> None:
    from onrecord.model.document import Failure

    if isinstance(item, Failure):
        common.report(item)


def _account(tally: Tally, stored: Stored) -> str:
    from onrecord.export.phrases import plural

    line = str(tally)
    if stored.revisions:
        line += f"; {plural(stored.revisions, 'new revision')}"
    if stored.known:
        line += f"; {stored.known:,} known before"
    return line
