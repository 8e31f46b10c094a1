"""Learn the second look at roles: `python -m training.context --shared ../shared --weights FOLDER --folds FOLDER…`.

Each fold's weights read the coded reports that they were not trained on, so that the scores look as they do on unseen
articles. From these a small network learns what to add to role logits (`onrecord.extract.context`). It is written as
`context.onnx` into the weights, which are tuned afterwards.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.extract import claims as extract_claims
from onrecord.extract.context import HOPELESS, Features, Found
from onrecord.extract.reader import Reader
from onrecord.language import labels
from onrecord.language.encoder import FloatArray, Section
from onrecord.language.weights import CONTEXT
from training.corpora import claim_articles, coded_articles
from training.folds import held_back, held_back_by_id
from training.tune import as_document, load_scorer

SLOT_OF = {"actor": "actors", "recipient": "recipients", "object": "objects", "place": "place", "source": "sources"}
SURE = 0.5  # of the two spans' intersection over union: a candidate that fits less neither fills the role nor not
BELIEVED = 0.4  # triggers from this probability on are claims here
HIDDEN, NETS, EPOCHS, ROWS, RATE = 64, 3, 6, 2048, 2e-3


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs of trigger and candidate: features, role logits, whether they fill each role, and what counts."""

    features: FloatArray
    logits: FloatArray
    fills: FloatArray
    counts: FloatArray


class SecondLook(nn.Module):
    """The mean of a few small networks, on features of mean 0 and deviation 1."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))
        self.nets = nn.ModuleList(
            nn.Sequential(nn.Linear(width, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, len(labels.ROLES)))
            for _ in range(NETS)
        )

    def each(self, rows: Tensor) -> Tensor:
        """What every net adds [nets, rows, roles]."""
        scaled = (rows - self.mean) / self.deviation
        return torch.stack([net(scaled) for net in self.nets])

    def forward(self, rows: Tensor) -> Tensor:
        return self.each(rows).mean(0)


def learn(rows: Rows, seed: int = 7) -> SecondLook:
    """Train on all rows."""
    torch.manual_seed(seed)
    x, base, y, counts = (torch.from_numpy(a) for a in (rows.features, rows.logits, rows.fills, rows.counts))
    look = SecondLook(x.shape[1])
    look.mean.copy_(x.mean(0))
    look.deviation.copy_(x.std(0) + 1e-3)
    optimizer = torch.optim.AdamW(look.parameters(), lr=RATE, weight_decay=0.02)
    order = [b for _ in range(EPOCHS) for b in torch.randperm(len(x)).split(ROWS)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: max(0.02, 1 - k / len(order)))
    for batch in order:
        added = look.each(x[batch])
        target = y[batch].expand_as(added)
        loss = F.binary_cross_entropy_with_logits(added + base[batch], target, reduction="none")
        optimizer.zero_grad()
        ((loss * counts[batch]).sum() / (len(batch) * NETS)).backward()
        optimizer.step()
        schedule.step()
    return look.eval()


def gather(reader: Reader, articles: list[dict[str, Any]], score: ModuleType) -> Rows:
    """Rows of all claims that the reader finds with the right type in coded articles of one section."""
    seen: list[tuple[Section, Found]] = []
    look = extract_claims.reconsidered

    def remember(encoder: Any, section: Section, found: Found) -> FloatArray:
        seen.append((section, found))
        return look(encoder, section, found)

    extract_claims.reconsidered = remember
    parts: list[Rows] = []
    try:
        for article in articles:
            seen.clear()
            document = as_document(article)
            words = reader.encoder.split([document.text])[0]
            reader.read([document])
            if len(seen) == 1 and seen[0][1].roles.size and len(words) == len(seen[0][0].sentence):
                spans = np.stack([words.start, words.end], axis=1)
                parts += _rows(*seen[0], spans, article, score)
    finally:
        extract_claims.reconsidered = look
    return Rows(*(np.concatenate([getattr(p, name) for p in parts]) for name in Rows.__slots__))


def _rows(
    section: Section, found: Found, words: NDArray[np.int64], article: dict[str, Any], score: ModuleType
) -> list[Rows]:
    def chars(first: int, last: int) -> list[int]:
        return [int(words[first, 0]), int(words[last, 1])]

    kinds = labels.types()
    claims = [
        {"trigger": chars(t.first, t.last), "type": kinds[t.kind], "row": i}
        for i, t in enumerate(found.triggers)
        if t.score >= BELIEVED
    ]

    def agree(gold: dict[str, Any], claim: dict[str, Any]) -> float:
        if not score.same_trigger(article["text"], gold["trigger"], claim["trigger"]):
            return 0.0
        return float(1 + (gold["type"] == claim["type"]) + score.iou(gold["trigger"], claim["trigger"]))

    rows = Features(section, found)
    spans = [chars(*s) for s in found.spans.tolist()]
    out = []
    for gold, claim in score.match(article["claims"], claims, agree):
        if gold["type"] == claim["type"]:
            t = claim["row"]
            fills, counts = _target(gold, spans, score)
            c = np.flatnonzero((found.roles[t].max(axis=1) > HOPELESS) | fills.any(axis=1))
            logits = np.clip(found.roles[t, c], -15, 15)
            out.append(Rows(rows.of(np.full(len(c), t), c), logits, fills[c], counts[c]))
    return out


def _target(gold: dict[str, Any], spans: list[list[int]], score: ModuleType) -> tuple[FloatArray, FloatArray]:
    """Whether each candidate fills each role [candidates, roles], and whether that is sure."""
    fills = np.zeros((len(spans), len(labels.ROLES)), dtype=np.float32)
    counts = np.ones_like(fills)
    for r, role in enumerate(labels.ROLES):
        if role == "time":
            marks = [gold["time"]] if gold.get("time") else []
        else:
            marks = gold["quantities"] if role == "quantity" else score.slot(gold, SLOT_OF[role])
        for at in (m["span"] for m in marks if m.get("span")):
            fit = np.array([score.iou(at, s) for s in spans])
            fills[fit >= SURE, r] = 1
            counts[(fit > 0) & (fit < SURE), r] = 0
    counts[fills > 0] = 1
    return fills, counts


def write(look: SecondLook, folder: Path) -> None:
    """`context.onnx` beside the other graphs, and its digest in the card."""
    path = folder / CONTEXT
    torch.onnx.export(
        look,
        (torch.zeros(2, len(look.mean)),),
        str(path),
        input_names=["rows"],
        output_names=["added"],
        dynamic_axes={"rows": {0: "rows"}, "added": {0: "rows"}},
        opset_version=17,
        dynamo=False,
    )
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card["files"][CONTEXT] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "card.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--data", type=Path, default=Path("data"), help="the coded articles that the folds were cut from")
    ap.add_argument("--weights", type=Path, required=True, help="the folder that gets context.onnx")
    ap.add_argument("--folds", type=Path, nargs="+", required=True, help="weights of fold 0, 1, … in order")
    args = ap.parse_args()
    score = load_scorer(args.shared)
    reports = coded_articles("newswire", args.data, args.shared)
    first = claim_articles(args.shared / "claims/train")
    parts = []
    for k, folder in enumerate(args.folds):
        reader = Reader.load(folder)
        unseen = held_back_by_id(reports, k, len(args.folds)) + held_back(first, k, len(args.folds))
        parts.append(gather(reader, unseen, score))
        print(f"fold {k}: {len(parts[-1].features):,} pairs of {len(unseen)} articles", flush=True)
    rows = Rows(*(np.concatenate([getattr(p, name) for p in parts]) for name in Rows.__slots__))
    write(learn(rows), args.weights)


if __name__ == "__main__":
    main()
