"""`onrecord backup`: a copy of a ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import common

NAME = "backup"
EXAMPLE = "Example: [bold]onrecord backup --ledger sahel.db sahel-2024-05-05.db[/bold]"


def run(
    to: Annotated[Path, typer.Argument(metavar="TO", help="A new file; one that is there is never replaced.")],
    ledger: common.LedgerFile,
) -> None:
    """Copy a ledger to a new file, as it is at one moment, also while it is written."""
    from onrecord.store import Ledger
    from onrecord.store.backup import backup

    with Ledger.open(ledger) as opened:
        size = backup(opened, to)
    typer.echo(f"{to}: {size:,} bytes")
