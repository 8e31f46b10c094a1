"""CSV with a `text` or a `url` column: one document a row. Delimiter and quoting are found from the file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onrecord.model.document import Failure, Raw
from onrecord.model.errors import SourceError
from onrecord.sources.decode import decode
from onrecord.sources.records import KNOWN, Origin, record_id, record_raw

DELIMITERS = ("\t", ";", ",", "|")
COLUMNS = ("id", "text", *KNOWN)

FetchRow = Callable[[str, str, Mapping[str, Any]], Raw]
"""Makes a document of a row that has a URL and no text: from its id, URL and record. May raise SourceError."""

_NAME = re.compile(r"[^\W\d][\w .:/()-]{0,39}")


@dataclass(frozen=True, slots=True)
class Header:
    """Column names as in the file, known ones in lower case, and what stands between the cells."""

    columns: tuple[str, ...]
    delimiter: str


def find_header(text: str) -> Header | None:
    """The header in the first line of `text` if it is CSV that can be read, else None."""
    first, _, rest = text.partition("\n")
    second = next((line for line in rest[:4096].split("\n") if line.strip()), "")
    for delimiter in DELIMITERS:
        columns = _columns(first, delimiter)
        if columns is None or not {"text", "url"} & set(columns):
            continue
        if len(columns) > 1 and (not second or delimiter in second or '"' in second):
            return Header(columns, delimiter)
        if columns == ("text",) and second and first.strip('"\r') == "text":
            return Header(columns, ",")
        if columns == ("url",) and second.strip('" \r').lower().startswith(("http://", "https://")):
            return Header(columns, ",")
    return None


def read_csv(data: bytes, origin: Origin, fetch_row: FetchRow) -> Iterator[Raw | Failure]:
    """The documents of `data`, one a row, in order. Blank rows are skipped.

    A row without `id` gets the name of the file and the line on which the row begins, from 1. Every row must have as
    many cells as the header: a row that has not is a Failure, for nobody knows which cell is which.
    """
    text = decode(data)
    header = find_header(text.lstrip())
    if header is None:
        raise SourceError("unknown_kind", "it has no text or url column", "Name the columns in the first line")
    empty, first = True, True
    for line, cells in _rows(text, header.delimiter):
        if first and not isinstance(cells, csv.Error):
            first = False
            continue
        empty = False
        yield _read_row(cells, line, header, origin, fetch_row)
    if empty:
        raise SourceError("empty", "it has a header and no rows", "Check that it was saved or downloaded in full")


def _read_row(
    cells: list[str] | csv.Error, line: int, header: Header, origin: Origin, fetch_row: FetchRow
) -> Raw | Failure:
    id = f"{origin.name}#{line}"
    try:
        record = _record(cells, header)
        id = record_id(record, id)
        if not record.get("text") and record.get("url"):
            return fetch_row(id, str(record["url"]), record)
        return record_raw(record, id, "csv", origin)
    except SourceError as error:
        return Failure(id, error.code, f"{origin.name}, line {line}: {error.message}", error.hint)


def _record(cells: list[str] | csv.Error, header: Header) -> dict[str, str | None]:
    if isinstance(cells, csv.Error):
        raise SourceError("bad_csv", f"the row is broken: {cells}", "Close and double the quotes in its cells")
    if len(cells) != len(header.columns):
        raise SourceError(
            "bad_csv",
            f"the row has {len(cells)} cells where the header names {len(header.columns)} columns",
            "Put cells that hold the delimiter or line ends in double quotes",
        )
    return {
        name: cell if cell or name not in COLUMNS else None for name, cell in zip(header.columns, cells, strict=True)
    }


def _columns(line: str, delimiter: str) -> tuple[str, ...] | None:
    """The names in a header line, None if they are no names of columns or one stands twice."""
    try:
        cells = [cell.strip() for cell in next(csv.reader([line.rstrip("\r")], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return None
    names = tuple(cell.lower() if cell.lower() in COLUMNS else cell for cell in cells)
    if not all(_NAME.fullmatch(name) for name in names) or len(set(names)) != len(names):
        return None
    return names


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Line on which each row begins, from 1, with its cells or what is wrong with it; blank rows left out."""
    # the module's own limit of 131,072 characters a cell is below the length of long reports
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    if delimiter == "\t" and not _quotes_close(text):
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _quotes_close(text: str) -> bool:
    """Whether quotes are used as CSV has them; tab-separated files often hold them as plain characters."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True):
            pass
    except csv.Error:
        return False
    return True
