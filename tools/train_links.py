"""Learn the weights of src/onrecord/link/weights.yaml: `PYTHONPATH=. python tools/train_links.py [--write]`.

Three sources of pairs of claims that meet in a bucket, each one event or not: the made-up stories of data/stories with
even numbers, which the encoder has never seen and which therefore count most; ECB+'s training documents, which it was
trained on; and, within documents, the coded agency reports that training left out, with their `same` labels.
A logistic regression whose ridge pulls towards PRIOR. What ECB+ owes to its having been seen, an extra column takes
up that is then dropped. Prints what the weights and thresholds give on the stories with odd numbers.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from training.stories import stories

from onrecord.extract.reader import Reader
from onrecord.ground import ground
from onrecord.link import compare, incidents
from onrecord.link.compare import FEATURES, features
from onrecord.link.fact import Fact
from onrecord.link.facts import facts_of
from onrecord.link.incidents import FactId, Link, meeting, settled
from onrecord.link.wording import stems
from onrecord.model.document import Block, Document
from onrecord.model.reading import Reading
from onrecord.model.span import Span
from training import coding, folds

HERE = Path(__file__).parents[1]
TARGET = HERE / "src/onrecord/link/weights.yaml"
PRIOR = {"days_apart": -0.8, "day": 0.6, "published": -0.5, "place_differs": -1.0, "towns_differ": -0.5}
RIDGE = 2.0
STORIES, SEEN, REPORTS = 5.0, 1.0, 1.0  # what a pair of each source counts
USUAL = 0.6  # cosine of two triggers on one event in texts that the encoder has seen
SETTINGS = {"threshold": 0.25, "unit": 0.5, "alone": 0.13}
TRIED = ((0.3, 0.6, 0.2), (0.3, 0.5, 0.15), (0.25, 0.5, 0.13), (0.2, 0.5, 0.1))

Events = list[tuple[Span, str]]
Gold = dict[FactId, str]


@dataclass(slots=True)
class Source:
    """Claims with the event that each is known to tell. `x` [pairs, features] and `y` are of pairs that meet and are
    known; what each counts is `weight`, and `seen` says whether the encoder was trained on the texts."""

    facts: list[Fact]
    gold: Gold
    weight: float
    seen: bool = False

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Features and truth of each pair. A last column takes up what `seen` does to the vectors across documents."""
        met = [(a, b) for a, b in meeting(self.facts) if a.id in self.gold and b.id in self.gold]
        x = np.array([[*features(a, b), 0.0] for a, b in met])
        if self.seen:
            across = x[:, FEATURES.index("same_document")] == 0
            x[across, -1] = x[across, FEATURES.index("vectors")] - USUAL
        return x, np.array([float(self.gold[a.id] == self.gold[b.id]) for a, b in met])


def document(id: str, text: str, published: str | None, publisher: str | None = None) -> Document:
    whole = (Block(Span(0, len(text)), "paragraph"),)
    return Document(id, id, "jsonl", text, whole, "0" * 64, published=published, publisher=publisher)


def read(reader: Reader, documents: list[Document]) -> Iterable[tuple[Reading, tuple[Fact, ...]]]:
    for k in range(0, len(documents), 16):
        for reading in map(ground, reader.read(documents[k : k + 16])):
            yield reading, facts_of(reading)


def lines(path: Path) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def known(reader: Reader, told: Mapping[str, Events], documents: list[Document]) -> tuple[list[Fact], Gold]:
    """All facts, and of those whose trigger shares letters with a marked span the event of the one that shares most."""
    out: list[Fact] = []
    gold: Gold = {}
    for reading, facts in read(reader, documents):
        out += facts
        for claim, fact in zip(reading.claims, facts, strict=True):
            at = claim.trigger.span
            best = max(told[reading.id], key=lambda e: min(at.end, e[0].end) - max(at.start, e[0].start), default=None)
            if best and at.overlap(best[0]):
                gold[fact.id] = best[1]
    return out, gold


def from_stories(reader: Reader, half: int, dated: bool = True) -> Source:
    """Without dates the same articles teach how much less sure one is then, as ECB+'s texts alone cannot."""
    articles = [a for some in stories(HERE / "data/stories", half) for a in some]
    documents = [document(a.id, a.text, a.published if dated else None, a.publisher) for a in articles]
    return Source(*known(reader, {a.id: list(a.events) for a in articles}, documents), STORIES)


def from_ecb(reader: Reader, shared: Path) -> Source:
    folder = shared / "corpora/links"
    told = {
        g["id"]: [(Span(*e["span"]), e["chain"]) for e in g["events"]] for g in lines(folder / "ecb_train.gold.jsonl")
    }
    documents = [document(d["id"], d["text"], d.get("published")) for d in lines(folder / "ecb_train.docs.jsonl")]
    return Source(*known(reader, told, documents), SEEN, seen=True)


def from_reports(reader: Reader, shared: Path) -> Source:
    """Coded reports that training left out; only claims whose type is right, as `same_event` is scored."""
    texts = {r["id"]: r for r in lines(shared / "corpora/newswire/agency.docs.jsonl.gz")}
    coded = [r for path in sorted((HERE / "data/newswire").glob("*.jsonl")) for r in lines(path)]
    articles = {r["id"]: coding.rebuild(r, texts[r["id"]]) for r in folds.held_back_by_id(coded, 0)}
    out: list[Fact] = []
    gold: Gold = {}
    documents = [document(a["id"], a["text"], a.get("published")) for a in articles.values()]
    for reading, facts in read(reader, documents):
        out += facts
        for claim, fact in zip(reading.claims, facts, strict=True):
            for g in articles[reading.id]["claims"]:
                if claim.trigger.span.overlap(Span(*g["trigger"])) and claim.type == g["type"]:
                    gold[fact.id] = f"{reading.id}:{g['same']}"
    within = [f for f in out if f.id in gold]
    return Source(within, gold, REPORTS)


def fit(sources: list[Source]) -> np.ndarray:
    """Weights of FEATURES, by damped Newton steps."""
    parts = [(s, *s.pairs()) for s in sources]
    x, y = np.concatenate([p[1] for p in parts]), np.concatenate([p[2] for p in parts])
    counts = np.concatenate([np.full(len(p[2]), p[0].weight) for p in parts])
    prior = np.array([*(PRIOR.get(f, 0.0) for f in FEATURES), 0.0])
    pull = RIDGE * (np.arange(len(prior)) > 0)
    w = prior.copy()
    for _ in range(80):
        p = 1 / (1 + np.exp(-x @ w))
        g = x.T @ (counts * (p - y)) + pull * (w - prior)
        h = (x * (counts * p * (1 - p))[:, None]).T @ x + np.diag(pull) + 1e-6 * np.eye(len(w))
        step = np.linalg.solve(h, g)
        w -= step * min(1.0, 1 / max(1e-9, float(np.abs(step).max())))
    return w[:-1]


def use(w: np.ndarray, settings: Mapping[str, float]) -> None:
    """Let `onrecord.link` compare with these."""
    compare.weights = lambda: w  # type: ignore[assignment]
    compare.setting = incidents.setting = settings.__getitem__  # type: ignore[assignment,attr-defined]


def labels(facts: list[Fact], w: np.ndarray, least: float) -> dict[FactId, int]:
    """The number of the incident of each."""
    linked = []
    for one, other in meeting(facts):
        p = 1 / (1 + np.exp(-float(features(one, other) @ w)))
        if p >= least:
            linked.append(Link(one.id, other.id, round(p, 4), ()))
    return {f.id: k for k, members in enumerate(settled(facts, linked)) for f in members}


def pairs_right(gold: Gold, label: Mapping[FactId, object], across: bool) -> str:
    """Precision, recall and F1 of pairs of claims, of different documents or of one."""
    tp = n_p = n_g = 0
    for a, b in combinations(sorted(gold), 2):
        if (a[0] != b[0]) == across:
            x, y = gold[a] == gold[b], label[a] == label[b]
            tp, n_p, n_g = tp + (x and y), n_p + y, n_g + x
    return f"{tp / max(1, n_p):.3f} {tp / max(1, n_g):.3f} {2 * tp / max(1, n_p + n_g):.3f}"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=HERE.parent / "shared")
    ap.add_argument("--weights", type=Path)
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    reader = Reader.load(args.weights)
    checked = from_stories(reader, 1)
    seen = from_ecb(reader, args.shared)
    bare = from_stories(reader, 1, dated=False)
    learned = [from_stories(reader, 0), from_stories(reader, 0, dated=False), seen, from_reports(reader, args.shared)]
    w = fit(learned)
    for name, value in zip(FEATURES, w, strict=True):
        print(f"  {name}: {value:.3f}")
    for source, name in ((checked, "stories"), (bare, "stories without dates"), (seen, "ecb+")):
        stem = {f.id: tuple(sorted(stems(f.trigger))) for f in source.facts}
        print(name, "same stem, across documents: p r f1", pairs_right(source.gold, stem, True))
        for threshold, unit, alone in TRIED:
            use(w, {"threshold": threshold, "unit": unit, "alone": alone})
            label = labels(source.facts, w, threshold)
            across, within = (pairs_right(source.gold, label, way) for way in (True, False))
            print(name, threshold, unit, alone, "across:", across, "within:", within, flush=True)
    if args.write:
        write(w)


def write(w: np.ndarray) -> None:
    """weights.yaml."""
    head = (
        "# Weights of what speaks for two claims on one event (compare.py says what each is), learned by\n"
        "# tools/train_links.py\n"
        'source: "data/stories, coded reports of data/newswire (both CC BY 4.0), training documents of ECB+\n'
        '  (Cybulska and Vossen 2014, CC BY 3.0)"\n'
        "licence: Apache-2.0 (numbers only)\n"
        "# Probability from which two claims are linked; the least mean over the pairs of what is joined, within a\n"
        "# document and across\n"
    )
    chosen = "".join(f"{name}: {value}\n" for name, value in SETTINGS.items())
    learned = "".join(f"  {f}: {v:.3f}\n" for f, v in zip(FEATURES, w, strict=True))
    TARGET.write_text(f"{head}{chosen}weights:\n{learned}", encoding="utf-8")


if __name__ == "__main__":
    main()
