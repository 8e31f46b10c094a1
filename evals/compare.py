"""Measure how well rows of event tables are matched with incidents: `python evals/compare.py [--errors] [--rows N]`.

The made-up events of own/compare/events.yaml become a ledger and an ACLED and a UCDP table. A pair is right if both
ends come from one event. Prints precision, recall and F1, and how often the fields of matched pairs agree; writes
`evals/compare.json`. With `--rows N` also how fast a table of N rows is compared and how much memory that takes, beside
a table of a tenth of the rows.
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
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import compare_world as world
from onrecord.compare.run import compare
from onrecord.store import Ledger

RESULTS = Path(__file__).parent / "compare.json"
SEED = 7


def measure(kind: str, folder: Path) -> dict[str, Any]:
    """Counts of pairs and, in words, what went wrong."""
    ledger, table = folder / f"{kind}.db", folder / f"{kind}.csv"
    world.build_ledger(ledger, kind)
    world.build_table(table, kind)
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
            m = measured[kind] = measure(kind, Path(folder))
            counts = (str(m[name]) for name in ("events", "pairs", "found", "right"))
            table.add_row(kind, *counts, *(f"{m[name]:.3f}" for name in ("precision", "recall", "f1")))
        console.print(table)
        if given.errors:
            for kind, m in measured.items():
                console.print(kind, *m["errors"], m["fields"], sep="\n  ")
        if given.rows:
            measured["load"] = [load_test(rows, Path(folder)) for rows in (given.rows // 10, given.rows)]
            console.print(*measured["load"], sep="\n")
    RESULTS.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
