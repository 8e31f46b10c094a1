"""`clean`: Raw → Document. The text is fixed here and only referenced later."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence

from onrecord.clean.blocks import make_blocks
from onrecord.clean.body import Body, or_none
from onrecord.clean.credit import credited_agency
from onrecord.clean.docx import read_docx
from onrecord.clean.html import no_article, read_html
from onrecord.clean.language import ENGLISH, check_english, not_english
from onrecord.clean.lines import split
from onrecord.clean.pdf import read_pdf
from onrecord.clean.published import is_date, stated_date
from onrecord.model.document import SILENT_KINDS, Block, Document, PublishedFrom, Raw
from onrecord.model.errors import DocumentError
from onrecord.settings import Settings
from onrecord.sources.decode import decode

CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f\ufffd]")
CONTROL_SAMPLE_CHARS = 8000
MAX_CONTROL_SHARE = 0.1  # a stray NUL is a typing error; one in ten is a picture or a program


def _read_text(raw: Raw) -> Body:
    text = decode(raw.data) if raw.text is None else raw.text
    return Body(text, ())


READERS: Mapping[str, Callable[[Raw], Body]] = {
    "text": _read_text,
    "jsonl": _read_text,
    "csv": _read_text,
    "html": read_html,
    "pdf": read_pdf,
    "docx": read_docx,
}


def clean(raw: Raw, settings: Settings, *, any_language: bool = False) -> Document:
    """The document of one input: text, blocks and what is known about the article. Given metadata win over found ones.

    With `any_language` the language that is given for it is taken as it is: people will code it.

    Raises DocumentError: `no_text`, `not_text`, `too_long`, `not_english`, `encrypted_pdf`, `damaged_pdf`,
    `damaged_docx`.
    """
    body = READERS[raw.kind](raw)
    text = body.text
    _check_text(text, raw, settings)
    plain = raw.text is not None or raw.kind == "text"
    blocks = make_blocks(text, split(text) if plain else body.units, raw.given.title, scraped=raw.kind == "html")
    if raw.kind == "html" and all(block.kind in SILENT_KINDS for block in blocks):
        raise no_article(raw.id)
    author = raw.given.author or body.author
    publisher = raw.given.publisher or body.publisher
    published, published_from = _published(raw, body, blocks)
    return Document(
        id=raw.id,
        origin=raw.origin,
        kind=raw.kind,
        text=text,
        blocks=blocks,
        sha256=hashlib.sha256(raw.data).hexdigest(),
        publisher=publisher,
        agency=credited_agency(text, blocks, author, publisher),
        title=raw.given.title or body.title or (_stated_title(text, blocks) if plain else None),
        author=author,
        language=raw.given.language if any_language and raw.given.language else _language(raw, text, blocks),
        published=published,
        published_from=published_from,
        retrieved=raw.retrieved,
        extractor=body.extractor,
        url=raw.given.url,
        extra=raw.given.extra,
    )


def _check_text(text: str, raw: Raw, settings: Settings) -> None:
    if not text.strip():
        raise DocumentError(
            "no_text",
            f"{raw.id!r} holds no text but white space",
            "Look whether this is the right file, or leave it out",
        )
    if len(text) > settings.max_text_chars:
        raise DocumentError(
            "too_long",
            f"the text of {raw.id!r} has {len(text):,} characters, more than {settings.max_text_chars:,}",
            "Split it into articles, or set ONRECORD_MAX_TEXT_CHARS higher",
        )
    sample = text[:CONTROL_SAMPLE_CHARS]
    if len(CONTROL.findall(sample)) > MAX_CONTROL_SHARE * len(sample):
        raise DocumentError(
            "not_text",
            f"{raw.id!r} is no text: more than one in ten of its first characters are control or broken characters",
            "Give plain text, HTML, JSONL, CSV, PDF or DOCX; convert other files first",
        )


def _language(raw: Raw, text: str, blocks: Sequence[Block]) -> str:
    given = raw.given.language
    if given is None:
        return check_english(text, blocks, raw.id)
    if re.split("[-_]", given.strip().lower())[0] in (ENGLISH, "eng", "english"):
        return ENGLISH
    raise not_english(raw.id, given, f"{raw.id!r} is said to be in {given!r} (given, so its score is 1), not English")


def _published(raw: Raw, body: Body, blocks: Sequence[Block]) -> tuple[str | None, PublishedFrom | None]:
    if raw.given.published:
        return raw.given.published, "given"
    if body.published:
        return body.published, "metadata"
    stated = stated_date(body.text, blocks)
    return stated, "text" if stated else None


def _stated_title(text: str, blocks: Sequence[Block]) -> str | None:
    """The first heading before any prose, if it is no date."""
    for block in blocks:
        if block.kind == "heading" and not is_date(block.span.of(text)):
            return or_none(block.span.of(text))
        if block.kind not in SILENT_KINDS:
            return None
    return None
