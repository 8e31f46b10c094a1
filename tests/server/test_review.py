"""The review pages over a real desk: what coders send, what comes of it, and what they are told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from argon2 import PasswordHasher
from httpx import Response
from starlette.testclient import TestClient

from entries import SIMPLE, entry, report
from onrecord.server.access.accounts import Accounts
from onrecord.server.app import make_app
from onrecord.server.numbered import Numbered
from onrecord.store import Ledger
from onrecord.store.decisions import decided_reading, decisions

HERE = "http://127.0.0.1:8765"
PAGE = {"accept": "text/html"}
PASSWORD = "four words of mine"


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONRECORD_CODER", "anna")
    path = tmp_path / "l.db"
    published = {"published": "2031-03-09"}
    with Ledger.open(path, write=True, linker=SIMPLE) as opened:
        opened.add(
            [
                entry("a", report("Soldiers of Niger", whom="about 40 dockers", where="Niamey"), **published),
                entry("b", report("Rebels", "attacked", "the depot", "Tiren"), **published),
            ]
        )
    return path


class Coder:
    """A browser of one coder, with the token that its pages carry."""

    def __init__(self, ledger: Path, name: str | None = None, accounts: Accounts | None = None) -> None:
        self.client = TestClient(make_app(ledger, accounts=accounts), base_url=HERE, follow_redirects=False)
        self.csrf = self._token()
        if name is not None:
            self.send("/login", name=name, password=PASSWORD)

    def _token(self) -> str:
        found = re.search(r'name="csrf" (?:content|value)="(\w+)"', self.page("/login", follow=True).text)
        assert found
        return found[1]

    def page(self, path: str, follow: bool = False) -> Response:
        return self.client.get(path, headers=PAGE, follow_redirects=follow)

    def send(self, path: str, **form: Any) -> Response:
        return self.client.post(path, data={"csrf": self.csrf, **form}, headers=PAGE)

    def ask(self, path: str, **form: Any) -> dict[str, Any]:
        answer = self.client.post(path, data={"csrf": self.csrf, **form}, headers={"accept": "application/json"})
        told: dict[str, Any] = answer.json()
        return told

    def shown(self, path: str = "/review") -> dict[str, str]:
        """The hidden values of the page's form."""
        held = re.search(r'<form class="answer".*?</form>', self.page(path).text, re.DOTALL)
        assert held
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', held[0]))

    def decide(self, action: str, path: str = "/review", **more: Any) -> dict[str, Any]:
        return self.ask("/review/decide", **{**self.shown(path), "action": action, **more})


def claim(ledger: Path, document: str) -> dict[str, Any]:
    with Ledger.open(ledger) as opened:
        obj = decided_reading(opened, document, rejected=True)
    found: dict[str, Any] = {"standing": "machine", **obj["claims"][0]}
    return found


def words(ledger: Path, document: str, said: str) -> list[int]:
    """The numbers that the page gives to words."""
    with Ledger.open(ledger) as opened:
        text = opened.reading_json(document)["text"]
    start = text.index(said)
    numbered = Numbered.of(text)
    held = [n for n, span in enumerate(numbered.spans) if start <= span.start < start + len(said)]
    return [held[0], held[-1]]


def test_the_queue_shows_the_most_urgent_claim_in_its_article(ledger: Path) -> None:
    anna = Coder(ledger)
    told = anna.page("/review").text
    assert "Waiting for you" in told
    assert 'data-w="' in told and 'class="r-trigger"' in told
    assert "It stands as the program read it" in told


def test_accepting_leads_to_the_next_claim_and_is_kept(ledger: Path) -> None:
    anna = Coder(ledger)
    first = anna.shown()
    answer = anna.send("/review/decide", **first, action="accept", comment="clear")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?done=1")
    assert claim(ledger, first["document"])["standing"] == "accepted"
    after = anna.page("/review?done=1").text
    assert "Accepted: " in after
    assert anna.shown("/review?done=1")["key"] != first["key"]
    with Ledger.open(ledger) as opened:
        (kept,) = decisions(opened)
    assert (kept.coder, kept.comment) == ("anna", "clear")


def test_undo_takes_the_last_back_then_the_one_before(ledger: Path) -> None:
    anna = Coder(ledger)
    first = anna.decide("reject")["decision"]["subjects"][0]
    second = anna.decide("accept")["decision"]["subjects"][0]
    assert claim(ledger, first["document"])["standing"] == "rejected"
    anna.ask("/review/undo")
    assert claim(ledger, second["document"])["standing"] == "machine"
    anna.ask("/review/undo")
    assert claim(ledger, first["document"])["standing"] == "machine"
    assert anna.ask("/review/undo")["error"]["code"] == "no_decision"


def test_words_are_sent_by_number_and_sliced_by_the_server(ledger: Path) -> None:
    anna = Coder(ledger)
    key = claim(ledger, "a")["key"]
    picked = words(ledger, "a", "the interior ministry")
    sent = {
        "actors": [{"kept": 0}, {"words": picked, "country": "ner", "sector": "GOV"}],
        "sources": [[{"words": picked, "stance": "confirms"}]],
        "time": {"text": "Friday", "value": "2031-03-07"},
        "mode": claim(ledger, "a")["mode"],  # as it is: no change
    }
    told = anna.decide("edit", f"/review?at={key}&of=a", changes=orjson.dumps(sent).decode())
    assert set(told["decision"]["fields"]) == {"actors", "sources", "time"}
    made = claim(ledger, "a")
    assert [a["text"] for a in made["actors"]] == ["Soldiers of Niger", "the interior ministry"]
    assert (made["actors"][1]["country"], made["actors"][1]["sector"]) == ("NER", "GOV")
    assert made["sources"][0][0]["stance"] == "confirms"
    assert made["time"]["earliest"] == "2031-03-07"
    assert made["standing"] == "edited"


def test_lists_can_be_corrected_without_scripts(ledger: Path) -> None:
    anna = Coder(ledger)
    key = claim(ledger, "a")["key"]
    held = claim(ledger, "a")
    form = {"type": held["type"], "mode": held["mode"] or "", "status": "future"}
    anna.send("/review/decide", **anna.shown(f"/review?at={key}&of=a"), action="edit", **form)
    assert claim(ledger, "a")["status"] == "future"


def test_a_claim_that_changed_meanwhile_is_shown_and_not_overwritten(ledger: Path) -> None:
    anna = Coder(ledger)
    old = anna.shown()
    anna.decide("edit", changes='{"status": "future"}')
    refused = anna.client.post("/review/decide", data={**old, "csrf": anna.csrf, "action": "accept"})
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "claim_changed"
    assert "future" in refused.json()["error"]["message"]
    edited = anna.ask("/review/decide", **{**old, "action": "edit", "changes": '{"actors": [{"kept": 0}]}'})
    assert edited["error"]["code"] == "claim_changed"
    assert claim(ledger, old["document"])["status"] == "future"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ("nonsense", "bad_field"),
        ('{"colour": "red"}', "bad_field"),
        ('{"type": "PARTY"}', "bad_field"),
        ('{"actors": [{"words": [5, 99999]}]}', "no_such_words"),
        ('{"actors": [{"kept": 7}]}', "claim_changed"),
        ('{"time": {"text": "Friday", "value": "soon"}}', "bad_field"),
        ('{"actors": [{"text": "words that are not there"}]}', "no_such_words"),
        ('{"quantities": [{"text": "40", "value": "many"}]}', "bad_field"),
        ("{}", "nothing_changed"),
        ('{"actors": [{"kept": 0}, 5]}', "bad_field"),
    ],
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(ledger: Path, changes: str, code: str) -> None:
    key = claim(ledger, "a")["key"]
    told = Coder(ledger).decide("edit", f"/review?at={key}&of=a", changes=changes)
    assert told["error"]["code"] == code
    assert claim(ledger, "a")["standing"] == "machine"


def test_skipping_passes_over_until_one_asks_for_it_again(ledger: Path) -> None:
    anna = Coder(ledger)
    first = anna.shown()["key"]
    skip = re.search(r'href="([^"]+)" data-action="skip"', anna.page("/review").text)
    assert skip
    second = anna.shown(skip[1].replace("&amp;", "&"))["key"]
    assert second != first
    told = anna.page(f"/review?skip={first},{second}").text
    assert "You have skipped all that wait" in told and "Show what you skipped" in told


def test_a_ledger_that_is_gone_is_not_made_anew(ledger: Path) -> None:
    anna = Coder(ledger)
    form = anna.shown()
    ledger.rename(ledger.with_name("moved.db"))
    told = anna.ask("/review/decide", **form, action="accept")
    assert told["error"]["code"] == "no_ledger"
    assert not ledger.exists()


def test_a_missed_claim_is_added_by_its_words(ledger: Path) -> None:
    anna = Coder(ledger)
    assert "Words that name the event" in anna.page("/review/add?document=b").text
    first, last = words(ledger, "b", "said")
    sent = {"type": "CONSULT", "mode": None, "status": "actual", "actors": [{"text": "Rebels"}]}
    told = anna.ask(
        "/review/add", document="b", words=f"{first}-{last}", trigger="said", changes=orjson.dumps(sent).decode()
    )
    assert told["next"] == "/review?done=1"
    with Ledger.open(ledger) as opened:
        made = [c for c in decided_reading(opened, "b")["claims"] if c.get("standing") == "added"]
    assert [(c["type"], c["trigger_text"], c["actors"][0]["text"]) for c in made] == [("CONSULT", "said", "Rebels")]
    assert (
        anna.ask("/review/add", document="b", trigger="never said", type="CONSULT")["error"]["code"] == "no_such_words"
    )
    assert anna.ask("/review/add", document="z", trigger="said", type="CONSULT")["error"]["code"] == "no_document"


@pytest.fixture
def team(ledger: Path) -> Accounts:
    accounts = Accounts(ledger, PasswordHasher(time_cost=1, memory_cost=1024))
    for name, role in (("anna", "coder"), ("ben", "coder"), ("lea", "lead"), ("rob", "reader")):
        accounts.add(name, PASSWORD, role)
    return accounts


def test_two_coders_answer_blind_and_a_lead_adjudicates(ledger: Path, team: Accounts) -> None:
    anna, ben, lea = (Coder(ledger, name, team) for name in ("anna", "ben", "lea"))
    at = f"/review?at={claim(ledger, 'a')['key']}&of=a"
    anna.decide("edit", at, changes='{"status": "future"}')
    blind = ben.page(at).text
    assert "Somebody has answered here" in blind and "anna" not in blind
    assert ben.page("/review?second=1").text.count('aria-current="true"') == 1
    ben.decide("reject", at)
    assert "anna" in ben.page(at).text
    assert "Adjudicate" not in ben.page("/review/agreement").text
    assert "whether it is a claim" in lea.page("/review/agreement").text
    assert ben.page(at + "&final=1").status_code == 403
    refused = ben.ask("/review/decide", **{**ben.shown(at), "action": "accept", "final": "1"})
    assert refused["error"]["code"] == "not_allowed"
    told = lea.decide("accept", at + "&final=1")
    assert told["next"] == "/review/agreement"
    assert claim(ledger, "a")["standing"] == "accepted"
    assert "adjudicated" in lea.page("/review/agreement").text
    (apart,) = lea.client.get("/review/agreement.json").json()["disagreements"]
    assert apart["adjudicated"] and apart["fields"]["verdict"] == {"anna": "claim", "ben": "no claim"}


def test_every_decision_is_in_the_log_with_who_and_from_where(ledger: Path, team: Accounts) -> None:
    anna, lea = Coder(ledger, "anna", team), Coder(ledger, "lea", team)
    anna.decide("accept")
    assert "decision 1: accept" in lea.page("/log").text
    assert 'name="number" value="1"' in lea.page("/review/decisions").text
    assert lea.send("/review/undo", number="1").status_code == 303
    assert "(undone)" in lea.page("/review/decisions").text


def test_readers_have_no_desk(ledger: Path, team: Accounts) -> None:
    rob = Coder(ledger, "rob", team)
    assert rob.page("/review").status_code == 403
    assert 'href="/review"' not in rob.page("/incidents").text


def test_incidents_are_merged_and_split(ledger: Path) -> None:
    anna = Coder(ledger)
    with Ledger.open(ledger) as opened:
        one, other = (str(opened.incident_of(claim(ledger, d)["key"])) for d in "ab")
    assert anna.send(f"/incidents/{one}/merge", other=other).headers["location"] == f"/incidents/{one}"
    with Ledger.open(ledger) as opened:
        assert opened.incident_of(one) == opened.incident_of(other)
    moved = claim(ledger, "b")["key"]
    anna.send(f"/incidents/{one}/split", claim=moved)
    with Ledger.open(ledger) as opened:
        assert opened.incident_of(claim(ledger, "a")["key"]) != opened.incident_of(moved)
    assert anna.ask(f"/incidents/{one}/split")["error"]["code"] == "no_claim"
    assert anna.ask(f"/incidents/{one}/merge", other="ffff")["error"]["code"] == "no_incident"


@pytest.mark.parametrize("query", ["at=ffff", "at=%F0%9F%92%A5", "done=x", "skip=,,,", "second=&at=", "final=1&at=1"])
def test_nonsense_in_the_address_is_no_traceback(ledger: Path, query: str) -> None:
    answer = Coder(ledger).page(f"/review?{query}")
    assert answer.status_code in (200, 404)
    assert "onrecord does not expect" not in answer.text
