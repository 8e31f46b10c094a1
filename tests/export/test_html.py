"""The fragment that notebooks show."""

from html.parser import HTMLParser

from builders import claim, document, harbour, reading
from onrecord.export.html import to_html


class Page(HTMLParser):
    """Checks that tags close in order, and gathers them with the text outside the style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)
        assert not any(name.startswith("on") or name in ("src", "href") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words += data


def test_a_notebook_shows_the_article_and_its_claims() -> None:
    html = harbour()._repr_html_()
    page = Page(html)
    assert page.open == []
    assert "mark" in page.tags and "table" in page.tags and "script" not in page.tags
    assert "COERCE·arrest" in page.words and "40 dockers" in page.words
    assert 'title="claim 2: trigger' in html


def test_furniture_is_folded_but_there() -> None:
    page = Page(to_html(harbour()))
    assert "details" in page.tags
    assert "set aside: 1 line" in page.words and "become a member" in page.words


def test_every_word_of_an_article_is_escaped() -> None:
    evil = "<script>alert(1)</script> & \"'"
    made = reading(
        document(f"{evil} left.", id=evil, title=f"{evil} t", publisher=evil, agency=evil + "a"),
        claim(f"{evil} left.", "left", "RETREAT", actors=(evil,), objects=(evil,), place=(evil,), time=(evil, None)),
    )
    page = Page(to_html(made))
    assert "script" not in page.tags
    assert page.words.count("<script>alert(1)</script> & \"'") == 9


def test_it_needs_nothing_from_outside_and_has_a_dark_side() -> None:
    html = to_html(harbour())
    assert "http" not in html and "url(" not in html and "@import" not in html
    assert "prefers-color-scheme:dark" in html


def test_a_reading_without_claims_says_so() -> None:
    assert "no claims" in Page(to_html(reading(document("Nothing happened.")))).words
