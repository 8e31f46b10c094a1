"""From a checkpoint to weights: `python -m training.export --checkpoint FILE --base FOLDER --out FOLDER`.

Writes `encoder.onnx` (pieces to word states, head logits and span vectors) and `pairs.onnx` (anchors against
candidates), both with int8 matrices, `tokenizer.json` and `card.json` with the label sets, settings and
digests. Auxiliary heads and
labels are left out.
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from onrecord.language import labels, weights
from training.bert import BertConfig
from training.network import AUXILIARY_HEADS, PAIR_LABELS, SPAN_BIAS, SPAN_WIDTH, Batch, Network, token_heads

OPSET = 17
FORMAT = 1  # raised when the inference code must change with the files


class EncoderGraph(nn.Module):
    """What inference runs on one window."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network
        self.heads = tuple(name for name in token_heads() if name not in AUXILIARY_HEADS)

    def forward(self, piece: Tensor, casing: Tensor, gap: Tensor, first: Tensor) -> tuple[Tensor, ...]:
        words = self.network.states(Batch(piece, None, casing, gap, first))
        logits = torch.cat(list(self.network.heads(words, self.heads).values()), dim=-1)
        start, end = self.network.spans(words)
        return words, logits, start, end


class PairGraph(nn.Module):
    """The pair scorer without its auxiliary labels."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.pairs = network.pairs

    def forward(self, words: Tensor, sentence: Tensor, anchors: Tensor, candidates: Tensor) -> Tensor:
        return self.pairs(words, sentence, anchors, candidates)[..., : len(PAIR_LABELS)]


def export(network: Network, base: Path, out: Path, settings: dict[str, Any]) -> None:
    """Write the weights folder."""
    out.mkdir(parents=True, exist_ok=True)
    network.eval()
    batch, width = 1, network.width
    ints = {"dtype": torch.long}
    pieces, words = 12, 9
    inputs = (
        torch.ones(batch, pieces, **ints),
        torch.zeros(batch, pieces, **ints),
        torch.zeros(batch, pieces, **ints),
        torch.arange(1, words + 1).repeat(batch, 1),
    )
    grow_pieces, grow_words = {0: "windows", 1: "pieces"}, {0: "windows", 1: "words"}
    _write(
        EncoderGraph(network).eval(),
        inputs,
        out / "encoder.onnx",
        ["piece", "casing", "gap", "first"],
        ["states", "logits", "span_start", "span_end"],
        {
            **dict.fromkeys(("piece", "casing", "gap"), grow_pieces),
            **dict.fromkeys(("first", "states", "logits", "span_start", "span_end"), grow_words),
        },
    )
    pair_inputs = (
        torch.randn(words, width),
        torch.arange(words),
        torch.tensor([[0, 1], [2, 2]]),
        torch.tensor([[3, 4], [5, 5], [6, 8]]),
    )
    _write(
        PairGraph(network).eval(),
        pair_inputs,
        out / "pairs.onnx",
        ["states", "sentence", "anchors", "candidates"],
        ["scores"],
        {
            "states": {0: "words"},
            "sentence": {0: "words"},
            "anchors": {0: "anchors"},
            "candidates": {0: "candidates"},
            "scores": {0: "anchors", 1: "candidates"},
        },
    )
    _write_tokenizer(base, out)
    write_card(out, settings)


def _write(
    graph: nn.Module, inputs: tuple[Tensor, ...], path: Path, names: list[str], outputs: list[str], axes: dict[str, Any]
) -> None:
    plain = path.with_suffix(".float.onnx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            inputs,
            str(plain),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            custom_opsets={"com.microsoft": 1},
            dynamo=False,
        )
        quantize_dynamic(str(plain), str(path), per_channel=True, weight_type=QuantType.QInt8)
    plain.unlink()


def _write_tokenizer(base: Path, out: Path) -> None:
    raw = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))
    raw["padding"] = raw["truncation"] = raw["post_processor"] = None
    text = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    (out / "tokenizer.json").write_text(text, encoding="utf-8")


def write_card(out: Path, settings: dict[str, Any]) -> None:
    """`card.json`: what the files mean, how to read their scores, and their digests."""
    card = {
        "format": FORMAT,
        **settings,
        "heads": {name: list(kinds) for name, kinds in token_heads().items() if name not in AUXILIARY_HEADS},
        "channels": list(labels.CHANNELS),
        "span_width": SPAN_WIDTH,
        "span_bias": SPAN_BIAS,
        "pairs": list(PAIR_LABELS),
    }
    weights.write_card(out, card, weights.FILES)


TEACHES = {"names": ("names",), "attribution": labels.SPEECH_PARTS, "times": ("timex",)}


def load(checkpoint: Path, base: Path) -> Network:
    """The network of a checkpoint. Heads that no task of its run has taught say *outside* of every word."""
    saved = torch.load(checkpoint, weights_only=True)
    network = Network(BertConfig.read(base))
    network.load_state_dict(saved["network"])
    untaught = TEACHES.keys() - saved.get("tasks", TEACHES)
    for task in sorted(untaught):
        for head in TEACHES[task]:
            last = network.heads.heads[head][-1]
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)
            last.bias.data[0] = 20.0
    return network


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--checkpoint", type=Path, required=True)
    ap.add_argument("--base", type=Path, required=True, help="the model folder that training started from")
    ap.add_argument("--out", type=Path, required=True, help="folder for the weights")
    ap.add_argument("--name", default="onrecord-small", help="the model's name, as printed in made_by")
    args = ap.parse_args()
    keep = args.out / "card.json"
    old = json.loads(keep.read_text(encoding="utf-8")) if keep.exists() else {}
    settings = {"name": args.name, "window_pieces": 384, "overlap_pieces": 96}
    settings |= {key: old[key] for key in ("reading",) if key in old}
    export(load(args.checkpoint, args.base), args.base, args.out, settings)
    sizes = {p.name: f"{p.stat().st_size / 1e6:.1f} MB" for p in sorted(args.out.iterdir())}
    print("\n".join(f"{name}: {size}" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
