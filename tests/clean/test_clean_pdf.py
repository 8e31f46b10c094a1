"""PDF by its text layer: paragraphs, running heads, and files that cannot be read."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from pypdf import PdfReader, PdfWriter

from onrecord.clean import clean
from onrecord.model.document import Document, Metadata, Raw
from onrecord.model.errors import DocumentError
from onrecord.settings import Settings

PAGES = (
    (
        "Coast Report No. 7",
        "Envoy recalled",
        "Kessia has recalled its envoy to Orrin, the ministry said.",
        "Page 1 of 3",
    ),
    ("Coast Report No. 7", "Two trawlers were seized in waters that both countries claim.", "Page 2 of 3"),
    ("Coast Report No. 7", "The port of Velden stayed closed for a third day on Monday.", "Page 3 of 3"),
)


def pdf(pages: Sequence[Sequence[str]], title: str | None = None) -> bytes:
    """A small PDF with these lines on its pages, written by hand: one font, no compression."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    for n, page in enumerate(pages):
        shown = "T* ".join(f"({line.replace('(', '[').replace(')', ']')}) Tj " for line in page)
        content = f"BT /F1 11 Tf 14 TL 40 760 Td {shown}ET".encode()
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * n} 0 R>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    if title:
        objects.append(f"<</Title({title})/Author(Ama Kessi)>>".encode())
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    info = b"/Info %d 0 R" % len(objects) if title else b""
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, info, out.index(b"xref"))
    return bytes(out)


def encrypted(data: bytes, user_password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(user_password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def read(data: bytes) -> Document:
    return clean(Raw("report.pdf", "report.pdf", "pdf", data, Metadata()), Settings())


def kinds(doc: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(doc.text)) for block in doc.blocks]


def test_pages_and_running_heads() -> None:
    doc = read(pdf(PAGES))
    assert [kind for kind, words in kinds(doc) if "No. 7" in words or "Page" in words] == ["furniture"] * 6
    assert [words for kind, words in kinds(doc) if kind == "paragraph"] == [
        "Kessia has recalled its envoy to Orrin, the ministry said.",
        "Two trawlers were seized in waters that both countries claim.",
        "The port of Velden stayed closed for a third day on Monday.",
    ]
    assert ("heading", "Envoy recalled") in kinds(doc)
    assert doc.extractor and doc.extractor.startswith("pypdf ")
    assert doc.published is None


def test_title_and_author_of_the_file() -> None:
    doc = read(pdf([("Envoy recalled", *PAGES[0][2:3])], title="Envoy Recalled"))
    assert (doc.title, doc.author) == ("Envoy Recalled", "Ama Kessi")
    assert kinds(doc) == [("paragraph", PAGES[0][2])]


def test_wrapped_lines_become_paragraphs() -> None:
    lines = (
        "Kessia has recalled its envoy to Orrin after two trawlers were seized",
        "in waters that both countries claim, and the port of Velden stayed",
        "closed for a third day while crews waited for word from the owners of",
        "the ships.",
    )
    doc = read(pdf([lines]))
    assert [kind for kind, _ in kinds(doc)] == ["paragraph"]


def test_an_encrypted_pdf() -> None:
    with pytest.raises(DocumentError, match=r"'report\.pdf' is encrypted") as caught:
        read(encrypted(pdf(PAGES), "secret"))
    assert caught.value.code == "encrypted_pdf"


def test_a_pdf_that_anyone_may_open_is_read() -> None:
    assert "trawlers" in read(encrypted(pdf(PAGES), "")).text


def test_a_pdf_without_a_text_layer() -> None:
    with pytest.raises(DocumentError, match="no text layer on its 2 pages") as caught:
        read(pdf([(), ()]))
    assert caught.value.code == "no_text"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.4\n", b"%PDF-1.4\nnothing more than words", pdf(PAGES)[:300], b"%PDF-1.7\n" + bytes(range(256)) * 20],
    ids=["mark-only", "words", "cut-off", "noise"],
)
def test_a_damaged_pdf(data: bytes) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.code in ("damaged_pdf", "no_text")
    assert "\n" not in caught.value.message
