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
from onrecord.ground import ground
from onrecord.language import labels
from onrecord.language.encoder import Encoder, FloatArray, Section
from onrecord.language.weights import Card, write_card
from onrecord.language.words import IntArray, Words
from onrecord.model.document import Block, Document
from onrecord.model.span import Span
from training.corpora import claim_articles, coded_articles, read_lines
from training.folds import HELD_BACK, HELD_BACK_SPEECH, held_back, held_back_by_id

GRID = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75)
ROLE_FIGURE = {
    "actor": "actors", "recipient": "recipients", "object": "objects", "place": "place",
    "time": None, "quantity": "quantities", "source": "sources",
}  # fmt: skip
BINS = 8
RELUCTANCE = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75)


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
    """Held-back documents with their gold, read under any settings. `kind` is the scorer's name for the gold."""

    def __init__(
        self, reader: Reader, kind: str, gold: list[dict[str, Any]], texts: list[dict[str, Any]], score: ModuleType
    ):
        self.reader, self.kind, self.gold, self.score = reader, kind, gold, score
        self.documents = [as_document(t) for t in texts]

    def read(self, decoding: Decoding, least: float | None = None) -> dict[str, dict[str, Any]]:
        """JSON objects by document id."""
        self.reader.decoding = decoding
        return {r.id: to_json(ground(r)) for r in self.reader.read(self.documents, least)}

    def figures(self, decoding: Decoding) -> dict[str, Any]:
        """The scorer's figures."""
        figures: dict[str, Any] = getattr(self.score, self.kind)(self.gold, self.read(decoding))
        return figures


def tune(claims: Bench, speech: Bench | None) -> Decoding:
    """The best settings found, calibration included. Without held-back speech its settings stay as they are."""
    best = Decoding(calibration=((0.0, 1.0), (0.0, 1.0)))
    if speech:
        for part in labels.SPEECH_PARTS:
            best = _sweep_map(speech, best, "speech", part, f"{part}_exact", RELUCTANCE)
        best = _sweep(speech, best, "link", "relation", (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5))
    best = _sweep(claims, best, "trigger", "trigger_and_type", GRID)
    for role, figure in ROLE_FIGURE.items():
        if figure:
            best = _sweep_map(claims, best, "roles", role, figure, GRID)
    best = _sweep(claims, best, "quoted_source", "sources", (0.02, 0.05, 0.1, 0.2, 0.3, 0.4))
    best = _sweep(claims, best, "antecedent", "pronouns_and_descriptions_resolved", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7))
    best = _sweep(claims, best, "same", "same_event", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8))
    return replace(best, calibration=calibrate(judge(claims, best)))


def _value(figures: Mapping[str, Any], name: str) -> float:
    figure = figures[name]
    return float(figure["f1"] if isinstance(figure, dict) else figure or 0.0)


def _sweep(bench: Bench, best: Decoding, name: str, figure: str, grid: tuple[float, ...]) -> Decoding:
    tried = {v: _value(bench.figures(replace(best, **{name: v})), figure) for v in grid}
    value = max(tried, key=lambda v: (round(_smooth(tried, v), 5), -abs(v - 0.5)))
    print(f"{name} = {value}: {figure} {tried[value]:.4f}", flush=True)
    return replace(best, **{name: value})


def _sweep_map(bench: Bench, best: Decoding, name: str, key: str, figure: str, grid: tuple[float, ...]) -> Decoding:
    def at(value: float) -> Decoding:
        return replace(best, **{name: {**getattr(best, name), key: value}})

    tried = {v: _value(bench.figures(at(v)), figure) for v in grid}
    value = max(tried, key=lambda v: (round(_smooth(tried, v), 5), -abs(v - 0.5)))
    print(f"{name} {key} = {value}: {figure} {tried[value]:.4f}", flush=True)
    return at(value)


def _smooth(tried: Mapping[float, float], at: float) -> float:
    """Mean with the neighbours on the grid: thirty articles make single values noisy."""
    keys = sorted(tried)
    i = keys.index(at)
    near = [tried[k] for k in keys[max(0, i - 1) : i + 2]]
    return sum(near) / len(near)


Judged = list[tuple[str, float, bool]]  # document, raw probability, whether trigger and type are right


def judge(bench: Bench, decoding: Decoding) -> Judged:
    """Every candidate claim of the held-back articles, faint ones too."""
    faint = replace(decoding, trigger=FAINTEST_TRIGGER, calibration=((0.0, 1.0), (0.0, 1.0)))
    found = bench.read(faint, 0.0)
    out: Judged = []
    for article in bench.gold:
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
        out += [(article["id"], c["confidence"], id(c) in good) for c in claims]
    return out


def calibrate(judged: Judged) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Raw probabilities and the share right at each, rising (pool-adjacent-violators over equal bins)."""
    order = sorted((raw, right) for _, raw, right in judged)
    x, y = np.array([r for r, _ in order]), np.array([float(r) for _, r in order])
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


def reliability(judged: Judged) -> str:
    """A Markdown table: confidence against the share right, each half calibrated on the other's articles."""
    documents = sorted({d for d, _, _ in judged})
    halves = set(documents[::2])
    rows: list[tuple[float, bool]] = []
    for half in (True, False):
        points = calibrate([j for j in judged if (j[0] in halves) != half])
        rows += [(float(np.interp(raw, *points)), right) for d, raw, right in judged if (d in halves) == half]
    lines = ["| confidence | claims | mean confidence | share right |", "| --- | ---: | ---: | ---: |"]
    error = 0.0
    for low in np.arange(0, 1, 0.1):
        some = [(c, right) for c, right in rows if low <= c < low + 0.1 or (c == 1.0 and low > 0.85)]
        if some:
            mean, share = np.mean([c for c, _ in some]), np.mean([right for _, right in some])
            error += abs(mean - share) * len(some) / len(rows)
            lines.append(f"| {low:.1f}-{low + 0.1:.1f} | {len(some)} | {mean:.2f} | {share:.2f} |")
    return "\n".join([*lines, "", f"Expected calibration error {error:.3f}, {len(rows)} candidates."])


def trade_off(claims: Bench, decoding: Decoding) -> str:
    """A Markdown table: precision and recall at rising `--min-confidence`."""
    lines = ["| --min-confidence | precision | recall | f1 |", "| ---: | ---: | ---: | ---: |"]
    for least in (0.1, 0.2, 0.3, decoding.min_confidence, 0.4, 0.5, 0.6, 0.7, 0.8):
        figure = claims.score.claims(claims.gold, claims.read(decoding, least))["trigger_and_type"]
        mark = " (default)" if least == decoding.min_confidence else ""
        lines.append(f"| {least:.2f}{mark} | {figure['p']:.2f} | {figure['r']:.2f} | {figure['f1']:.2f} |")
    return "\n".join(lines)


def as_document(article: Mapping[str, Any]) -> Document:
    """A coded article as the reader takes it: one paragraph, nothing set aside."""
    whole = (Block(Span(0, len(article["text"])), "paragraph"),)
    return Document(
        article["id"], article["id"], "jsonl", article["text"], whole, "0" * 64, published=article.get("published")
    )


def load_scorer(shared: Path) -> ModuleType:
    """`../shared/evals/score.py` as a module."""
    spec = importlib.util.spec_from_file_location("score", shared / "evals/score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def held_back_claims(shared: Path, data: Path, fold: int, folds: int = HELD_BACK) -> list[dict[str, Any]]:
    """The coded agency reports that training left out."""
    coded, newswire = claim_articles(shared / "claims/train"), coded_articles("newswire", data, shared)
    return held_back(coded, fold, folds) + held_back_by_id(newswire, fold, folds)


def held_back_speech(shared: Path, fold: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """PolNeAR's texts that training left out, with their gold."""
    folder = shared / "corpora/attribution"
    gold = {g["id"]: g for g in read_lines(folder / "polnear_train.gold.jsonl")}
    texts = [t for i, t in enumerate(read_lines(folder / "polnear_train.docs.jsonl")) if i % HELD_BACK_SPEECH == fold]
    return texts, [gold[t["id"]] for t in texts]


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--data", type=Path, default=Path("data"), help="folder with the project's own coded articles")
    ap.add_argument("--weights", type=Path, required=True, help="folder that training.export wrote")
    ap.add_argument("--fold", type=int, default=0, help="the part of the coded articles that training left out")
    ap.add_argument("--folds", type=int, default=HELD_BACK, help="in how many parts, as in training")
    args = ap.parse_args()
    score = load_scorer(args.shared)
    reader = Reader(Remembering.load(args.weights))
    articles = held_back_claims(args.shared, args.data, args.fold, args.folds)
    texts, gold = held_back_speech(args.shared, args.fold)
    claims = Bench(reader, "claims", articles, articles, score)
    speech = Bench(reader, "attribution", gold, texts, score)
    decoding = tune(claims, speech if gold else None)
    card = reader.encoder.card.raw
    write_card(args.weights, {**card, "reading": asdict(decoding)}, card["files"])
    print(json.dumps(claims.figures(decoding), indent=1))
    print(reliability(judge(claims, decoding)), trade_off(claims, decoding), sep="\n\n")


if __name__ == "__main__":
    main()
