"""Measure the program: `python evals/measure.py [--shared ../shared] [--report] [SET…]`.

Runs the whole program over each set's documents and scores what it prints; writes `evals/results.json` and prints a
table. With names of sets only these are measured anew. `--report` writes `evals/report.md` from results.json,
floors.yaml and bench.json, and measures nothing unless sets are named.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from onrecord.extract import Reader
from report import write_report
from resample import interval
from sets import HERE, MeasuringSet, RefusedError, Scored, Scorer, answers, present

RESULTS = HERE / "results.json"
LIBRARIES = ("onrecord", "onnxruntime", "tokenizers", "numpy", "trafilatura")

Json = dict[str, Any]


def measure(measured: list[MeasuringSet], shared: Path, threads: int) -> Json:
    """Figures of the sets, with what they were made by. A refused set has `refused` in place of figures."""
    reader = Reader.load(threads=threads)
    scorer = Scorer(shared)
    sets = {}
    for one in measured:
        began = time.monotonic()
        output = answers(one.docs(shared), reader, one.linked)
        seconds = round(time.monotonic() - began, 1)
        try:
            sets[one.name] = figures(one, scorer.score(one, output)) | {"seconds": seconds}
        except RefusedError as error:
            sets[one.name] = {"kind": one.kind, "refused": str(error)}
        print(f"{one.name}: {seconds} s", file=sys.stderr)
    made_by = {"model": reader.made_by.model, "ontology": reader.made_by.ontology, "python": platform.python_version()}
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "made_by": made_by | {name: version(name) for name in LIBRARIES},
        "sets": sets,
    }


def figures(measured: MeasuringSet, scored: Scored) -> Json:
    """Each figure as `{"value"}`; an F1 has precision, recall, counts and its interval beside it."""
    out: Json = {}
    for name, got in scored.whole.items():
        if name == "documents":
            continue
        if not isinstance(got, dict):
            out[name] = {"value": got}
            continue
        out[name] = {"value": got["f1"], **{k: got[k] for k in ("p", "r", "gold", "pred")}}
        apart = [row[name] for row in scored.by_document if name in row]
        # a relation between documents is not the sum of what each document says
        if measured.kind not in ("links", "stories") and (found := interval(apart)):
            out[name]["interval"] = found
    return {"kind": measured.kind, "documents": scored.whole["documents"], "figures": out}


def merge(old: Json | None, new: Json) -> Json:
    """New figures over old ones, if the same program and weights made both; else the new ones alone."""
    if old is None or old["made_by"] != new["made_by"]:
        return new
    return new | {"sets": old["sets"] | new["sets"]}


def table(results: Json) -> Table:
    """Figures for the terminal."""
    out = Table(title=f"{results['made_by']['model']}, {results['measured']}")
    for name in ("set", "figure", "value", "95 %", "p", "r", "gold"):
        out.add_column(name, justify="left" if name in ("set", "figure") else "right")
    for name, one in results["sets"].items():
        if "refused" in one:
            out.add_row(name, "refused", "", one["refused"])
        for figure, got in one.get("figures", {}).items():
            low_high = "–".join(f"{x:.2f}" for x in got.get("interval", ()))
            numbers = (str(got.get(k, "")) for k in ("p", "r", "gold"))
            out.add_row(name, figure, str(got["value"]), low_high, *numbers)
        out.add_section()
    return out


def arguments() -> argparse.Namespace:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("sets", nargs="*", metavar="SET", help="measure these only (default: all that are there)")
    ap.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared", help="folder with the measuring sets")
    ap.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="documents that are read at once")
    ap.add_argument("--report", action="store_true", help="write evals/report.md")
    return ap.parse_args()


def main() -> int:
    """Measure, print, write. Exit status 1 if a set's output was refused."""
    args = arguments()
    if args.report and not args.sets:
        write_report()
        return 0
    old = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() and args.sets else None
    results = merge(old, measure(present(args.shared, args.sets), args.shared, args.threads))
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    Console(width=None if sys.stdout.isatty() else 120).print(table(results))
    if args.report:
        write_report()
    return int(any("refused" in one for one in results["sets"].values()))


if __name__ == "__main__":
    sys.exit(main())
