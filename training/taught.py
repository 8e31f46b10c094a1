"""Self-training: a teacher reads uncoded reports, and the network learns to say the same of them with words hidden.

Targets are the teacher's probabilities, not its decisions, so that what it is unsure of teaches little.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from onrecord.language import labels
from training.losses import PAIR_WEIGHT, SPAN_WEIGHT, TOKEN_WEIGHT, blurred, proposals, short_enough
from training.network import Batch, Network
from training.windows import LABEL_AT, Window, tensors

TOKENS = ("trigger", "mode", "status")
LIKELY = 0.3  # what the teacher takes for a trigger or a source with this probability is asked about further
ROLES = [LABEL_AT[name] for name in labels.ROLES]
STANCES = [LABEL_AT[name] for name in labels.STANCES]
SOURCE, SAME = LABEL_AT["source"], LABEL_AT["same"]
BEGINS = torch.tensor([label.startswith("B-") for label in labels.bio(labels.types())])


def taught_loss(
    network: Network, teacher: Network, windows: Sequence[Window], draw: random.Random, blur: float
) -> Tensor:
    """How far the network, some of whose words are hidden, is from the teacher, who sees all."""
    batch = tensors(windows, draw)
    with torch.no_grad():
        shown, told = _read(teacher, batch)
    words, said = _read(network, blurred(batch, blur, draw))
    total = words.new_zeros(())
    for i, window in enumerate(windows):
        n = window.high - window.low
        kinds = told["trigger"][i, :n].softmax(-1)
        begins = kinds[:, BEGINS].sum(-1)
        total = total + TOKEN_WEIGHT["trigger"] * _cross(said["trigger"][i, :n], kinds).mean()
        for head in ("mode", "status"):
            apart = _cross(said[head][i, :n], told[head][i, :n].softmax(-1))
            total = total + TOKEN_WEIGHT[head] * (apart * begins).sum() / (begins.sum() + 1.0)
        total = total + _parts(network, teacher, window, words[i, :n], shown[i, :n], kinds, begins)
    return total / len(windows)


def _read(network: Network, batch: Batch) -> tuple[Tensor, dict[str, Tensor]]:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = network.states(batch)
        heads = network.heads(words, TOKENS)
    return words.float(), {name: logits.float() for name, logits in heads.items()}


def _cross(logits: Tensor, target: Tensor) -> Tensor:
    return -(target * logits.log_softmax(-1)).sum(-1)


def _parts(
    network: Network, teacher: Network, window: Window, words: Tensor, shown: Tensor, kinds: Tensor, begins: Tensor
) -> Tensor:
    """Spans and pairs of one window, `words` as the network and `shown` as the teacher sees them."""
    with torch.no_grad():
        told = teacher.spans.of(shown)
    said = network.spans.of(words)
    band = short_enough(len(words))
    target = told[:, band].sigmoid()
    loss = F.binary_cross_entropy_with_logits(said[:, band], target, reduction="sum")
    total = SPAN_WEIGHT * loss / (target.sum() + 5)
    anchors = _triggers(kinds, begins)
    candidates = proposals(told)
    if not anchors:
        return total
    sentence = torch.from_numpy(window.example.words.sentence[window.low : window.high])
    at = torch.tensor(anchors)
    if candidates:
        spans = torch.tensor(candidates)
        with torch.no_grad():
            told_pairs = teacher.pairs(shown, sentence, at, spans)
        pairs = network.pairs(words, sentence, at, spans)
        roles = F.binary_cross_entropy_with_logits(pairs[..., ROLES], told_pairs[..., ROLES].sigmoid(), reduction="sum")
        total = total + PAIR_WEIGHT["actor"] * roles / (2.0 * len(at) + 2.0)
        held = told_pairs[..., SOURCE].sigmoid() > LIKELY
        if held.any():
            stance = _cross(pairs[..., STANCES][held], told_pairs[..., STANCES][held].softmax(-1))
            total = total + 0.5 * stance.mean()
    with torch.no_grad():
        told_same = teacher.pairs(shown, sentence, at, at)[..., SAME].sigmoid()
    same = network.pairs(words, sentence, at, at)[..., SAME]
    other = ~torch.eye(len(at), dtype=torch.bool)
    if other.any():
        loss = F.binary_cross_entropy_with_logits(same[other], told_same[other], reduction="sum")
        total = total + PAIR_WEIGHT["same"] * loss / (2.0 * len(at) + 2.0)
    return total


def _triggers(kinds: Tensor, begins: Tensor) -> list[tuple[int, int]]:
    """First and last word of what the teacher takes for triggers."""
    inside = (kinds.argmax(-1) > 0) & ~BEGINS[kinds.argmax(-1)]
    out = []
    for first in (begins > LIKELY).nonzero().flatten().tolist():
        last = first
        while last + 1 < len(inside) and bool(inside[last + 1]):
            last += 1
        out.append((first, last))
    return out
