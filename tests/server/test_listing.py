"""Tables of claims and incidents: every state an address, one answer as page, JSON and CSV, and reasons for nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.store import Ledger, profiles
from shelves import checked, client

NONSENSE = (
    "type=",
    "type=NOPE",
    "type=ASSAULT.nope",
    "typ=ASSAULT",
    "limit=0",
    "limit=a",
    "limit=99999999999999999999",
    "after=x",
    "after=2031-03-08~99999999999999999999",
    "sort=best",
    "sort=surest&after=abc~1",
    "text=%22",
    "text=AND",
    "text=a%00b",
    "text=title:x",
    "near=nowhere-at-all",
    "near=99,999",
    "within=3",
    "from=2031-13-45",
    "from=2032&to=2031",
    "from=2031&from=2032",
    "min-confidence=7",
    "min-confidence=nan",
    "independent=-1",
    "disputed=perhaps",
    "profile=../../etc/passwd",
    "profile=none-such",
    "actor=%2e%2e",
    "country=%F0%9F%98%80",
    "actor=%ff%fe",
    "actor=" + "x" * 5000,
    "&&==&%",
    "from_=2031",
)


@pytest.mark.parametrize("query", NONSENSE, ids=lambda q: q[:30])
@pytest.mark.parametrize("address", ("/claims", "/incidents.json", "/claims.csv", "/api/claims/choices"))
def test_nonsense_gets_rows_or_a_clear_error(browser: TestClient, address: str, query: str) -> None:
    answer = browser.get(f"{address}?{query}")
    assert answer.status_code in (200, 400, 404)
    if answer.status_code != 200 and address != "/claims":
        assert answer.json()["error"]["hint"]


def test_a_page_its_json_and_its_csv_have_the_same_rows_and_total(browser: TestClient) -> None:
    for query in ("", "?type=COERCE&sort=oldest", "?limit=2", "?text=harbour"):
        tree = checked(browser.get(f"/claims{query}").text)
        told = browser.get(f"/claims.json{query}").json()
        table = browser.get(f"/claims.csv{query}")
        triggers = [cell.text_content() for cell in tree.xpath("//tbody//a[@class='lead']")]
        assert triggers == [row["trigger"] for row in told["claims"]] != []
        assert triggers == [row["trigger"] for row in csv.DictReader(io.StringIO(table.text))]
        assert table.headers["x-total-count"] == str(told["total"]["count"])
        assert tree.get_element_by_id("total").text_content() == f"{len(triggers)} of {told['total']['count']}"


@pytest.mark.parametrize("noun", ("claims", "incidents"))
def test_next_leads_through_all_rows_once(browser: TestClient, noun: str) -> None:
    everything = browser.get(f"/{noun}.json").json()
    found, address = [], f"/{noun}.json?limit=2"
    while address:
        told = browser.get(address).json()
        found += told[noun]
        address = told["next"]
    assert found == everything[noun]
    assert len(found) == everything["total"]["count"]


def test_the_page_links_to_the_next_one_and_back_to_the_first(browser: TestClient) -> None:
    tree = checked(browser.get("/claims?limit=2&type=COERCE").text)
    (following,) = tree.xpath("//a[@rel='next']/@href")
    tree = checked(browser.get(following).text)
    (first,) = [a.get("href") for a in tree.xpath("//nav[@aria-label='Pages']//a") if a.text == "First page"]
    assert "type=COERCE" in first and "limit=2" in first and "after" not in first


def test_a_facet_says_how_many_rows_it_leaves_and_ticks_what_is_chosen(browser: TestClient) -> None:
    tree = checked(browser.get("/claims?type=RETREAT").text)
    box = tree.get_element_by_id("f-type-retreat")
    assert box.get("checked") is not None
    other = tree.get_element_by_id("f-type-coerce")
    assert other.get("checked") is None
    (count,) = other.getparent().xpath(".//*[contains(@class, 'count')]")
    rows = browser.get("/claims.json?type=COERCE").json()["total"]["count"]
    assert count.text_content() == str(rows)


def test_each_filter_in_force_can_be_taken_back_alone(browser: TestClient) -> None:
    tree = checked(browser.get("/claims?type=RETREAT&type=COERCE&text=union&sort=oldest").text)
    without = {a.get("aria-label"): a.get("href") for a in tree.xpath("//ul[@class='chips']//a")}
    assert without["Remove type: RETREAT"] == "/claims?type=COERCE&text=union&sort=oldest"
    assert without["Remove text: union"] == "/claims?type=RETREAT&type=COERCE&sort=oldest"


def test_other_views_take_the_filters_along(browser: TestClient) -> None:
    tree = checked(browser.get("/claims?type=COERCE&after=2031-03-09~2").text)
    assert "/incidents?type=COERCE" in tree.xpath("//nav[@aria-label='Views']//a/@href")


def test_nothing_found_says_why(browser: TestClient) -> None:
    words = checked(browser.get("/claims?type=AID").text).text_content()
    assert "nothing has type AID" in words.replace("Nothing", "nothing")
    assert "--" not in words.split("No claim here.")[1]
    told = browser.get("/incidents.json?country=CHE").json()
    assert told["incidents"] == [] and "country CHE" in told["why_nothing"]
    assert "was the last" in browser.get("/claims.json?after=~1").json()["why_nothing"]


def test_a_ledger_without_claims_says_how_to_fill_it(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l.db", write=True).close()
    for address in ("/claims", "/incidents", "/documents"):
        assert "onrecord add" in checked(client(tmp_path / "l.db").get(address).text).text_content()


def test_a_form_without_script_leads_to_an_address_without_empty_fields(browser: TestClient) -> None:
    answer = browser.get("/claims?text=&type=COERCE&from=", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/claims?type=COERCE")
    swapped = browser.get("/claims?text=&type=COERCE&from=", headers={"hx-request": "true"})
    assert swapped.headers["hx-push-url"] == "/claims?type=COERCE"


def test_filters_are_saved_under_a_name_and_found_again(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_DATA", str(tmp_path))
    visitor = client(shelf)
    tree = checked(visitor.get("/claims?type=COERCE").text)
    (form,) = tree.xpath("//form[@action='/profiles']")
    fields = {**dict(form.fields), "name": "arrests"}
    answer = visitor.post("/profiles", data=fields, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/claims?type=COERCE")
    assert profiles.load("arrests") == {"type": ["COERCE"]}
    tree = checked(visitor.get("/claims?profile=arrests").text)
    assert "type: COERCE" in tree.text_content()
    assert "/claims?profile=arrests" in tree.xpath("//a/@href")
    refused = visitor.post("/profiles", data={**fields, "name": "../x"})
    assert refused.status_code == 400 and "no name of a profile" in refused.text
