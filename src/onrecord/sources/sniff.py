"""What kind of document some bytes are, found from their content and never from a file's name."""

from __future__ import annotations

import io
import json
import re
import zipfile

from onrecord.model.document import SourceKind
from onrecord.model.errors import SourceError
from onrecord.sources.csv_rows import find_header
from onrecord.sources.decode import bom_encoding, decode

HEAD_BYTES = 65_536  # what is looked at; PDF, DOCX and JSON are recognised by their structure
LINES = 10  # of these first lines of a JSONL file at least half must look like objects
ODD_SHARE = 0.2  # control characters in valid UTF-8: above it there is no text structure
ODD_SHARE_UNDECODABLE = 0.03  # the same in other encodings, where random bytes come to 0.1
ODD_FEW = 2  # so many never make a short text binary
UNDECODABLE_SHARE = 0.02  # of broken bytes in what still counts as UTF-8
CLOSED_BLOCKS = 3  # closing tags of blocks that make markup of a text that begins without a tag
BLANK = b" \t\r\n\f\v\0\xef\xbb\xbf\xff\xfe"  # white space, padding and byte order marks

SIGNATURES = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\0", "an xz file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc or .xls)"),
    (b"{\\rtf", "an RTF file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
)
PACKED = ("a gzip file", "a bzip2 file", "an xz file", "a 7-Zip file", "a Zstandard file")

_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_OBJECT = re.compile(r'\{\s*["}]')
_TAGS = "a|article|b|blockquote|body|br|center|div|em|figure|font|footer|h[1-6]|head|header|html|i|img|li|main|meta|"
_TAGS += "nav|ol|p|pre|script|section|span|strong|style|table|td|title|tr|ul"
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_BEGINS_WITH_TAG = re.compile(rf"(?><!--.*?-->\s*)*+<(?:{_TAGS})(?:\s[^<>]*)?/?>", re.I | re.S)
_CLOSED_BLOCK = re.compile(r"</(?:article|blockquote|div|h[1-6]|li|p|section|table|td|ul)\s*>", re.I)
_XML = re.compile(r"<\?xml\b|<(?:rss|feed|rdf:RDF|svg|urlset)[\s>]", re.I)


def sniff(data: bytes) -> SourceKind:
    """The kind of the document in `data`.

    Raises SourceError: `empty` when there is nothing but white space, `binary` or `unknown_kind` when it is no kind of
    document that onrecord reads.
    """
    head = data[:HEAD_BYTES]
    if not head.strip(BLANK) and not data.strip(BLANK):
        raise SourceError("empty", "there is nothing in it", "Check that it was saved or downloaded in full")
    if head.lstrip(BLANK).startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    _refuse_binary(head)
    text = decode(head).lstrip()
    if _looks_like_jsonl(text):
        return "jsonl"
    if _looks_like_html(text):
        return "html"
    if find_header(text) is not None:
        return "csv"
    _refuse_structured(text, data)
    return "text"


def _sniff_zip(data: bytes) -> SourceKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SourceError(
            "unknown_kind", f"it is a damaged zip or Word file ({error})", "Save or download it again"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    raise SourceError("unknown_kind", "it is a zip archive and no Word file", "Unpack it and give the files inside")


def _refuse_binary(head: bytes) -> None:
    for signature, name in SIGNATURES:
        if head.startswith(signature):
            hint = "Unpack it first" if name in PACKED else "Save the article as text, HTML, PDF or DOCX"
            raise SourceError("binary", f"it is {name}", hint)
    text = decode(head)
    undecodable = head.decode("utf-8", "replace").count("\ufffd")
    in_utf8 = bom_encoding(head) is not None or undecodable <= UNDECODABLE_SHARE * len(head)
    if len(_ODD.findall(text)) > max(ODD_FEW, (ODD_SHARE if in_utf8 else ODD_SHARE_UNDECODABLE) * len(text)):
        raise SourceError("binary", "it holds binary data and no text", "Save the article as text, HTML, PDF or DOCX")


def _looks_like_jsonl(text: str) -> bool:
    lines = [line.lstrip() for line in text.split("\n") if line.strip()][:LINES]
    if not lines or lines[0].startswith("["):
        return False
    return 2 * sum(1 for line in lines if _OBJECT.match(line)) >= len(lines)


def _looks_like_html(text: str) -> bool:
    if text.startswith("<") and (_PAGE.search(text) or (_BEGINS_WITH_TAG.match(text) and "</" in text)):
        return True
    return len(_CLOSED_BLOCK.findall(text)) >= CLOSED_BLOCKS


def _refuse_structured(text: str, data: bytes) -> None:
    if _XML.match(text):
        raise SourceError(
            "unknown_kind", "it is XML (a feed or a drawing?) and no page", "Give the address or file of each article"
        )
    if text.startswith(("{", "[")):
        try:
            json.loads(decode(data))
        except (ValueError, RecursionError):
            return
        raise SourceError(
            "unknown_kind",
            "it is one JSON value and not JSON Lines",
            "Put one object with id and text on each line, for example with jq -c '.[]'",
        )
