"""Is a ledger the same after it went out and in again? `python evals/reimport.py [--claims 100000] [--write]`.

Each made-up set is read into a ledger, people's decisions are put on it, and a synthetic ledger of so many claims is
built. Each is exported as JSONL, imported, and exported again: the two files must be the same bytes, all rows of both
ledgers the same, and `onrecord check` content with both. Then the first file is damaged in as many ways as
asked for: each import must be refused and leave nothing. --write puts the table into docs/reliability.md. Status 1 at
any difference.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from kill import rows
from ledger_synthetic import build
from onrecord import demo, pipeline
from onrecord.model.decision import Action, Decision, Subject
from onrecord.model.errors import LedgerError
from onrecord.model.span import Span
from onrecord.settings import Settings
from onrecord.sources import collect
from onrecord.store import Ledger
from onrecord.store.anchoring import quote_at
from onrecord.store.check import check
from onrecord.store.dump import dump
from onrecord.store.fill import fill
from onrecord.store.load import load
from onrecord.store.rows import packed, search_row

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- reimport: begin -->", "<!-- reimport: end -->"
SETS = {
    "demo articles of the package": sorted({str(a.path) for a in demo.articles()}),
    "evals/own/demo": [str(HERE / "own" / "demo.docs.jsonl")],
    "evals/own/corpus": [str(HERE / "own" / "corpus.docs.jsonl")],
}
DECISIONS = 12  # on each set
BATCH = 500


@dataclass(frozen=True, slots=True)
class Result:
    """One ledger: what is in it, what went wrong (empty: nothing), bytes of its file, seconds out and in."""

    name: str
    documents: int
    claims: int
    decisions: int
    problems: tuple[str, ...]
    size: int
    out_s: float
    in_s: float


def read(path: Path, inputs: list[str]) -> None:
    """The ledger of some inputs."""
    with Ledger.open(path, write=True) as ledger:
        fill(ledger, collect(inputs, settings=Settings()), partial(pipeline.run_raws, settings=Settings(), jobs=1))


def decide(path: Path, seed: int) -> None:
    """Answers, edits, merges, splits and undos by three coders."""
    chance = random.Random(seed)
    with Ledger.open(path, write=True) as ledger:
        held = [d for (d,) in ledger.connection.execute("SELECT id FROM documents WHERE current = 1").fetchall()]
        held = [d for d in held if len(ledger.reading_json(d)["claims"]) > 1]
        made: list[Decision] = []
        for n in range(DECISIONS):
            action: Action = ("accept", "reject", "edit", "merge", "split", "undo")[n % 6]  # type: ignore[assignment]
            coder = chance.choice(("anna", "ben", "chloe"))
            if action == "undo":
                made.append(ledger.record(Decision(0, "", coder, "undo", undoes=chance.choice(made).number)))
                continue
            pair = action in ("merge", "split")
            subjects, claims = subjects_of(ledger, chance, held, 2 if pair else 1)
            fields = {"status": "hypothetical"} if action == "edit" else {}
            seen = {"incidents": [c["key"] for c in claims]} if pair else claims[0]
            made.append(ledger.record(Decision(0, "", coder, action, subjects, fields, seen, comment=f"“{n}”")))


def subjects_of(ledger: Ledger, chance: random.Random, documents: list[str], count: int) -> tuple[Any, Any]:
    """So many claims of one document, each on a side of its own; and the claims as they are seen."""
    document = chance.choice(documents)
    obj = ledger.reading_json(document)
    query = "SELECT revision FROM documents WHERE id = ? AND current = 1"
    (revision,) = ledger.connection.execute(query, (document,)).fetchone()
    claims = chance.sample(obj["claims"], count)
    subjects = (
        Subject(document, revision, c["key"], c["type"], quote_at(obj["text"], Span(*c["trigger"])), side)
        for side, c in enumerate(claims)
    )
    return tuple(subjects), claims


def with_readings(path: Path) -> None:
    """Synthetic ledgers have claims and no readings; a dump has both, so each document gets a text of its own."""
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO texts (texts) VALUES ('delete-all')")
        for rowid, id in connection.execute("SELECT rowid, id FROM documents").fetchall():
            text = f"Article {id}. " + "Made-up words stand here in place of what somebody wrote. " * 20
            told = {"id": id, "document": {"title": f"Of {id}"}, "text": text, "entities": [], "claims": []}
            reading = packed(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
            connection.execute("UPDATE documents SET reading = ? WHERE rowid = ?", (reading, rowid))
            insert = "INSERT INTO texts (rowid, title, text, names) VALUES (?, ?, ?, ?)"
            connection.execute(insert, (rowid, *search_row(told)))


def there_and_back(name: str, path: Path, checked: bool = True) -> Result:
    """One ledger out, in and out again. A synthetic one cannot be checked: its claims are in no reading."""
    one, two, copy = (path.with_name(f"{path.stem}.{end}") for end in ("one.jsonl", "two.jsonl", "copy.db"))
    began = time.monotonic()
    write(path, one)
    out_s = time.monotonic() - began
    began = time.monotonic()
    with one.open("rb") as lines:
        counts = load(lines, str(one), copy)
    in_s = time.monotonic() - began
    write(copy, two)
    problems = []
    if one.read_bytes() != two.read_bytes():
        problems.append("the second export differs")
    before, after = rows(path), rows(copy)
    problems += [f"rows of {table} differ" for table in before if after.get(table) != before[table]]
    if checked and (breaches(path) or breaches(copy)):
        problems.append("onrecord check finds something")
    size = one.stat().st_size
    told = [counts.get(noun, 0) for noun in ("documents", "claims", "decisions")]
    return Result(name, *told, tuple(problems), size, out_s, in_s)


def write(ledger: Path, to: Path) -> None:
    with Ledger.open(ledger) as opened, to.open("wb") as file:
        file.writelines(dump(opened))


def breaches(path: Path) -> list[tuple[str, int]]:
    with Ledger.open(path) as ledger:
        return [(c.name, c.wrong) for c in check(ledger) if c.wrong]


def damaged(export: Path, times: int, seed: int) -> int:
    """How many damaged files were taken: bytes changed, lines dropped, doubled or exchanged, the end cut off."""
    chance = random.Random(seed)
    lines = export.read_bytes().splitlines(keepends=True)
    taken = 0
    for n in range(times):
        bad, at, other = list(lines), chance.randrange(len(lines)), chance.randrange(len(lines))
        kind = n % 5
        if kind == 0:
            line = bytearray(bad[at])
            spot = chance.randrange(len(line))
            line[spot] = (line[spot] + chance.randint(1, 255)) % 256
            bad[at] = bytes(line)
        elif kind == 1:
            del bad[at]
        elif kind == 2:
            bad.insert(at, bad[at])
        elif kind == 3:
            other = other if bad[other] != bad[at] else (at + 1) % len(lines)
            bad[at], bad[other] = bad[other], bad[at]
        else:
            bad = bad[:at]
        to = export.with_name("damaged.db")
        try:
            load(bad, str(export), to)
            taken += 1
            print(f"taken: damage {n} of kind {kind} at line {at + 1}")
        except LedgerError:
            taken += any(export.parent.glob("*damaged.db*"))
        for left in export.parent.glob("*damaged.db*"):
            left.unlink()
    return taken


def table(results: list[Result], refused: tuple[int, int]) -> str:
    lines = [
        "| ledger | documents | claims | decisions | same bytes, same rows | export | out | in |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    for r in results:
        said = "yes" if not r.problems else "; ".join(r.problems)
        lines.append(
            f"| {r.name} | {r.documents:,} | {r.claims:,} | {r.decisions} | {said} | {r.size / 1e6:,.1f} MB "
            f"| {r.out_s:,.1f} s | {r.in_s:,.1f} s |"
        )
    taken, times = refused
    return "\n".join(
        [
            *lines,
            "",
            f"Damaged exports that were taken for whole, or left a file: {taken} of {times}. Times are of a machine "
            "with two cores on which other work ran.",
        ]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--damage", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="onrecord-reimport-") as folder:
        for n, (name, inputs) in enumerate(SETS.items()):
            path = Path(folder) / f"set{n}.db"
            read(path, inputs)
            decide(path, options.seed + n)
            results.append(there_and_back(name, path))
            print(results[-1], flush=True)
        refused = damaged(Path(folder) / "set0.one.jsonl", options.damage, options.seed), options.damage
        path = Path(folder) / "synthetic.db"
        build(path, options.claims, seed=options.seed)
        with_readings(path)
        results.append(there_and_back("synthetic", path, checked=False))
    told = table(results, refused)
    print(told)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    return int(bool(refused[0]) or any(r.problems for r in results))


if __name__ == "__main__":
    sys.exit(main())
