"""`onrecord train`: weights that learn from people's decisions."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import common

if TYPE_CHECKING:
    from onrecord.learn.train import Outcome

NAME = "train"
EXAMPLE = "Example: [bold]onrecord train --from-decisions sahel.db --output sahel-weights[/bold]"
EXTRA = ("torch", "onnx")


def run(
    ledger: Annotated[
        Path, typer.Option("--from-decisions", metavar="LEDGER", help="The ledger whose decisions teach.")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the new weights go.")],
    weights: common.Weights = None,
) -> None:
    """Learn from people's decisions, and keep what is learned only if it is better.

    Claims that were accepted, corrected or added, and those that were rejected,
    adjust the heads that find claims and their parties. A fifth of the documents
    is not learned from: on it the weights are judged before and after, and new
    ones are written only where they agree with more of what people said. Use
    them with --weights FOLDER, or ONRECORD_WEIGHTS. Needs the extra "train":
    pip install "onrecord[train]".
    """
    from rich.console import Console

    from onrecord.model.errors import OnrecordError
    from onrecord.store import Ledger

    lacking = [name for name in EXTRA if find_spec(name) is None]
    if lacking:
        raise OnrecordError(
            "no_extra", f"training needs {' and '.join(lacking)}", 'Install them: pip install "onrecord[train]"'
        )
    from onrecord.learn.examples import examples
    from onrecord.learn.train import train

    settings = common.settings_from(weights=weights)
    with Ledger.open(ledger) as opened:
        found = examples(opened)
    console = Console(stderr=True)
    with console.status("reading decisions") as status:
        outcome = train(found, weights=settings.weights, out=output, on_step=status.update)
    _print(outcome)


def _print(outcome: Outcome) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("of held-back decisions", "asked", "before", "after"):
        table.add_column(heading, justify="left" if heading.startswith("of") else "right")
    judged = outcome.before, outcome.after
    for name in outcome.before.asked:
        table.add_row(name, f"{outcome.before.asked[name]}", *(f"{v.share(name):.3f}" for v in judged))
    table.add_section()
    table.add_row("F1 of claims", "", *(f"{v.claims:.3f}" for v in judged))
    table.add_row("fields right", "", *(f"{v.fields:.3f}" for v in judged))
    table.add_row(*(f"[bold]{cell}[/bold]" for cell in ("mean of the two", "", *(f"{v.score:.3f}" for v in judged))))
    console = Console()
    console.print(table)
    console.print(
        f"{outcome.documents} documents; learned from {outcome.learned_from} decided claims, "
        f"judged on {outcome.judged_on}",
        highlight=False,
    )
    if outcome.written:
        console.print(f"Better: the new weights are in {outcome.written}", markup=False, highlight=False)
    else:
        console.print("No better: nothing was written, the weights stay as they are", highlight=False)
