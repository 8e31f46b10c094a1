"""`clean` as a whole: the text is the given text, everything known is carried, and bad input says what to do."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from onrecord.clean import clean
from onrecord.model.document import Metadata, Raw
from onrecord.model.errors import DocumentError
from onrecord.settings import Settings

PROSE = "Police in Velden arrested a former harbour master, the court said on Tuesday."
SETTINGS = Settings()


def text_raw(data: bytes, **given: str) -> Raw:
    return Raw("a.txt", "a.txt", "text", data, Metadata(**given))


def jsonl_raw(text: str) -> Raw:
    return Raw("n1", "notes.jsonl", "jsonl", text.encode("utf-8", "surrogatepass"), text=text)


def refused(raw: Raw, settings: Settings = SETTINGS) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        clean(raw, settings)
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        f"  {PROSE}\r\n\r\n\t{PROSE} \n",
        f"{PROSE}\0 🚒👩\u200d🚒 e\u0301 {PROSE}",
        f"\u202bقال المتحدث\u202c {PROSE}\u2028{PROSE}",
    ],
)
def test_plain_text_and_records_keep_every_character(text: str) -> None:
    assert clean(jsonl_raw(text), SETTINGS).text == text
    assert clean(text_raw(text.encode()), SETTINGS).text == text


@given(st.text(alphabet="aé🚒\u0301ש \n\"'.,:-(©)A1", max_size=80))
@budget(deadline=None)
def test_any_words_around_a_report(text: str) -> None:
    doc = clean(jsonl_raw(text + PROSE + text), SETTINGS)
    assert doc.text == text + PROSE + text
    covered = "".join(block.span.of(doc.text) for block in doc.blocks)
    assert "".join(covered.split()) == "".join(doc.text.split())


def test_what_is_known_is_carried() -> None:
    raw = Raw(
        id="n1",
        origin="https://velden.example/feed",
        kind="jsonl",
        data=PROSE.encode(),
        given=Metadata("2031-05-05", "Tide", "Row", "Jo Veld", "https://velden.example/1", "en-GB", {"desk": 4}),
        text=PROSE,
        retrieved="2031-05-06T10:00:00Z",
    )
    doc = clean(raw, SETTINGS)
    assert (doc.id, doc.origin, doc.kind, doc.retrieved) == (raw.id, raw.origin, raw.kind, raw.retrieved)
    assert doc.sha256 == hashlib.sha256(PROSE.encode()).hexdigest()
    assert (doc.published, doc.published_from) == ("2031-05-05", "given")
    assert (doc.publisher, doc.title, doc.author) == ("Tide", "Row", "Jo Veld")
    assert (doc.url, doc.language, doc.extractor) == ("https://velden.example/1", "en", None)
    assert dict(doc.extra) == {"desk": 4}


def test_what_is_not_known_is_none() -> None:
    doc = clean(text_raw(PROSE.encode()), SETTINGS)
    assert (doc.publisher, doc.agency, doc.title, doc.author, doc.published, doc.published_from) == (None,) * 6
    assert (doc.retrieved, doc.url, doc.extractor) == (None, None, None)


def test_title_and_date_that_the_text_states() -> None:
    page = f"The Harbour Tribune\n12 February 2031\nHarbour master held\nBy Ama Kessi\n{PROSE}\n{PROSE}"
    doc = clean(text_raw(page.encode()), SETTINGS)
    assert (doc.title, doc.published, doc.published_from) == ("Harbour master held", "2031-02-12", "text")


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", "\u00a0\u2003\n".encode()])
def test_nothing_but_white_space(data: bytes) -> None:
    assert refused(text_raw(data)).code == "no_text"


def test_a_binary_file() -> None:
    assert refused(text_raw(bytes(range(32)) * 40)).code == "not_text"
    assert refused(jsonl_raw("a\0b\1" * 100)).code == "not_text"


def test_a_few_control_characters_do_no_harm() -> None:
    assert clean(text_raw((PROSE + "\0\x07").encode()), SETTINGS).language == "en"


def test_a_text_that_is_too_long() -> None:
    error = refused(text_raw(PROSE.encode() * 3), Settings(max_text_chars=100))
    assert error.code == "too_long"
    assert "231 characters, more than 100" in error.message
    assert "ONRECORD_MAX_TEXT_CHARS" in error.hint
    assert clean(text_raw(PROSE.encode()), Settings(max_text_chars=len(PROSE))).text == PROSE


def test_another_language_found_or_given() -> None:
    german = "Die Regierung von Kessia hat am Montag ihren Botschafter aus Orrin zurückgerufen."
    assert refused(text_raw(german.encode())).code == "not_english"
    assert refused(text_raw(PROSE.encode(), language="fr")).code == "not_english"
    assert clean(text_raw(german.encode(), language="en"), SETTINGS).language == "en"


def test_a_text_at_the_limit_and_a_long_line() -> None:
    """Two million characters without a space, and as many in short lines."""
    assert len(clean(text_raw(b"x" * 2_000_000), SETTINGS).blocks) == 1
    lines = (PROSE + "\n").encode() * (2_000_000 // (len(PROSE) + 1))
    assert {block.kind for block in clean(text_raw(lines), SETTINGS).blocks} == {"paragraph"}
