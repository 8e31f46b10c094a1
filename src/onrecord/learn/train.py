"""From decisions to weights: learn on four fifths of the documents, judge on the last, keep what is better."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.extract.reader import Reader
from onrecord.extract.seen import sections_seen
from onrecord.language.weights import CONTEXT, HEADS, open_card
from onrecord.learn import heads, look
from onrecord.learn.examples import Example, count, split
from onrecord.learn.judge import Verdict, judge
from onrecord.model.errors import OnrecordError

SEED = 7
LOOK_EPOCHS, LOOK_RATE = 3, 2e-4  # of a second look that has learned before


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: `written` is the folder of the new weights, None where they judged no better."""

    documents: int
    learned_from: int
    judged_on: int
    before: Verdict
    after: Verdict
    written: Path | None


def train(
    found: Sequence[Example], *, weights: Path | None, out: Path, on_step: Callable[[str], None] = lambda step: None
) -> Outcome:
    """Learn from decided claims and write weights to `out` if they say more of what people said.

    Raises OnrecordError `too_few_decisions`, `output_exists`, `cannot_write`, and WeightsError.
    """
    if out.exists():
        raise OnrecordError("output_exists", f"{out} exists already", "Give --output a folder that is not there yet")
    kept, judged = split(found)
    card = open_card(weights)
    reader = Reader.load(weights)
    on_step("judging the weights as they are")
    before = judge(reader, judged)
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OnrecordError(
            "cannot_write", f"{out.parent} cannot be written to: {error.strerror}", "Give --output another place"
        ) from error
    try:
        for name in (*card.raw["files"], "card.json"):
            shutil.copyfile(card.folder / name, folder / name)
        on_step("learning")
        _learn(reader, kept, folder)
        on_step("judging what was learned")
        after = judge(Reader.load(folder), judged)
        better = after.share() > before.share()
        if better:
            folder.replace(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Outcome(len(found), count(kept), count(judged), before, after, out if better else None)


def _learn(reader: Reader, kept: Sequence[Example], folder: Path) -> None:
    """Put `heads.onnx` and `context.onnx`, learned from these, into a folder of weights."""
    told: list[heads.Told] = []
    rows: list[look.Rows] = []
    for example in kept:
        seen = list(sections_seen(reader, example.document))
        told += heads.parts_of(seen, example.hold, example.rejected)
        for one in seen:
            rows += look.rows_of(one, example.document.text, example.hold)
    if told:
        heads.write(heads.learn(told, SEED), folder / HEADS)
    if rows and (folder / CONTEXT).exists():
        one = look.learn(look.read(folder / CONTEXT), look.Rows.of(rows), epochs=LOOK_EPOCHS, rate=LOOK_RATE, seed=SEED)
        look.write(one, folder / CONTEXT)
    _sign(folder)


def _sign(folder: Path) -> None:
    """Digests of the files as they are now, and a name that says where they come from."""
    path = folder / "card.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    names = sorted({*card["files"], *(n for n in (HEADS, CONTEXT) if (folder / n).exists())})
    card["files"] = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    card["name"] = f"{card['name'].removesuffix('+decisions')}+decisions"
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
