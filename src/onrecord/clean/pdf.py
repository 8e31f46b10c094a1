"""PDF → body, by its text layer, with pypdf. Scans have none and are refused."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from onrecord.clean.body import Body, or_none, plain_words
from onrecord.clean.lines import Unit, lines, unwrapped
from onrecord.model.document import Raw
from onrecord.model.errors import DocumentError

if TYPE_CHECKING:
    from pypdf import PdfReader

EDGE_LINES = 2  # running heads and feet are looked for in so many first and last lines of a page
PAGE_GAP = "\n\n"
DIGITS = re.compile(r"\d+")


@cache
def extractor() -> str:
    """Name and version of the extractor, kept with every document."""
    return f"pypdf {version('pypdf')}"


def read_pdf(raw: Raw) -> Body:
    """The text layer, pages apart by a blank line; running heads and feet are furniture.

    Raises DocumentError: `encrypted_pdf`, `damaged_pdf`, or `no_text` for a scan.
    """
    pages, title, author = _read(raw)
    if not any(page.strip() for page in pages):
        raise DocumentError(
            "no_text",
            f"the PDF {raw.id!r} has no text layer on its {len(pages)} page{'' if len(pages) == 1 else 's'}",
            "Run a text recogniser (such as ocrmypdf) over the scan first",
        )
    title = raw.given.title or title
    pages[0] = _without_title(pages[0], title)
    text = PAGE_GAP.join(pages)
    return Body(text, unwrapped(text, _units(text, pages)), title=title, author=author, extractor=extractor())


def _read(raw: Raw) -> tuple[list[str], str | None, str | None]:
    """Text of every page, title and author."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

    try:
        reader = PdfReader(io.BytesIO(raw.data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileNotDecryptedError("a password is needed")
        pages = [page.extract_text().replace("\0", " ") for page in reader.pages]
        return pages, *_metadata(reader)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError) as error:
        raise DocumentError(
            "encrypted_pdf", f"the PDF {raw.id!r} is encrypted: {error}", "Save a copy without a password and give that"
        ) from error
    except Exception as error:  # pypdf lets every kind of error through from a damaged file
        raise DocumentError(
            "damaged_pdf",
            f"the PDF {raw.id!r} cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}",
            "Open it in a viewer and print it to a new PDF, or fetch it again",
        ) from error


def _metadata(reader: PdfReader) -> tuple[str | None, str | None]:
    found = reader.metadata
    return (or_none(found.title), or_none(found.author)) if found else (None, None)


def _without_title(page: str, title: str | None) -> str:
    """The first page from below its title, if its first line is that."""
    first = next(iter(lines(page)), None)
    if title and first and plain_words(page[first.start : first.end]) == plain_words(title):
        return page[first.end :]
    return page


def _units(text: str, pages: Sequence[str]) -> list[Unit]:
    """Every line, with those at the edges of pages that come back on most pages marked as furniture."""
    by_page = list(_lines_by_page(text, pages))
    counts = Counter(key for page in by_page for key in {_key(text, unit) for unit in _edges(page)})
    running = {key for key, count in counts.items() if count >= 2 and 2 * count >= len(pages)}
    units: list[Unit] = []
    for page in by_page:
        edges = set(_edges(page))
        units += [replace(u, hint="furniture") if u in edges and _key(text, u) in running else u for u in page]
    return units


def _lines_by_page(text: str, pages: Sequence[str]) -> Iterator[list[Unit]]:
    start = 0
    for page in pages:
        yield lines(text, start, start + len(page))
        start += len(page) + len(PAGE_GAP)


def _edges(page: Sequence[Unit]) -> list[Unit]:
    return [*page[:EDGE_LINES], *page[EDGE_LINES:][-EDGE_LINES:]]


def _key(text: str, unit: Unit) -> str:
    """A line with its numbers blanked, so that page numbers make no difference."""
    return DIGITS.sub("#", text[unit.start : unit.end].casefold())
