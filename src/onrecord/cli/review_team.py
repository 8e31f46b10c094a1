"""The commands of `onrecord review` on incidents, and on how far coders agree."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli import common, reviewing
from onrecord.cli.reviewing import Coder, Comment, Key, Lead, OfDocument, Sets, Shape, Wait, changes, desk, tell


class Verdict(StrEnum):
    """What a lead decides."""

    accept = "accept"
    reject = "reject"
    edit = "edit"


def add_to(app: typer.Typer) -> None:
    """Give the group these commands."""
    for command, example in (
        (merge, "merge 1b2c… 9f2c… --ledger sahel.db"),
        (split, "split 1b2c… 77aa… 8bc1… --ledger sahel.db"),
        (agreement, "agreement --list --lead --ledger sahel.db"),
        (adjudicate, "adjudicate 9f2c… edit --set status=actual --coder lea --ledger sahel.db"),
    ):
        app.command(epilog=f"Example: [bold]onrecord review {example}[/bold]")(command)


def merge(
    incidents: Annotated[list[str], typer.Argument(metavar="INCIDENT…", help="Two or more; old ids will do.")],
    ledger: common.LedgerFile,
    comment: Comment = None,
    coder: Coder = None,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Say that incidents are one. They stay so whatever the program thinks; later articles may still join."""
    with desk(ledger, coder, wait_s=wait) as at:
        kept = at.merge(incidents, comment)
    tell(kept, format)


def split(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="The incident; an old id will do.")],
    keys: Annotated[list[str], typer.Argument(metavar="KEY…", help="Keys of the claims that are on another event.")],
    ledger: common.LedgerFile,
    comment: Comment = None,
    coder: Coder = None,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Say that some claims of an incident are on another event than its rest. Neither takes up the other again."""
    with desk(ledger, coder, wait_s=wait) as at:
        kept = at.split(incident, keys, comment)
    tell(kept, format)


def agreement(
    ledger: common.LedgerFile,
    list_: Annotated[
        bool, typer.Option("--list", help="The claims on which coders differ instead, with what each says.")
    ] = False,
    coder: Coder = None,
    lead: Lead = False,
    format: Shape = None,
) -> None:
    """Krippendorff's alpha of every field, over claims that two or more coders answered without seeing each other's."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from onrecord.export.phrases import plain
    from onrecord.review.team import agreements, disagreements
    from onrecord.review.views import agreement_json, disagreement_json

    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    with desk(ledger, coder, write=False, lead=lead) as at:
        if list_:
            rows = [disagreement_json(d) for d in disagreements(at.ledger, None if lead else at.coder)]
        else:
            rows = [agreement_json(a) for a in agreements(at.ledger)]
    if reviewing.is_json(format):
        for row in rows:
            reviewing.put_json(row)
        return
    heads = ("key", "document", "words", "field", "answers") if list_ else ("field", "alpha", "claims", "agreed")
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        if not list_:
            alpha = "–" if row["alpha"] is None else f"{row['alpha']:.3f}"
            table.add_row(row["field"], alpha, f"{row['units']:,}", f"{row['agreed']:,}")
            continue
        for field, values in row["fields"].items():
            said = "; ".join(f"{who}: {reviewing.words(value)}" for who, value in values.items())
            style = "dim" if row["adjudicated"] else ""
            cells = (row["key"], row["document"], row["trigger"], field, said)
            table.add_row(*(Text(plain(cell), style) for cell in cells))
    Console().print(table)


def adjudicate(
    key: Key,
    verdict: Annotated[Verdict, typer.Argument(metavar="accept|reject|edit", help="What holds.")],
    ledger: common.LedgerFile,
    sets: Sets = None,
    document: OfDocument = None,
    comment: Comment = None,
    coder: Coder = None,
    wait: Wait = 60,
    format: Shape = None,
) -> None:
    """Decide as a lead, in knowledge of all answers: it holds over what coders say, before and after."""
    with desk(ledger, coder, lead=True, wait_s=wait) as at:
        if verdict is Verdict.edit:
            kept = at.edit(key, changes(sets), document, comment=comment, final=True)
        else:
            answer = at.accept if verdict is Verdict.accept else at.reject
            kept = answer(key, document, comment=comment, final=True)
    tell(kept, format)
