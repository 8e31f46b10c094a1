"""Learn the weights of src/onrecord/ground/place/ranker.yaml from documents whose toponyms have coordinates.

    python tools/train_places.py GOLD.jsonl READINGS.jsonl [--folds 5] [--write]

GOLD has objects {"id", "places": [{"span", "lat", "lon"}]}; READINGS what `onrecord read --format jsonl` prints (id,
text, mentions). A conditional logit: among a name's candidates, those within KM of the gold point are right. Prints the
share of right choices, by cross-validation over documents; --write stores the weights of all documents.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.ground.place.find import find
from onrecord.ground.place.gazetteer import Gazetteer
from onrecord.ground.place.rank import EARTH_KM, FEATURES, features
from onrecord.ground.place.resolve import document_names
from onrecord.model.reading import Mention
from onrecord.model.span import Span

KM = 40.0  # nearer to the gold point than this is the same place
KM_OF_LANDS = 161.0  # the same of lands and units, whose middles differ
DECAY = 0.02
STEPS = 400
RATE = 0.1
FIXED = {  # set by hand, the others are learned beside them
    "home": 1.0,  # the corpus does not name the publishers
    "held": 4.0,  # "Paris, Texas" is what it says, however seldom a corpus of local news has to say it
    "not_held": 0.0,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One name of a document: its candidates' features, and which of them are right."""

    document: str
    rows: NDArray[np.float64]
    right: NDArray[np.bool_]
    times: int


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two points in degrees."""
    la1, lo1, la2, lo2 = map(math.radians, (*a, *b))
    h = math.sin((la2 - la1) / 2) ** 2 + math.cos(la1) * math.cos(la2) * math.sin((lo2 - lo1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def choices(gold: list[dict[str, Any]], readings: dict[str, dict[str, Any]], gazetteer: Gazetteer) -> list[Choice]:
    """All names of all documents that stand on a gold toponym and have a right and a wrong candidate."""
    out = []
    for entry in gold:
        reading = readings[entry["id"]]
        mentions = [mention(m, reading["text"]) for m in reading["mentions"]]
        found = find(reading["text"], mentions, gazetteer)
        keys, names = document_names(reading["text"], found)
        order = {key: i for i, key in enumerate(dict.fromkeys(keys))}
        points: dict[int, list[tuple[float, float]]] = {}
        for toponym, key in zip(found, keys, strict=True):
            for place in entry["places"]:
                if place["lat"] is not None and toponym.span.overlap(Span(*place["span"])):
                    points.setdefault(order[key], []).append((place["lat"], place["lon"]))
        for i, (candidates, rows) in enumerate(features(names, None)):
            if i in points and len(candidates) > 1:
                point = max(points[i], key=points[i].count)
                right = np.array(
                    [
                        km((c.lat, c.lon), point) <= (KM if c.kind in ("town", "point") else KM_OF_LANDS)
                        for c in candidates
                    ]
                )
                if right.any():
                    out.append(Choice(entry["id"], rows, right, len(points[i])))
    return out


def mention(m: Any, text: str) -> Mention:
    """A mention of a printed reading, or of the short form [start, end, kind, named]."""
    start, end, kind, named = m if isinstance(m, list) else (*m["span"], m["kind"], m["named"])
    return Mention(Span(start, end), text[start:end], kind, named)


def fit(data: list[Choice]) -> NDArray[np.float64]:
    """Weights by full-batch Adam on the likelihood of the right candidates."""
    sizes = [len(c.rows) for c in data]
    rows = np.concatenate([c.rows for c in data])
    right = np.concatenate([c.right for c in data])
    times = np.array([math.sqrt(c.times) for c in data])
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    group = np.repeat(np.arange(len(data)), sizes)
    w, m, v = np.zeros(rows.shape[1]), np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    fixed = [FEATURES.index(name) for name in FIXED]
    for step in range(1, STEPS + 1):
        w[fixed] = list(FIXED.values())
        score = rows @ w
        e = np.exp(score - np.maximum.reduceat(score, starts)[group])
        p = e / np.add.reduceat(e, starts)[group]
        q = p * right
        q = q / np.maximum(np.add.reduceat(q, starts), 1e-12)[group]
        gradient = rows.T @ ((p - q) * times[group]) / times.sum() + DECAY * w / 10
        m, v = 0.9 * m + 0.1 * gradient, 0.999 * v + 0.001 * gradient**2
        w -= RATE * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    w[fixed] = list(FIXED.values())
    return w


def share(data: list[Choice], w: NDArray[np.float64]) -> tuple[float, float]:
    """Right choices and all, by occurrences."""
    good = sum(c.times for c in data if c.right[int(np.argmax(c.rows @ w))])
    return good, sum(c.times for c in data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("readings", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    gold = [json.loads(line) for line in given.gold.read_text(encoding="utf-8").splitlines()]
    lines = given.readings.read_text(encoding="utf-8").splitlines()
    readings = {r["id"]: r for r in map(json.loads, lines)}
    data = choices(gold, readings, Gazetteer.open([]))
    documents = sorted({c.document for c in data})
    fold = {d: i % given.folds for i, d in enumerate(documents)}
    good = total = 0.0
    for k in range(given.folds):
        w = fit([c for c in data if fold[c.document] != k])
        a, b = share([c for c in data if fold[c.document] == k], w)
        good, total = good + a, total + b
    w = fit(data)
    print(f"{len(data)} choices; right {good / total:.4f} in cross-validation, {share(data, w)[0] / total:.4f} on all")
    for name, value in zip(FEATURES, w, strict=True):
        print(f"  {name}: {value:.3f}")
    if given.write:
        write(w)


def write(w: NDArray[np.float64]) -> None:
    """Store the weights in the package."""
    target = Path(__file__).parents[1] / "src/onrecord/ground/place/ranker.yaml"
    lines = [
        "# Weights of what speaks for a place among all of its name (rank.py says what each is).",
        'source: "Learned by tools/train_places.py from the Local Global Lexicon (Lieberman et al. 2010)"',
        'licence: "Apache-2.0 (numbers only; no text of the corpus is in them)"',
        "weights:",
        *(f"  {name}: {value:.3f}" for name, value in zip(FEATURES, w, strict=True)),
    ]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
