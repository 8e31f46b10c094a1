"""A real browser on a real server of the demo ledger. What leaves the machine, an error of a script or axe fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from onrecord.cli.demo import fill
from onrecord.settings import Settings
from serving import running

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder need the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger that `onrecord demo --web` serves."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    fill(path, Settings())
    return path


@pytest.fixture(scope="session")
def site(demo: Path) -> Iterator[str]:
    """The address of a server of it."""
    with running(demo) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


class Visit:
    """A tab on the site, with what went wrong in it."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.problems: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", self._asked)
        page.on("console", lambda m: self.problems.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site}/", "data:", "blob:")):
            self.problems.append(f"left the machine: {request.url}")

    def open(self, address: str) -> Page:
        """Open an address of the site and wait until nothing more comes."""
        self.page.goto(f"{self.site}{address}", wait_until="networkidle")
        return self.page

    def axe(self, leave_out: str | None = None, only: str | None = None) -> None:
        """Note all violations that axe finds on the page as it is now, or those of one of its rules."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        context = {"exclude": [[leave_out]]} if leave_out else {}
        # Preloading would put style elements into shadow trees, which the page's policy forbids
        options = {"preload": False, "resultTypes": ["violations"], **({"runOnly": [only]} if only else {})}
        ask = "([context, options]) => axe.run({include: [['html']], ...context}, options)"
        found = self.page.evaluate(ask, [context, options])
        for violation in found["violations"]:
            where = ", ".join(str(node["target"]) for node in violation["nodes"][:5])
            self.problems.append(f"axe {violation['id']} at {where}: {violation['help']}")


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """A fresh tab of 1280 by 900; whatever went wrong in it fails the test at its end."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    made = Visit(context.new_page(), site)
    yield made
    context.close()
    assert made.problems == []
