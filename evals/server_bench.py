"""How long the server works on each page: `python evals/server_bench.py LEDGER [--rounds 2] [--json FILE]`.

Lists are asked with the 20 filters of `ledger_bench.py` and their second pages, articles and incidents as those lists
link to them, the other views with the same filters. Every address is asked in every round, all in turn, so that all
meet the same machine. Times are of whole answers in one process, without a network: on the processor (`cpu`) and on the
wall; on a busy machine only the first can be compared. Prints a table by kind of page and the slowest addresses.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.testclient import TestClient

from ledger_bench import listed
from ledger_synthetic import World
from onrecord.server.app import make_app

Json = dict[str, Any]
LISTS = ("incidents", "claims")
OTHERS = ("timeline", "map", "network", "presence", "report")
LINKED = 20  # articles and incidents, each
SLOWEST = 12


def addresses(client: TestClient) -> Iterator[tuple[str, str]]:
    """Kinds of page and addresses."""
    for _, given in listed(World(1)):
        query = urlencode([(n, "1" if v is True else v) for n, v in given.items()])
        for noun in LISTS:
            yield noun, f"/{noun}?{query}"
            told = client.get(f"/{noun}.json?{query}").json()
            if told["after"]:
                yield noun, f"/{noun}?{urlencode({'after': told['after']})}&{query}"
        for other in OTHERS:
            yield other, f"/{other}?{query}"
    for sort in ("oldest", "surest", "least-sure"):
        yield "claims", f"/claims?sort={sort}"
    for sort in ("oldest", "independent", "killed", "disputed"):
        yield "incidents", f"/incidents?sort={sort}"
    yield "documents", "/documents"
    for row in client.get(f"/claims.json?limit={LINKED}").json()["claims"]:
        yield "document", f"/document?id={quote(row['document'], safe='')}&claim={row['key']}"
    for row in client.get(f"/incidents.json?sort=independent&limit={LINKED}").json()["incidents"]:
        yield "incident", f"/incidents/{row['id']}"


def measured(client: TestClient, rounds: int, kinds: list[str] | None) -> dict[tuple[str, str], Json]:
    """Milliseconds of each address."""
    asked = [one for one in dict.fromkeys(addresses(client)) if not kinds or one[0] in kinds]
    out: dict[tuple[str, str], Json] = {one: {"cpu": [], "wall": [], "status": 0} for one in asked}
    for _ in range(rounds):
        for one in asked:
            wall, cpu = time.perf_counter(), time.process_time()
            answer = client.get(one[1], headers={"accept": "text/html"})
            out[one]["cpu"].append(1000 * (time.process_time() - cpu))
            out[one]["wall"].append(1000 * (time.perf_counter() - wall))
            out[one]["status"] = answer.status_code
    return out


def percentile(values: list[float], share: float) -> float:
    """The smallest value that so many are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--kinds", help="Only these, with commas.")
    given = parser.parse_args()
    client = TestClient(make_app(given.ledger), base_url="http://127.0.0.1")
    found = measured(client, given.rounds, given.kinds and given.kinds.split(","))
    by_kind: defaultdict[str, Json] = defaultdict(lambda: {"cpu": [], "wall": []})
    for (kind, _), row in found.items():
        for name in ("cpu", "wall"):
            by_kind[kind][name] += row[name]
            by_kind["all"][name] += row[name]
    print(
        "| page | loads | median cpu ms | 95 % cpu ms | median wall ms | 95 % wall ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        sep="\n",
    )
    for kind, row in by_kind.items():
        figures = [f(row[n]) for n in ("cpu", "wall") for f in (statistics.median, lambda v: percentile(v, 0.95))]
        print(f"| {kind} | {len(row['cpu'])} | {' | '.join(f'{value:.0f}' for value in figures)} |")
    slowest = sorted(found.items(), key=lambda item: -statistics.median(item[1]["cpu"]))[:SLOWEST]
    print("\nslowest:")
    for (_, address), row in slowest:
        print(f"{statistics.median(row['cpu']):8.0f} ms  {row['status']}  {address[:150]}")
    if given.json:
        told = [{"kind": kind, "address": address, **row} for (kind, address), row in found.items()]
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
