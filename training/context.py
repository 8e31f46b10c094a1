"""Learn the second look at roles: `python -m training.context --shared ../shared --weights FOLDER --folds FOLDER…`.

Each fold's weights read the coded reports that they were not trained on, so that the scores look as they do on unseen
articles. From these a small network learns what to add to role logits (`onrecord.extract.context`). It is written as
`context.onnx` into the weights, which are tuned afterwards.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.evaluate.annotation import read_claims
from onrecord.extract.reader import Reader
from onrecord.extract.seen import sections_seen
from onrecord.language.weights import CONTEXT, open_card, write_card
from onrecord.learn import look
from onrecord.ontology import load as load_ontology
from training.corpora import claim_articles, coded_articles
from training.folds import held_back, held_back_by_id
from training.tune import as_document

EPOCHS, RATE, SEED = 6, 2e-3, 7


def gather(reader: Reader, articles: Iterable[dict[str, Any]]) -> Iterator[look.Rows]:
    """Rows of all claims that the reader finds with the right type in coded articles."""
    for article in articles:
        claims = read_claims(article["claims"], article["text"], None, load_ontology())
        for seen in sections_seen(reader, as_document(article)):
            yield from look.rows_of(seen, article["text"], claims)


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--data", type=Path, default=Path("data"), help="the coded articles that the folds were cut from")
    ap.add_argument("--weights", type=Path, required=True, help="the folder that gets context.onnx")
    ap.add_argument("--folds", type=Path, nargs="+", required=True, help="weights of fold 0, 1, … in order")
    args = ap.parse_args()
    card = open_card(args.weights)
    reports = coded_articles("newswire", args.data, args.shared)
    first = claim_articles(args.shared / "claims/train")
    parts: list[look.Rows] = []
    for k, folder in enumerate(args.folds):
        unseen = held_back_by_id(reports, k, len(args.folds)) + held_back(first, k, len(args.folds))
        parts += gather(Reader.load(folder), unseen)
        print(f"fold {k}: {len(unseen)} articles, {sum(len(p.features) for p in parts):,} pairs so far", flush=True)
    rows = look.Rows.of(parts)
    one = look.learn(look.fresh(rows, SEED), rows, epochs=EPOCHS, rate=RATE, seed=SEED)
    look.write(one, args.weights / CONTEXT)
    write_card(args.weights, card.raw, (*card.raw["files"], CONTEXT))


if __name__ == "__main__":
    main()
