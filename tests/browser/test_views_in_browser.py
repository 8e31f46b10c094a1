"""Timeline, map, presence, network and report in Chromium: what moves, and what stands in for it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from conftest import Visit

ADDRESSES = {
    "timeline": "/timeline?by=week",
    "map": "/map",
    "presence": "/presence?country=CAF",
    "network": "/network",
    "report": "/report?country=CAF",
    "review": "/review",
}


@pytest.mark.parametrize("look", ("light", "dark", "narrow"))
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_view_is_sound_and_accessible(visit: Visit, name: str, look: str) -> None:
    visit.page.emulate_media(color_scheme="dark" if look == "dark" else "light")
    if look == "narrow":
        visit.page.set_viewport_size({"width": 400, "height": 800})
    page = visit.open(ADDRESSES[name])
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the window"
    visit.axe()


def test_dragging_over_the_timeline_asks_for_its_days(visit: Visit) -> None:
    page = visit.open("/timeline?by=day&from=2024-02-01&to=2024-02-29")
    box = page.locator("time-line svg").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 9.5 / 29, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 12.5 / 29, box["y"] + 60, steps=4)
    expect(page.locator("[data-readout]")).to_have_text("2024-02-10 to 2024-02-13")
    page.mouse.up()
    expect(page).to_have_url(re.compile("from=2024-02-10&to=2024-02-13"))
    page.get_by_role("link", name="Further").click()
    expect(page).to_have_url(re.compile("from=2024-02-08&to=2024-02-15"))
    page.get_by_role("link", name="All days").click()
    expect(page).not_to_have_url(re.compile("from="))


def test_a_filter_draws_the_timeline_anew_in_its_place(visit: Visit) -> None:
    page = visit.open("/timeline?by=month")
    page.locator("#f-type-coerce").check()
    expect(page).to_have_url(re.compile("type=COERCE"))
    bar = page.locator("time-line .bar:not(.wide)").last
    bar.hover()
    expect(page.locator("[data-readout]")).to_contain_text(re.compile(r"^2024-\d\d: \d+ incident"))


def test_the_map_draws_and_its_slider_narrows_it(visit: Visit) -> None:
    page = visit.open("/map")
    expect(page.locator("incident-map canvas")).to_be_visible()
    whole = page.locator(".map-range")
    expect(whole).to_contain_text(re.compile(r": (\d+) of \1$"))
    before = whole.text_content() or ""
    until = page.locator("incident-map input[name=until]")
    until.focus()
    page.keyboard.press("Home")
    expect(whole).not_to_have_text(before)
    page.locator("#f-country-moz").check()
    expect(whole).to_contain_text(re.compile(r": (\d) of \1$"))


def test_without_webgl_the_list_stands_in_for_the_map(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 1000, "height": 800})
    context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    plain = Visit(context.new_page(), site)
    page = plain.open("/map")
    expect(page.locator(".map-note")).to_contain_text("draws no maps")
    expect(page.locator("#list + table tbody tr").first).to_be_visible()
    context.close()
    assert [p for p in plain.problems if "webgl" not in p.lower()] == []


def test_the_network_is_drawn_and_its_table_leads_to_claims(visit: Visit) -> None:
    page = visit.open("/network")
    expect(page.locator("party-network canvas").first).to_be_visible()
    cell = page.locator("#ties + table tbody tr").first.locator("td.number a")
    count = (cell.text_content() or "").strip()
    cell.click()
    expect(page.locator("#total")).to_contain_text(f"{count} of {count}")


def test_the_report_shows_itself_in_its_frame(visit: Visit) -> None:
    page = visit.open("/report?country=CAF")
    expect(page.frame_locator("iframe.preview").locator("h1")).to_contain_text("Situation report")
    with page.expect_download() as kept:
        page.get_by_role("link", name="Keep as HTML").click()
    assert kept.value.suggested_filename == "situation.html"


def test_presence_is_asked_by_country_and_day(visit: Visit) -> None:
    page = visit.open("/presence")
    page.locator(".asof input[name=country]").fill("CAF")
    page.locator(".asof input[name=on]").fill("2024-02-12")
    page.locator(".asof button").click()
    expect(page).to_have_url(re.compile("country=CAF&on=2024-02-12"))
    expect(page.locator("#total")).to_contain_text("on 2024-02-12")
