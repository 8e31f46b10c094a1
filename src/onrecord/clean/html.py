"""HTML → body, with trafilatura; publication date with htmldate. Both are imported on the first page: 0.5 s."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Any

from onrecord.clean.body import Body, Piece, assemble, or_none, without_title
from onrecord.clean.vocabulary import load_agencies
from onrecord.model.document import BlockKind, Raw
from onrecord.model.errors import DocumentError
from onrecord.sources.decode import declared_charset, decode

LATEST_DATE = "2100-01-01"  # htmldate's own bound is today: the same page would be dated differently tomorrow
PROSE_CHARS = 120  # a paragraph of this length is the article's, and a date in it is an event's
HINTS: dict[str, BlockKind] = {"head": "heading", "quote": "quote", "item": "list", "cell": "list"}
CONTAINERS = frozenset({"list", "table", "row", "quote", "div"})
DATE_FREE = "//title | //h1 | //h2 | //h3 | //h4 | //h5 | //h6 | //img | //picture | //figure"
PROSE_TAGS = "//p | //li | //td | //blockquote | //dd"


@cache
def extractor() -> str:
    """Name and version of the extractor, kept with every document: output changes between releases."""
    return f"trafilatura {version('trafilatura')}"


def read_html(raw: Raw) -> Body:
    """The article of a page. Raises DocumentError `no_text` where there is none."""
    from trafilatura import bare_extraction, load_html

    page = decode(raw.data, declared_charset(raw.data)).replace("\0", " ")
    tree = load_html(page)
    found: Any = None
    if tree is not None:
        found = bare_extraction(
            tree,
            url=raw.given.url,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False, "max_date": LATEST_DATE},
        )
    if found is None or found.body is None:
        raise no_article(raw.id)
    title = raw.given.title or or_none(found.title)
    text, units = assemble(without_title(list(_pieces(found.body)), title))
    if not text:
        raise no_article(raw.id)
    tree = load_html(page)  # once more: extraction prunes the tree that it is given
    author = or_none(found.author) or _wire_as_author(tree)
    published = _published(tree, raw.given.url)
    return Body(
        text,
        units,
        title=title,
        author=author,
        publisher=or_none(found.sitename) or or_none(found.hostname),
        published=published,
        published_from="metadata" if published else None,
        extractor=extractor(),
    )


def no_article(id: str) -> DocumentError:
    """The error for a page without an article: navigation only, a picture, a log-in form."""
    return DocumentError(
        "no_text",
        f"no article was found in the page {id!r}",
        "Give the page of one article; if its text is filled in by scripts, save it from a browser first",
    )


def _pieces(element: Any, hint: BlockKind | None = None) -> Iterator[Piece]:
    """Pieces of trafilatura's tree, in order: containers are entered, everything else is text line by line."""
    if element.text and element.text.strip():
        yield Piece(element.text, hint)
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        own = HINTS.get(tag, hint)
        if tag in CONTAINERS or any(nested.tag in CONTAINERS or nested.tag == "p" for nested in child):
            yield from _pieces(child, own)
        else:
            for line in _words(child).split("\n"):
                yield Piece(line, own)
        if child.tail and child.tail.strip():
            yield Piece(child.tail, hint)


def _words(element: Any) -> str:
    """The text inside an element, with a line end for every line break of the markup and no other."""
    parts = [" ".join((element.text or "").split("\n"))]
    for child in element:
        parts.append("\n" if child.tag == "lb" else _words(child) if isinstance(child.tag, str) else "")
        parts.append(" ".join((child.tail or "").split("\n")))
    return "".join(parts)


def _wire_as_author(tree: Any) -> str | None:
    """The author whom trafilatura leaves out because the name is in capitals or no person's: AFP."""
    named = (or_none(value) for value in tree.xpath("//meta[@name='author']/@content"))
    return next((name for name in named if name in load_agencies().by_alias), None)


def _published(tree: Any, url: str | None) -> str | None:
    """The publication date that metadata, URL or a date line of the page give; never one from the article's prose."""
    from htmldate import find_date

    for element in tree.xpath(DATE_FREE):
        element.drop_tree()
    for element in tree.xpath(PROSE_TAGS):
        if len(" ".join(element.itertext()).strip()) > PROSE_CHARS and element.getparent() is not None:
            element.drop_tree()
    found = find_date(tree, original_date=True, extensive_search=False, url=url, max_date=LATEST_DATE)
    return or_none(found)
