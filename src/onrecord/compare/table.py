"""A foreign table, streamed row by row: its encoding and delimiter are found from the file, whatever its size."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from onrecord.model.errors import OnrecordError, SourceError
from onrecord.sources.decode import SAMPLE_BYTES, bom_encoding, legacy_encoding

DELIMITERS = (",", ";", "\t", "|")
CHUNK_BYTES = 1 << 20
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_CELL_CHARS = 10_000_000  # in one cell: more is a quotation mark that was never closed


@dataclass(frozen=True, slots=True)
class Table:
    """A delimited file whose first line names its columns. Bytes that its encoding lacks become U+FFFD."""

    path: Path
    encoding: str
    delimiter: str
    header: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """The line on which each row ends, from 1, with its cells, or in words what is wrong with it. Blank rows are
        left out."""
        csv.field_size_limit(min(sys.maxsize, MOST_CELL_CHARS))
        with self._text() as stream:
            reader = csv.reader(stream, delimiter=self.delimiter, strict=True)
            next(reader)
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield reader.line_num, f"the row is broken: {error}"
                    continue
                if not any(map(str.strip, cells)):
                    continue
                if len(cells) != len(self.header):
                    yield reader.line_num, f"{len(cells)} cells where the header names {len(self.header)} columns"
                    continue
                yield reader.line_num, cells

    def _text(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")


def open_table(path: Path, encoding: str | None = None) -> Table:
    """A table, with the encoding that is asked for or found by reading the whole file once.

    Raises SourceError `cannot_open`, `empty`, `spreadsheet`, `not_a_table`; OnrecordError `bad_encoding` for a name
    that is none.
    """
    try:
        with path.open("rb") as file:
            head = file.read(SAMPLE_BYTES)
    except OSError as error:
        raise SourceError(
            "cannot_open", f"{path} cannot be read: {error.strerror}", "Give the path of a table that you may read"
        ) from error
    _refuse(path, head)
    encoding = _checked(encoding) if encoding else _encoding(path, head)
    first = _first_line(path, encoding)
    header, delimiter = _header(path, first)
    return Table(path, encoding, delimiter, header)


def _refuse(path: Path, head: bytes) -> None:
    """What can be told to be no table by its first bytes."""
    if not head.strip():
        raise SourceError("empty", f"there is nothing in {path}", "Check that it was downloaded in full")
    if head.startswith((ZIP, OLD_OFFICE)):
        raise SourceError(
            "spreadsheet",
            f"{path} is a spreadsheet or a zip archive, whatever its name says",
            "Save its sheet as CSV (UTF-8), or unpack it, and give that file",
        )
    if head.lstrip().startswith((b"{", b"[", b"<")):
        kind = "JSON" if head.lstrip()[:1] in b"{[" else "a web page or XML"
        raise SourceError("not_a_table", f"{path} is {kind} and no table", "Download the table as CSV")
    if bom_encoding(head) is None and head.count(0) > len(head) // 100 and head[1:2] != b"\0":
        raise SourceError("not_a_table", f"{path} is binary and no table", "Give a CSV file")


def _checked(encoding: str) -> str:
    try:
        b"a".decode(encoding)
    except (LookupError, UnicodeError):
        raise OnrecordError(
            "bad_encoding", f"there is no text encoding {encoding!r}", "Use a name such as utf-8, cp1252 or latin-1"
        ) from None
    return encoding


def _encoding(path: Path, head: bytes) -> str:
    """UTF-8 if the whole file is; else what the bytes around the first fault look like."""
    marked = bom_encoding(head)
    if marked is not None:
        return marked[0].removesuffix("-le").removesuffix("-be")  # the codec takes the mark away
    if head[1:2] == b"\0":
        return "utf-16-le"
    with path.open("rb") as file:
        left = b""
        while chunk := file.read(CHUNK_BYTES):
            data = left + chunk
            try:
                data.decode("utf-8")
                left = b""
            except UnicodeDecodeError as error:
                if len(data) - error.start < 4 and len(chunk) == CHUNK_BYTES:  # a character that the chunk cuts
                    left = data[error.start :]
                    continue
                found = legacy_encoding(data, error.start, None)
                return "utf-8-sig" if found == "utf-8" else found
    return "utf-8-sig"


def _first_line(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        for line in iter(lambda: stream.readline(CHUNK_BYTES), ""):
            if line.strip():
                return line
    raise SourceError("empty", f"there is nothing in {path}", "Check that it was downloaded in full")


def _header(path: Path, line: str) -> tuple[tuple[str, ...], str]:
    """The names in the first line, by the delimiter that gives most of them."""
    best: tuple[tuple[str, ...], str] = ((), ",")
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, strict=True), [])
        except csv.Error:
            continue
        if len(cells) > len(best[0]):
            best = tuple(cell.strip() for cell in cells), delimiter
    if len(best[0]) < 2:
        raise SourceError(
            "not_a_table",
            f"{path} begins with {line.strip()[:60]!r}, which names no columns",
            "Name the columns in the first line, with commas, semicolons or tabs between them",
        )
    return best
