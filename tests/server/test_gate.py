"""The gate: who gets in, what forms must carry, and what one is told who is kept out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

import ledgers
from onrecord.cli.serve import serve
from onrecord.model.errors import OnrecordError
from onrecord.server.access import gate
from onrecord.server.access.accounts import Accounts
from onrecord.server.access.throttle import MOST_FOR_NAME
from onrecord.server.app import ROUTERS, make_app

HERE = "http://127.0.0.1:8765"
PASSWORD = "four words of mine"
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gate") / "raid.db"
    ledgers.raid(path)
    return path


@pytest.fixture
def accounts(ledger: Path) -> Iterator[Accounts]:
    held = Accounts(ledger, PasswordHasher(time_cost=1, memory_cost=1024))
    for role in ("reader", "coder", "lead"):
        held.add(role, PASSWORD, role)
    yield held
    for path in ledger.parent.glob("*.users*"):
        path.unlink()


def client(ledger: Path, accounts: Accounts | None = None) -> TestClient:
    return TestClient(make_app(ledger, accounts=accounts), base_url=HERE, follow_redirects=False)


def csrf(client: TestClient) -> str:
    shown = client.get("/login", headers=PAGE, follow_redirects=True).text
    found = re.search(r'name="csrf" (?:content|value)="(\w+)"', shown)
    assert found
    return found[1]


def log_in(client: TestClient, name: str, password: str = PASSWORD, next: str = "/"):  # type: ignore[no-untyped-def]
    form = {"name": name, "password": password, "next": next, "csrf": csrf(client)}
    return client.post("/login", data=form, headers=PAGE)


def test_without_users_whoever_sits_here_is_a_lead(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_CODER", "maryam")
    told = client(ledger).get("/whoami.json").json()
    assert (told["name"], told["role"]) == ("maryam", "lead")


def test_with_users_one_logs_in_and_goes_on_where_one_was(ledger: Path, accounts: Accounts) -> None:
    browser = client(ledger, accounts)
    sent = browser.get("/log?before=7", headers=PAGE)
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=%2Flog%3Fbefore%3D7")
    gone = log_in(browser, "lead", next="/log?before=7")
    assert (gone.status_code, gone.headers["location"]) == (303, "/log?before=7")
    assert "user added as reader" in browser.get("/log?before=7", headers=PAGE).text
    assert browser.get("/login", headers=PAGE).headers["location"] == "/"


def test_a_part_that_a_page_asks_for_leads_the_page_to_the_login(ledger: Path, accounts: Accounts) -> None:
    asked = {"hx-request": "true", "hx-current-url": f"{HERE}/claims?type=ASSAULT"}
    answer = client(ledger, accounts).get("/claims?type=ASSAULT&country=NER", headers=asked)
    assert answer.headers["hx-redirect"] == "/login?next=%2Fclaims%3Ftype%3DASSAULT"


def test_programs_are_told_in_json(ledger: Path, accounts: Accounts) -> None:
    refused = client(ledger, accounts).get("/whoami.json")
    assert refused.status_code == 401
    assert refused.json()["error"]["code"] == "no_session"


def test_a_wrong_password_does_not_say_which_was_wrong(ledger: Path, accounts: Accounts) -> None:
    browser = client(ledger, accounts)
    wrong, unknown = log_in(browser, "lead", "something else"), log_in(browser, "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("lead", "") == unknown.text.replace("nobody", "")


def test_guessing_is_slowed_down_and_logged(ledger: Path, accounts: Accounts) -> None:
    browser = client(ledger, accounts)
    for _ in range(MOST_FOR_NAME):
        assert log_in(browser, "lead", "something else").status_code == 401
    refused = log_in(browser, "lead")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert [entry.what for entry in accounts.audit(MOST_FOR_NAME)] == ["wrong password"] * MOST_FOR_NAME


@pytest.mark.parametrize(
    "next", ["https://else.example/", "//else.example", "/\\else.example", "javascript:1", "", "/login", "/a\nb"]
)
def test_logging_in_leads_nowhere_else(ledger: Path, accounts: Accounts, next: str) -> None:
    assert log_in(client(ledger, accounts), "lead", next=next).headers["location"] == "/"


def test_logging_out_ends_the_session_for_good(ledger: Path, accounts: Accounts) -> None:
    browser = client(ledger, accounts)
    log_in(browser, "lead")
    kept = dict(browser.cookies)
    browser.post("/logout", data={"csrf": csrf(browser)})
    assert browser.get("/whoami.json").status_code == 401
    browser.cookies.update(kept)
    assert browser.get("/whoami.json").status_code == 401


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(ledger: Path, accounts: Accounts) -> None:
    browser = client(ledger, accounts)
    first = browser.get("/login").headers["set-cookie"]
    second = log_in(browser, "lead").headers["set-cookie"]
    for cookie in (first, second):
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    assert "session" in second and "browser" in first
    safe = TestClient(make_app(ledger, accounts=accounts), base_url="https://127.0.0.1")
    assert "Secure" in safe.get("/login").headers["set-cookie"]


def test_a_form_without_the_token_of_its_browser_is_refused(ledger: Path) -> None:
    browser, other = client(ledger), client(ledger)
    for token in (None, "", "é", csrf(other)):
        refused = browser.post("/logout", data={} if token is None else {"csrf": token})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "bad_csrf")
    assert browser.post("/logout", data={"csrf": csrf(browser)}).status_code == 303
    assert browser.post("/logout", headers={"x-csrf-token": csrf(browser)}).status_code == 303


def test_a_form_outlives_its_session(ledger: Path, accounts: Accounts) -> None:
    browser = client(ledger, accounts)
    log_in(browser, "coder")
    token = browser.get("/whoami.json").json()["csrf"]
    accounts.set_password("coder", PASSWORD)
    ended = browser.post("/nowhere", data={"csrf": token}, headers=PAGE)
    assert ended.status_code == 401 and "in another tab" in ended.text
    log_in(browser, "coder")
    assert browser.post("/nowhere", data={"csrf": token}).status_code == 404


def test_readers_only_look(ledger: Path, accounts: Accounts) -> None:
    browser = client(ledger, accounts)
    log_in(browser, "reader")
    refused = browser.post("/nowhere", data={"csrf": csrf(browser)})
    assert refused.status_code == 403
    assert "only a coder may decide" in refused.json()["error"]["message"]
    assert browser.get("/log").json()["error"]["code"] == "not_allowed"


def test_every_address_that_changes_something_asks_for_a_token(ledger: Path) -> None:
    routes = [r for router in ROUTERS for r in router.routes if isinstance(r, APIRoute)]
    unsafe = [(method, r.path) for r in routes for method in r.methods - gate.SAFE]
    assert ("POST", "/login") in unsafe
    browser = client(ledger)
    for method, path in unsafe:
        answer = browser.request(method, re.sub(r"\{\w+(:\w+)?\}", "1", path), headers=PAGE)
        assert answer.status_code == 403, path
        assert "not of a page" in answer.text


def test_endless_forms_are_cut_off(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_BYTES", 1000)
    refused = client(ledger).post("/logout", data={"csrf": "x" * 1000})
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too_long")


def test_nonsense_in_cookies_is_nobody(ledger: Path, accounts: Accounts) -> None:
    for nonsense in ("session", "onrecord-x=;;;=;", "\x01=\x02", "a=" + "b" * 5000):
        answer = client(ledger, accounts).get("/whoami.json", headers={"cookie": nonsense})
        assert answer.status_code == 401


def test_other_machines_are_served_only_where_there_are_users(ledger: Path) -> None:
    with pytest.raises(OnrecordError, match="has no users: everybody could change it") as refused:
        serve(ledger, "0.0.0.0", 0)
    assert "onrecord users add" in refused.value.hint


def test_a_name_that_a_proxy_is_asked_by_needs_users_too(ledger: Path) -> None:
    with pytest.raises(OnrecordError, match=r"sahel\.example can be reached"):
        serve(ledger, "127.0.0.1", 0, names=["sahel.example"])


def test_a_server_that_others_reach_stays_shut_when_its_users_are_gone(ledger: Path, accounts: Accounts) -> None:
    for user in accounts.users():
        accounts.remove(user.name)
    reached = TestClient(make_app(ledger, hosts=["*"], accounts=accounts), base_url="http://sahel.example")
    assert reached.get("/whoami.json").json()["error"]["code"] == "no_session"
    assert client(ledger, accounts).get("/whoami.json").json()["role"] == "lead"


def test_a_wrong_certificate_is_told_before_anything_listens(ledger: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "site.pem"
    wrong.write_text("no certificate")
    with pytest.raises(OnrecordError, match=r"site\.pem cannot be used"):
        serve(ledger, "127.0.0.1", 0, certificate=wrong)
