"""Articles as prose: evidence by role and number, whatever an article holds; and revisions side by side."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from starlette.testclient import TestClient

from builders import claim, document, find, reading
from onrecord.contract import to_json
from onrecord.model.span import Span
from onrecord.server.reader import article
from shelves import checked, client, make, stored

HOSTILE = (
    "Police <script>alert('x')</script> arrested &lt;b&gt;nobody&lt;/b&gt; in \u202eneddleV\u202c, \"said\" O'Neil.\n"
    "مسلحون هاجموا القرية \U0001f6a8 e\u0301te\u0301 </p><img src=x onerror=alert(1)>"
)


def claims_of(browser: TestClient, address: str) -> html.HtmlElement:
    return checked(browser.get(address).text)


def test_words_are_marked_by_role_with_the_numbers_of_their_claims(browser: TestClient) -> None:
    tree = claims_of(browser, "/document?id=harbour")
    marks = {(m.text_content(), m.get("data-c")) for m in tree.xpath("//article//mark[contains(@class, 'trigger')]")}
    assert ("seized", "1") in marks and ("arrested", "2") in marks
    soldiers = tree.xpath("//article//span[contains(@class, 'e actor') and .='Soldiers']")[0]
    assert soldiers.get("data-c") == "1 2"
    assert "who of 1 2" in soldiers.get("title")


def test_the_text_is_all_there_with_furniture_folded(browser: TestClient) -> None:
    tree = claims_of(browser, "/document?id=harbour")
    (article,) = tree.xpath("//article")
    folded = article.xpath(".//details[@class='furniture']")
    assert [d.text_content().split(":")[0] for d in folded] == ["set aside"]
    assert "Support independent journalism" in folded[0].text_content()
    for extra in article.xpath(".//header | .//sup | .//*[@class='speech'] | .//summary"):
        extra.drop_tree()
    shown = " ".join(article.text_content().split())
    assert shown == " ".join(browser.get("/document.json?id=harbour").json()["text"].split())


def test_reported_speech_stands_in_brackets_with_its_holder(browser: TestClient) -> None:
    tree = claims_of(browser, "/document?id=harbour")
    ends = [s.text_content() for s in tree.xpath("//article//*[@class='speech'][small]")]
    assert any("the harbour union" in end for end in ends)
    assert len(tree.xpath("//article//*[@class='speech'][.='⟨']")) == len(ends)


def test_a_claim_in_the_address_is_lit_with_its_words(browser: TestClient) -> None:
    key = browser.get("/document.json?id=harbour").json()["claims"][1]["key"]
    tree = claims_of(browser, f"/document?id=harbour&claim={key}")
    assert tree.xpath("//li[contains(@class, 'lit')]/@id") == [f"claim-{key}"]
    lit = {e.text_content() for e in tree.xpath("//article//*[contains(@class, ' lit')]")}
    assert "arrested" in lit and "seized" not in lit
    assert not claims_of(browser, "/document?id=harbour&claim=none").xpath("//*[contains(@class, ' lit')]")


def test_where_an_article_comes_from_is_told(browser: TestClient) -> None:
    words = claims_of(browser, "/document?id=harbour").text_content()
    sha = browser.get("/document.json?id=harbour").json()["document"]["sha256"]
    for told in ("harbour.txt", sha, "a local file", "2031-03-09 (given)", "Morning Tide", "from Kessia Press Agency"):
        assert told in words


def test_whatever_an_article_holds_is_shown_as_characters(tmp_path: Path) -> None:
    made = reading(
        document(HOSTILE, "a/b?c=<d>", title="<i>Title</i> \u202egnihton", publisher="<Post>"),
        claim(HOSTILE, "arrested", "COERCE", actors=("Police <script>alert('x')</script>",)),
    )
    visitor = client(make(tmp_path / "l.db", [stored(made)]))
    link = next(a for a in checked(visitor.get("/documents").text).xpath("//a/@href") if "%3Cd%3E" in a)
    for address in (link, "/claims", "/documents", "/claims?actor=Police", "/claims?document=a/b?c=%3Cd%3E"):
        page = visitor.get(address)
        assert page.status_code == 200
        tree = checked(page.text)
        assert not tree.xpath("//img | //article//i | //article//b")
        assert not set("\u202e\u202d\u2066") & set(page.text)
    words = checked(visitor.get(link).text).text_content()
    assert "<script>alert('x')</script>" in words and "&lt;b&gt;" in words and "مسلحون" in words


def test_a_link_of_an_article_is_one_only_to_the_web(tmp_path: Path) -> None:
    made = reading(document("Nothing at all happened.", "d", origin="javascript:alert(1)"))
    tree = checked(client(make(tmp_path / "l.db", [stored(made)])).get("/document?id=d").text)
    assert not [a for a in tree.xpath("//a/@href") if a.startswith("javascript")]


def test_five_thousand_claims_in_one_paragraph_of_a_hundred_thousand_characters() -> None:
    words = [f"raid{n:04} on town{n:04}," for n in range(5000)]
    text = " ".join(words).ljust(100_000, ".")
    one, claims, start = (
        to_json(reading(document(text), claim(text, "raid0000", "ASSAULT", place=("town0000",)))),
        [],
        0,
    )
    for number, word in enumerate(words):
        place = {**one["claims"][0]["place"][0], "span": [start + 12, start + 20]}
        claims.append(
            {
                **one["claims"][0],
                "key": f"{number:x}",
                "trigger": [start, start + 8],
                "place": [place],
                "standing": "machine",
            }
        )
        start += len(word) + 1
    view = article({**one, "claims": claims}, key=f"{4999:x}", part=None)
    assert (view.count, view.part, view.parts, view.lit) == (5000, 17, 17, 5000)
    (block,) = view.blocks
    tree = html.fragment_fromstring(block.html, create_parent=True)
    assert len(tree.xpath("./mark")) == len(tree.xpath("./span")) == 5000
    assert [m.text_content() for m in tree.xpath(".//mark[contains(@class, 'lit')]")] == ["raid4999"]


def test_many_claims_stand_beside_the_text_in_parts(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.server.reader.PART", 3)
    tree = checked(browser.get("/document?id=harbour&part=2").text)
    assert [li.get("data-n") for li in tree.xpath("//li[contains(@class, 'claim')]")] == ["4"]
    assert len(tree.xpath("//article//mark")) == 4
    assert [a.text for a in tree.xpath("//nav[@aria-label='Parts of the claims']/a")] == ["1–3", "4–4"]
    key = browser.get("/document.json?id=harbour").json()["claims"][3]["key"]
    assert checked(browser.get(f"/document?id=harbour&claim={key}").text).get_element_by_id(f"claim-{key}") is not None


def test_revisions_stand_side_by_side(browser: TestClient) -> None:
    tree = claims_of(browser, "/document/revisions?id=second")
    assert [d.text for d in tree.xpath("//table[@class='sides']//del")] == ["leader"]
    assert [d.text for d in tree.xpath("//table[@class='sides']//ins")] == ["clerk"]
    assert "recipients" in tree.text_content()
    old = claims_of(browser, "/document?id=second&revision=1")
    assert "a union leader" in old.text_content() and "not the last" in old.text_content()


def test_what_is_not_there_is_told(browser: TestClient) -> None:
    for address, status in (
        ("/document?id=nothing", 404),
        ("/document?id=second&revision=9", 404),
        ("/document?id=second&revision=x", 400),
        ("/document", 400),
        ("/document/revisions?id=harbour", 409),
        ("/document/revisions?id=second&old=7", 404),
        ("/documents?after=x", 400),
        ("/documents?text=%22", 400),
        ("/incidents/ffff", 404),
    ):
        page = browser.get(address)
        assert page.status_code == status, address
        checked(page.text)


def test_overlapping_evidence_is_nested_in_layers(tmp_path: Path) -> None:
    text = "Raiders from Moravi attacked Tiren."
    made = reading(
        document(text, "d"),
        claim(text, "attacked", "ASSAULT", actors=("Raiders from Moravi",), place=("Moravi",), recipients=("Tiren",)),
    )
    tree = checked(client(make(tmp_path / "l.db", [stored(made)])).get("/document?id=d").text)
    (both,) = tree.xpath("//article/p//span[contains(@class, 'place') and .='Moravi']")
    assert "actor" in both.xpath("./span/@class | ./parent::span/@class")[0]
    assert find(text, "Moravi") == Span(13, 19)
