"""CSV: a head and a line a row, UTF-8. What a spreadsheet would take for a formula gets a quotation mark in front."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from onrecord.export.csv import Cell, safe
from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.columns import COLUMNS

CHUNK_CHARACTERS = 1 << 16  # before they are written


def write(asked: Asked, stream: BinaryIO) -> Written:
    """A row a claim or, if that is asked for, an incident."""
    rows, records = asked.records("claims")
    columns = COLUMNS[rows]
    count = write_rows(
        [column.name for column in columns], ([column.cell(record) for column in columns] for record in records), stream
    )
    return Written({rows: count})


def write_rows(head: Iterable[str], rows: Iterable[Iterable[Cell]], stream: BinaryIO, delimiter: str = ",") -> int:
    """Any table; how many rows it has."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", delimiter=delimiter)
    writer.writerow(head)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last one is what is asked for
        writer.writerow([safe(cell) for cell in row])
        if text.tell() > CHUNK_CHARACTERS:
            _flush(text, stream)
    _flush(text, stream)
    return count


def _flush(text: io.StringIO, stream: BinaryIO) -> None:
    stream.write(text.getvalue().encode("utf-8", "replace"))
    text.seek(0)
    text.truncate()
