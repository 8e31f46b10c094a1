"""Nothing from elsewhere runs in a page, no other site may use this one, and every error is told in clear words."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from onrecord.model.errors import OnrecordError
from onrecord.server.app import make_app
from shelves import HTML, checked, client

VIEWS = ("/incidents", "/claims", "/documents", "/document?id=harbour", "/document/revisions?id=second", "/api/docs")


@pytest.mark.parametrize("address", VIEWS)
def test_every_page_opens_with_nothing_inline(browser: TestClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200
    checked(answer.text)


@pytest.mark.parametrize("address", ("/claims", "/nowhere", "/static/app.css", "/claims.json?type=x"))
def test_every_answer_has_the_policy(browser: TestClient, address: str) -> None:
    headers = browser.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_a_name_that_is_not_the_servers_own_is_refused(shelf: Path) -> None:
    """A page elsewhere can let its own name point at 127.0.0.1, and would read the ledger."""
    elsewhere = TestClient(make_app(shelf), base_url="http://evil.example", headers=HTML)
    answer = elsewhere.get("/claims")
    assert answer.status_code == 421
    assert "evil.example" in answer.text
    known = TestClient(make_app(shelf, hosts=["evil.example"]), base_url="http://evil.example")
    assert known.get("/claims").status_code == 401  # others reach it by that name, and it has no users


@pytest.mark.parametrize(
    "headers", ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}), ids=str
)
def test_what_another_site_sends_is_refused(browser: TestClient, headers: dict[str, str]) -> None:
    answer = browser.post("/profiles", headers=headers, data={"name": "x", "view": "/claims"})
    assert answer.status_code == 403
    assert "another site" in answer.text


def test_an_error_is_a_page_for_people_and_json_for_programs(browser: TestClient) -> None:
    page = browser.get("/nowhere")
    assert page.status_code == 404
    assert "nothing is at /nowhere" in checked(page.text).text_content()
    for address, accept in (("/nowhere", "*/*"), ("/api/nowhere", "text/html"), ("/claims.json?type=X", "text/html")):
        told = browser.get(address, headers={"accept": accept}).json()["error"]
        assert set(told) == {"code", "message", "hint"}
    assert browser.delete("/claims", headers={"accept": "*/*"}).status_code in (403, 405)


def test_what_nobody_expected_gets_a_number_and_no_traceback(
    shelf: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("onrecord.server.listing.choices", fail)
    answer = client(shelf).get("/claims")
    assert answer.status_code == 500
    words = checked(answer.text).text_content()
    assert "secret" not in words and "Traceback" not in words
    number = words.split("number ")[1][:8]
    assert number in caplog.text
    assert "content-security-policy" in answer.headers


def test_files_with_a_digest_are_kept_and_others_asked_for_again(browser: TestClient) -> None:
    (style,) = [a for a in checked(browser.get("/nowhere").text).xpath("//link/@href") if "app.css" in a]
    assert "immutable" in browser.get(style).headers["cache-control"]
    assert browser.get("/static/app.css").headers["cache-control"] == "no-cache"
    assert browser.get("/claims").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ("/claims", "/incidents", "/documents", "/document?id=harbour", "/incidents/1"))
def test_a_ledger_that_disappears_while_served_is_told_as_such(tmp_path: Path, address: str) -> None:
    from shelves import make

    path = make(tmp_path / "l.db")
    visitor = client(path)
    assert visitor.get("/claims").status_code == 200
    for file in tmp_path.glob("l.db*"):
        file.unlink()
    page = visitor.get(address)
    assert page.status_code == 503
    assert "there is no ledger" in checked(page.text).text_content()
    assert visitor.get(address, headers={"accept": "*/*"}).json()["error"]["code"] == "no_ledger"
    path.write_bytes(b"no ledger at all, but long enough to be looked at" * 9)
    assert visitor.get(address, headers={"accept": "*/*"}).json()["error"]["code"] == "not_a_ledger"


def test_a_package_without_its_scripts_says_how_to_get_them(
    shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.server.app.STATIC", tmp_path)
    with pytest.raises(OnrecordError, match="npm run build") as told:
        make_app(shelf)
    assert told.value.code == "not_built"
