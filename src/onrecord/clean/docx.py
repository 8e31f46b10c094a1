"""DOCX → body, with python-docx: paragraphs and table cells in the order of the document, kinds by style."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from onrecord.clean.body import Body, Piece, assemble, or_none, without_title
from onrecord.model.document import BlockKind, Raw
from onrecord.model.errors import DocumentError

if TYPE_CHECKING:
    from docx.blkcntnr import BlockItemContainer
    from docx.document import Document as File

TITLE_STYLE = "Title"
STYLES: tuple[tuple[str, BlockKind], ...] = (
    ("Heading", "heading"),
    ("Subtitle", "heading"),
    ("Caption", "caption"),
    ("Quote", "quote"),
    ("Intense Quote", "quote"),
    ("List", "list"),
)
TEMPLATE_AUTHOR = "python-docx"  # what that library writes where nobody gave an author
MAX_NESTING = 20  # tables within tables


@cache
def extractor() -> str:
    """Name and version of the extractor, kept with every document."""
    return f"python-docx {version('python-docx')}"


def read_docx(raw: Raw) -> Body:
    """The body of a Word file; headers, footers and notes are left out. Raises DocumentError `damaged_docx`.

    Its dates are those of the file, not of the article, and are not taken.
    """
    from docx import Document as open_docx

    try:
        file = open_docx(io.BytesIO(raw.data))
        properties = file.core_properties
        styled = list(_styled(file))
        title = raw.given.title or or_none(properties.title)
        author = or_none(properties.author)
    except Exception as error:  # zipfile, lxml and python-docx each raise their own from a damaged file
        raise DocumentError(
            "damaged_docx",
            f"the DOCX {raw.id!r} cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}",
            "Open it in a word processor and save it again, or save it as plain text",
        ) from error
    titles = [words for words, style, _ in styled if style == TITLE_STYLE and words.strip()]
    title = title or (or_none(titles[0]) if titles else None)
    pieces = [Piece(words, _hint(style, in_table)) for words, style, in_table in styled if style != TITLE_STYLE]
    text, units = assemble(without_title(pieces, title))
    return Body(text, units, title=title, author=None if author == TEMPLATE_AUTHOR else author, extractor=extractor())


def _hint(style: str, in_table: bool) -> BlockKind | None:
    """The kind that a style names. A short cell would look like a heading to the rules, so cells are paragraphs."""
    return next((kind for prefix, kind in STYLES if style.startswith(prefix)), "paragraph" if in_table else None)


def _styled(container: BlockItemContainer | File, depth: int = 0) -> Iterator[tuple[str, str, bool]]:
    """Text, style name and "is in a table" of every paragraph; a cell that spans columns is read once."""
    from docx.table import Table

    for item in container.iter_inner_content():
        if not isinstance(item, Table):
            for line in item.text.split("\n"):
                yield line, (item.style.name or "") if item.style else "", depth > 0
        elif depth < MAX_NESTING:
            for row in item.rows:
                seen: set[int] = set()
                for cell in row.cells:
                    if id(cell._tc) not in seen:
                        seen.add(id(cell._tc))
                        yield from _styled(cell, depth + 1)
