"""CoNLL-U files of Universal Dependencies as documents: text, syntax, and GUM's mentions with their entities."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_MARK = re.compile(r"\(([^()]+)\)|\(([^()]+)|([^()]+)\)")
NAMED = frozenset({"NNP", "NNPS"})


@dataclass(slots=True)
class Token:
    """A syntactic word: its characters, the index of its head among the document's tokens (None for a root)."""

    span: tuple[int, int]
    head: int | None
    relation: str
    tag: str


@dataclass(slots=True)
class Referring:
    """A mention: its characters, GUM's entity id and type, whether a name is its head."""

    span: tuple[int, int]
    entity: str
    kind: str
    named: bool


@dataclass(slots=True)
class TreebankDocument:
    """One document: its sentences joined by blanks, its paragraphs by empty lines."""

    id: str
    text: str = ""
    tokens: list[Token] = field(default_factory=list)
    mentions: list[Referring] = field(default_factory=list)


def documents(path: Path) -> Iterator[TreebankDocument]:
    """The documents of a `.conllu.gz` file."""
    document: TreebankDocument | None = None
    rows: list[list[str]] = []
    paragraph = False
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                if document:
                    yield document
                document = TreebankDocument(line.partition("=")[2].strip())
            elif line.startswith("# newpar"):
                paragraph = True
            elif line and line[0] != "#":
                rows.append(line.split("\t"))
            elif not line and rows and document:
                _append(document, rows, paragraph)
                rows, paragraph = [], False
    if document:
        yield document


def _append(document: TreebankDocument, rows: list[list[str]], paragraph: bool) -> None:
    if document.text:
        document.text += "\n\n" if paragraph else " "
    base = len(document.tokens)
    index: dict[str, int] = {}
    open_: list[tuple[str, str, str, int]] = []
    covered = 0  # last word of a contraction whose surface form was written already
    surface = (0, 0)
    heads: list[str] = []
    for row in rows:
        number, form, misc = row[0], row[1], row[9]
        if "." in number:
            continue
        if "-" in number:
            high = int(number.split("-")[1])
            surface = _write(document, form, misc)
            covered = high
            continue
        span = surface if int(number) <= covered else _write(document, form, misc)
        index[number] = len(document.tokens)
        heads.append(row[6])
        document.tokens.append(Token(span, None, row[7].split(":")[0], row[4]))
        for mark in _marks(misc):
            _mention(document, mark, index[number], open_)
    for token, head in zip(document.tokens[base:], heads, strict=True):
        token.head = index.get(head)


def _write(document: TreebankDocument, form: str, misc: str) -> tuple[int, int]:
    begin = len(document.text)
    document.text += form
    end = len(document.text)
    if "SpaceAfter=No" not in misc:
        document.text += " "
    return begin, end


def _marks(misc: str) -> Iterator[str]:
    for part in misc.split("|"):
        if part.startswith("Entity="):
            yield from (m[0] for m in _MARK.finditer(part[7:]))


def _mention(document: TreebankDocument, mark: str, token: int, opened: list[tuple[str, str, str, int]]) -> None:
    if mark.startswith("("):
        entity, kind, *rest = mark.strip("()").split("-")
        heads = rest[3] if len(rest) > 3 else "1"
        opened.append((entity, kind, heads, token))
    if not mark.endswith(")"):
        return
    entity = mark.strip("()").split("-")[0]
    at = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == entity), None)
    if at is None:
        return
    entity, kind, heads, first = opened.pop(at)
    words = document.tokens[first : token + 1]
    head = int(heads.split(",")[0]) - 1 if heads.split(",")[0].isdigit() else 0
    named = words[min(head, len(words) - 1)].tag in NAMED
    document.mentions.append(Referring((words[0].span[0], words[-1].span[1]), entity, kind, named))
