"""Every page of the workplace in Chromium, light, dark and narrow; and what moves on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import Visit
from onrecord.store import Ledger

ADDRESSES = {
    "incidents": "/incidents?sort=disputed",
    "claims": "/claims?type=ASSAULT&text=convoy",
    "nothing": "/claims?type=ASSAULT&country=CHE",
    "articles": "/documents",
    "article": "/document?id=baboua-meridian-original",
    "trouble": "/claims?type=NOPE",
    "api": "/api/docs",
}


@pytest.fixture(scope="module")
def incident(demo: Path) -> str:
    """The incident that most is said about."""
    with Ledger.open(demo) as ledger:
        row = ledger.connection.execute("SELECT id FROM incidents ORDER BY documents DESC, id LIMIT 1").fetchone()
        return f"/incidents/{row['id']}"


@pytest.mark.parametrize("look", ("light", "dark", "narrow"))
@pytest.mark.parametrize("name", [*ADDRESSES, "incident"])
def test_a_page_is_sound_and_accessible(visit: Visit, incident: str, name: str, look: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    if look == "narrow":
        visit.page.set_viewport_size({"width": 400, "height": 800})
    page = visit.open(ADDRESSES.get(name, incident))
    expect(page.locator("h1:visible")).to_have_count(1)
    if name == "api":
        expect(page.locator("#swagger .opblock").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"
    # Swagger UI is another project's: its own faults are not ours, and the table above it says the same
    rest = "#swagger" if name == "api" else None
    visit.axe(leave_out=rest, only="color-contrast" if look == "dark" else None)
    visit.problems = [p for p in visit.problems if name != "trouble" or "400 (Bad Request)" not in p]


def test_a_ticked_filter_changes_rows_and_address_and_goes_back(visit: Visit) -> None:
    page = visit.open("/claims")
    before = page.locator("#total").text_content()
    page.locator("#f-type-coerce").check()
    expect(page.locator(".chips")).to_contain_text("type: COERCE")
    expect(page).to_have_url(f"{visit.site}/claims?type=COERCE")
    assert page.locator("#total").text_content() != before
    expect(page.locator("#f-type-coerce")).to_be_focused()
    page.locator("#sort").select_option("oldest")
    expect(page).to_have_url(f"{visit.site}/claims?type=COERCE&sort=oldest")
    page.locator("#f-text").fill("convoy")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{visit.site}/claims?text=convoy&type=COERCE&sort=oldest")
    page.go_back()
    expect(page).to_have_url(f"{visit.site}/claims?type=COERCE&sort=oldest")
    page.go_back()
    expect(page).to_have_url(f"{visit.site}/claims?type=COERCE")
    page.get_by_role("link", name="Remove type: COERCE").click()
    expect(page.locator("#total")).to_have_text(before or "")
    visit.axe()


def test_a_question_that_is_wrong_is_told_in_the_page(visit: Visit) -> None:
    page = visit.open("/claims")
    page.locator("#f-from").fill("yesterday")
    page.keyboard.press("Enter")
    expect(page.locator("#view[role=alert]")).to_contain_text("yesterday")
    visit.problems = [p for p in visit.problems if "400 (Bad Request)" not in p]


def test_a_claim_lights_its_words_and_words_list_their_claims(visit: Visit) -> None:
    page = visit.open("/document?id=baboua-meridian-original")
    page.locator(".claim[data-n='2'] .light").click()
    expect(page.locator(".claim.lit")).to_have_attribute("data-n", "2")
    assert "killing" in page.locator("mark.lit").all_text_contents()
    expect(page).to_have_url(f"{visit.site}/document?id=baboua-meridian-original&claim=" + _key(page.url))
    page.locator(".text span.actor", has_text="Gunmen").first.click()
    expect(page.locator("#here a").first).to_have_text("1 attacked")
    expect(page.locator(".claim.lit")).to_have_attribute("data-n", "1")
    page.locator("#here a").last.click()
    assert page.locator(".claim.lit").get_attribute("data-n") != "1"
    page.reload()
    expect(page.locator("mark.lit")).to_have_count(1)
    visit.axe()


def _key(url: str) -> str:
    return url.split("claim=")[1]


def test_marks_can_be_shown_for_all_words_and_for_speech(visit: Visit) -> None:
    page = visit.open("/document?id=baboua-meridian-original")
    numbers, speech = page.locator("sup.other").first, page.locator(".speech").first
    expect(numbers).to_be_hidden()
    expect(speech).to_be_hidden()
    page.get_by_label("numbers on all words").check()
    page.get_by_label("reported speech").check()
    expect(numbers).to_be_visible()
    expect(speech).to_be_visible()
    visit.axe()


def test_the_keyboard_reaches_everything_and_the_first_stop_skips_the_navigation(visit: Visit) -> None:
    page = visit.open("/document?id=baboua-meridian-original")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".origin summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".origin dl")).to_be_visible()
    number = page.locator("sup.n:not(.other) a").first
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".claim[data-n='1'] .light")).to_be_focused()


def test_light_and_dark_are_chosen_and_kept(visit: Visit) -> None:
    page = visit.open("/claims")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate(ground)
    assert dark != light
    visit.open("/documents")
    assert page.evaluate(ground) == dark


def test_pages_work_without_scripts(visit: Visit, chromium: object) -> None:
    context = visit.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"{visit.site}/claims")
    page.locator("#f-text").fill("convoy")
    page.get_by_role("button", name="Find").click()
    assert page.url == f"{visit.site}/claims?text=convoy"
    page.locator("a.lead").first.click()
    assert page.locator(".claim.lit").count() == 1
    context.close()


def test_print_leaves_out_what_is_for_the_screen(visit: Visit, incident: str) -> None:
    page = visit.open(incident)
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("#h-claims")).to_be_visible()
