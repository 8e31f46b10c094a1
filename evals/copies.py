"""Copies told from reports: `python evals/copies.py [--pairs evals/own/copies.jsonl] [--wrong]`; prints JSON.

Each pair goes the way of the ledger: cleaned, without furniture and credits, compared if they share a band. A copy that
shares none counts as missed. `--wrong` names the pairs that were told wrong.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from onrecord.clean import clean
from onrecord.link.copies import body, compare, signature
from onrecord.model.document import Metadata, Raw
from onrecord.settings import Settings

PAIRS = Path(__file__).parent / "own" / "copies.jsonl"

Json = dict[str, Any]


def running(side: Json, settings: Settings) -> str:
    """The running text of one side of a pair: {"publisher", "text"}."""
    text = side["text"]
    given = Metadata(publisher=side["publisher"])
    return body(clean(Raw("pair", "pair", "jsonl", text.encode(), given=given, text=text), settings))


def told(pair: Json, settings: Settings) -> tuple[bool, bool]:
    """Whether the two texts of a pair share a band, and whether they are taken for copies."""
    a, b = running(pair["a"], settings), running(pair["b"], settings)
    met = bool(set(signature(a)) & set(signature(b)))
    return met, met and compare(a, b) is not None


def score(pairs: Iterable[Json]) -> Json:
    """Pairs told right, with what was missed and what was taken for a copy, and the ids of both."""
    settings = Settings()
    counts: Counter[str] = Counter()
    wrong: dict[str, list[str]] = {"missed": [], "taken": []}
    for pair in pairs:
        met, copy = told(pair, settings)
        counts["copies" if pair["copy"] else "reports"] += 1
        counts["copies that meet" if pair["copy"] else "reports that meet"] += met
        counts["right"] += copy == pair["copy"]
        if copy != pair["copy"]:
            wrong["taken" if copy else "missed"].append(str(pair["id"]))
    total = counts["copies"] + counts["reports"]
    return {"told_right": round(counts["right"] / max(1, total), 4), **counts, **wrong}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--wrong", action="store_true", help="name the pairs that were told wrong")
    options = parser.parse_args()
    found = score(json.loads(line) for line in options.pairs.read_bytes().splitlines() if line.strip())
    if not options.wrong:
        found |= {kind: len(found[kind]) for kind in ("missed", "taken")}
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
