"""Measure how well rows of event tables are matched with incidents: `python evals/compare.py [--errors] [--rows N]`.

The made-up events of own/compare/events.yaml become a ledger and an ACLED and a UCDP table. A pair is right if both
ends come from one event. Prints precision, recall and F1, and how often the fields of matched pairs agree; writes
`evals/compare.json`. Then the same, as means over some draws, with tables that are less exact (ROUGHER: days,
coordinates and numbers that are off, actors and coordinates that are missing) and with DECOYS rows beside each that
tell of something alike on another day nearby. With `--rows N` also the processor time and memory that a table of N rows
takes, beside one of a tenth of the rows.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

import compare_world as world
from onrecord.compare import days
from onrecord.compare.run import compare
from onrecord.store import Ledger

RESULTS = Path(__file__).parent / "compare.json"
SEED = 7
DRAWS = 10
SIDES = {
    "acled": ("actor1", "actor2", "assoc_actor_1", "assoc_actor_2", "inter1", "inter2"),
    "ucdp": ("side_a", "side_b"),
}
NUMBERS = {"acled": ("fatalities",), "ucdp": ("best", "low", "high")}


@dataclass(frozen=True, slots=True)
class Rough:
    """How a table is made less exact: shares of rows whose day, place, numbers are off, and by how much at most, and
    shares of rows that lack coordinates or actors."""

    share: float
    days: int
    km: float
    numbers: float
    missing: float


DECOYS = 5  # of each row
ROUGHER = {"a little": Rough(0.3, 1, 10, 0.2, 0.05), "much": Rough(0.6, 2, 25, 0.5, 0.25)}


def roughen(path: Path, kind: str, rough: Rough, seed: int) -> None:
    """Make a table less exact, in its place."""
    chance = random.Random(seed)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        head, rows = list(reader.fieldnames or ()), list(reader)
    for row in rows:
        if chance.random() < rough.share:
            step = timedelta(days=chance.randint(-rough.days, rough.days))
            for column in ("date_start", "date_end") if kind == "ucdp" else ("event_date",):
                row[column] = (days.read(row[column]).first + step).isoformat()
        if chance.random() < rough.share:
            row["latitude"] = f"{float(row['latitude']) + chance.uniform(-1, 1) * rough.km / 111:.4f}"
            row["longitude"] = f"{float(row['longitude']) + chance.uniform(-1, 1) * rough.km / 108:.4f}"
        if chance.random() < rough.share:
            by = 1 + chance.uniform(-1, 1) * rough.numbers
            row.update({name: str(round(int(row[name]) * by)) for name in NUMBERS[kind]})
        if chance.random() < rough.missing:
            row["latitude"] = row["longitude"] = ""
        if chance.random() < rough.missing:
            row.update(dict.fromkeys(SIDES[kind], ""))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(rows)


def crowd(path: Path, kind: str, seed: int) -> None:
    """Put DECOYS behind each row: the same a day to ten before or after, some 5 to 60 km away, with another number."""
    chance = random.Random(seed)
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        head, rows = list(reader.fieldnames or ()), list(reader)
    out = []
    for row in rows:
        out.append(row)
        for number in range(DECOYS):
            decoy = dict(row)
            step = timedelta(days=chance.choice((-1, 1)) * chance.randint(1, 10))
            for column in ("date_start", "date_end") if kind == "ucdp" else ("event_date",):
                decoy[column] = (days.read(row[column]).first + step).isoformat()
            north, east = (chance.choice((-1, 1)) * chance.uniform(5, 60) / 111 for _ in range(2))
            decoy |= {
                "latitude": f"{float(row['latitude']) + north:.4f}",
                "longitude": f"{float(row['longitude']) + east:.4f}",
            }
            decoy |= dict.fromkeys(NUMBERS[kind], str(chance.randint(0, 20)))
            decoy["id" if kind == "ucdp" else "event_id_cnty"] = f"decoy {len(out)}.{number}"
            decoy["where_coordinates" if kind == "ucdp" else "location"] = f"Place {chance.randint(1, 999)}"
            out.append(decoy)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(out)


def harder(kind: str, change: Callable[[Path, str, int], None], folder: Path) -> dict[str, float]:
    """Means over DRAWS tables that are changed."""
    drawn = []
    for seed in range(DRAWS):
        table = folder / f"{kind}-harder.csv"
        world.build_table(table, kind)
        change(table, kind, seed)
        drawn.append(measure(kind, folder / f"{kind}.db", table))
    return {name: round(fmean(m[name] for m in drawn), 3) for name in ("precision", "recall", "f1")}


def measure(kind: str, ledger: Path, table: Path) -> dict[str, Any]:
    """Counts of pairs and, in words, what went wrong."""
    events, _ = world.load(kind)
    wanted = {str(n) for n, event in enumerate(events, 1) if "here" in event and "there" in event}
    found: dict[str, str] = {}
    fields: Counter[str] = Counter()
    with Ledger.open(ledger) as opened:
        documents = dict(
            opened.connection.execute(
                "SELECT c.incident, d.id FROM claims c JOIN documents d ON d.rowid = c.document"
            ).fetchall()
        )
        for record in compare(opened, table, kind).results():
            if record["outcome"] == "matched":
                found[record["row"]["id"].lstrip("NERMLI")] = documents[record["incident"]["id"]].lstrip("e")
                fields.update(f"{f['field']} {f['state']}" for f in record["fields"])
    right = {row for row, incident in found.items() if row == incident}
    wrong = [f"row {row} matched with event {incident}" for row, incident in found.items() if row != incident]
    missed = [f"event {n} not matched" for n in sorted(wanted - right, key=int)]
    precision, recall = len(right) / max(1, len(found)), len(right) / len(wanted)
    return {
        "events": len(events),
        "pairs": len(wanted),
        "found": len(found),
        "right": len(right),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "fields": dict(sorted(fields.items())),
        "errors": [*wrong, *missed],
    }


def big_table(path: Path, rows: int) -> None:
    """The ACLED rows again and again, on other days and somewhere near, so many in all."""
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder) / "t.csv"
        world.build_table(small, "acled")
        with small.open(encoding="utf-8", newline="") as file:
            known = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, world.ACLED)
        writer.writeheader()
        for number in range(rows):
            row = dict(chance.choice(known))
            row["event_id_cnty"] = f"NER{number}"
            row["event_date"] = f"{chance.randint(1, 31):02} March 2031"
            row["latitude"] = f"{float(row['latitude']) + chance.gauss(0, 0.5):.4f}"
            row["longitude"] = f"{float(row['longitude']) + chance.gauss(0, 0.5):.4f}"
            writer.writerow(row)


def load_test(rows: int, folder: Path) -> dict[str, Any]:
    """Seconds of processor time and peak memory in MB of one comparison, in a process of its own."""
    table, ledger = folder / f"big{rows}.csv", folder / "acled.db"
    big_table(table, rows)
    code = (
        "import sys, time, resource; from pathlib import Path; from onrecord.compare.run import compare; "
        "from onrecord.store import Ledger; t = time.process_time(); opened = Ledger.open(Path(sys.argv[1])); "
        "n = sum(1 for _ in compare(opened, Path(sys.argv[2]), 'acled').results()); "
        "print(n, time.process_time() - t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    out = subprocess.run([sys.executable, "-c", code, ledger, table], capture_output=True, text=True, check=True)
    results, seconds, memory = (float(part) for part in out.stdout.split())
    return {"rows": rows, "results": int(results), "cpu_s": round(seconds, 1), "peak_mb": round(memory)}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="say what went wrong")
    parser.add_argument("--rows", type=int, help="also compare a table of so many rows")
    given = parser.parse_args()
    console, measured = Console(), {}
    table = Table("table", "events", "pairs", "found", "right", "precision", "recall", "F1")
    with tempfile.TemporaryDirectory() as folder:
        for kind in world.KINDS:
            ledger, rows = Path(folder) / f"{kind}.db", Path(folder) / f"{kind}.csv"
            world.build_ledger(ledger, kind)
            world.build_table(rows, kind)
            m = measured[kind] = measure(kind, ledger, rows)
            counts = (str(m[name]) for name in ("events", "pairs", "found", "right"))
            table.add_row(kind, *counts, *(f"{m[name]:.3f}" for name in ("precision", "recall", "f1")))
            changes: dict[str, Callable[[Path, str, int], None]] = {
                f"{name} less exact": lambda path, kind, seed, rough=rough: roughen(path, kind, rough, seed)
                for name, rough in ROUGHER.items()
            }
            changes[f"{DECOYS} decoys a row"] = crowd
            m["harder"] = {name: harder(kind, change, Path(folder)) for name, change in changes.items()}
            for name, r in m["harder"].items():
                table.add_row(f"{kind}, {name}", *[""] * 4, *(f"{value:.3f}" for value in r.values()))
        console.print(table)
        if given.errors:
            for kind, m in measured.items():
                console.print(kind, *m["errors"], m["fields"], sep="\n  ")
        if given.rows:
            measured["load"] = [load_test(rows, Path(folder)) for rows in (given.rows // 10, given.rows)]
            console.print(*measured["load"], sep="\n")
    if "load" not in measured and RESULTS.exists() and "load" in (last := json.loads(RESULTS.read_text())):
        measured["load"] = last["load"]
    RESULTS.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
