"""Speed and memory: `python evals/bench.py [--documents 500] [--threads 2]`; prints a table, writes `evals/bench.json`.

Reads reports of `../shared/corpora/newswire` or, where that is absent, the demo articles over and over. A script and
not a timed test: only what was timed within one run is compared. This process stays small and starts others, since
Linux counts a parent's memory into the peak of the process that it starts.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ONRECORD = [sys.executable, "-m", "onrecord.cli"]
DEMO = HERE / "own" / "demo.docs.jsonl"
CHUNK = 64  # documents after which the pipeline and the bare runs take turns, so that both meet the same machine
STARTS = 5

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ran to its end: seconds to its first line and to its end, and its peak of resident memory."""

    first_line_s: float
    whole_s: float
    peak_mb: float


def corpus(shared: Path, wanted: int) -> tuple[str, list[bytes]]:
    """The corpus' name and JSONL lines of `wanted` documents."""
    newswire = shared / "corpora" / "newswire" / "agency.docs.jsonl.gz"
    if newswire.is_file():
        with gzip.open(newswire) as lines:
            return "corpora/newswire", list(itertools.islice(lines, wanted))
    rows = [json.loads(line) for line in DEMO.read_bytes().splitlines()]
    repeated = itertools.islice(itertools.cycle(rows), wanted)
    return "the demo articles", [json.dumps(r | {"id": str(i)}).encode() + b"\n" for i, r in enumerate(repeated)]


def timed(command: list[str]) -> Ended:
    """Run a command that prints, read it to the end. Raises SystemExit if it fails."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        first = time.perf_counter() - began
        while process.stdout.read(1 << 20):
            pass
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    whole = time.perf_counter() - began
    if not line or process.returncode not in (0, 1):  # 1: an input was set aside, and says so in its place
        raise SystemExit(f"{' '.join(command[:6])} … ended with status {process.returncode}")
    return Ended(first, whole, used.ru_maxrss / 1024)


def pipeline_against_graphs(folder: Path, threads: int) -> Iterator[tuple[float, float]]:
    """Seconds of the whole pipeline and of its ONNX runs alone for each chunk in `folder`. Loads the model here."""
    from concurrent.futures import ThreadPoolExecutor

    import onnxruntime

    calls: list[tuple[Any, Any, Any]] = []
    plain = onnxruntime.InferenceSession

    class Recording(plain):  # type: ignore[misc, valid-type]
        """Keeps what each run was given; costs a list entry."""

        def run(self, names: Any, feed: Any, options: Any = None) -> Any:
            calls.append((self, names, feed))
            return super().run(names, feed, options)

    onnxruntime.InferenceSession = Recording
    from onrecord.extract import Reader
    from sets import answers

    reader = Reader.load(threads=threads)
    answers(DEMO, reader)  # the first runs are slower
    with ThreadPoolExecutor(threads) as pool:
        for path in sorted(folder.glob("*.jsonl")):
            calls.clear()
            began = time.perf_counter()
            answers(path, reader)
            whole = time.perf_counter() - began
            began = time.perf_counter()
            list(pool.map(lambda call: plain.run(*call), calls))
            yield whole, time.perf_counter() - began


def grounding_share(parts: Path, threads: int) -> float:
    """Time of documents with grounding over that without, in turns chunk by chunk. Loads the model."""
    from onrecord.clean import clean
    from onrecord.extract import Reader
    from onrecord.ground import ground
    from onrecord.model.document import Metadata, Raw
    from onrecord.settings import Settings
    from onrecord.sources import collect

    reader, reading_s, grounding_s = Reader.load(threads=threads), 0.0, 0.0
    for i, path in enumerate(sorted(parts.glob("*.jsonl"))):
        began = time.perf_counter()
        raws = [r for r in collect([str(path)], settings=Settings(), given=Metadata()) if isinstance(r, Raw)]
        found = reader.read([clean(raw, Settings()) for raw in raws])
        read = time.perf_counter()
        for reading in found:
            ground(reading)
        if i:  # the first opens tables and warms the graphs
            reading_s += read - began
            grounding_s += time.perf_counter() - read
    return (reading_s + grounding_s) / reading_s


def gazetteer() -> tuple[float, float]:
    """Seconds to open the gazetteer and look up one name, and MB of memory that a few lookups take."""
    import re

    from onrecord.ground.place.gazetteer import Gazetteer

    def resident() -> int:
        match = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
        return int(match[1]) if match else 0

    before, began = resident(), time.perf_counter()
    opened = Gazetteer.open([])
    opened.lookup("Niamey")
    opening = time.perf_counter() - began
    for name in ("San Jose", "San Juan", "San Pedro"):
        opened.lookup(name)
    return opening, (resident() - before) / 1024


def chunks(lines: list[bytes], folder: Path) -> None:
    """Write the documents as files of CHUNK each."""
    for i in range(0, len(lines), CHUNK):
        (folder / f"{i:06}.jsonl").write_bytes(b"".join(lines[i : i + CHUNK]))


def in_child(part: str, folder: Path, threads: int) -> Any:
    """One of PARTS, measured in a process of its own."""
    command = [sys.executable, __file__, "--part", part, "--chunks", str(folder), "--threads", str(threads)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _sums(folder: Path, threads: int) -> list[float]:
    pairs = list(pipeline_against_graphs(folder, threads))
    return [sum(seconds) for seconds in zip(*pairs, strict=True)]


PARTS: dict[str, Callable[[Path, int], Any]] = {
    "graphs": _sums,
    "grounding": grounding_share,
    "gazetteer": lambda folder, threads: gazetteer(),
}


def bench(shared: Path, documents: int, threads: int) -> Json:
    """All figures."""
    name, lines = corpus(shared, documents)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        everything, one, parts = folder / "all.jsonl", folder / "one.jsonl", folder / "parts"
        everything.write_bytes(b"".join(lines))
        one.write_bytes(DEMO.read_bytes().splitlines(keepends=True)[0])
        parts.mkdir()
        chunks(lines, parts)
        whole, alone = in_child("graphs", parts, threads)
        grounded = in_child("grounding", parts, threads)
        opened = [in_child("gazetteer", parts, threads) for _ in range(STARTS)]
        read = [*ONRECORD, "read", "--quiet", "--format", "jsonl"]
        runs = {jobs: timed([*read, str(everything), "--jobs", str(jobs)]) for jobs in (1, threads)}
        starts = [timed([*read, str(one)]) for _ in range(STARTS)]
    n = len(lines)
    rows = [
        ("reports a second, whole pipeline, model loaded", "at least 15", n / whole, "/s"),
        ("whole pipeline over its ONNX runs alone", "at most 1.5", whole / alone, "times"),
        *(
            (f"reports a second, `onrecord read --jobs {jobs}` from start to end", "", n / run.whole_s, "/s")
            for jobs, run in runs.items()
        ),
        ("peak memory of that with one job", "", runs[1].peak_mb, "MB"),
        ("first claim of one article after start, median of 5", "at most 2", _median(starts, "first_line_s"), "s"),
        ("peak memory of that", "under 700", max(s.peak_mb for s in starts), "MB"),
        ("time with grounding over time without", "at most 1.25", grounded, "times"),
        (
            "gazetteer opened and asked once, median of 5",
            "under 100",
            statistics.median(o[0] for o in opened) * 1e3,
            "ms",
        ),
        ("memory of that and three lookups", "under 120", max(o[1] for o in opened), "MB"),
    ]
    return {
        "measured": datetime.now(UTC).strftime("%Y-%m-%d"),
        "corpus": name,
        "documents": n,
        "cores": len(os.sched_getaffinity(0)),
        "threads": threads,
        "figures": [{"figure": f, "asked": a, "value": round(v, 2), "unit": u} for f, a, v, u in rows],
    }


def _median(runs: list[Ended], field: str) -> float:
    return float(statistics.median(getattr(run, field) for run in runs))


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared", help="folder with corpora/newswire")
    ap.add_argument("--documents", type=int, default=500)
    ap.add_argument("--threads", type=int, default=2, help="documents read at once, here and in the bare runs")
    ap.add_argument("--chunks", type=Path, help=argparse.SUPPRESS)
    ap.add_argument("--part", choices=list(PARTS), help=argparse.SUPPRESS)
    args = ap.parse_args()
    if args.part:
        print(json.dumps(PARTS[args.part](args.chunks, args.threads)))
        return
    result = bench(args.shared, args.documents, args.threads)
    (HERE / "bench.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(f"{result['documents']} reports of {result['corpus']}, {result['cores']} cores, {args.threads} threads")
    for row in result["figures"]:
        print(f"{row['value']:10.2f} {row['unit']:6} {row['figure']}" + (f" ({row['asked']})" if row["asked"] else ""))


if __name__ == "__main__":
    main()
