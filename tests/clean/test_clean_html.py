"""HTML pages: the article without its title, the page's own metadata, and dates that are nobody's guess."""

from __future__ import annotations

import pytest

from onrecord.clean import clean
from onrecord.model.document import Document, Metadata, Raw
from onrecord.model.errors import DocumentError
from onrecord.settings import Settings

LEAD = (
    "<p>Kessia has recalled its envoy to Orrin after two trawlers were seized in waters that both countries claim, "
    "the foreign ministry said on Monday.</p>"
)
MORE = (
    "<p>The port of Velden stayed closed while crews waited for word from the owners of the two ships, one of which "
    "had run aground on 2028-04-05 and again on 3 January 2029, divers said.</p>"
)


def page(body: str, head: str = "") -> str:
    nav = "<nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
    return f"<!doctype html><html><head>{head}</head><body>{nav}<article>{body}</article></body></html>"


def read(html: str | bytes, **given: str) -> Document:
    data = html.encode() if isinstance(html, str) else html
    return clean(Raw("page", "page.html", "html", data, Metadata(**given)), Settings())


def kinds(doc: Document) -> list[tuple[str, str]]:
    return [(block.kind, block.span.of(doc.text)) for block in doc.blocks]


def test_body_and_metadata() -> None:
    head = (
        "<title>Envoy recalled | The Velden Courier</title><meta property='og:site_name' content='Velden Courier'>"
        "<meta name='author' content='Ama Kessi'>"
        "<meta property='article:published_time' content='2031-03-04T23:30-05:00'>"
    )
    doc = read(page(f"<h1>Envoy recalled</h1>{LEAD}<h2>A long dispute</h2>{MORE}", head))
    assert (doc.title, doc.author, doc.publisher, doc.language) == (
        "Envoy recalled",
        "Ama Kessi",
        "Velden Courier",
        "en",
    )
    assert (doc.published, doc.published_from) == ("2031-03-04", "metadata")
    assert doc.extractor and doc.extractor.startswith("trafilatura 2.")
    assert [kind for kind, _ in kinds(doc)] == ["paragraph", "heading", "paragraph"]
    assert "Envoy recalled" not in doc.text
    assert "Home" not in doc.text


def test_markup_gives_kinds_and_rules_still_find_furniture() -> None:
    quote = "<blockquote><p>We have asked for a fair wage since the spring of last year.</p></blockquote>"
    items = "<ul><li>Fish is scarce in the bay.</li><li>Fuel is dear in the town.</li></ul>"
    related = "<h3>Related</h3><ul><li>Port strike enters second week</li></ul>"
    doc = read(page(f"<h1>Envoy recalled</h1><p>By Ama Kessi</p>{LEAD}{quote}{items}{MORE}{related}"))
    assert [kind for kind, _ in kinds(doc)] == [
        "credit", "paragraph", "quote", "list", "list", "paragraph", "furniture", "furniture",
    ]  # fmt: skip


def test_line_breaks_part_paragraphs() -> None:
    doc = read(page(f"{LEAD}<p>The navy\n fired.<br>Nobody was hurt.</p>{MORE}"))
    assert ("paragraph", "The navy fired.") in kinds(doc)
    assert ("paragraph", "Nobody was hurt.") in kinds(doc)


def test_given_metadata_win() -> None:
    head = (
        "<meta property='article:published_time' content='2031-03-04'><meta property='og:site_name' content='Courier'>"
    )
    doc = read(page(LEAD + MORE, head), published="2030-01-02", publisher="Tide", title="Row", author="Jo Veld")
    assert (doc.published, doc.published_from) == ("2030-01-02", "given")
    assert (doc.publisher, doc.title, doc.author) == ("Tide", "Row", "Jo Veld")


def test_host_name_and_date_of_the_url() -> None:
    doc = read(page(f"<h1>Envoy recalled</h1>{LEAD}{MORE}"), url="https://velden.example/2031/03/04/envoy")
    assert (doc.publisher, doc.published, doc.url) == (
        "velden.example",
        "2031-03-04",
        "https://velden.example/2031/03/04/envoy",
    )


@pytest.mark.parametrize(
    "noise",
    [
        "",
        "<h2>What happened on 5 May 2027</h2>",
        "<img src='/photos/2026/07/08/quay.jpg' alt='quay'>",
        "<figure><img src='q.jpg'><figcaption>The quay on 9 June 2025</figcaption></figure>",
    ],
    ids=["prose", "heading", "image-address", "caption"],
)
def test_no_date_is_guessed(noise: str) -> None:
    doc = read(page(f"<h1>Envoy recalled</h1>{LEAD}{noise}{MORE}{LEAD}"))
    assert (doc.published, doc.published_from) == (None, None)


def test_a_date_far_ahead_of_this_machine_s_clock_stands() -> None:
    head = "<meta property='article:published_time' content='2061-03-04'>"
    assert read(page(LEAD + MORE, head)).published == "2061-03-04"


def test_a_date_line_of_the_page_dates_it() -> None:
    doc = read(page(f"<h1>Envoy recalled</h1><p class='meta'>By Ama Kessi, March 4, 2031</p>{LEAD}{MORE}"))
    assert doc.published == "2031-03-04"


def test_a_wire_s_dateline_and_a_wire_as_author() -> None:
    assert read(page(LEAD.replace("Kessia has", "VELDEN (Reuters) - Kessia has") + MORE)).agency == "Reuters"
    assert read(page(LEAD + MORE, "<meta name='author' content='AFP'>")).agency == "AFP"


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<p></p>",
        "<html><body><nav><a href='/'>Home</a><a href='/n'>News</a></nav><form>Log in <input></form></body></html>",
        "<html><body><script>window.app = {}</script><img src='x.png'></body></html>",
        "<html><body><p>We use cookies to remember your language.</p><p>Accept all cookies</p></body></html>",
    ],
    ids=["empty", "empty-paragraph", "menu", "script", "consent"],
)
def test_a_page_without_an_article(html: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(html)
    assert caught.value.code == "no_text"
    assert "'page'" in caught.value.message


def test_broken_bytes_and_nul_in_a_page() -> None:
    doc = read(page(LEAD + "<p>The caf\xe9 owner \0 left.</p>" + MORE).encode("latin-1"))
    assert "owner left." in doc.text
    assert "\0" not in doc.text


def test_deep_nesting() -> None:
    try:
        doc = read("<html><body>" + "<div>" * 4000 + LEAD * 3)
    except DocumentError as error:
        assert error.code == "no_text"
    else:
        assert "envoy" in doc.text


def test_a_page_in_another_language() -> None:
    german = (
        "<p>Die Regierung von Kessia hat am Montag ihren Botschafter aus Orrin zurückgerufen, nachdem zwei Schiffe "
        "festgesetzt worden waren, teilte das Ministerium mit.</p>"
    )
    with pytest.raises(DocumentError, match=r"looks like 'de' \(score 1\.00\)") as caught:
        read(page(german * 3))
    assert caught.value.code == "not_english"
