"""Is any decision of fifty coders lost or kept twice? `python evals/coders_bench.py [--coders 50] [--write]`.

A real `onrecord serve` process on a copy of the demo ledger, with a user for each coder. All log in, then all at once
take claims from their queues and accept, reject or correct them, as the page does: each looks at a claim, sends an
answer, and sends the same form once more, as a finger that presses twice. In the end the ledger must hold each answer
that the server said it kept, once, by whoever gave it, and nothing else; `onrecord check` must be content. --write puts
the table into docs/reliability.md. Status 1 at any difference.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from onrecord.cli.demo import fill
from onrecord.server.access.accounts import Accounts
from onrecord.settings import Settings
from onrecord.store import Ledger
from onrecord.store.check import check
from onrecord.store.decisions import decisions

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- coders: begin -->", "<!-- coders: end -->"
PASSWORD = "four words of mine"
PATIENCE_S = 120.0
Answer = tuple[str, str, str]  # coder, document, key


@dataclass(slots=True)
class Tally:
    """What the server said. `refused` counts its codes; `waits` are seconds from sending to being kept."""

    kept: list[Answer] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    twice: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)


class Coder:
    """One browser: logs in, looks at the queue, answers."""

    def __init__(self, address: str, name: str) -> None:
        self.name = name
        self.client = httpx.Client(base_url=address, timeout=PATIENCE_S, headers={"accept": "application/json"})
        shown = self.client.get("/login", headers={"accept": "text/html"}).text
        self.csrf = re.findall(r'name="csrf" (?:content|value)="(\w+)"', shown)[0]
        sent = self.client.post("/login", data={"name": name, "password": PASSWORD, "csrf": self.csrf})
        assert sent.status_code == 303, sent.text

    def work(self, number: int, chance: random.Random, start: threading.Barrier) -> Tally:
        """Answer so many claims, from when all are there."""
        tally = Tally()
        start.wait()
        for _ in range(number):
            began = time.perf_counter()
            page = self.client.get("/review", headers={"accept": "text/html"}).text
            tally.pages.append(time.perf_counter() - began)
            held = re.search(r'<form class="answer".*?</form>', page, re.DOTALL)
            if held is None:
                break
            form = {n: html.unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', held[0])}
            form["action"] = chance.choices(("accept", "reject", "edit"), (5, 3, 2))[0]
            if form["action"] == "edit":
                form["changes"] = json.dumps({"status": chance.choice(("future", "hypothetical", "negated"))})
            began = time.perf_counter()
            answer = self.client.post("/review/decide", data=form)
            tally.waits.append(time.perf_counter() - began)
            if answer.status_code == 200:
                tally.kept.append((self.name, form["document"], form["key"]))
            else:
                tally.refused[answer.json()["error"]["code"]] += 1
            again = self.client.post("/review/decide", data=form)
            tally.twice["kept" if again.status_code == 200 else again.json()["error"]["code"]] += 1
        return tally


def serve(ledger: Path) -> tuple[subprocess.Popen[str], str]:
    """A server of its own process, and its address."""
    command = [sys.executable, "-m", "onrecord.cli", "serve", "--ledger", str(ledger), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ)
    assert process.stderr
    found = re.search(r"http://\S+?(?=/ )", process.stderr.readline())
    assert found, "the server did not start"
    return process, found[0]


def run(coders: int, each: int) -> tuple[str, bool]:
    """The table, and whether all is as it must be."""
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "coders.db"
        fill(ledger, Settings())
        accounts = Accounts(ledger)
        names = [f"coder{number:02}" for number in range(coders)]
        for name in names:
            accounts.add(name, PASSWORD, "coder")
        process, address = serve(ledger)
        try:
            with ThreadPoolExecutor(coders) as pool:
                browsers = list(pool.map(lambda name: Coder(address, name), names))
                start = threading.Barrier(coders)
                began = time.perf_counter()
                work = [pool.submit(b.work, each, random.Random(n), start) for n, b in enumerate(browsers)]
                tallies = [one.result() for one in work]
                seconds = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(30)
        return told(ledger, tallies, coders, seconds)


def told(ledger: Path, tallies: list[Tally], coders: int, seconds: float) -> tuple[str, bool]:
    """What the server said beside what the ledger holds."""
    said = Counter(answer for tally in tallies for answer in tally.kept)
    with Ledger.open(ledger) as opened:
        made = decisions(opened)
        held = Counter((d.coder, d.subjects[0].document, d.subjects[0].key) for d in made)
        wrong = [found.name for found in check(opened) if found.wrong]
    lost, doubled = (said - held).total(), (held - said).total()
    logged = sum("decision " in entry.what for entry in Accounts(ledger).audit(100_000))
    refused = sum((t.refused for t in tallies), Counter())
    twice = sum((t.twice for t in tallies), Counter())
    waits = sorted(wait for tally in tallies for wait in tally.waits)
    pages = sorted(wait for tally in tallies for wait in tally.pages)
    rows = [
        ("coders at once", f"{coders}"),
        ("answers that the server said it kept", f"{said.total():,}"),
        ("lost", f"{lost}"),
        ("kept twice, or not asked for", f"{doubled}"),
        ("answers refused at the first sending", _counts(refused)),
        ("the same form sent again", _counts(twice)),
        ("decisions without a line in the audit", f"{len(made) - logged}"),
        ("what `onrecord check` finds wrong", ", ".join(wrong) or "nothing"),
        ("answers a second, looking at each claim included", f"{said.total() / seconds:.1f}"),
        ("seconds from sending an answer to its being kept, median and 95th percentile", _spread(waits)),
        ("seconds for the page of a claim, likewise", _spread(pages)),
    ]
    table = "\n".join(["| what | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)])
    good = not (lost or doubled or refused or wrong or twice["kept"]) and len(made) == logged and said.total() > 0
    return table, good


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counted.most_common()) or "none"


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} and {values[int(len(values) * 0.95)]:.2f}" if values else ""


def main() -> int:
    """Print the table. Status 1 where something was lost, doubled or wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--coders", type=int, default=50)
    parser.add_argument("--each", type=int, default=6, help="claims that each answers")
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    given = parser.parse_args()
    table, good = run(given.coders, given.each)
    print(table)
    if given.write:
        text = PAGE.read_text(encoding="utf-8")
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
