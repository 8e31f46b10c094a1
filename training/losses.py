"""What each task asks of the network for one batch of windows."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from onrecord.language import labels
from training.corpora import IGNORED
from training.network import Batch, Network
from training.windows import LABEL_AT, PairTarget, Window, pair_targets, tensors, token_targets

WIDEST_SPAN = 20  # words; the longest mention of claims/train has 16
PROPOSALS_A_WORD = 0.15
TOKEN_WEIGHT = {"trigger": 10.0, "mode": 0.7, "status": 0.7, "event": 2.0, "names": 4.0, "timex": 6.0, "relation": 1.0}
SPEECH_WEIGHT = 3.0
GUESS_WEIGHT = 1.0
ARC_WEIGHT = 1.0
HIDDEN = 0.15  # share of pieces
MASK, LAST_SPECIAL = 103, 998  # in BERT's uncased vocabulary the pieces up to 998 are special or unused
SPAN_WEIGHT = 0.5
PAIR_WEIGHT = {
    "actor": 1.0,
    "speaker": 0.5,
    "antecedent": 0.4,
    "same": 0.4,
    "quotes": 0.4,
    "ARG0": 0.3,
}  # by a target's first label


def loss_of(network: Network, windows: Sequence[Window], draw: random.Random, blur: float = 0.0) -> Tensor:
    """Sum of the weighted losses of everything that the windows' examples say.

    Of claims, up to the share `blur` of the pieces is hidden, so that texts are not learned by heart.
    """
    batch = tensors(windows, draw)
    if windows[0].example.masked:
        return GUESS_WEIGHT * _guess_loss(network, batch, draw)
    if windows[0].example.task == "claims":
        batch = blurred(batch, blur, draw)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = network.states(batch)
        heads = tuple(windows[0].example.tokens)
        outputs = network.heads(words, heads) if heads else {}
    words = words.float()
    total = words.new_zeros(())
    for head, logits in outputs.items():
        target = token_targets(windows, head, logits.shape[1])
        if (target != IGNORED).any():
            loss = F.cross_entropy(logits.float().flatten(0, 1), target.flatten(), ignore_index=IGNORED)
            total = total + TOKEN_WEIGHT.get(head, SPEECH_WEIGHT) * loss
    for i, window in enumerate(windows):
        state = words[i, : window.high - window.low]
        scores = None
        if window.example.spans is not None:
            scores, loss = _span_loss(network, state, window)
            total = total + SPAN_WEIGHT * loss / len(windows)
        sentence = torch.from_numpy(window.example.words.sentence[window.low : window.high])
        if window.example.heads is not None:
            total = total + ARC_WEIGHT * _arc_loss(network, state, window) / len(windows)
        for target in pair_targets(window):
            loss = _pair_loss(network, state, sentence, target, scores if target.proposals else None)
            total = total + PAIR_WEIGHT[target.trained[0]] * loss / len(windows)
    return total


def blurred(batch: Batch, most: float, draw: random.Random) -> Batch:
    """The batch with a share of its pieces hidden, which is drawn from 0 to `most`."""
    share = draw.random() * most
    if not share:
        return batch
    generator = torch.Generator().manual_seed(draw.getrandbits(31))
    hidden = (torch.rand(batch.piece.shape, generator=generator) < share) & (batch.piece > LAST_SPECIAL)
    return replace(batch, piece=batch.piece.masked_fill(hidden, MASK))


def _guess_loss(network: Network, batch: Batch, draw: random.Random) -> Tensor:
    """Hide a share of the pieces, as BERT did: mostly a mask, now and then another piece or the piece itself."""
    generator = torch.Generator().manual_seed(draw.getrandbits(31))
    chance = torch.rand(batch.piece.shape, generator=generator)
    hidden = (chance < HIDDEN) & (batch.piece > LAST_SPECIAL)
    if not hidden.any():
        return network.guesser.bias.sum() * 0.0
    target = batch.piece[hidden]
    piece = batch.piece.clone()
    piece[hidden & (chance < 0.8 * HIDDEN)] = MASK
    other = hidden & (chance > 0.9 * HIDDEN)
    piece[other] = torch.randint(LAST_SPECIAL + 1, len(network.guesser.bias), (int(other.sum()),), generator=generator)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.pieces(replace(batch, piece=piece))
        logits = network.guesser(states[hidden], network.bert.words.weight)
    return F.cross_entropy(logits.float(), target)


def _arc_loss(network: Network, state: Tensor, window: Window) -> Tensor:
    heads = torch.from_numpy(window.example.heads[window.low : window.high] - window.low)
    known = (heads >= 0) & (heads < len(state))
    if not known.any():
        return state.new_zeros(())
    return F.cross_entropy(network.arcs(state)[known], heads[known])


def _span_loss(network: Network, state: Tensor, window: Window) -> tuple[Tensor, Tensor]:
    scores = network.spans.of(state)
    band = short_enough(len(state))
    target = torch.zeros_like(scores)
    gold = 0
    for channel, first, last in window.example.spans or ():
        if window.low <= first and last < window.high:
            target[channel, first - window.low, last - window.low] = 1
            gold += 1
    loss = F.binary_cross_entropy_with_logits(scores[:, band], target[:, band], reduction="sum")
    return scores.detach(), loss / (gold + 5)


def short_enough(words: int) -> Tensor:
    """Which spans of so many words, [first word, last word], may be mentions at all."""
    return torch.ones(words, words, dtype=torch.bool).triu().tril(WIDEST_SPAN - 1)


def proposals(scores: Tensor) -> list[tuple[int, int]]:
    """The likeliest spans of any channel, from logits [C, W, W]."""
    n = scores.shape[-1]
    best = scores.max(0).values.masked_fill(~short_enough(n), -1e9)
    values, where = best.flatten().topk(min(int(n * PROPOSALS_A_WORD) + 4, n))
    return [divmod(int(i), n) for v, i in zip(values, where, strict=True) if v > -3.0]


def _pair_loss(network: Network, state: Tensor, sentence: Tensor, goal: PairTarget, scores: Tensor | None) -> Tensor:
    known = list(goal.candidates)
    extra = [p for p in proposals(scores) if p not in set(known)] if scores is not None else []
    if not known and not extra:
        return state.new_zeros(())
    candidates = torch.tensor(known + extra)
    logits = network.pairs(state, sentence, goal.anchors, candidates)
    target = torch.zeros(logits.shape)
    target[:, : len(known)] = torch.from_numpy(goal.target)
    weight = torch.ones(logits.shape[:2])
    for k, span in enumerate(extra):
        for c, other in enumerate(known):
            if _iou(span, other) >= 0.5:
                linked = torch.from_numpy(goal.target[:, c].any(-1))
                weight[linked, len(known) + k] = 0
    binary = [LABEL_AT[name] for name in goal.trained if name not in labels.STANCES]
    loss = F.binary_cross_entropy_with_logits(logits[..., binary], target[..., binary], reduction="none")
    total = (loss * weight[..., None]).sum() / (2.0 * len(goal.anchors) + 2.0)
    if "source" in goal.trained:
        stance = [LABEL_AT[name] for name in labels.STANCES]
        held = target[..., stance].sum(-1) > 0
        if held.any():
            total = total + 0.5 * F.cross_entropy(logits[..., stance][held], target[..., stance][held].argmax(-1))
    return total


def _iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0]) + 1
    return max(0, shared) / (max(a[1], b[1]) - min(a[0], b[0]) + 1)
