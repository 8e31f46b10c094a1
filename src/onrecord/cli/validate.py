"""`onrecord validate`: check an output against the contract."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli import common
from onrecord.model.errors import SourceError

NAME = "validate"
EXAMPLE = "Example: [bold]onrecord validate claims.jsonl[/bold]"


def run(
    file: Annotated[str, typer.Argument(metavar="OUT.jsonl", help="An output of read, or - for standard input.")],
) -> None:
    """Check any output against the contract: its schema, and that every span, key and label is right.

    Each problem is one line with line number and JSON pointer. Status 1 if there is any.
    """
    from onrecord.contract import check_lines
    from onrecord.export.phrases import plain, plural

    counts: Counter[str] = Counter()
    wrong = 0
    with _lines(file) as lines:
        for problem in check_lines(_counted(lines, counts)):
            wrong += 1
            typer.echo(plain(str(problem)))
    account = f"{plural(counts['documents'], 'document')}, {plural(counts['claims'], 'claim')}"
    if counts["failures"]:
        account += f", {plural(counts['failures'], 'failure')}"
    if not wrong and not sum(counts.values()):
        raise SourceError("no_output", f"{file} holds no line", "Look whether the run that wrote it broke off")
    if wrong:
        common.complain(f"{account}: {plural(wrong, 'problem')}")
        raise typer.Exit(1)
    typer.echo(f"{account}: all good")


@contextmanager
def _lines(file: str) -> Iterator[Iterable[bytes]]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - closed below; the error of opening is told apart
    except OSError as error:
        raise SourceError(
            "unreadable", f"{file} cannot be read: {error.strerror}", "Give a JSONL file that onrecord read has written"
        ) from error
    with opened:
        yield opened


def _counted(lines: Iterable[bytes], counts: Counter[str]) -> Iterator[bytes]:
    """The same lines, with documents, claims and failures counted as far as the lines can be understood."""
    import orjson

    for line in lines:
        try:
            obj = orjson.loads(line)
        except orjson.JSONDecodeError:
            obj = None
        if isinstance(obj, dict):
            counts["failures" if "error" in obj else "documents"] += 1
            claims = obj.get("claims")
            counts["claims"] += len(claims) if isinstance(claims, list) else 0
        yield line
