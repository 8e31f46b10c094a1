"""Bytes become text without loss where they can, and never an exception where they cannot."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.sources.decode import declared_charset, decode

TEXT = "Le général Baré a quitté Torvik – « sans un mot »."


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "cp1252"),
    ],
)
def test_encodings_are_recognised(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding)) == TEXT


def test_line_ends_and_nul_characters_stay() -> None:
    assert decode(b"Two died.\r\nOne\0lived.\rNobody spoke.\n") == "Two died.\r\nOne\0lived.\rNobody spoke.\n"


def test_a_broken_byte_costs_one_character_of_utf8_and_not_the_others() -> None:
    data = "Über Torvik – «dröhnende» Jets".encode().replace(b"Jets", b"\xffJets")
    assert decode(data) == "Über Torvik – «dröhnende» \ufffdJets"


def test_a_mostly_cyrillic_page_is_not_taken_for_western() -> None:
    text = "Министр обороны сообщил, что войска покинули город ночью. " * 8
    assert decode(text.encode("cp1251")) == text


def test_a_declared_charset_wins_over_a_guess() -> None:
    page = '<html><head><meta charset="iso-8859-7"></head><p>Αθήνα</p>'.encode("iso-8859-7")
    assert "Αθήνα" in decode(page, declared_charset(page))


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (b'<meta charset="windows-1251">', "cp1251"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "cp1252"),
        (b'<?xml version="1.0" encoding="UTF-8"?><html>', "utf-8"),
        (b'<meta charset="no-such-thing">', None),
        (b'<meta charset="hex">', None),
        (b"<p>no word about it</p>", None),
    ],
)
def test_declared_charset(page: bytes, name: str | None) -> None:
    assert declared_charset(page) == name


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    decode(data).encode("utf-8")


@given(st.text(min_size=1, max_size=200))
def test_every_utf8_text_survives_character_for_character(text: str) -> None:
    # the words before keep random characters from looking like a byte order mark or like UTF-16
    assert decode(("Report: " + "a" * len(text) + text).encode()) == "Report: " + "a" * len(text) + text
