"""From decisions to weights: learn on four fifths of the documents, judge on the last, keep what is better."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.extract.reader import Reader
from onrecord.extract.seen import sections_seen
from onrecord.language.weights import CONTEXT, HEADS, Card, open_card, write_card
from onrecord.learn import heads, look
from onrecord.learn.examples import Example, count, split
from onrecord.learn.judge import Verdict, judge
from onrecord.model.errors import OnrecordError

SEED = 7
LOOK_EPOCHS, LOOK_RATE = 3, 2e-4  # of a second look that has learned before
CHOSEN_ON = 4  # every fourth of the documents to learn from only chooses how far to go
STRENGTHS = (0.0, 0.25, 0.5, 1.0)  # of what the heads learned
SHIFTS = (-0.1, 0.0, 0.1)  # of the threshold of triggers


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
        _learn(reader, kept, folder, on_step)
        on_step("judging what was learned")
        after = judge(Reader.load(folder), judged)
        better = after.score > before.score
        if better:
            folder.replace(out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Outcome(len(found), count(kept), count(judged), before, after, out if better else None)


def _learn(reader: Reader, kept: Sequence[Example], folder: Path, on_step: Callable[[str], None]) -> None:
    """Put `heads.onnx` and `context.onnx`, learned from these, into a folder of weights."""
    card = reader.encoder.card
    told: list[heads.Told] = []
    rows: list[look.Rows] = []
    choosing = kept[::CHOSEN_ON]
    for example in (e for i, e in enumerate(kept) if i % CHOSEN_ON):
        seen = list(sections_seen(reader, example.document))
        told += heads.parts_of(seen, example.hold, example.rejected)
        for one in seen:
            rows += look.rows_of(one, example.document.text, example.hold)
    if rows and (folder / CONTEXT).exists():
        one = look.learn(look.read(folder / CONTEXT), look.Rows.of(rows), epochs=LOOK_EPOCHS, rate=LOOK_RATE, seed=SEED)
        look.write(one, folder / CONTEXT)
    if not told:
        _sign(folder, card, reader.decoding.trigger)
        return
    adjustment = heads.learn(told, SEED)
    tried: dict[tuple[float, float], float] = {}
    for strength in STRENGTHS:
        heads.write(adjustment.scaled(strength), folder / HEADS)
        for shift in SHIFTS:
            on_step(f"choosing how far to go: {len(tried) + 1} of {len(STRENGTHS) * len(SHIFTS)}")
            _sign(folder, card, reader.decoding.trigger + shift)
            tried[strength, shift] = judge(Reader.load(folder), choosing).score
    strength, shift = max(tried, key=lambda at: (tried[at], -at[0], -abs(at[1])))
    heads.write(adjustment.scaled(strength), folder / HEADS)
    _sign(folder, card, reader.decoding.trigger + shift)


def _sign(folder: Path, card: Card, trigger: float) -> None:
    """The old card with this threshold of triggers, new digests, and a name that says where the files come from."""
    reading = {**card.reading, "trigger": round(min(0.9, max(0.1, trigger)), 4)}
    name = f"{card.name.removesuffix('+decisions')}+decisions"
    learned = (file for file in (HEADS, CONTEXT) if (folder / file).exists())
    write_card(folder, {**card.raw, "reading": reading, "name": name}, (*card.raw["files"], *learned))
