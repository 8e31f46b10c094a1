"""Train the network: `python -m training.train --shared ../shared --base MODEL_FOLDER --out runs/first`.

Writes `checkpoint.pt` every few minutes and goes on from it when started again with the same arguments. The whole order
of batches is drawn from the seed before the first step, so that an interrupted run ends like an undisturbed one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from training import corpora, folds
from training.bert import BertConfig
from training.corpora import Example
from training.losses import loss_of
from training.network import Network
from training.taught import taught_loss
from training.windows import Window, cut

EPOCHS = {
    "names": 3, "attribution": 2, "times": 5, "events": 3, "roles": 1, "claims": 16,
    "syntax": 1, "coreference": 2, "newswire": 2, "taught": 1,
}  # fmt: skip
LATE = {"claims": 0.62, "taught": 0.62}  # a batch's place in the run is u ** LATE: below 1 later, above 1 earlier
EARLY = 1.25
PIECES = {
    "claims": 500, "attribution": 320, "names": 256, "times": 256, "events": 200, "roles": 200,
    "syntax": 200, "coreference": 400, "newswire": 300, "taught": 500,
}  # fmt: skip
ON_REQUEST = ("roles", "coreference", "taught")  # see the table of experiments in evals/report.md
BATCH_PIECES = 1024
LICENSED = ("ecb", "ewt")  # folders of coded articles whose texts may be redistributed
SAVE_EVERY_S = 240


def plan(examples: dict[str, list[Example]], seed: int, epochs: dict[str, int]) -> list[list[Window]]:
    """All batches of the run in order."""
    draw = random.Random(seed)
    placed: list[tuple[float, int, list[Window]]] = []
    for task, rows in examples.items():
        for _ in range(epochs[task]):
            windows = [w for e in rows for w in _windows(e, task, draw)]
            draw.shuffle(windows)
            for batch in [[w] for w in windows] if task == "claims" else _batches(windows):
                placed.append((draw.random() ** LATE.get(task, EARLY), len(placed), batch))
    return [batch for _, _, batch in sorted(placed, key=lambda p: p[:2])]


def _windows(example: Example, task: str, draw: random.Random) -> list[Window]:
    limit = PIECES[task]
    if task == "claims":
        if draw.random() < 0.15:  # short texts occur too: now and then half an article, cut at a sentence
            limit = draw.randint(60, 250)
        return cut(example, limit)
    first = int(example.words.first.searchsorted(limit))
    return cut(example, limit, draw.randrange(first) if len(example.words.piece) > limit else 0)


def _batches(windows: list[Window]) -> list[list[Window]]:
    out: list[list[Window]] = [[]]
    size = 0
    pool = 256
    for k in range(0, len(windows), pool):  # like lengths together, within a random pool
        for w in sorted(windows[k : k + pool], key=lambda w: w.pieces[1] - w.pieces[0]):
            n = w.pieces[1] - w.pieces[0] + 2
            if size + n > BATCH_PIECES and out[-1]:
                out.append([])
                size = 0
            out[-1].append(w)
            size += n
    return [b for b in out if b]


def training_articles(
    shared: Path, data: Path, fold: int, licensed_only: bool, folds_of: int = folds.HELD_BACK
) -> list[dict[str, Any]]:
    """All coded articles but those held back: a tenth of the agency reports for settings, and a fifth of the project's
    own for good. PolNeAR's that reported speech is tuned on are left out too.

    The texts of `claims/train` and of all folders but LICENSED come without a licence to redistribute.
    """
    coded = [] if licensed_only else corpora.claim_articles(shared / "claims/train")
    folders = [f for f in corpora.STAND_OFF if f in LICENSED or not licensed_only]
    standing_off = {f: corpora.coded_articles(f, data, shared) for f in folders}
    newswire = standing_off.get("newswire", [])
    own = corpora.own_articles(data)
    speech = list(corpora.read_lines(shared / corpora.STAND_OFF["polnear"])) if "polnear" in folders else []
    out = [
        *folds.held_back(coded, fold, folds_of),
        *folds.held_back_by_id(newswire, fold, folds_of),
        *folds.held_back(speech, fold, folds.HELD_BACK_SPEECH),
        *folds.held_back_by_id(own, 0, folds.NEVER_TRAINED),
    ]
    left_out = {a["id"] for a in out}
    every = (*coded, *itertools.chain.from_iterable(standing_off.values()), *own)
    return [a for a in every if a["id"] not in left_out]


def load_examples(
    shared: Path,
    data: Path,
    tokenizer: Tokenizer,
    fold: int,
    licensed_only: bool,
    tasks: Sequence[str],
    folds_of: int = folds.HELD_BACK,
) -> dict[str, list[Example]]:
    """Examples by task; articles whose number is `fold` modulo `folds_of` are left out of the claims."""
    readers: dict[str, Callable[[Path, Tokenizer], list[Example]]] = {
        "names": corpora.names,
        "attribution": corpora.attribution,
        "times": corpora.times,
        "events": corpora.events,
        "roles": corpora.roles,
        "syntax": corpora.syntax,
        "coreference": corpora.coreference,
        "newswire": corpora.newswire,
    }
    examples = {
        task: read(shared, tokenizer)
        for task, read in readers.items()
        if task in tasks and not (licensed_only and task in corpora.UNLICENSED)
    }
    if "claims" in tasks:
        examples["claims"] = corpora.claims(training_articles(shared, data, fold, licensed_only, folds_of), tokenizer)
    if "taught" in tasks and not licensed_only:
        examples["taught"] = corpora.taught(shared, data, tokenizer)
    if "attribution" in examples:
        examples["attribution"] = [
            e for i, e in enumerate(examples["attribution"]) if i % folds.HELD_BACK_SPEECH != fold
        ]
    return examples


def optimizer_of(network: Network, encoder_rate: float, head_rate: float) -> torch.optim.Optimizer:
    """AdamW with a slower rate for the encoder; word embeddings stay as they are."""
    network.bert.words.weight.requires_grad_(False)
    encoder = [p for n, p in network.named_parameters() if n.startswith("bert.") and p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("bert.") and p.requires_grad]
    return torch.optim.AdamW(
        [{"params": encoder, "lr": encoder_rate}, {"params": heads, "lr": head_rate}], weight_decay=0.01, fused=True
    )


def train(args: argparse.Namespace) -> None:
    """Run or resume training; leaves `checkpoint.pt` and `log.jsonl` in the output folder."""
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    torch.manual_seed(args.seed)
    network = Network(BertConfig.read(args.base))
    network.bert.load(args.base)
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True)["network"], strict=False)
    epochs = {t: max(1, round(n * args.epochs)) for t, n in EPOCHS.items()} | dict(args.passes)
    tasks = [t for t in args.tasks if epochs[t]]
    examples = load_examples(args.shared, args.data, tokenizer, args.fold, args.licensed_only, tasks, args.folds)
    batches = plan(examples, args.seed, epochs)
    optimizer = optimizer_of(network, args.encoder_rate, args.head_rate)
    warm, total = 300, len(batches)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda k: min((k + 1) / warm, max(0.02, (total - k) / (total - warm)))
    )
    checkpoint, step = args.out / "checkpoint.pt", 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        step = saved["step"]
    pieces = sum(w.pieces[1] - w.pieces[0] for b in batches for w in b)
    print(f"{total} batches, {pieces:,} pieces, from step {step}", flush=True)
    teacher = _teacher(args) if "taught" in examples else None
    _loop(args, network, teacher, optimizer, schedule, batches, step, sorted(examples))


def _teacher(args: argparse.Namespace) -> Network:
    network = Network(BertConfig.read(args.base))
    network.load_state_dict(torch.load(args.teacher, weights_only=True)["network"], strict=False)
    return network.eval().requires_grad_(False)


def _loop(args, network, teacher, optimizer, schedule, batches, step, tasks) -> None:  # type: ignore[no-untyped-def]
    network.train()
    sums: dict[str, list[float]] = {}
    began = saved_at = time.monotonic()
    done = 0
    parameters = [p for p in network.parameters() if p.requires_grad]
    with (args.out / "log.jsonl").open("a") as log:
        while step < len(batches):
            torch.manual_seed(args.seed + step)
            draw = random.Random(args.seed + step)
            if batches[step][0].example.task == "taught":
                loss = taught_loss(network, teacher, batches[step], draw, args.blur)
            else:
                loss = loss_of(network, batches[step], draw, args.blur)
            optimizer.zero_grad(set_to_none=True)
            if loss.requires_grad:
                loss.backward()
                torch.nn.utils.clip_grad_norm_(parameters, 2.0)
                optimizer.step()
            schedule.step()
            sums.setdefault(batches[step][0].example.task, []).append(float(loss))
            done += sum(w.pieces[1] - w.pieces[0] for w in batches[step])
            step += 1
            if step % 200 == 0:
                means = {task: round(sum(v) / len(v), 3) for task, v in sorted(sums.items())}
                rate = round(done / (time.monotonic() - began))
                line = json.dumps({"step": step, "of": len(batches), "pieces_a_second": rate, **means})
                print(line, file=log, flush=True)
                print(line, flush=True)
                sums.clear()
            if time.monotonic() - saved_at > SAVE_EVERY_S or step == len(batches):
                _save(args.out / "checkpoint.pt", network, optimizer, schedule, step, tasks)
                saved_at = time.monotonic()


def _save(path: Path, network, optimizer, schedule, step: int, tasks) -> None:  # type: ignore[no-untyped-def]
    state = {
        "network": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
        "step": step,
        "tasks": tasks,
    }
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def _passes(word: str) -> tuple[str, int]:
    task, _, number = word.partition("=")
    if task not in EPOCHS or not number.isdigit():
        raise argparse.ArgumentTypeError(f"expected TASK=N with a task of {', '.join(EPOCHS)}, found {word!r}")
    return task, int(number)


def arguments() -> argparse.Namespace:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with corpora and claims/train")
    ap.add_argument("--data", type=Path, default=Path("data"), help="folder with the project's own coded articles")
    ap.add_argument("--base", type=Path, required=True, help="a BERT-like model folder")
    ap.add_argument("--out", type=Path, required=True, help="folder for checkpoint and log")
    ap.add_argument("--seed", type=int, default=7)
    ap.add_argument("--fold", type=int, default=0, help="which part of the coded articles is held back; -1: none")
    ap.add_argument("--folds", type=int, default=folds.HELD_BACK, help="in how many parts; 5 for cross-validation")
    ap.add_argument("--epochs", type=float, default=1.0, help="factor on the epochs of every task")
    ap.add_argument(
        "--passes", type=_passes, nargs="+", default=[], metavar="TASK=N", help="other epochs of single tasks"
    )
    ap.add_argument(
        "--start", type=Path, help="a checkpoint whose network this run begins with; heads it lacks are new"
    )
    ap.add_argument(
        "--tasks",
        nargs="+",
        default=[t for t in EPOCHS if t not in ON_REQUEST],
        choices=list(EPOCHS),
        help="corpora to train on",
    )
    ap.add_argument("--teacher", type=Path, help="a checkpoint that reads the uncoded reports of the task `taught`")
    ap.add_argument("--blur", type=float, default=0.0, help="share of the claims' pieces that may at most be hidden")
    ap.add_argument("--encoder-rate", type=float, default=1.5e-4)
    ap.add_argument("--head-rate", type=float, default=7e-4)
    ap.add_argument("--licensed-only", action="store_true", help="leave out corpora without a licence to redistribute")
    args = ap.parse_args()
    if "taught" in args.tasks and not args.teacher:
        ap.error("the task `taught` needs a teacher: name a checkpoint with --teacher")
    return args


if __name__ == "__main__":
    train(arguments())
