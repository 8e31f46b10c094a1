"""The Python API."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

import onrecord
import readers
from onrecord import api
from onrecord.extract import Reader
from onrecord.model.document import Failure
from onrecord.model.errors import DocumentError, SourceError
from onrecord.model.reading import Reading

TEXT = "Police arrested the leader of the harbour union on Friday, the interior ministry said in a statement. " * 3


@pytest.fixture(autouse=True)
def word_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Reader, "load", lambda weights=None, threads=None: readers.WordReader())
    api._reader.cache_clear()


def test_read_gives_the_reading_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "port.txt"
    path.write_text(TEXT)
    doc = onrecord.read(path, published=date(2031, 3, 9), publisher="Morning Tide")
    assert doc.claims[0].trigger.text == "arrested"
    assert (doc.document.published, doc.document.published_from) == ("2031-03-09", "given")
    assert "COERCE·arrest" in doc._repr_html_()


def test_read_text_keeps_the_text_character_for_character() -> None:
    text = "\ufeff" + TEXT.replace(" ", "\u00a0", 3) + "\r\n🚀 e\u0301"
    doc = onrecord.read_text(text, published="2031-03-09", title="Port news")
    assert doc.text == text
    assert doc.document.title == "Port news"


def test_a_file_that_is_not_there_raises_with_code_and_hint() -> None:
    with pytest.raises(SourceError) as caught:
        onrecord.read("missing.txt")
    assert caught.value.code and "missing.txt" in caught.value.message and caught.value.hint


def test_a_file_of_several_documents_points_to_read_many(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    path.write_text("".join(json.dumps({"id": i, "text": TEXT}) + "\n" for i in "ab"))
    with pytest.raises(SourceError, match="read_many"):
        onrecord.read(path)
    assert [item.id for item in onrecord.read_many([path])] == ["a", "b"]


def test_read_many_gives_failures_in_their_place(tmp_path: Path) -> None:
    path = tmp_path / "port.txt"
    path.write_text(TEXT)
    first, second = onrecord.read_many(["missing.txt", path])
    assert isinstance(first, Failure) and isinstance(second, Reading)


def test_a_text_that_gives_no_document_raises() -> None:
    with pytest.raises(DocumentError):
        onrecord.read_text(" \n ")


@pytest.mark.parametrize(
    ("published", "day"), [("2031-03-09", "2031-03-09"), (datetime(2031, 3, 9, 23, 5), "2031-03-09"), (None, None)]
)
def test_a_date_is_given_as_text_or_date(published: date | str | None, day: str | None) -> None:
    assert api.given(published).published == day


def test_a_date_that_is_none_raises() -> None:
    with pytest.raises(SourceError, match="soon"):
        api.given("soon")
