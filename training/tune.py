"""Set the decoder on held-back articles: `python -m training.tune --weights FOLDER --fold 0`.

Thresholds are taken one after the other, each the value with the best figure, the trigger's first; then confidence is
calibrated for "trigger and type are right" by isotonic regression. All goes into `card.json` under `reading`. The
articles must be those that training left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from onrecord.contract.shape import to_json
from onrecord.extract.reader import Reader
from onrecord.extract.settings import FAINTEST_TRIGGER, Decoding
from onrecord.language.encoder import Encoder, FloatArray, Section
from onrecord.language.weights import Card
from onrecord.language.words import IntArray, Words
from onrecord.model.document import Block, Document
from onrecord.model.span import Span
from training.corpora import claim_articles
from training.train import HELD_BACK

GRID = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
ROLE_FIGURE = {
    "actor": "actors", "recipient": "recipients", "object": "objects", "place": "place",
    "time": None, "quantity": "quantities", "source": "sources",
}  # fmt: skip
BINS = 8


class Remembering(Encoder):
    """An encoder that reads each text once: only the decoder changes while settings are tried."""

    def __init__(self, card: Card, threads: int = 1) -> None:
        super().__init__(card, threads)
        self._sections: dict[int, list[Section]] = {}
        self._scores: dict[int, FloatArray] = {}

    def sections(self, words: Words) -> Iterator[Section]:
        """As Encoder.sections, from memory the second time."""
        key = hash(words.piece.tobytes())
        if key not in self._sections:
            self._sections[key] = list(super().sections(words))
        yield from self._sections[key]

    def pairs(self, section: Section, anchors: IntArray, candidates: IntArray) -> FloatArray:
        """As Encoder.pairs, from memory the second time."""
        key = hash((id(section), anchors.tobytes(), candidates.tobytes()))
        if key not in self._scores:
            self._scores[key] = super().pairs(section, anchors, candidates)
        return self._scores[key]


class Bench:
    """Held-back articles with their gold, read under any settings."""

    def __init__(self, weights: Path, articles: list[dict[str, Any]], score: ModuleType) -> None:
        self.reader = Reader(Remembering.load(weights))
        self.articles, self.score = articles, score
        self.documents = [_document(a) for a in articles]

    def read(self, decoding: Decoding, least: float | None = None) -> dict[str, dict[str, Any]]:
        """JSON objects by document id."""
        self.reader.decoding = decoding
        return {r.id: to_json(r) for r in self.reader.read(self.documents, least)}

    def figures(self, decoding: Decoding) -> dict[str, Any]:
        """The scorer's figures."""
        figures: dict[str, Any] = self.score.claims(self.articles, self.read(decoding))
        return figures


def tune(bench: Bench) -> Decoding:
    """The best settings found, calibration included."""
    best = Decoding(calibration=((0.0, 1.0), (0.0, 1.0)))
    best = _sweep(bench, best, "trigger", "trigger_and_type", GRID)
    for role, figure in ROLE_FIGURE.items():
        if figure:
            best = _sweep_role(bench, best, role, figure)
    best = _sweep(bench, best, "quoted_source", "sources", (0.02, 0.05, 0.1, 0.2, 0.3, 0.4))
    best = _sweep(bench, best, "antecedent", "pronouns_and_descriptions_resolved", (0.2, 0.3, 0.4, 0.5, 0.6, 0.7))
    best = _sweep(bench, best, "same", "same_event", (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8))
    return replace(best, calibration=calibrate(bench, best))


def _value(figures: Mapping[str, Any], name: str) -> float:
    figure = figures[name]
    return float(figure["f1"] if isinstance(figure, dict) else figure or 0.0)


def _sweep(bench: Bench, best: Decoding, name: str, figure: str, grid: tuple[float, ...]) -> Decoding:
    tried = {v: _value(bench.figures(replace(best, **{name: v})), figure) for v in grid}
    value = max(tried, key=lambda v: (round(_smooth(tried, v), 5), -abs(v - 0.5)))
    print(f"{name} = {value}: {figure} {tried[value]:.4f}", flush=True)
    return replace(best, **{name: value})


def _sweep_role(bench: Bench, best: Decoding, role: str, figure: str) -> Decoding:
    tried = {v: _value(bench.figures(replace(best, roles={**best.roles, role: v})), figure) for v in GRID}
    value = max(tried, key=lambda v: (round(_smooth(tried, v), 5), -abs(v - 0.5)))
    print(f"{role} = {value}: {figure} {tried[value]:.4f}", flush=True)
    return replace(best, roles={**best.roles, role: value})


def _smooth(tried: Mapping[float, float], at: float) -> float:
    """Mean with the neighbours on the grid: thirty articles make single values noisy."""
    keys = sorted(tried)
    i = keys.index(at)
    near = [tried[k] for k in keys[max(0, i - 1) : i + 2]]
    return sum(near) / len(near)


def calibrate(bench: Bench, decoding: Decoding) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Raw probabilities and the share right at each, rising (pool-adjacent-violators over equal bins)."""
    faint = replace(decoding, trigger=FAINTEST_TRIGGER)
    found = bench.read(faint, 0.0)
    raw, right = [], []
    for article in bench.articles:
        claims = found[article["id"]]["claims"]
        pairs = bench.score.match(
            article["claims"],
            claims,
            lambda g, p, text=article["text"]: (
                (2.0 if g["type"] == p["type"] else 1.0) + bench.score.iou(g["trigger"], p["trigger"])
                if bench.score.same_trigger(text, g["trigger"], p["trigger"])
                else 0
            ),
        )
        good = {id(p) for g, p in pairs if g["type"] == p["type"]}
        raw += [c["confidence"] for c in claims]
        right += [id(c) in good for c in claims]
    order = np.argsort(raw)
    x, y = np.array(raw)[order], np.array(right, dtype=float)[order]
    blocks = [
        [float(a.mean()), float(b.mean()), len(a)]
        for a, b in zip(np.array_split(x, BINS), np.array_split(y, BINS), strict=True)
    ]
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] >= merged[-1][1]:
            b, a = merged.pop(), merged.pop()
            n = a[2] + b[2]
            merged.append([(a[0] * a[2] + b[0] * b[2]) / n, (a[1] * a[2] + b[1] * b[2]) / n, n])
    points = [(0.0, 0.0), *((round(a, 4), round(b, 4)) for a, b, _ in merged)]
    if points[-1][0] < 1.0:
        points.append((1.0, max(points[-1][1], round((points[-1][1] + 1) / 2, 4))))
    return tuple(p[0] for p in points), tuple(p[1] for p in points)


def _document(article: Mapping[str, Any]) -> Document:
    whole = (Block(Span(0, len(article["text"])), "paragraph"),)
    return Document(article["id"], article["id"], "jsonl", article["text"], whole, "0" * 64)


def load_scorer(shared: Path) -> ModuleType:
    """`../shared/evals/score.py` as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "evals/score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--weights", type=Path, required=True, help="folder that training.export wrote")
    ap.add_argument("--fold", type=int, default=0, help="the tenth of the coded articles that training left out")
    args = ap.parse_args()
    articles = claim_articles(args.shared / "claims/train")
    held = [a for i, a in enumerate(articles) if i % HELD_BACK == args.fold]
    bench = Bench(args.weights, held, load_scorer(args.shared))
    decoding = tune(bench)
    path = args.weights / "card.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card["reading"] = asdict(decoding)
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(bench.figures(decoding), indent=1))


if __name__ == "__main__":
    main()
