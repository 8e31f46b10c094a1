"""The review page in Chromium: every key, every form, on the demo articles."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from conftest import Visit
from onrecord.server.access.accounts import Accounts
from onrecord.store import Ledger
from onrecord.store.decisions import decided_reading, decisions
from serving import running


@pytest.fixture
def own(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demo ledger, to decide on."""
    with Ledger.open(demo):  # closes its journal, so that the file is all there is
        pass
    return Path(shutil.copy(demo, tmp_path / "own.db"))


@pytest.fixture
def desk(chromium: Browser, own: Path) -> Iterator[Visit]:
    """A tab on the review page of it; whatever went wrong in it fails the test at its end."""
    with running(own) as address:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        made = Visit(context.new_page(), address)
        yield made
        context.close()
    assert made.problems == []


def current(page: Page) -> str:
    found: str = page.locator("input[name=key]").input_value()
    return found


def done(page: Page, words: str) -> None:
    """Wait for the page after a decision, and until its keys are heard."""
    expect(page.locator(".done")).to_contain_text(words)
    expect(page.locator("[data-action=undo] kbd")).not_to_be_empty()


def actions(own: Path) -> list[str]:
    with Ledger.open(own) as ledger:
        return [d.action for d in decisions(ledger)]


def test_keys_accept_reject_and_take_back(desk: Visit, own: Path) -> None:
    page = desk.open("/review")
    first = current(page)
    page.keyboard.press("a")
    done(page, "Accepted")
    assert current(page) != first
    page.keyboard.press("x")
    done(page, "Rejected")
    page.keyboard.press("Backspace")
    done(page, "Undone")
    page.keyboard.press("Backspace")
    expect(page).to_have_url(re.compile("done=4"))
    page.goto(f"{desk.site}/review")
    assert current(page) == first
    assert actions(own) == ["accept", "reject", "undo", "undo"]
    desk.axe()


def test_keys_move_and_skip(desk: Visit, own: Path) -> None:
    page = desk.open("/review")
    first = current(page)
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("at="))
    second = current(page)
    assert second != first
    page.keyboard.press("k")
    expect(page.locator("input[name=key]")).to_have_value(first)
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile(f"skip={first}"))
    assert current(page) == second
    assert actions(own) == []


def test_every_key_can_be_another(desk: Visit, own: Path) -> None:
    page = desk.open("/review")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    desk.axe()
    page.locator("[data-rebind=accept]").click()
    page.keyboard.press("x")
    expect(page.locator("[data-rebinding]")).to_contain_text("“reject” already")
    page.keyboard.press("y")
    expect(page.locator("[data-rebinding]")).to_contain_text("y it is")
    page.locator("[data-close]").click()
    expect(page.locator("[data-action=accept] kbd")).to_have_text("y")
    page.keyboard.press("a")
    page.reload(wait_until="networkidle")
    page.keyboard.press("y")
    done(page, "Accepted")
    page.keyboard.press("?")
    page.locator("[data-reset]").click()
    expect(page.locator("[data-action=accept] kbd")).to_have_text("a")
    assert actions(own) == ["accept"]


def test_letters_in_a_comment_decide_nothing(desk: Visit, own: Path) -> None:
    page = desk.open("/review")
    page.locator("#comment").click()
    page.keyboard.type("ax e j")
    assert page.locator("#comment").input_value() == "ax e j"
    page.locator("[data-action=reject]").click()
    done(page, "Rejected")
    with Ledger.open(own) as ledger:
        (made,) = decisions(ledger)
    assert made.comment == "ax e j"


def select_words(page: Page, text: str) -> None:
    """Drag over words of the article, as a hand does."""
    first, last = page.evaluate(
        """text => {
            const words = [...document.querySelectorAll("[data-article] [data-w]")];
            const said = text.split(" ");
            const at = words.findIndex((_, n) => said.every((word, i) => words[n + i]?.textContent === word));
            words[at].scrollIntoView({block: "center"});
            return [at, at + said.length - 1].map(n => {
                const box = words[n].getBoundingClientRect();
                return [box.left, box.right, box.top + box.height / 2];
            });
        }""",
        text,
    )
    page.mouse.move(first[0] + 1, first[2])
    page.mouse.down()
    page.mouse.move(last[1] - 1, last[2], steps=4)
    page.mouse.up()


def test_fields_are_corrected_by_selecting_and_by_writing_words(desk: Visit, own: Path) -> None:
    page = desk.open("/review?document=baboua-plateau-telegram-claim&text=rockets")
    key = current(page)
    page.keyboard.press("e")
    expect(page.locator("#edit")).to_be_visible()
    desk.axe()
    select_words(page, "military target")
    expect(page.locator("[data-selected]")).to_contain_text("military target")
    page.locator("[data-field=recipients] [data-put]").click()
    typed = page.locator("[data-field=place] [data-typed]")
    typed.fill("Baboua")
    typed.press("Enter")
    expect(page.locator("[data-field=place] .item").last).to_contain_text("Baboua")
    page.locator("[data-field=recipients] .own summary").last.click()
    page.locator("[data-field=recipients] [data-own=sector]").last.fill("MIL")
    page.locator("select[name=status]").select_option("hypothetical")
    page.locator("[data-save]").click()
    done(page, "Corrected")
    with Ledger.open(own) as ledger:
        obj = decided_reading(ledger, "baboua-plateau-telegram-claim")
    made = next(c for c in obj["claims"] if c["key"] == key)
    assert made["status"] == "hypothetical"
    assert (made["recipients"][-1]["text"], made["recipients"][-1]["sector"]) == ("military target", "MIL")
    assert made["place"][-1]["text"] == "Baboua"
    for held in (*made["recipients"], *made["place"]):
        start, end = held["span"]
        assert obj["text"][start:end] == held["text"]


def test_what_the_server_refuses_loses_nothing_that_was_entered(desk: Visit, own: Path) -> None:
    page = desk.open("/review")
    page.keyboard.press("e")
    page.locator("[data-field=actors] [data-typed]").fill("words that no article has")
    page.locator("[data-save]").click()
    expect(page.locator("#trouble")).to_contain_text("does not say 'words that no article has'")
    expect(page.locator("[data-field=actors] .item").last).to_contain_text("words that no article has")
    page.keyboard.press("Escape")
    expect(page.locator("#edit")).to_be_hidden()
    assert actions(own) == []
    desk.problems = [p for p in desk.problems if "400 (Bad Request)" not in p]


def test_a_claim_that_changed_meanwhile_is_told(desk: Visit, own: Path) -> None:
    page = desk.open("/review")
    other = page.context.new_page()
    other.goto(page.url)
    other.keyboard.press("x")
    done(other, "Rejected")
    page.keyboard.press("a")
    expect(page.locator("#trouble")).to_contain_text("has changed since you saw it")
    page.get_by_role("link", name="Load it again").click()
    expect(page.locator(".standing-rejected")).to_be_visible()
    assert actions(own) == ["reject"]
    desk.problems = [p for p in desk.problems if "409 (Conflict)" not in p]


def test_a_missed_claim_is_added(desk: Visit, own: Path) -> None:
    page = desk.open("/review/add?document=baboua-plateau-telegram-claim")
    select_words(page, "had seen their papers")
    page.locator("[data-put-trigger]").click()
    expect(page.locator("#trigger")).to_have_value("had seen their papers")
    page.locator("select[name=type]").select_option("ACCUSE")
    page.locator("select[name=status]").select_option("actual")
    typed = page.locator("[data-field=actors] [data-typed]")
    typed.fill("The Front")
    desk.axe()
    page.locator("[data-save]").click()
    done(page, "Added")
    with Ledger.open(own) as ledger:
        obj = decided_reading(ledger, "baboua-plateau-telegram-claim")
    (made,) = [c for c in obj["claims"] if c.get("standing") == "added"]
    assert (made["type"], made["trigger_text"]) == ("ACCUSE", "had seen their papers")
    assert made["actors"][0]["text"] == "The Front"


def test_incidents_are_split_and_merged_on_their_page(desk: Visit, own: Path) -> None:
    with Ledger.open(own) as ledger:
        row = ledger.connection.execute("SELECT id FROM incidents ORDER BY claims DESC, id LIMIT 1").fetchone()
    page = desk.open(f"/incidents/{row['id']}")
    box = page.locator("input[name=claim]").last
    moved = box.get_attribute("value")
    box.check()
    page.get_by_role("button", name="Split off").click()
    expect(page.locator(f"input[name=claim][value='{moved}']")).to_have_count(0)
    page.locator("#merge-with").fill(moved or "")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(f"input[name=claim][value='{moved}']")).to_have_count(1)
    assert actions(own) == ["split", "merge"]


@pytest.mark.parametrize("address", ["/review/agreement", "/review/decisions", "/log"])
def test_the_other_pages_are_sound(desk: Visit, address: str) -> None:
    page = desk.open("/review")
    page.keyboard.press("a")
    done(page, "Accepted")
    desk.open(address)
    expect(page.locator("h1")).to_have_count(1)
    desk.axe()


PASSWORD = "four words of mine"


def log_in(page: Page, name: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def test_a_session_that_ends_while_one_decides_loses_nothing(desk: Visit, own: Path) -> None:
    accounts = Accounts(own)
    accounts.add("anna", PASSWORD, "coder")
    page = desk.open("/review")
    expect(page).to_have_url(f"{desk.site}/login?next=%2Freview")
    desk.axe()
    log_in(page, "anna")
    expect(page).to_have_url(f"{desk.site}/review")
    first = current(page)
    page.locator("#comment").fill("seen twice")
    accounts.set_password("anna", PASSWORD)  # ends her session
    page.locator("[data-action=accept]").click()
    expect(page.locator("#trouble")).to_contain_text("your session has ended")
    other = page.context.new_page()
    other.goto(f"{desk.site}/login")
    log_in(other, "anna")
    expect(other).to_have_url(re.compile("/incidents"))
    page.locator("[data-action=accept]").click()
    done(page, "Accepted")
    with Ledger.open(own) as ledger:
        (made,) = decisions(ledger)
    assert (made.coder, made.comment, made.subjects[0].key) == ("anna", "seen twice", first)
    desk.open("/claims")
    accounts.set_password("anna", PASSWORD)
    page.locator("#f-type-coerce").check()
    expect(page).to_have_url(f"{desk.site}/login?next=%2Fclaims")
    log_in(page, "anna")
    expect(page).to_have_url(f"{desk.site}/claims")
    page.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(f"{desk.site}/login")
    desk.problems = [p for p in desk.problems if "401 (Unauthorized)" not in p]
