"""All formats in which data leave a ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from onrecord.export.ledger.asked import Asked, Rows, Written
from onrecord.model.errors import OnrecordError

Write = Callable[..., Written]  # Asked, the file, and the one beside it where the format has one


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, what it is in a line, endings of files that say it, the kinds of row that it can be asked
    for beside its own, its module, whose `write` takes what is asked and a binary stream, and what is added to the name
    of the file to name a second one beside it."""

    name: str
    description: str
    endings: tuple[str, ...] = ()
    rows: tuple[Rows, ...] = ()
    module: str = ""
    beside: str = ""

    @property
    def write(self) -> Write:
        """The writer; loads what it needs."""
        write: Write = import_module(f"onrecord.export.ledger.{self.module or self.name}").write
        return write


EITHER: tuple[Rows, ...] = ("claims", "incidents")
FORMATS: tuple[Format, ...] = (
    Format("csv", "a row a claim, for spreadsheets and data frames", (".csv",), EITHER),
    Format("jsonl", "the whole ledger, for onrecord import; with filters, part of it", (".jsonl",), EITHER),
    Format("parquet", "as csv, with typed columns and lists (extra: parquet)", (".parquet",), EITHER),
    Format("xlsx", "Excel: claims, incidents, and what the columns mean", (".xlsx",), EITHER),
    Format("geojson", "an incident a feature, for maps", (".geojson",), EITHER),
    Format("plover", "a row a claim, with the columns of POLECAT"),
    Format("acled", "a row an incident, with the columns of ACLED"),
    Format(
        "ftm",
        "FollowTheMoney entities, for Aleph and OpenSanctions tools (extra: ftm)",
        (".ftm",),
        beside=".spans.jsonl",
    ),
    Format("markdown", "situation report, every sentence with its evidence", (".md",), module="report"),
    Format("html", "the same as one page with map and timeline", (".html", ".htm"), module="page"),
)


def by_name(name: str) -> Format:
    """The format of that name. Raises OnrecordError `bad_format`."""
    for format in FORMATS:
        if format.name == name:
            return format
    names = ", ".join(format.name for format in FORMATS)
    raise OnrecordError("bad_format", f"there is no format {name!r}", f"Use one of {names}")


def of_file(path: Path) -> Format:
    """The format that a file's ending says. Raises OnrecordError `bad_format`."""
    for format in FORMATS:
        if path.suffix.lower() in format.endings:
            return format
    names = ", ".join(format.name for format in FORMATS)
    raise OnrecordError("bad_format", f"the ending of {path} says no format", f"Give --format: {names}")


def export(asked: Asked, format: Format, stream: BinaryIO, beside: BinaryIO | None = None) -> Written:
    """Write what is asked, as the ledger is at one moment. Raises OnrecordError `bad_format`, and what the format
    raises."""
    if asked.rows and asked.rows not in format.rows:
        raise OnrecordError(
            "bad_format",
            f"{format.name} has rows of its own, not {asked.rows}",
            f"Leave --rows out, or use one of {', '.join(f.name for f in FORMATS if f.rows)}",
        )
    connection = asked.ledger.connection
    connection.execute("BEGIN")
    try:
        return format.write(asked, stream, *([beside] if format.beside else []))
    finally:
        connection.execute("ROLLBACK")
