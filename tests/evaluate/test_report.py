"""Confusion, reliability, the worst articles, and the page that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from builders import HARBOUR, claim, harbour, reading
from onrecord.evaluate import Bin, Conditions, GoldDocument, Measurement, measure
from onrecord.evaluate.report import to_html
from onrecord.evaluate.summary import to_json
from onrecord.model.document import Failure, Metadata, Raw
from onrecord.model.errors import OnrecordError
from onrecord.model.reading import Claim

CONDITIONS = Conditions("coded <set>", "test model 0000", "plover-2.0-draft", 0.4, {"onrecord": "0.1.0"})
VOID = {"meta", "br"}


def gold(*claims: Claim, id: str = "harbour", text: str = HARBOUR) -> GoldDocument:
    return GoldDocument(Raw(id, "gold", "jsonl", text.encode(), Metadata(publisher="Tide"), text), text, claims)


@pytest.fixture
def measured() -> Measurement:
    """Gold unlike what was found: one right with another status, one of wrong type, one missed, one invented."""
    found = harbour()
    seized, arrested, beaten, strike = found.claims
    coded = (
        replace(seized, status="future"),
        replace(arrested, type="ASSAULT", mode=None),
        claim(HARBOUR, "denied", "REJECT"),
        replace(strike, confidence=1.0),
    )
    perfect, nothing = harbour("perfect"), gold(beaten, id="not <read>")
    return measure(
        [gold(*coded), gold(*perfect.claims, id="perfect"), nothing, Failure("odd", "bad_json", "odd.json: no", "See")],
        [found, perfect, Failure("not <read>", "not_english", "it is Danish", "Give English")],
    )


def test_confusion_counts_every_gold_and_every_found_claim(measured: Measurement) -> None:
    table = measured.confusion
    assert table.types == ("REJECT", "PROTEST", "COERCE", "ASSAULT")
    place = {name: i for i, name in enumerate([*table.types, "outside"])}
    cell = {(g, f): table.counts[place[g]][place[f]] for g in place for f in place if table.counts[place[g]][place[f]]}
    assert cell == {
        ("COERCE", "COERCE"): 3,
        ("ASSAULT", "COERCE"): 1,
        ("REJECT", "outside"): 1,
        ("PROTEST", "PROTEST"): 2,
        ("outside", "ASSAULT"): 1,
        ("ASSAULT", "ASSAULT"): 1,
        ("ASSAULT", "outside"): 1,
    }
    assert sum(map(sum, table.counts)) == measured.gold_claims + 1


def test_reliability_puts_each_found_claim_into_its_bin(measured: Measurement) -> None:
    assert [(b.low, b.claims, b.right) for b in measured.reliability] == [
        (0.4, 2, 2),
        (0.6, 2, 1),
        (0.8, 2, 1),
        (0.9, 2, 2),
    ]
    assert measured.reliability[0].confidence == pytest.approx(0.42)


def test_full_confidence_lies_in_the_last_bin() -> None:
    found = harbour()
    sure = replace(found, claims=(replace(found.claims[0], confidence=1.0),))
    assert measure([gold()], [sure]).reliability == (Bin(0.9, 1.0, 1, 1.0, 0),)


def test_the_worst_are_first_and_need_a_gold_claim(measured: Measurement) -> None:
    assert [case.gold.id for case in measured.worst(9)] == ["not <read>", "harbour", "perfect"]
    assert [case.gold.id for case in measured.worst(1)] == ["not <read>"]
    assert measure([gold()], [harbour()]).worst(5) == []


def test_an_article_that_was_not_read_counts_as_empty_and_is_named(measured: Measurement) -> None:
    assert (len(measured.cases), measured.answered) == (3, 2)
    assert [f.id for f in measured.set_aside] == ["not <read>"]
    assert [f.id for f in measured.failures] == ["odd"]
    assert measured.figures[0].counts.gold == 9


def test_gold_without_a_right_article_and_other_texts_are_refused() -> None:
    with pytest.raises(OnrecordError, match=r"odd\.json"):
        measure([Failure("odd", "bad_json", "odd.json: no", "See")], [])
    with pytest.raises(OnrecordError, match="no span can be compared"):
        measure([gold(text="Another text.")], [harbour()])


class Page(HTMLParser):
    """Tags in order, attributes and words of a page; refuses tags that do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data


def test_the_page_is_whole_and_holds_nothing_that_runs_or_is_fetched(measured: Measurement) -> None:
    html = to_html(measured, CONDITIONS, 10)
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "form"}
    assert not [a for _, attrs in page.tags for a in attrs if a in ("src", "href") or a.startswith("on")]
    assert "url(" not in html and "@import" not in html and "http" not in html


def test_the_page_says_what_was_measured_and_with_what(measured: Measurement) -> None:
    words = Page(to_html(measured, CONDITIONS, 10)).words
    for said in (
        "coded <set>",
        "3 articles with 9 gold claims",
        "2 read",
        "8 claims found",
        "test model 0000",
        "plover-2.0-draft",
        "confidence 0.40",
        "onrecord 0.1.0",
        "odd.json: no",
        "it is Danish. Give English",
    ):
        assert said in words, said


def test_the_text_is_whole_and_each_outcome_marked_with_its_number(measured: Measurement) -> None:
    html = to_html(measured, CONDITIONS, 2)
    section = html[html.index("2. harbour") :]
    marks = [
        attrs["class"]
        for tag, attrs in Page(section[section.index("<div") : section.index("</div>") + 6]).tags
        if tag == "mark"
    ]
    assert marks == ["right", "type", "missed", "invented", "right"]
    text = Page(section[section.index("<div") : section.index("</div>") + 6]).words
    assert "".join(c for c in text if not c.isdigit()) == "".join(c for c in HARBOUR if not c.isdigit())


def test_differing_fields_are_marked_on_both_sides(measured: Measurement) -> None:
    html = to_html(measured, CONDITIONS, 2)
    assert '<span class="off">○ future</span>' in html and '<span class="off">● actual</span>' in html
    assert '<span class="off">ASSAULT</span>' in html and '<span class="off">COERCE·arrest</span>' in html


def test_words_of_articles_are_escaped() -> None:
    text = "Police <b>arrested</b> & beat the \u202eleader<script>alert(1)</script>."
    coded = claim(text, "<b>arrested</b>", "COERCE", actors=("Police",), recipients=("leader<script>",))
    document = replace(harbour().document, text=text, blocks=(), id="<i>")
    html = to_html(measure([gold(coded, text=text, id="<i>")], [reading(document)]), CONDITIONS, 5)
    assert "<script" not in html and "<i>" not in html and "<b>arrested" not in html and "\u202e" not in html
    assert "&lt;b&gt;arrested&lt;/b&gt;" in html


def test_no_articles_are_shown_where_none_are_asked_for(measured: Measurement) -> None:
    assert "<article" not in to_html(measured, CONDITIONS, 0)


def test_the_summary_is_the_measurement(measured: Measurement) -> None:
    summary = to_json(measured, CONDITIONS, 1)
    assert summary["documents"] == {"gold": 3, "answered": 2}
    assert summary["made_by"]["min_confidence"] == 0.4
    both = summary["figures"]["trigger_and_type"]
    assert (both["right"], both["gold"], both["found"], both["value"]) == (6, 9, 8, round(12 / 17, 4))
    assert "precision" not in summary["figures"]["status"]
    assert summary["worst"] == [{"id": "not <read>", "f1": 0.0, "right": 0, "gold": 1, "found": 0}]
    assert summary["not_measured"][0]["id"] == "odd" and summary["set_aside"][0]["code"] == "not_english"
    assert summary["confusion"]["rows"][-1] == "invented" and summary["confusion"]["columns"][-1] == "missed"


def test_the_style_ships_with_the_package() -> None:
    import onrecord.evaluate

    assert (Path(onrecord.evaluate.__file__).parent / "report.css").is_file()
