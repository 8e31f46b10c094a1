"""The situation report: every sentence stands on evidence, nothing is loaded from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from ledgers import claim, document
from onrecord.export.ledger.asked import Asked
from onrecord.export.report import words
from onrecord.export.report.chart import bars, timeline
from onrecord.export.report.content import Situation, situation
from onrecord.model.errors import OnrecordError
from onrecord.store import Ledger
from onrecord.store.filters import filters
from onrecord.store.summary import summarise

Export = Callable[..., Any]


def test_every_sentence_has_a_footnote_whose_words_are_in_the_article(ledger: Ledger) -> None:
    report = situation(Asked(ledger))
    everything = (*report.told, *report.lines, *report.coming)
    sentences = [s for told in everything for s in told.sentences]
    sentences += [s for told in everything for dispute in told.disputes for s in dispute.answers]
    assert len(sentences) > 8 and all(sentence.notes for sentence in sentences)
    assert [note.number for note in report.notes] == list(range(1, len(report.notes) + 1))
    for note in report.notes:
        text = ledger.reading_json(note.document)["text"]
        assert note.quote in text and text[note.start : note.end] in note.quote


def test_what_sources_say_against_each_other_is_in_a_section_of_its_own(ledger: Ledger) -> None:
    (raid,) = situation(Asked(ledger)).disputed
    questions = {dispute.question: [answer.words for answer in dispute.answers] for dispute in raid.disputes}
    assert "whether it happened" in questions
    assert "It did not happen, says Reed Front." in questions["whether it happened"]


def test_a_report_tells_when_where_how_many_and_who_stands_how(ledger: Ledger) -> None:
    raid = next(told for told in situation(Asked(ledger)).told if told.id == "0000000000000000")
    assert (raid.what, raid.when, raid.where, raid.exact) == ("Violence", "4 May 2024", "Moravi, Niger", True)
    said = [sentence.words for sentence in raid.sentences]
    assert {"Acting: Reed Front.", "Killed: 10; figures go from 10 to 12.", "Reed Front denies it."} <= set(said)


def test_markdown_has_all_footnotes_and_takes_no_mark_from_an_article(out: Export) -> None:
    text = out("markdown")[0].decode()
    used = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert used == set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)) and used
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        *("## What happened", "## In dispute", "## Evidence"),
    ]


class Page(HTMLParser):
    """What a page links to and loads, its anchors, and whether its tags are closed in order."""

    VOID = frozenset({"meta", "br", "rect", "path", "circle", "line", "img", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loads: set[str] = set()
        self.ids: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "href" and tag == "a":
                self.links.add(value or "")
            elif name in ("src", "href", "xlink:href", "srcset"):
                self.loads.add(f"{tag} {value}")
            elif name == "id":
                self.ids.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_loads_nothing(out: Export) -> None:
    html = out("html")[0].decode()
    page = Page()
    page.feed(html)
    assert page.open == [] and page.loads == set() and len(set(page.ids)) == len(page.ids)
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids) and page.links == {f"#{id}" for id in inside}
    for word in ("<script", "url(", "@import", "http"):
        assert word not in html.replace("https://www.geonames.org/", "")
    assert 'class="map"' in html and 'class="chart"' in html and "Borders are drawn" in html


def test_words_of_an_article_are_never_markup(ledger: Ledger, out: Export) -> None:
    ledger.close()
    with Ledger.open(ledger.path, write=True) as opened:
        text = "<script>alert(1)</script> [x](y) raided *us*."
        article = document(opened.connection, "x", text, publisher="<b>Post</b>", title="<img src=x>")
        rowid = claim(
            opened.connection, article, trigger="raided", start=text.index("raided"),
            actors=[("<i>men</i>", None, None)],
        )  # fmt: skip
        (key,) = opened.connection.execute("SELECT key FROM claims WHERE rowid = ?", (rowid,)).fetchone()
        summarise(opened, [key])
    with Ledger.open(ledger.path) as opened:
        ledger.connection = opened.connection
        html, markdown = (out(format, {"document": ["x"]})[0].decode() for format in ("html", "markdown"))
    assert "<script" not in html and "<i>men" not in html and "<img" not in html and "&lt;script&gt;" in html
    assert not re.search(r"(?<!\\)<script|(?<!\\)\[x|(?<!\\)\*us", markdown)


FIRST = "0000000000000004"  # key of the first claim after those of the raid, and of its incident


def told_so(ledger: Ledger, *claims: dict[str, Any]) -> Situation:
    """The report of one incident that these claims are on, each by an article of its own."""
    ledger.close()
    with Ledger.open(ledger.path, write=True) as opened:
        for n, given in enumerate(claims):
            text = f"Sentence {n} says that men shelled it."
            article = document(opened.connection, f"x{n}", text, publisher=f"Post {n}", published="2024-06-01")
            claim(opened.connection, article, trigger="shelled", start=text.index("shelled"), incident=FIRST, **given)
        summarise(opened, [FIRST])
    with Ledger.open(ledger.path) as opened:
        return situation(Asked(opened, filters({"document": [f"x{n}" for n in range(len(claims))]})))


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"status": "negated", "sources": [("the army", "denies")]}, "Denied: the army."),
        ({"sources": [("the army", "denies")]}, "Denied: the army."),
        ({"status": "future"}, "Announced: the army."),
        ({"status": "hypothetical"}, "Possible: the army."),
        ({"sources": [("a union", "alleges")]}, "Alleged: the army."),
    ],
)
def test_what_no_source_stands_by_is_no_fact(ledger: Ledger, given: dict[str, Any], line: str) -> None:
    report = told_so(ledger, {"actors": [("the army", None, "MIL")], "killed": 40.0, **given})
    assert not report.told and not report.lines and not report.days
    (coming,) = report.coming
    assert [s.words for s in coming.sentences] == [line] and len(coming.sentences[0].notes) == 1
    assert not any("Killed" in words for words in report.summary)


def test_a_party_is_named_as_acting_by_those_who_stand_by_it_alone(ledger: Ledger) -> None:
    report = told_so(
        ledger,
        {"actors": [("gunmen", None, "UAF")]},
        {"actors": [("the army", None, "MIL")], "sources": [("a union", "alleges")], "confidence": 0.99},
        {"actors": [("the front", None, "REB")], "sources": [("the front", "denies")], "status": "negated"},
        {"actors": [("the guards", None, "MIL")], "status": "hypothetical"},
    )
    (incident,) = report.told
    quotes = {note.number: note.quote for note in report.notes}
    acting = {s.words: [quotes[n] for n in s.notes] for s in incident.sentences if s.words.startswith("Acting")}
    assert acting == {
        "Acting: gunmen.": ["Sentence 0 says that men shelled it."],
        "Acting, as alleged: the army.": ["Sentence 1 says that men shelled it."],
    }


def test_every_name_that_is_shown_has_its_note(ledger: Ledger) -> None:
    bands = [{"actors": [(f"band {n}", None, None)], "confidence": 0.9 - n / 10} for n in range(6)]
    (incident,) = told_so(ledger, *bands).told
    (acting,) = [s for s in incident.sentences if s.words.startswith("Acting")]
    assert acting.words == "Acting: band 0, band 1, band 2 and 3 others." and len(acting.notes) == 4


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_no_sentence_is_longer_than_a_quote_may_be(ledger: Ledger, out: Export, format: str) -> None:
    long = "rebels raided Moravi at dawn and took " + "cattle and goats and " * 9
    ledger.close()
    with Ledger.open(ledger.path, write=True) as opened:
        article = document(opened.connection, "x", long)
        claim(
            opened.connection, article, trigger="raided", start=long.index("raided"), actors=[(long, None, None)],
            place=(long, None, None, None),
        )  # fmt: skip
        summarise(opened, [FIRST])
    with Ledger.open(ledger.path) as opened:
        ledger.connection = opened.connection
        data = out(format, {"document": ["x"]}, text=False, quote_characters=60)[0].decode()
    assert "rebels raided Moravi" in data and "cattle and goats and " * 3 not in data


def test_an_address_cannot_end_its_link(ledger: Ledger, out: Export) -> None:
    ledger.close()
    with Ledger.open(ledger.path, write=True) as opened:
        opened.connection.execute("UPDATE documents SET url = 'http://x.org/a> <img src=y>' || char(10) || '# Head'")
    with Ledger.open(ledger.path) as opened:
        ledger.connection = opened.connection
        text = out("markdown")[0].decode()
    assert "<http://x.org/a%3E%20%3Cimg%20src=y%3E%0A#%20Head>" in text and "\n# Head" not in text


def test_filters_that_leave_nothing_are_an_error(ledger: Ledger) -> None:
    with pytest.raises(OnrecordError, match="no incident meets the filters"):
        situation(Asked(ledger, filters({"country": ["FRA"]})))


def test_bars_count_each_incident_once() -> None:
    days = [
        *(("2024-05-04", "2024-05-04", "2024-05-04"), ("2024-05-01", "2024-05-31", "2024-05-01")),
        *((None, None, "2024-05-06"), (None, None, None), ("2021-01-01", "2021-12-31", "2021-01-01")),
    ]
    shown, before, after = bars(days, ("2024-05-05", "2024-05-06"))
    assert (sum(b.sure for b in shown), sum(b.unsure for b in shown), before, after) == (1, 2, 1, 0)
    assert len(shown) == 6 and "1 earlier" in timeline(days, ("2024-05-05", "2024-05-06"))


def test_a_year_of_days_makes_no_more_bars_than_there_is_room_for() -> None:
    days = [(d, d, d) for d in (f"2024-{m:02}-{n:02}" for m in range(1, 13) for n in range(1, 29))]
    shown, *_ = bars(days, ("2024-01-01", "2024-12-31"))
    assert len(shown) <= 62 and sum(b.sure for b in shown) == len(days)


@pytest.mark.parametrize(
    ("earliest", "latest", "told"),
    [
        ("2024-02-10", "2024-02-10", "10 February 2024"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2021-01-01", "2021-12-31", "2021"),
        ("2024-02-03", "2024-02-06", "3 to 6 February 2024"),
        ("2023-12-30", "2024-01-02", "30 December 2023 to 2 January 2024"),
        (None, None, ""),
        ("9999-01-01", "9999-12-31", "1 January 9999 to 31 December 9999"),
    ],
)
def test_days_in_english(earliest: str | None, latest: str | None, told: str) -> None:
    assert words.days(earliest, latest) == told


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_there_is_end_no_report(published: str) -> None:
    shown, before, after = bars([(published, published, published)], (published, published))
    assert len(shown) + before + after == 1


def test_names_in_a_row() -> None:
    assert words.listed(["a"]) == "a" and words.listed(["a", "b", "a", "c"]) == "a, b and c"
    assert words.listed(map(str, range(9)), 3) == "0, 1 and 7 others"
