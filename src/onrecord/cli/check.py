"""`onrecord check`: whether a ledger is what it should be."""

from __future__ import annotations

import typer

from onrecord.cli import common

NAME = "check"
EXAMPLE = "Example: [bold]onrecord check --ledger sahel.db[/bold]"


def run(ledger: common.LedgerFile) -> None:
    """Check a ledger: its file, what was read, and all that was made from it. Status 1 if anything is wrong."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from onrecord.export.phrases import plain
    from onrecord.store import Ledger
    from onrecord.store.check import check

    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("")
    table.add_column("what must hold")
    table.add_column("looked at", justify="right")
    table.add_column("wrong", justify="right")
    wrong: dict[str, list[str]] = {}
    with Ledger.open(ledger) as opened:
        for done in check(opened):
            mark = Text("✗", "red") if done.wrong else Text("✓", "green")
            table.add_row(mark, done.name, f"{done.looked_at:,}", f"{done.wrong:,}")
            if done.wrong:
                wrong[done.name] = done.examples
    Console().print(table)
    for name, examples in wrong.items():
        for example in examples:
            common.complain(f"{name}: not {plain(example)}")
    if wrong:
        raise typer.Exit(1)
