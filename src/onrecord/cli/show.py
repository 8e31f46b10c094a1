"""`onrecord show`: one article with its evidence highlighted."""

from __future__ import annotations

from typing import Annotated

import typer

from onrecord.cli import common

NAME = "show"
EXAMPLE = "Example: [bold]onrecord show report.html --published 2024-05-05[/bold]"


def run(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file, a URL, or - for standard input.")],
    published: common.Published = None,
    publisher: common.Publisher = None,
    title: common.Title = None,
    min_confidence: common.MinConfidence = None,
    weights: common.Weights = None,
    allow_private: common.AllowPrivate = False,
) -> None:
    """Show an article with its evidence highlighted and numbered, what was set aside folded, its claims below."""
    from rich.console import Console

    from onrecord import pipeline
    from onrecord.api import given
    from onrecord.export.show import article
    from onrecord.model.document import Failure

    settings = common.settings_from(min_confidence=min_confidence, weights=weights, allow_private=allow_private or None)
    console = Console()
    failed = False
    for item in pipeline.run([file], settings=settings, given=given(published, publisher, title)):
        if isinstance(item, Failure):
            common.report(item)
            failed = True
        else:
            console.print(article(item, console.width))
    if failed:
        raise typer.Exit(1)
