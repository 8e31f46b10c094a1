"""Timeline, map, presence, network and report: pages, the same state as data, and why there is nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

import ledgers
import shelves
from onrecord.server import views
from onrecord.server.routes import report
from onrecord.store import query

VIEWS = ("/timeline", "/map", "/presence", "/network", "/report")
DATA = ("/timeline", "/map", "/presence", "/network")


@pytest.fixture(scope="module")
def raid(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The ledger of a raid near Moravi, which a front denies, and of a march some time in May."""
    path: Path = tmp_path_factory.mktemp("views") / "raid.db"
    ledgers.raid(path)
    return shelves.client(path)


@pytest.mark.parametrize("path", VIEWS)
def test_a_view_is_sound_and_takes_its_filters_along(raid: TestClient, path: str) -> None:
    answer = raid.get(f"{path}?country=NER&from=2024-05-01")
    assert answer.status_code == 200
    tree = shelves.checked(answer.text.replace("<iframe", "<object"))
    for other in VIEWS:
        (link,) = tree.xpath(f"//nav//a[starts-with(@href, '{other}')]/@href")
        assert link == f"{other}?country=NER&from=2024-05-01"


@pytest.mark.parametrize("path", VIEWS)
def test_nothing_says_why(raid: TestClient, path: str) -> None:
    told = raid.get(f"{path}?country=CHE").text
    assert "Nothing has country CHE" in told or "nothing has country CHE" in told.lower()


@pytest.mark.parametrize("path", VIEWS)
@pytest.mark.parametrize(
    "query",
    [
        "type=NOPE",
        "from=yesterday",
        "nonsense=1",
        "after=x&country=NER",
        "text=%22",
        "limit=0",
        "by=year",
        "on=x&country=NER",
    ],
)
def test_nonsense_is_told_and_never_a_traceback(raid: TestClient, path: str, query: str) -> None:
    for address in (f"{path}?{query}", f"{path}.json?{query}", f"{path}.csv?{query}"):
        answer = raid.get(address)
        assert answer.status_code in (200, 400, 404), address
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", DATA)
def test_every_state_is_data_too(raid: TestClient, path: str) -> None:
    assert raid.get(f"{path}.json?country=NER").json()
    answer = raid.get(f"{path}.csv?country=NER")
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert answer.headers["x-total-count"].isdigit()
    assert all(len(row) == len(head) for row in rows)


def test_the_timeline_draws_days_as_bars_and_months_in_a_lane(raid: TestClient) -> None:
    told = raid.get("/timeline?by=day").text
    tree = shelves.checked(told)
    words = tree.xpath("//*[name()='g' and @data-words]/@data-words")
    assert "2024-05-04: 1 incident, 1 claim" in words
    assert "2024-05-06: 1 incident, 1 claim, 1 by the day of the report" in words
    assert "Some time in 2024-05: 1 incident, 1 claim" in words
    assert 'class="bar wide"' in told


def test_of_very_many_claims_the_timeline_draws_the_latest(raid: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "COUNTED", 1)
    monkeypatch.setattr(views, "COUNTED", 1)
    told = raid.get("/timeline?by=day").text
    assert "these are the latest, from 2024-05-06 on" in told
    assert "Some time in 2024-05" not in told
    assert "Some time in 2024-05" in raid.get("/timeline?by=day&window=all").text


def test_moving_and_bars_are_addresses(raid: TestClient) -> None:
    tree = shelves.checked(raid.get("/timeline?from=2024-05-01&to=2024-05-08&by=day").text)
    (closer,) = tree.xpath("//a[@data-move='closer']/@href")
    assert "from=2024-05-03&to=2024-05-06" in closer
    assert raid.get(closer).status_code == 200
    (all_days,) = tree.xpath("//a[text()='All days']/@href")
    assert "from" not in all_days


def test_points_say_how_exactly_they_are_known(raid: TestClient) -> None:
    told = raid.get("/map.json").json()
    (point,) = told["features"]
    assert point["geometry"]["coordinates"] == [40.0, 12.0]
    held = point["properties"]
    assert (held["place"], held["exact"], held["km"], held["precision"]) == ("Moravi", "at this place", 0, 1)
    assert told["unplaced"] == 1
    page = raid.get("/map").text
    assert "say nothing about whose a land is" in page
    assert raid.get("/basemap.json").json()["features"][0]["properties"]["code"] is not None


def test_an_edge_leads_to_its_claims(raid: TestClient) -> None:
    (edge,) = raid.get("/network.json").json()["edges"]
    assert (edge["actor"], edge["recipient"], edge["quad"]) == ("reed front", "varland army", "material-conflict")
    assert 'actor="reed front"' in unquote(edge["href"].replace("+", " "))
    path, _, query = edge["href"].partition("?")
    assert raid.get(f"{path}.json?{query}").json()["total"]["count"] == edge["claims"]


def test_presence_wants_a_country(raid: TestClient) -> None:
    assert "Of which country?" in raid.get("/presence").text
    assert "Reed Front" in raid.get("/presence?country=NER").text
    (stay,) = [s for s in raid.get("/presence.json?country=NER").json()["presences"] if s["status"] == "actual"]
    assert (stay["who"]["name"], stay["place"]) == ("Reed Front", "Moravi")


def test_the_report_is_one_file_in_which_nothing_runs(browser: TestClient) -> None:
    told = browser.get("/report/situation.html")
    assert "sandbox" in told.headers["content-security-policy"]
    assert "script-src" not in told.headers["content-security-policy"]
    assert "frame-src 'self'" in browser.get("/report").headers["content-security-policy"]
    kept = browser.get("/report/situation.html?keep=1")
    assert 'attachment; filename="situation.html"' in kept.headers["content-disposition"]
    assert browser.get("/report/situation.md").text.startswith("# ")


def test_a_report_of_too_much_is_not_begun(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MOST", 1)
    assert "too much for one report" in browser.get("/report").text
    refused = browser.get("/report/situation.md", headers={"accept": "application/json"})
    assert refused.json()["error"]["code"] == "too_many"
