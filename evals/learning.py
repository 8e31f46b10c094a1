"""What decisions teach: `python evals/learning.py --shared ../shared [--weights FOLDER]`. Needs the extra `train`.

Coded reports that the weights were not trained on stand for a team's decisions: what the program finds and the coders
have not is rejected, what the coders have holds as they coded it. Four fifths of the reports teach, a fifth judges, as
in `onrecord train`; several rounds with other fifths, so that the figure does not hang on one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from training.tune import as_document, held_back_claims

from onrecord.evaluate.annotation import read_claims
from onrecord.evaluate.match import pair_claims
from onrecord.extract.reader import Reader
from onrecord.ground import ground
from onrecord.learn.examples import Example
from onrecord.learn.train import train
from onrecord.ontology import load as load_ontology


def decided(reader: Reader, shared: Path, data: Path) -> list[Example]:
    """The held-back reports as if people had gone through all claims of each."""
    out = []
    for article in held_back_claims(shared, data, 0):
        document = as_document(article)
        hold = read_claims(article["claims"], article["text"], None, load_ontology())
        (reading,) = (ground(r) for r in reader.read([document]))
        paired = {j for _, j in pair_claims(document.text, hold, reading.claims)}
        rejected = tuple(c for j, c in enumerate(reading.claims) if j not in paired)
        if hold or rejected:
            out.append(Example(document, hold, rejected))
    return out


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"))
    ap.add_argument("--data", type=Path, default=Path("data"))
    ap.add_argument("--weights", type=Path)
    ap.add_argument("--rounds", type=int, default=5)
    args = ap.parse_args()
    found = decided(Reader.load(args.weights), args.shared, args.data)
    for k in range(args.rounds):
        # another prefix moves every document into another fifth
        named = [replace(e, document=replace(e.document, id=f"{k}/{e.document.id}")) for e in found]
        with tempfile.TemporaryDirectory() as folder:
            outcome = train(named, weights=args.weights, out=Path(folder) / "w")
        row = {
            name: [round(getattr(v, name), 4) for v in (outcome.before, outcome.after)]
            for name in ("claims", "fields", "score")
        }
        counts = {"learned_from": outcome.learned_from, "judged_on": outcome.judged_on}
        print(json.dumps({"round": k, **counts, "written": outcome.written is not None, **row}), flush=True)


if __name__ == "__main__":
    main()
