"""Pictures of the main pages at two widths, light and dark, for docs/screenshots. Needs Chromium, at CHROMIUM.

python tools/screenshots.py [--ledger FILE] [--out FOLDER] [NAME…]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from onrecord.cli.demo import fill
from onrecord.settings import Settings
from onrecord.store import Ledger

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from serving import running

WIDTHS = {"wide": 1280, "narrow": 400}
HEIGHT = 900
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def addresses(path: Path) -> dict[str, str]:
    """The pages, by the name of their picture."""
    with Ledger.open(path) as ledger:
        (incident,) = ledger.connection.execute(
            "SELECT id FROM incidents ORDER BY disputes DESC, documents DESC, id LIMIT 1"
        ).fetchone()
        (document,) = ledger.connection.execute(
            "SELECT d.id FROM claims c JOIN documents d ON d.rowid = c.document WHERE c.incident = ? LIMIT 1",
            (incident,),
        ).fetchone()
    return {
        "incidents": "/incidents?sort=disputed",
        "claims": "/claims?type=ASSAULT",
        "nothing": "/claims?type=ASSAULT&stance=confirms&country=CHE",
        "articles": "/documents",
        "article": f"/document?id={quote(document, safe='')}",
        "incident": f"/incidents/{incident}",
        "timeline": "/timeline",
        "map": "/map",
        "presence": "/presence?country=CAF",
        "network": "/network",
        "report": "/report",
        "review": "/review",
        "agreement": "/review/agreement",
        "api": "/api/docs",
    }


def shoot(page: Page, name: str, address: str, out: Path) -> None:
    """One page at both widths, and dark."""
    for width_name, width in WIDTHS.items():
        for scheme in ("light", "dark") if width_name == "wide" else ("light",):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme=scheme)
            page.goto(address, wait_until="networkidle")
            suffix = "-dark" if scheme == "dark" else ""
            page.screenshot(path=out / f"{name}-{width_name}{suffix}.png")


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/screenshots"))
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    with ExitStack() as stack:
        path = given.ledger
        if path is None:
            path = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "demo.db"
            fill(path, Settings())
        given.out.mkdir(parents=True, exist_ok=True)
        base = stack.enter_context(running(path))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM)
        page = browser.new_page()
        for name, address in addresses(path).items():
            if not given.names or name in given.names:
                shoot(page, name, f"{base}{address}", given.out)
        browser.close()


if __name__ == "__main__":
    main()
