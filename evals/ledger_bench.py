"""Questions to a ledger and adding to it, at two sizes: `python evals/ledger_bench.py [--sizes 10000,1000000]`.

Prints a table and writes `evals/ledger_bench.json`. For each of 20 listed filters a page of 50 is asked several times,
the filters in turn, so that all meet the same machine; percentiles are over all pages. What adding 100 articles costs is
a ratio between the sizes, each at its best of several. A script and not a timed test.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ledger_synthetic import World, build

from onrecord.store.filters import filters
from onrecord.store.ledger import Ledger
from onrecord.store.query import claims_page, incidents_page

HERE = Path(__file__).parent
ROUNDS = 5
Json = dict[str, Any]


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


def pages(path: Path, rounds: int) -> list[Json]:
    """Milliseconds of a first and of a third page of each filter, of claims and of incidents."""
    out: list[Json] = []
    with Ledger.open(path) as ledger:
        asked = [(name, filters(given)) for name, given in listed(World(1))]
        times: dict[tuple[str, str], list[float]] = {}
        totals: dict[tuple[str, str], str] = {}
        for _ in range(rounds):
            for noun, page in (("claims", claims_page), ("incidents", incidents_page)):
                for name, wanted in asked:
                    after = None
                    for _ in range(3):
                        began = time.process_time()
                        found = page(ledger.connection, wanted, after=after)
                        times.setdefault((noun, name), []).append(1000 * (time.process_time() - began))
                        totals[noun, name] = str(found.total)
                        after = found.after
                        if after is None:
                            break
    for (noun, name), taken in times.items():
        out.append({"of": noun, "filter": name, "total": totals[noun, name], "ms": taken})
    return out


def percentile(values: list[float], share: float) -> float:
    """By nearest rank."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


if __name__ == "__main__":
    import sys
    size=int(sys.argv[1]); path=Path(f"/tmp/ob_{size}.onrecord")
    if not path.exists():
        t=time.time(); build(path, size); print("build", time.time()-t, path.stat().st_size/1e6)
    rows=pages(path, 3)
    for r in rows: print(f"{r['of']:10} {r['filter']:40} {r['total']:>8} {statistics.median(r['ms']):8.1f} {max(r['ms']):8.1f}")
    for of in ("claims","incidents"):
        ms=[m for r in rows if r["of"]==of for m in r["ms"]]
        print(of, percentile(ms,.5), percentile(ms,.95))
