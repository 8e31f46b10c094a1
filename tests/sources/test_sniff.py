"""Kind comes from content, whatever a file is called."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model.errors import SourceError
from onrecord.sources.sniff import sniff


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"TORVIK (AP) - Two soldiers died on Monday.\n", "text"),
        ("ТОРВИК – Двое солдат погибли.".encode(), "text"),
        (b"The text, sent by phone, was short.\nNobody answered, he said.\n", "text"),
        (b"She wrote <b>no</b> in the margin, and 3 < 4.", "text"),
        (b"{sic} the general said.\nHe left.\n", "text"),
        (b"[UPDATED] Two soldiers died on Monday.", "text"),
        (b"url\n\nThe word means an address.", "text"),
        (b"<!DOCTYPE html><html><body><p>Two died.</p></body></html>", "html"),
        (b"\n<!-- made by hand --><p>Two died.</p>", "html"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>Two died.</p></html>', "html"),
        (b"Torvik<p>One.</p><p>Two.</p><div>Three.</div>", "html"),
        ("<html><p>Two died.</p></html>".encode("utf-16"), "html"),
        (b'\n{"id": "a", "text": "Two died."}\n', "jsonl"),
        (b'\xef\xbb\xbf{"id": "a", "text": "Two died."}', "jsonl"),
        (b'not json\n{"id": "a", "text": "Two died."}\n', "jsonl"),
        (b'{"id": "a", "text": "Two di', "jsonl"),
        (b"id,text\na,Two died.\n", "csv"),
        (b"ID;Text;Region\na;Two died.;North\n", "csv"),
        (b"published\turl\n2031-05-04\thttps://example.org/a\n", "csv"),
        (b"url\nhttps://example.org/a\n", "csv"),
        (b'text\n"Two died, one lived."\n', "csv"),
        (b"%PDF-1.7\n1 0 obj\n", "pdf"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
    ],
)
def test_kind_is_found_from_content(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "empty", "nothing"),
        (b" \r\n\t", "empty", "nothing"),
        (b"\xef\xbb\xbf\n", "empty", "nothing"),
        (b"\0" * 5000, "empty", "nothing"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "binary", "PNG"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 40, "binary", "Office"),
        (b"{\\rtf1\\ansi Two died.}", "binary", "RTF"),
        (random.Random(1).randbytes(4000), "binary", "no text"),
        (bytes(range(256)) * 4, "binary", "no text"),
        (b"\x01\0\0\0\x07\0\0\0\x09\0\0\0" * 50, "binary", "no text"),
        (archive("xl/workbook.xml"), "unknown_kind", "no Word file"),
        (archive("word/document.xml")[:40], "unknown_kind", "damaged"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "unknown_kind", "XML"),
        (b'[{"id": "a", "text": "Two died."}]', "unknown_kind", "JSON Lines"),
        (b'{\n "id": "a",\n "text": "Two died."\n}', "unknown_kind", "JSON Lines"),
    ],
)
def test_what_is_no_document_is_refused_with_its_name(data: bytes, code: str, word: str) -> None:
    with pytest.raises(SourceError) as caught:
        sniff(data)
    assert caught.value.code == code
    assert word in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "data", [b"Two\0died.", b"Two soldiers died\0\0 near Torvik.\0", b"Caf\xe9\0 closed in Torvik."]
)
def test_nul_bytes_in_a_text_do_not_make_it_binary(data: bytes) -> None:
    assert sniff(data) == "text"


def test_comments_in_a_row_take_no_time() -> None:
    assert sniff(b"<!---->" * 9000 + b"Two died.") == "text"


@given(st.binary(max_size=400))
def test_any_bytes_give_a_kind_or_a_source_error(data: bytes) -> None:
    try:
        assert sniff(data) in {"text", "html", "jsonl", "csv", "pdf", "docx"}
    except SourceError as error:
        assert error.code in {"empty", "binary", "unknown_kind"}
