"""What several commands share: options, settings from them, and lines on standard error."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from onrecord.model.document import Failure
from onrecord.model.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.pipeline import Tally
    from onrecord.settings import Settings

Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Day of publication (YYYY-MM-DD), where the input does not say it."),
]
Publisher = Annotated[str | None, typer.Option(metavar="NAME", help="Publisher, where the input does not say it.")]
Title = Annotated[str | None, typer.Option(metavar="WORDS", help="Title, where the input does not say it.")]
MinConfidence = Annotated[
    float | None,
    typer.Option(min=0, max=1, metavar="0..1", help="Leave out claims below it. Default: what the weights say."),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch URLs on private and loopback addresses too.")
]
Weights = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Other weights than the package's own.", show_default=False)
]

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

LedgerFile = Annotated[Path, typer.Option("--ledger", metavar="FILE", help="The ledger: one SQLite file.")]
Jobs = Annotated[int, typer.Option(min=1, metavar="N", help="Processes that read.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no closing line.")]
Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT…", help="Files, folders, globs, URLs, or - for standard input.")
]


def settings_from(**given: Any) -> Settings:
    """Settings from options (None: not given) and the environment. Raises OnrecordError `bad_setting`."""
    from pydantic import ValidationError

    from onrecord.settings import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise OnrecordError(
            "bad_setting",
            f"setting {name} is {first.get('input')!r}: {first['msg']}",
            f"Correct the option or the environment variable ONRECORD_{name.upper()}",
        ) from None


@contextmanager
def whole_file(path: Path, option: str) -> Iterator[BinaryIO]:
    """A file that takes its name only when all is in it, and leaves nothing if the run breaks.

    A link is followed; a device or a pipe is written to directly, since renaming a file over it would replace it.
    Raises OnrecordError `cannot_write`, before anything is written, naming the option that the path was given with;
    and `disk_full`.
    """
    target = path.resolve()
    direct = target.exists() and not target.is_file()
    try:
        if target.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        waiting = target if direct else target.with_name(f".{target.name}.{os.getpid()}.part")
        file = waiting.open("wb")
    except OSError as error:
        raise OnrecordError(
            "cannot_write", f"{path} cannot be written: {error.strerror}", f"Give {option} a file in a folder of yours"
        ) from error
    try:
        with file:
            yield file
        if not direct:
            waiting.replace(target)
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise OnrecordError(
            "disk_full", f"there is no space left on the disk for {path}", "Make some and run the same command again"
        ) from error
    finally:
        if not direct:
            waiting.unlink(missing_ok=True)


@contextmanager
def progress(tally: Tally, wanted: bool) -> Iterator[Callable[[Callable[[], None]], None]]:
    """A progress bar on standard error, if that is a terminal; gives what is to run each step of output."""
    if not (wanted and sys.stderr.isatty()):
        yield lambda step: step()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("reading"), BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=None)
    shares_terminal = sys.stdout.isatty()

    def around(step: Callable[[], None]) -> None:
        # Two writers on one terminal would draw over each other
        if shares_terminal:
            bar.stop()
        step()
        bar.update(task, description=str(tally))
        if shares_terminal:
            bar.start()

    with bar:
        yield around


def complain(message: str) -> None:
    """One line on standard error, whatever an article's or a file's name holds."""
    from onrecord.export.phrases import plain

    print(f"onrecord: {plain(message)}", file=sys.stderr, flush=True)


def report(failure: Failure) -> None:
    """A failure as one line: the input, what is wrong with it, what to do."""
    about = "" if failure.message.startswith(failure.id) else f"{failure.id}: "
    complain(f"{about}{failure.message}. {failure.hint}")
