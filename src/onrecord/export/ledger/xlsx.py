"""Excel: a sheet of claims, one of incidents, and one that says what they are. Words stay words, never formulas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

import onrecord
from onrecord.export.ledger.asked import Asked, Rows, Written
from onrecord.export.ledger.columns import COLUMNS, Column
from onrecord.model.errors import OnrecordError
from onrecord.store.records import capped

MOST_ROWS = 1_048_576  # of a sheet, its head among them: Excel's specification
MOST_CHARACTERS = 32_767  # of a cell
WIDTHS = {"text": 18, "texts": 24, "whole": 10, "number": 10}  # characters
WIDE, WIDEST = ("quote", "title"), 60
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # the file's own date: the same ledger gives the same bytes
OPTIONS = {
    "in_memory": False,
    "constant_memory": True,  # rows go out as they come
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}


def write(asked: Asked, stream: BinaryIO) -> Written:
    """Both sheets or, if that is asked for, one. Raises OnrecordError `too_many_rows` for more than a sheet holds."""
    book = xlsxwriter.Workbook(stream, OPTIONS)
    book.set_properties({"created": EPOCH, "author": f"onrecord {onrecord.__version__}"})
    bold = book.add_format({"bold": True})
    wanted: tuple[Rows, ...] = (asked.rows,) if asked.rows else ("claims", "incidents")
    counts: dict[str, int] = {}
    for rows in wanted:
        sheet = book.add_worksheet(rows)
        records = asked.claims() if rows == "claims" else asked.incidents()
        counts[rows] = _sheet(sheet, COLUMNS[rows], records, bold)
    _about(book.add_worksheet("about"), asked, counts, bold)
    try:
        book.close()
    except FileCreateError as error:  # its own name for what the system said
        raise error.args[0] from None
    return Written(counts)


def _sheet(sheet: Worksheet, columns: tuple[Column, ...], records: Iterator[dict[str, Any]], bold: Any) -> int:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDEST if column.name in WIDE else WIDTHS[column.kind])
        sheet.write_string(0, place, column.name, bold)
    sheet.freeze_panes(1, 1)
    count = 0
    for count, record in enumerate(records, 1):
        if count >= MOST_ROWS:
            raise OnrecordError(
                "too_many_rows",
                f"a sheet of Excel holds {MOST_ROWS - 1:,} rows, and there are more",
                "Give filters, or --format csv or parquet",
            )
        for place, column in enumerate(columns):
            value = column.cell(record)
            if isinstance(value, str):
                sheet.write_string(count, place, capped(value, MOST_CHARACTERS))
            elif value is not None:
                sheet.write_number(count, place, value)
    sheet.autofilter(0, 0, count, len(columns) - 1)
    return count


def _about(sheet: Worksheet, asked: Asked, counts: dict[str, int], bold: Any) -> None:
    """What the sheets are: made by whom, of which filters, and each column's meaning."""
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, WIDEST + 20)
    lines = [
        ("made by", f"onrecord {onrecord.__version__}", ""),
        *((f"rows of {rows}", f"{count:,}", "") for rows, count in counts.items()),
        *((f"filter {name}", str(value), "") for name, value in asked.filters.given),
        ("", "", ""),
        *((rows, column.name, column.description) for rows in COLUMNS if rows in counts for column in COLUMNS[rows]),
    ]
    for row, cells in enumerate(lines):
        for place, words in enumerate(cells):
            sheet.write_string(row, place, words, bold if place == 0 else None)
