"""`onrecord diff`: what the last revision of a document changed in its claims."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli import common

if TYPE_CHECKING:
    from onrecord.store.changes import Change
    from onrecord.store.diff import Diff

NAME = "diff"
EXAMPLE = "Example: [bold]onrecord diff https://example.org/report.html --ledger sahel.db[/bold]"
MARKS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


class Format(StrEnum):
    """What `diff` prints."""

    table = "table"
    jsonl = "jsonl"


def run(
    id: Annotated[str, typer.Argument(metavar="ID", help="A document's id: its path or URL as it was given.")],
    ledger: common.LedgerFile,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: table on a terminal, else jsonl.")
    ] = None,
) -> None:
    """Show which claims came, went and changed between the last two revisions of a document."""
    from onrecord.store import Ledger
    from onrecord.store.diff import diff

    with Ledger.open(ledger) as opened:
        found = diff(opened, id)
    if (format or (Format.table if sys.stdout.isatty() else Format.jsonl)) is Format.table:
        _print_table(found)
        return
    from onrecord.contract import to_line

    for change in found.changes:
        typer.echo(to_line(_json(found, change)), nl=False)


def _json(found: Diff, change: Change) -> dict[str, Any]:
    fact = change.new or change.old
    return {
        "id": found.new.id,
        "revisions": [found.old.number, found.new.number],
        "change": change.kind,
        "type": fact and fact.type,
        "trigger": fact and fact.trigger,
        "old": change.old and change.old.key,
        "new": change.new and change.new.key,
        "fields": {name: {"old": before, "new": after} for name, (before, after) in change.fields.items()},
    }


def _print_table(found: Diff) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from onrecord.export.phrases import plain

    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("", "trigger", "type", "what changed"):
        table.add_column(name, overflow="fold")
    for change in found.changes:
        mark, style = MARKS[change.kind]
        fact = change.new or change.old
        assert fact is not None  # a change has one side at least
        event = f"{fact.type}·{fact.mode}" if fact.mode else fact.type
        what = "\n".join(f"{name}: {_words(b)} → {_words(a)}" for name, (b, a) in change.fields.items()) or change.kind
        table.add_row(Text(mark, style), plain(fact.trigger), event, Text(what))
    console = Console()
    old, new = found.old, found.new
    console.print(Text(f"{plain(new.id)}: revision {old.number} ({old.added}) → {new.number} ({new.added})", "bold"))
    console.print(table if found.changes else Text("no claim changed", "dim"))


def _words(value: Any) -> str:
    from onrecord.export.phrases import plain

    if isinstance(value, list):
        return ", ".join(_words(v) for v in value if v is not None) or "–"
    if isinstance(value, float) and value.is_integer():
        return f"{value:,.0f}"
    return "–" if value is None else plain(str(value))
