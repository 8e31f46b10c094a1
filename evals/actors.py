"""Country and sector of our own sets of party phrases: `python evals/actors.py`. Needs no model."""

from __future__ import annotations

import csv
from pathlib import Path

from onrecord.ground.actor import code_party, load

OWN = Path(__file__).parent / "own"
SETS = ("actors.csv", "actors_second.csv")


def score(path: Path) -> tuple[int, float, float, float]:
    """Number of phrases, and the shares with the right country, the right sector and both."""
    table = load()
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    right = []
    for row in rows:
        code = code_party(row["phrase"], row["name"] or row["phrase"], row["published"] or None, table)
        right.append(((code.country or "") == row["country"], (code.sector or "") == row["sector"]))
    n = len(rows)
    return n, sum(c for c, _ in right) / n, sum(s for _, s in right) / n, sum(c and s for c, s in right) / n


def main() -> None:
    """Print a line for each set."""
    for name in SETS:
        n, country, sector, both = score(OWN / name)
        print(f"{name:20} {n} phrases: country {country:.3f}, sector {sector:.3f}, both {both:.3f}")


if __name__ == "__main__":
    main()
