"""Word files: paragraphs and cells in order, kinds by style."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document as new_docx

from onrecord.clean import clean
from onrecord.model.document import Document, Metadata, Raw
from onrecord.model.errors import DocumentError
from onrecord.settings import Settings


def docx(fill: Callable[[Any], None]) -> bytes:
    file = new_docx()
    fill(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def read(data: bytes) -> Document:
    return clean(Raw("note.docx", "note.docx", "docx", data, Metadata()), Settings())


def fill(file: Any) -> None:
    file.add_paragraph("Envoy recalled", style="Title")
    file.add_paragraph("Kessia has recalled its envoy to Orrin, the ministry said.")
    file.add_heading("What was seized", level=1)
    table = file.add_table(rows=2, cols=2)
    for cell, words in zip(table._cells, ("Two trawlers of Velden", "On Monday", "One tug", "On Friday"), strict=True):
        cell.text = words
    file.add_paragraph("Fish is scarce.", style="List Bullet")
    file.add_paragraph("We waited for days.", style="Quote")
    file.add_paragraph("The quay on Monday.", style="Caption")
    file.add_paragraph("")
    file.add_paragraph("Nobody was hurt, the navy said.")


def test_styles_and_order() -> None:
    doc = read(docx(fill))
    assert doc.title == "Envoy recalled"
    assert (doc.author, doc.published) == (None, None)
    assert doc.extractor and doc.extractor.startswith("python-docx ")
    assert [(block.kind, block.span.of(doc.text)) for block in doc.blocks] == [
        ("paragraph", "Kessia has recalled its envoy to Orrin, the ministry said."),
        ("heading", "What was seized"),
        ("paragraph", "Two trawlers of Velden"),
        ("paragraph", "On Monday"),
        ("paragraph", "One tug"),
        ("paragraph", "On Friday"),
        ("list", "Fish is scarce."),
        ("quote", "We waited for days."),
        ("caption", "The quay on Monday."),
        ("paragraph", "Nobody was hurt, the navy said."),
    ]


def test_a_merged_cell_is_read_once() -> None:
    def merged(file: Any) -> None:
        file.add_paragraph("The navy of Kessia seized two trawlers on Monday, the ministry said.")
        table = file.add_table(rows=1, cols=3)
        cell = table.cell(0, 0).merge(table.cell(0, 2))
        cell.text = "Nobody was hurt."

    assert read(docx(merged)).text.count("Nobody") == 1


def test_properties_name_title_and_author() -> None:
    def named(file: Any) -> None:
        file.core_properties.title = "Envoy recalled"
        file.core_properties.author = "Ama Kessi"
        file.add_paragraph("Envoy Recalled")
        file.add_paragraph("Kessia has recalled its envoy to Orrin, the ministry said.")

    doc = read(docx(named))
    assert (doc.title, doc.author) == ("Envoy recalled", "Ama Kessi")
    assert len(doc.blocks) == 1


@pytest.mark.parametrize(
    "data", [b"PK\3\4", b"PK\3\4" + bytes(500), docx(fill)[:2000]], ids=["mark", "zeros", "cut-off"]
)
def test_a_damaged_file(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"the DOCX 'note\.docx' cannot be read") as caught:
        read(data)
    assert caught.value.code == "damaged_docx"


def test_a_file_without_words() -> None:
    with pytest.raises(DocumentError) as caught:
        read(docx(lambda file: None))
    assert caught.value.code == "no_text"
