"""Do people's decisions survive? `python evals/reliability.py --weights FOLDER [--seed 1] [--out docs/reliability.md]`.

On a ledger of made-up articles that come with the repository, made-up coders take decisions at random. Then what
happens to ledgers happens: other weights read everything again, articles are revised 200 times, incidents are merged
and split 50 times in random order, ten coders work at once. After each it is asked of every decision whether it is
still kept as it was made, and of every claim that people spoke about whether it says what they said: it does, or it is
listed for review since its words are gone from its article, or the decision is lost or changed. Without `--weights`
there is no other model, and what that part would say is left out.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from onrecord.model.decision import FIELDS
from onrecord.model.document import Metadata, Raw
from onrecord.model.errors import LedgerError
from onrecord.ontology import load
from onrecord.pipeline import load_reader, run_raws
from onrecord.review.desk import Desk
from onrecord.settings import Settings
from onrecord.sources import collect
from onrecord.store import Ledger
from onrecord.store.again import reread, unread
from onrecord.store.check import check
from onrecord.store.decisions import decided_reading, decisions, documents_decided, undone
from onrecord.store.filters import filters
from onrecord.store.verdict import canonical

HERE = Path(__file__).parent
INPUT = HERE / "own" / "demo.docs.jsonl"
OUT = HERE.parent / "docs" / "reliability.md"
BEGIN, END = "<!-- decisions: begin -->", "<!-- decisions: end -->"
CODERS = ("anna", "ben", "cem", "dana")
DECISIONS, REVISIONS, TIES, AT_ONCE, EACH = 120, 200, 50, 10, 20
WORDS = frozenset({"span", "cue", "entity"})  # which change with the text and with how entities are numbered
Json = dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What became of the claims that people spoke about, after something happened to the ledger."""

    name: str
    decisions: int = 0
    claims: int | None = None  # None: not what is asked here
    held: int | None = None
    review: int | None = None
    lost: int = 0
    changed: int = 0
    note: str = ""

    def row(self) -> str:
        cells = (self.decisions, self.claims, self.held, self.review, self.lost, self.changed)
        return f"| {self.name} | {' | '.join('–' if n is None else f'{n:,}' for n in cells)} | {self.note} |"


def bare(value: Any) -> Any:
    """A value without what depends on where it stands."""
    if isinstance(value, dict):
        return {name: bare(item) for name, item in value.items() if name not in WORDS}
    return [bare(item) for item in value] if isinstance(value, list) else value


def spoken(ledger: Ledger) -> dict[int, tuple[str, str, bytes | None]]:
    """By anchor with a decision that counts: the document, whether it is lost, and what the ledger now says of the
    claim (None: nothing)."""
    claims: dict[tuple[str, str], bytes] = {}
    for id in documents_decided(ledger):
        for claim in decided_reading(ledger, id, rejected=True)["claims"]:
            said = b"no claim"
            if claim.get("standing") != "rejected":
                said = canonical({name: bare(claim[name]) for name in FIELDS})
            claims[id, claim["key"]] = said
    off = undone(ledger.connection)
    rows = ledger.connection.execute(
        "SELECT a.number, a.document, a.key, a.held, x.number AS decision FROM anchors a "
        "JOIN decided d ON d.anchor = a.number JOIN decisions x ON x.number = d.decision "
        "WHERE x.action IN ('accept', 'reject', 'edit', 'add')"
    ).fetchall()
    return {
        r["number"]: (r["document"], r["held"], claims.get((r["document"], r["key"])))
        for r in rows
        if r["decision"] not in off
    }


def compare(name: str, ledger: Ledger, kept: Sequence[Any], before: Json, after: Json, note: str = "") -> Outcome:
    """What changed between two states of what people said. A claim that was rejected and that is not read any more is
    held: there is none."""
    out = Outcome(name, len(kept), len(before), note=note)
    now = {d.number: d for d in decisions(ledger)}
    out.lost += sum(now.get(d.number) != d for d in kept)
    review = {r["key"] for r in ledger.connection.execute("SELECT key FROM claims WHERE standing = 'needs_review'")}
    keys = dict(ledger.connection.execute("SELECT number, key FROM anchors").fetchall())
    as_said = review_again = 0
    for anchor, (_, _, said) in before.items():
        _, held, says = after[anchor]
        if held == "lost" or keys[anchor] in review:
            review_again += 1
        elif says == said or (said == b"no claim" and says is None):
            as_said += 1
        else:
            out.changed += 1
            print(f"{name}: claim {keys[anchor]} said {said!r}, now {says!r}", file=sys.stderr)
    out.held, out.review = as_said, review_again
    return out


def articles() -> list[Raw]:
    found = collect([str(INPUT)], settings=Settings(), given=Metadata())
    return [raw for raw in found if isinstance(raw, Raw)]


def add(ledger: Ledger, raws: Iterable[Raw], reader: Any) -> None:
    held = list(raws)
    ledger.add(zip(held, run_raws(held, settings=Settings(), reader=reader), strict=True))


def decide(ledger: Ledger, chance: random.Random, number: int) -> None:
    """Answers of made-up coders on claims drawn at random, a few undone."""
    names = load()
    for _ in range(number):
        at = Desk(ledger, chance.choice(CODERS))
        id, key = chance.choice(
            [tuple(r) for r in ledger.connection.execute(
                "SELECT d.id, c.key FROM claims c JOIN documents d ON d.rowid = c.document WHERE d.current = 1")]
        )  # fmt: skip
        claim = at.show(key, id).claim
        kind = chance.choice(("accept", "accept", "reject", "edit", "edit", "edit", "add", "undo"))
        if kind == "accept":
            at.accept(key, id)
        elif kind == "reject":
            at.reject(key, id)
        elif kind == "edit":
            at.edit(key, random_edit(chance, claim, names), id)
        elif kind == "add":
            words = chance.choice(re.findall(r"\w{5,}", decided_reading(ledger, id)["text"]))
            try:
                at.add(id, random_words(words), {"type": chance.choice(names.type_names)})
            except LedgerError as error:
                if error.code not in ("claim_is_there", "words_set_aside"):
                    raise
        else:
            own = [d.number for d in decisions(ledger, coder=at.coder) if d.number not in undone(ledger.connection)]
            if own:
                at.undo(chance.choice(own))


def random_words(words: str) -> Any:
    from onrecord.review.given import Words

    return Words(text=words)


def random_edit(chance: random.Random, claim: Json, names: Any) -> Json:
    """One or two fields, of words that the claim has somewhere, or of codes."""
    held = [p for slot in ("actors", "recipients", "objects") for p in claim[slot]]
    options: list[Json] = [{"status": chance.choice(names.status_names)}, {"type": chance.choice(names.type_names)}]
    options += [{chance.choice(("actors", "recipients")): [{"span": p["span"]}]} for p in held]
    options += [{"actors": [{"span": p["span"], "country": "MLI", "sector": "MIL"}]} for p in held]
    options += [{"place": []}, {"time": None}, {"quantities": []}]
    picked: Json = {}
    for option in chance.sample(options, 2):
        picked |= option
    return picked


def other_weights(ledger: Ledger, weights: Path) -> None:
    """Read everything with other weights."""
    reader = load_reader(Settings(weights=weights), 1)
    reread(ledger, unread(ledger, None), lambda raws: run_raws(raws, settings=Settings(), reader=reader))


def revise(raw: Raw, chance: random.Random) -> Raw:
    """The article with a sentence more, less, moved or reworded."""
    text = raw.text or ""
    parts = re.split(r"(?<=[.!?])(\s+)", text)
    at = chance.randrange(0, len(parts), 2)
    kind = chance.choice(("more", "more", "less", "moved", "reworded"))
    if kind == "more":
        parts[at : at + 1] = [parts[at], " ", f"That was told to our desk on day {chance.randrange(1000)}."]
    elif kind == "less" and len(parts) > 8:
        del parts[at : at + 2]
    elif kind == "moved":
        other = chance.randrange(0, len(parts), 2)
        parts[at], parts[other] = parts[other], parts[at]
    else:
        words = parts[at].split(" ")
        words.insert(chance.randrange(len(words) + 1), "reportedly")
        parts[at] = " ".join(words)
    new = "".join(parts)
    return replace(raw, text=new, data=new.encode())


def tie(ledger: Ledger, chance: random.Random, number: int) -> list[int]:
    """Merges and splits of incidents drawn at random."""
    made = []
    at = Desk(ledger, "lea", lead=True)
    while len(made) < number:
        rows = ledger.connection.execute("SELECT id, claims FROM incidents ORDER BY id").fetchall()
        large = [r["id"] for r in rows if r["claims"] > 1]
        if large and chance.random() < 0.5:
            id = chance.choice(large)
            keys = sorted({r["key"] for r in ledger.connection.execute(
                "SELECT key FROM claims WHERE incident = ? AND current = 1", (id,))})  # fmt: skip
            if len(keys) > 1:
                made.append(at.split(id, chance.sample(keys, chance.randrange(1, len(keys)))).number)
        else:
            made.append(at.merge(chance.sample([r["id"] for r in rows], 2)).number)
    return made


def broken_ties(ledger: Ledger) -> int:
    """Pairs of claims that the last standing decision on both puts together or apart, and that are not so: asked of the
    decisions themselves, pair by pair, not of what the ledger makes of them."""
    last: dict[tuple[str, str], bool] = {}
    off = undone(ledger.connection)
    sides = ledger.connection.execute(
        "SELECT d.decision, d.side, a.key FROM decided d JOIN anchors a ON a.number = d.anchor "
        "JOIN decisions x ON x.number = d.decision AND x.action IN ('merge', 'split') "
        "WHERE a.held != 'lost' ORDER BY d.decision"
    ).fetchall()
    for decision in sorted({r["decision"] for r in sides} - off):
        held = sorted({(r["key"], r["side"]) for r in sides if r["decision"] == decision})
        for (a, side), (b, other) in combinations(held, 2):
            last[a, b] = side == other
    where = dict(ledger.connection.execute("SELECT key, incident FROM claims WHERE current = 1").fetchall())
    return sum((where[a] == where[b]) != say for (a, b), say in last.items() if a in where and b in where)


def partition(ledger: Ledger) -> set[frozenset[str]]:
    held: dict[str, set[str]] = {}
    for key, incident in ledger.connection.execute("SELECT key, incident FROM claims WHERE current = 1"):
        held.setdefault(incident, set()).add(key)
    return {frozenset(keys) for keys in held.values()}


def work(path: Path, coder: str, seed: int) -> list[int]:
    """One of many coders: each decision opens the ledger, as a command does."""
    chance, made = random.Random(seed), []
    for _ in range(EACH):
        with Ledger.open(path) as ledger:
            view = chance.choice(Desk(ledger, coder).queue(filters({}), 15))
        with Ledger.open(path, write=True, wait_s=60) as ledger:
            at = Desk(ledger, coder)
            if chance.random() < 0.5:
                made.append(at.accept(view.claim["key"], view.document, seen=view.seen).number)
            else:
                made.append(at.edit(view.claim["key"], {"status": "future"}, view.document, seen=view.seen).number)
    return made


def at_once(path: Path) -> Outcome:
    with Ledger.open(path) as ledger:
        earlier = len(decisions(ledger))
    with multiprocessing.get_context("spawn").Pool(AT_ONCE) as pool:
        made = pool.starmap(work, [(path, f"coder {n}", n) for n in range(AT_ONCE)])
    numbers = [n for own in made for n in own]
    with Ledger.open(path) as ledger:
        kept = {d.number: d for d in decisions(ledger)}
    out = Outcome(f"{AT_ONCE} coders at once, {EACH} decisions each", len(numbers), note="each a process of its own")
    out.lost = sum(n not in kept for n in numbers) + len(numbers) - len(set(numbers))
    out.changed = sum(kept[n].coder != f"coder {i}" for i, own in enumerate(made) for n in own if n in kept)
    out.lost += earlier + len(numbers) - len(kept)
    return out


def content(ledger: Ledger, after: str) -> list[str]:
    """What `onrecord check` finds wrong; a line on standard error says how far the run is."""
    print(f"after {after}", file=sys.stderr, flush=True)
    return [f"{found.name}: {found.examples[0]}" for found in check(ledger) if found.wrong]


def measure(path: Path, weights: Path | None, seed: int) -> tuple[list[Outcome], list[str]]:
    """All parts, one after another on one ledger, and what `onrecord check` found wrong after any."""
    chance, reader, wrong, out = random.Random(seed), load_reader(Settings(), 1), [], []
    raws = articles()
    with Ledger.open(path, write=True) as ledger:
        add(ledger, raws, reader)
        decide(ledger, chance, DECISIONS)
        wrong += content(ledger, "the decisions")
        before, kept = spoken(ledger), decisions(ledger)
        if weights:
            other_weights(ledger, weights)
            out.append(compare("read again with other weights", ledger, kept, before, spoken(ledger), weights.name))
            wrong += content(ledger, "other weights")
        texts = {raw.id: raw for raw in raws}
        for n in range(REVISIONS):
            id = chance.choice(sorted(texts))
            texts[id] = revise(texts[id], chance)
            add(ledger, [texts[id]], reader)
            if n % 50 == 49:
                wrong += content(ledger, f"{n + 1} revisions")
        found = compare(f"{REVISIONS} revisions of articles", ledger, kept, before, spoken(ledger), "random changes")
        out.append(found)
        for raw in raws:
            add(ledger, [replace(raw, text=f"{raw.text}\n", data=f"{raw.text}\n".encode())], reader)
        out.append(compare("the first text again", ledger, kept, before, spoken(ledger), "all is found again"))
        wrong += content(ledger, "the first text again")
        whole = partition(ledger)
        ties = tie(ledger, chance, TIES)
        broken = broken_ties(ledger)
        tied = Outcome(f"{TIES} merges and splits in random order", len(ties), changed=broken)
        if weights:
            other_weights(ledger, weights)
            other_weights_broken = broken_ties(ledger)
            tied.changed += other_weights_broken
            tied.note = "and read again with other weights"
            reread(ledger, unread(ledger, None), lambda given: run_raws(given, settings=Settings(), reader=reader))
        wrong += content(ledger, "merges and splits")
        out.append(tied)
        at = Desk(ledger, "lea", lead=True)
        for number in chance.sample(ties, len(ties)):
            at.undo(number)
        back = Outcome("all of them undone in random order", len(ties), note="incidents are as they were before")
        back.changed = len(whole ^ partition(ledger))
        out.append(back)
        wrong += content(ledger, "their undoing")
    out.append(at_once(path))
    with Ledger.open(path) as ledger:
        wrong += content(ledger, "ten coders")
    return out, wrong


def page(found: list[Outcome], wrong: list[str], seed: int) -> str:
    head = "| what happens | decisions | claims spoken about | as people said | for review | lost | changed | |"
    lines = [head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |", *(outcome.row() for outcome in found)]
    said = "content after each" if not wrong else f"found wrong: {'; '.join(wrong)}"
    return "\n".join(
        [*lines, "", f"`onrecord check` was {said}. Seed {seed}; `python evals/reliability.py --weights FOLDER`."]
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, help="folder of other weights than the package's")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT, help="page with the markers that the table goes between")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found, wrong = measure(Path(folder) / "l.db", given.weights, given.seed)
    text = page(found, wrong, given.seed)
    print(text)
    if given.out.exists():
        old = given.out.read_text(encoding="utf-8")
        start, end = old.index(BEGIN) + len(BEGIN), old.index(END)
        given.out.write_text(f"{old[:start]}\n{text}\n{old[end:]}", encoding="utf-8")
    return int(bool(wrong) or any(o.lost or o.changed for o in found))


if __name__ == "__main__":
    sys.exit(main())
