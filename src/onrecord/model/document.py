"""From bytes to a document: `Raw` is what a source hands over, `Document` is text that never changes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from onrecord.model.errors import ContractError
from onrecord.model.span import Span

BlockKind = Literal["heading", "paragraph", "caption", "quote", "list", "credit", "furniture"]
BLOCK_KINDS: tuple[str, ...] = get_args(BlockKind)
SILENT_KINDS = frozenset(
    {"furniture", "credit", "heading"}
)  # no claim lies in these: GUIDE.md, "When there is a claim"

SourceKind = Literal["text", "html", "jsonl", "csv", "pdf", "docx"]
SOURCE_KINDS: tuple[str, ...] = get_args(SourceKind)

PublishedFrom = Literal["given", "metadata", "text"]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about an article besides its text. Unknown is None, never a guess.

    `published` is an ISO 8601 date (`2024-05-05`). `extra` holds unknown keys of a JSONL or CSV record as given.
    """

    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Raw:
    """One input as a source found it, before any cleaning.

    `data` are the raw bytes whose sha256 the document carries: the file's for files and URLs, the line's UTF-8 for
    JSONL, the text cell's UTF-8 for CSV. `kind` is found from content. `retrieved` is an ISO 8601 UTC time for URLs and
    None for local input. `text` is set where the source itself knows the text (JSONL, CSV); otherwise cleaning decodes
    `data`.
    """

    id: str
    origin: str
    kind: SourceKind
    data: bytes
    given: Metadata = Metadata()
    text: str | None = None
    retrieved: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that cannot be read, in its place in the output. Fields as in OnrecordError."""

    id: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text with one layout role. Blocks are in order and do not overlap."""

    span: Span
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned article. `text` is fixed here and only referenced later; every span points into it.

    `published` is an ISO 8601 date or None; `published_from` says where it came from. `agency` is a credited wire
    service. `extractor` names the tool and version that made the text, None for plain text. Raises ContractError if
    blocks overlap, are out of order or leave the text.
    """

    id: str
    origin: str
    kind: SourceKind
    text: str
    blocks: tuple[Block, ...]
    sha256: str
    publisher: str | None = None
    agency: str | None = None
    title: str | None = None
    author: str | None = None
    language: str | None = None
    published: str | None = None
    published_from: PublishedFrom | None = None
    retrieved: str | None = None
    extractor: str | None = None
    url: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        last = 0
        for block in self.blocks:
            if block.span.start < last or block.span.end > len(self.text):
                raise ContractError(
                    "bad_block",
                    f"block {block.kind} [{block.span.start}, {block.span.end}) of document {self.id!r} overlaps the "
                    f"one before or leaves the text of {len(self.text)} characters",
                    "Make blocks in order, from one pass over the text",
                )
            last = block.span.end
