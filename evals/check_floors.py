"""Hold the floors: `python evals/check_floors.py [--shared ../shared] [--update]`.

Measures every set that is there, prints each figure beside its floor, and ends with status 1 if one is below it, if
one has no floor yet, or if the scorer refuses an output. `--update` sets the floors to what was reached, less a margin.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import floors
from floors import Floor
from measure import measure
from sets import HERE, present


def failures(rows: Sequence[Floor], results: Mapping[str, Any]) -> list[str]:
    """One line for every bound that does not hold; rows of sets that were not measured are passed over."""
    out = [f"{name}: {one['refused']}" for name, one in results["sets"].items() if "refused" in one]
    for row in rows:
        if row.set not in results["sets"] or "refused" in results["sets"][row.set]:
            continue
        reached = floors.value(results, row)
        if row.holds(reached):
            continue
        if row.floor is None and row.most is None:
            out.append(f"{row.set} {row.figure}: reached {reached}, but has no floor yet: run with --update")
        else:
            bound = f"at least {row.floor:g}" if row.most is None else f"at most {row.most:g}"
            out.append(f"{row.set} {row.figure}: reached {reached}, must be {bound}")
    return out


def table(rows: Sequence[Floor], results: Mapping[str, Any]) -> Table:
    """Figure, aim, bound and what was reached."""
    out = Table(title=f"floors, {results['made_by']['model']}")
    for name in ("set", "figure", "asked", "bound", "reached", ""):
        out.add_column(name, justify="right" if name in ("asked", "bound", "reached") else "left")
    for row in rows:
        if row.set not in results["sets"]:
            out.add_row(row.set, row.figure, _cell(row.asked), _bound(row), "", "not here")
            continue
        reached = floors.value(results, row)
        state = "holds" if row.holds(reached) else "FAILS"
        out.add_row(row.set, row.figure, _cell(row.asked), _bound(row), _cell(reached), state)
    return out


def _cell(x: float | None) -> str:
    return "" if x is None else f"{x:.3f}" if x % 1 else f"{x:g}"


def _bound(row: Floor) -> str:
    return f"≤ {row.most:g}" if row.most is not None else "none yet" if row.floor is None else f"≥ {row.floor:g}"


def main() -> int:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared", help="folder with the measuring sets")
    ap.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="documents that are read at once")
    ap.add_argument("--update", action="store_true", help="write what was reached, less the margin, into floors.yaml")
    args = ap.parse_args()
    results = measure(present(args.shared), args.shared, args.threads)
    rows = floors.load()
    if args.update:
        rows = floors.updated(rows, results)
        floors.save(rows)
    Console(width=None if sys.stdout.isatty() else 120).print(table(rows, results))
    failed = failures(rows, results)
    for line in failed:
        print(f"below its floor: {line}" if "must be" in line else line)
    print(f"{len(failed)} of {len(rows)} bounds do not hold" if failed else "every bound holds")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
