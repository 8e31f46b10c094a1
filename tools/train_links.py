"""Learn the weights of src/onrecord/link/weights.yaml: `PYTHONPATH=. python tools/train_links.py [--write]`.

Reads ECB+'s training documents with the weights and takes each pair of claims that stand on gold event mentions and
share a bucket: one chain, or not. Within documents it takes the coded agency reports that training left out, and their
`same` labels. A ridge-regularised logistic regression; the weights of days are set by hand, because ECB+'s texts have
none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from onrecord.extract.reader import Reader
from onrecord.ground import ground
from onrecord.link import compare
from onrecord.link.compare import FEATURES, features
from onrecord.link.fact import Fact
from onrecord.link.facts import facts_of
from onrecord.link.incidents import Link, meeting, settled
from onrecord.link.wording import stems
from onrecord.model.document import Block, Document
from onrecord.model.span import Span

HERE = Path(__file__).parents[1]
TARGET = HERE / "src/onrecord/link/weights.yaml"
BY_HAND = {"days_apart": -0.8, "day": 0.6, "published": -0.5, "place_differs": -1.0}
RIDGE = 2.0
UNIT = 0.6
Rows = list[tuple[np.ndarray, bool, str]]


def document(row: Mapping[str, Any]) -> Document:
    whole = (Block(Span(0, len(row["text"])), "paragraph"),)
    return Document(row["id"], row["id"], "jsonl", row["text"], whole, "0" * 64, published=row.get("published"))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(reader: Reader, rows: list[dict[str, Any]]) -> dict[str, tuple[Fact, ...]]:
    """Facts by document."""
    found = {}
    for k in range(0, len(rows), 16):
        for reading in reader.read([document(r) for r in rows[k : k + 16]]):
            found[reading.id] = (ground(reading), facts_of(ground(reading)))
    return found  # type: ignore[return-value]


def chains(reading: Any, facts: tuple[Fact, ...], events: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Fact ids with the chain of the gold event whose words the trigger shares most of."""
    out = {}
    for claim, fact in zip(reading.claims, facts, strict=True):
        at = claim.trigger.span
        best = max(events, key=lambda e: min(at.end, e["span"][1]) - max(at.start, e["span"][0]), default=None)
        if best and min(at.end, best["span"][1]) > max(at.start, best["span"][0]):
            out[fact.id] = best["chain"]
    return out


def fit(x: np.ndarray, y: np.ndarray, fixed: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Weights of the columns that are not `fixed`; those keep `known`."""
    w = known.copy()
    free = ~fixed
    for _ in range(80):
        p = 1 / (1 + np.exp(-x @ w))
        g = x[:, free].T @ (p - y) + RIDGE * w[free] * (np.arange(len(w))[free] > 0)
        h = (x[:, free] * (p * (1 - p))[:, None]).T @ x[:, free] + RIDGE * np.eye(int(free.sum()))
        w[free] -= np.linalg.solve(h, g)
    return w


def b_cubed_pairs(
    facts: list[Fact], gold: Mapping[tuple[str, str], str], w: np.ndarray, least: float, alone: float
) -> tuple[float, float, float]:
    """Precision, recall, F1 of cross-document pairs, as the scorer counts them, for these settings."""
    compare.weights = lambda: w  # type: ignore[assignment]
    compare.setting = lambda name: {"threshold": least, "unit": UNIT, "alone": alone}[name]  # type: ignore[assignment]
    import onrecord.link.incidents as incidents

    incidents.setting = compare.setting
    linked = []
    for one, other in meeting(facts):
        p = 1 / (1 + np.exp(-float(features(one, other) @ w)))
        if p >= least:
            linked.append(Link(one.id, other.id, p, ()))
    label = {f.id: k for k, members in enumerate(settled(facts, linked)) for f in members}
    tp = n_p = n_g = 0
    for a, b in combinations(sorted(gold), 2):
        if a[0] != b[0]:
            x, y = gold[a] == gold[b], label[a] == label[b]
            tp, n_p, n_g = tp + (x and y), n_p + y, n_g + x
    return tp / max(1, n_p), tp / max(1, n_g), 2 * tp / max(1, n_p + n_g)


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=HERE.parent / "shared")
    ap.add_argument("--weights", type=Path)
    ap.add_argument("--write", action="store_true")
    args = ap.parse_args()
    reader = Reader.load(args.weights)
    docs = lines(args.shared / "corpora/links/ecb_train.docs.jsonl")
    events = {g["id"]: g["events"] for g in lines(args.shared / "corpora/links/ecb_train.gold.jsonl")}
    found = read(reader, docs)
    gold: dict[tuple[str, str], str] = {}
    facts: list[Fact] = []
    for id, (reading, own) in found.items():  # type: ignore[misc]
        facts += own
        gold |= chains(reading, own, events[id])
    print(len(docs), "documents", len(facts), "claims", len(gold), "on events")
    rows: Rows = [
        (features(a, b), gold[a.id] == gold[b.id], gold[a.id])
        for a, b in meeting(facts)
        if a.id in gold and b.id in gold
    ]
    rows += within(reader, args.shared)
    x, y = np.array([r[0] for r in rows]), np.array([float(r[1]) for r in rows])
    print(len(rows), "pairs", int(y.sum()), "of one event")
    fixed = np.array([f in BY_HAND for f in FEATURES])
    known = np.array([BY_HAND.get(f, 0.0) for f in FEATURES])
    half = np.array([int.from_bytes(r[2].encode()[-2:], "big") % 2 for r in rows], dtype=bool)
    for part in (half, ~half):
        w = fit(x[part], y[part], fixed, known)
        p = 1 / (1 + np.exp(-x[~part] @ w))
        right = y[~part]
        best = max((2 * right[p >= t].sum() / ((p >= t).sum() + right.sum()), t) for t in np.arange(0.1, 0.9, 0.05))
        print("held-back half: pair F1", best)
    w = fit(x, y, fixed, known)
    for name, value in zip(FEATURES, w, strict=True):
        print(f"  {name}: {value:.3f}")
    lemma = same_stem(facts, gold)
    print("same stem, all pairs: p r f1", *(round(v, 3) for v in lemma))
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        for alone in (0.1, 0.2, 0.3, 0.4):
            print(least, alone, *(round(v, 3) for v in b_cubed_pairs(facts, gold, w, least, alone)))
    if args.write:
        write(w, 0.3, 0.2)


def same_stem(facts: list[Fact], gold: Mapping[tuple[str, str], str]) -> tuple[float, float, float]:
    words = {f.id: tuple(sorted(stems(f.trigger))) for f in facts}
    tp = n_p = n_g = 0
    for a, b in combinations(sorted(gold), 2):
        if a[0] != b[0]:
            x, y = gold[a] == gold[b], words[a] == words[b]
            tp, n_p, n_g = tp + (x and y), n_p + y, n_g + x
    return tp / max(1, n_p), tp / max(1, n_g), 2 * tp / max(1, n_p + n_g)


def within(reader: Reader, shared: Path) -> Rows:
    """Pairs of one document: coded agency reports that training left out, matched by trigger."""
    from training.coding import rebuild
    from training.folds import held_back_by_id

    texts = {}
    import gzip

    with gzip.open(shared / "corpora/newswire/agency.docs.jsonl.gz", "rt") as file:
        texts = {r["id"]: r for r in map(json.loads, file)}
    coded = [r for path in sorted((HERE / "data/newswire").glob("*.jsonl")) for r in lines(path)]
    articles = [rebuild(r, texts[r["id"]]) for r in held_back_by_id(coded, 0)]
    out: Rows = []
    for id, (reading, facts) in read(reader, articles).items():  # type: ignore[misc]
        article = next(a for a in articles if a["id"] == id)
        same = {}
        for claim, fact in zip(reading.claims, facts, strict=True):
            for g in article["claims"]:
                if claim.trigger.span.overlap(Span(*g["trigger"])) and claim.type == g["type"]:
                    same[fact.id] = g["same"]
        known = [f for f in facts if f.id in same]
        out += [(features(a, b), same[a.id] == same[b.id], id) for a, b in combinations(known, 2)]
    return out


def write(w: np.ndarray, threshold: float, alone: float) -> None:
    """weights.yaml."""
    head = (
        "# Weights of what speaks for two claims on one event (compare.py says what each is), learned by\n"
        "# tools/train_links.py; those of days and of places apart are set by hand.\n"
        'source: "ECB+ training documents (Cybulska and Vossen 2014, CC BY 3.0) and coded reports of data/newswire"\n'
        "licence: Apache-2.0 (numbers only)\n"
        "# Probability from which two claims are linked; the least mean over the pairs of what is joined, within a\n"
        "# document and across\n"
        f"threshold: {threshold}\nunit: {UNIT}\nalone: {alone}\nweights:\n"
    )
    TARGET.write_text(head + "".join(f"  {f}: {v:.3f}\n" for f, v in zip(FEATURES, w, strict=True)), encoding="utf-8")


if __name__ == "__main__":
    main()
