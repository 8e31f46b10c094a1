"""Kill -9 in the middle of `onrecord add`: `python evals/kill.py [--moments 50] [--seed 1] [INPUT…]`.

At each of so many random moments of a run, whose length is taken from an undisturbed one, a new ledger's writer is
killed, every second time not before a transaction is open; then `onrecord check` must be content, a second `add` must
go on to the end, and all rows but for when they were added must be those of the undisturbed ledger. Whether a
transaction was open is read from SQLite's lock on it while the writer is stopped. Status 1 at the first difference,
with the ledgers left for a look. For Linux.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ONRECORD = [sys.executable, "-m", "onrecord.cli"]
INPUTS = [HERE / "own" / name for name in ("corpus.docs.jsonl", "demo.docs.jsonl")]  # more than one batch
WRITE_LOCK = (
    120  # byte of the -shm file that SQLite locks while a transaction writes: https://sqlite.org/walformat.html
)
FLOCK = "hhqqi4x"  # struct flock of 64-bit Linux: type, whence, start, length, process
LOOK_S = 0.002
APART = ("texts_data", "texts_idx", "facets_data", "facets_idx")  # how an index is cut into segments depends on when


def rows(ledger: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a ledger, table by table, without the column `added`."""
    out = {}
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
        for (table,) in names.fetchall():
            columns = [c[1] for c in connection.execute(f"PRAGMA table_info({table})") if c[1] != "added"]
            if table not in APART:
                named = ", ".join(f'"{c}"' for c in columns)
                out[table] = sorted(connection.execute(f"SELECT {named} FROM {table}").fetchall(), key=repr)
    return out


def add(inputs: list[str], ledger: Path) -> subprocess.Popen[bytes]:
    """A writer at work."""
    return subprocess.Popen([*ONRECORD, "add", *inputs, "--ledger", str(ledger), "--quiet"])


def check(ledger: Path) -> bool:
    """Whether `onrecord check` is content."""
    run = subprocess.run([*ONRECORD, "check", "--ledger", str(ledger)], capture_output=True, text=True)
    if run.returncode:
        print(run.stdout, run.stderr, sep="\n")
    return run.returncode == 0


def writing(ledger: Path) -> bool:
    """Whether a process has a transaction open that writes."""
    try:
        with ledger.with_name(f"{ledger.name}-shm").open("r+b") as shared:
            asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, WRITE_LOCK, 1, 0)
            return bool(struct.unpack(FLOCK, fcntl.fcntl(shared, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK)
    except FileNotFoundError:
        return False


def killed(inputs: list[str], ledger: Path, delay_s: float, within: bool) -> bool:
    """Kill a writer after so long and, if asked for, not before a transaction is open; whether one was."""
    writer = add(inputs, ledger)
    time.sleep(delay_s)
    while within and writer.poll() is None and not writing(ledger):
        time.sleep(LOOK_S)
    if writer.poll() is None:
        writer.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, writer.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
    midst = writing(ledger)
    writer.kill()
    writer.wait()
    return midst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inputs", nargs="*", default=[str(path) for path in INPUTS], metavar="INPUT")
    parser.add_argument("--moments", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="onrecord-kill-"))
    undisturbed = folder / "undisturbed.db"
    began = time.monotonic()
    add(options.inputs, undisturbed).wait()
    whole_s = time.monotonic() - began
    wanted = rows(undisturbed)
    print(f"undisturbed: {len(wanted['documents'])} documents, {len(wanted['claims'])} claims in {whole_s:.1f} s")
    if not wanted["documents"]:
        raise SystemExit(
            "the undisturbed run stored nothing, so equality would say nothing; give inputs that can be read"
        )
    moments = random.Random(options.seed)
    split: Counter[str] = Counter()
    for moment in range(1, options.moments + 1):
        ledger = folder / f"killed-{moment}.db"
        within = moment % 2 == 0
        delay_s = moments.uniform(0, whole_s / 2 if within else whole_s)
        midst = killed(options.inputs, ledger, delay_s, within)
        there = len(rows(ledger).get("documents", [])) if ledger.exists() and ledger.stat().st_size else 0
        all_there = there == len(wanted["documents"])
        when = (
            "within a transaction" if midst else "after the last" if all_there else "between two" if there else "before"
        )
        split[when] += 1
        good = there == 0 or check(ledger)
        add(options.inputs, ledger).wait()
        good = good and check(ledger)
        found = rows(ledger)
        differing = [table for table in wanted if found.get(table) != wanted[table]]
        if not good or differing:
            print(
                f"moment {moment}, killed after {delay_s:.2f} s: differs in {differing or 'its checks'}; see {folder}"
            )
            return 1
        print(f"moment {moment}, killed {when}, with {there} documents: equal", flush=True)
        for file in folder.glob(f"{ledger.name}*"):
            file.unlink()
    shutil.rmtree(folder)
    print(f"all {options.moments} ledgers equal the undisturbed one; killed", dict(split.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
