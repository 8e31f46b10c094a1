"""Questions to a ledger and adding to it, at two sizes: `python evals/ledger_bench.py [--sizes 10000,1000000]`.

Prints tables and writes `evals/ledger_bench.json`. For each of 20 listed filters up to three pages of 50 are asked in
every round, the filters in turn, so that all meet the same machine; percentiles are over all pages. What adding 100
articles of the next day costs is summed over several batches and set against the smallest ledger. Ledgers have the news
of as many days as it takes to their size; the smallest is made a second time with its claims spread over the days of a
million, which asks how the cost grows with the news of a day and not with the ledger. Times are of this process on the
processor (`cpu`) and on the wall: on a busy machine only the first can be compared. A script and not a timed test. A
ledger that lies in --folder already is not built again.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ledger_synthetic import DAYS, LAST_DAY, World, articles, build
from onrecord.store.filters import filters
from onrecord.store.ledger import Ledger
from onrecord.store.query import Page, claims_page, incidents_page

HERE = Path(__file__).parent
PAGES: dict[str, Callable[..., Page]] = {"claims": claims_page, "incidents": incidents_page}
PAGES_ASKED = 3
ARTICLES = 100
Json = dict[str, Any]
T = TypeVar("T")


def listed(world: World) -> list[tuple[str, Json]]:
    """The 20 filters, from none to several at once, common values and rare ones."""
    common, rare = world.parties[0].name, world.parties[1500].name
    place, holder, outlet = world.places[0], world.holders[0], world.outlets[0]
    words = world.words
    type = world.types[0][0]
    return [
        ("no filter", {}),
        ("common country", {"country": "UKR"}),
        ("rare country", {"country": "HTI"}),
        ("common type", {"type": type}),
        ("type and mode", {"type": "ASSAULT.drone"}),
        ("common actor", {"actor": common}),
        ("rare actor", {"actor": rare}),
        ("actor by code", {"actor": "NER/MIL"}),
        ("party and status", {"party": common, "status": "negated"}),
        ("two countries against each other", {"actor": "UKR", "recipient": "RUS"}),
        ("stance denies", {"stance": "denies"}),
        ("source", {"source": holder}),
        ("outlet in one month", {"source": outlet, "from": "2023-05", "to": "2023-05"}),
        ("one week", {"from": "2023-05-01", "to": "2023-05-07"}),
        ("old half of a country", {"country": "NER", "to": "2023-06-30"}),
        ("50 km around a place", {"near": f"{place.lat},{place.lon}", "within": 50}),
        ("a word of the text", {"text": words[40]}),
        ("two words in a country", {"text": f"{words[0]} AND {words[60]}", "country": "NER"}),
        ("three independent sources, disputed", {"independent": 3, "disputed": True}),
        ("sector, type, country, sure", {"sector": "REB", "type": type, "country": "SDN", "min-confidence": 0.8}),
    ]


def timed(action: Callable[[], T]) -> tuple[T, float, float]:
    """What an action gives, and its milliseconds on the processor and on the wall."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = action()
    return found, 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


def pages(path: Path, rounds: int) -> list[Json]:
    """A row for each filter and noun: total, and milliseconds of all pages asked."""
    asked = [(name, filters(given)) for name, given in listed(World(1))]
    out: dict[tuple[str, str], Json] = {}
    with Ledger.open(path) as ledger:
        for _, (noun, page), (name, wanted) in itertools.product(range(rounds), PAGES.items(), asked):
            row = out.setdefault((noun, name), {"of": noun, "filter": name, "cpu_ms": [], "wall_ms": []})
            after = None
            for _ in range(PAGES_ASKED):
                found, cpu, wall = timed(partial(page, ledger.connection, wanted, after=after))
                row["cpu_ms"].append(round(cpu, 2))
                row["wall_ms"].append(round(wall, 2))
                row["total"] = str(found.total)
                if (after := found.after) is None:
                    break
    return list(out.values())


def adding(path: Path, rounds: int) -> Json:
    """Milliseconds of adding 100 articles, each round others, and the peak of memory; in a process of its own."""
    code = f"import ledger_bench; ledger_bench.add_rounds({str(path)!r}, {rounds})"
    done = subprocess.run([sys.executable, "-c", code], cwd=HERE, stdout=subprocess.PIPE, text=True, check=True)
    found: Json = json.loads(done.stdout)
    return found


def add_rounds(path: str, rounds: int) -> None:
    """Add to a copy, so that the ledger stays as it was built; prints JSON."""
    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        copy = Path(shutil.copy(path, folder))
        batches = [articles(copy, 1000 + seed, ARTICLES, LAST_DAY + timedelta(1)) for seed in range(rounds)]
        cpu, wall = [], []
        with Ledger.open(copy, write=True) as ledger:
            for batch in batches:
                _, on_processor, on_wall = timed(partial(ledger.add, batch))
                cpu.append(round(on_processor, 1))
                wall.append(round(on_wall, 1))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu_ms": cpu, "wall_ms": wall, "peak_mb": round(peak, 1)}))


def percentile(values: list[float], share: float) -> float:
    """By nearest rank."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(name: str, rows: list[Json], added: Json) -> None:
    """Print what was measured of one ledger."""
    print(f"\n{name}\n{'of':<10} {'filter':<36} {'total':>8} {'median cpu ms':>14} {'worst':>8}")
    for row in rows:
        ms = row["cpu_ms"]
        print(f"{row['of']:<10} {row['filter']:<36} {row['total']:>8} {statistics.median(ms):>14.1f} {max(ms):>8.1f}")
    for unit in ("cpu_ms", "wall_ms"):
        for noun in PAGES:
            ms = [m for row in rows if row["of"] == noun for m in row[unit]]
            print(
                f"pages of {noun}, {unit}: median {percentile(ms, 0.5):.1f}, 95th percentile {percentile(ms, 0.95):.1f}"
            )
    each = sum(added["cpu_ms"]) / len(added["cpu_ms"])
    print(f"adding {ARTICLES} articles: {each:.0f} ms cpu on average, peak {added['peak_mb']:.0f} MB")


def main() -> None:
    """Measure every size and write all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,1000000", help="claims, with commas between")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where ledgers are kept")
    parser.add_argument("--output", type=Path, default=HERE / "ledger_bench.json")
    given = parser.parse_args()
    small, *others = (int(part) for part in given.sizes.split(","))
    ledgers: list[tuple[str, int, int | None]] = [(f"{small} claims", small, None)]
    ledgers += [(f"{small} claims over {DAYS} days", small, DAYS), *((f"{size} claims", size, None) for size in others)]
    result: Json = {}
    for name, size, days in ledgers:
        path = given.folder / f"synthetic_{size}{f'_{days}' if days else ''}.db"
        if not path.is_file():
            waiting = path.with_suffix(".part")
            waiting.unlink(missing_ok=True)
            build(waiting, size, days)
            waiting.rename(path)
        rows, added = pages(path, given.rounds), adding(path, given.rounds)
        report(name, rows, added)
        result[name] = {"megabytes": round(path.stat().st_size / 1e6, 1), "pages": rows, "adding": added}
    cost = {name: sum(measured["adding"]["cpu_ms"]) for name, measured in result.items()}
    least = cost[ledgers[0][0]]
    ratios = {name: round(ms / least, 3) for name, ms in cost.items()}
    for name, ratio in ratios.items():
        print(f"adding {ARTICLES} articles to {name} costs {ratio:.2f} times as much as to {ledgers[0][0]}")
    given.output.write_text(json.dumps({"ledgers": result, "adding_ratios": ratios}, indent=1) + "\n")


if __name__ == "__main__":
    main()
