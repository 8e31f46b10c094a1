"""Adjusting the heads on words: what is added to the logits of trigger, mode and status, linear in the word's state.

Only words that people spoke about are told what they are. On all others the adjusted heads are held to what they said
before, so that a few hundred decisions do not undo what the model knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.extract.seen import Seen
from onrecord.language import labels
from onrecord.language.encoder import ADJUSTED, FloatArray
from onrecord.learn import graph
from onrecord.model.reading import Claim

UNTOLD = -100
STEPS, RATE, DECAY = 150, 2e-3, 0.02
HELD_TO = 30.0  # what straying on one word in the mean costs, beside the mean of what is told wrong


@dataclass(frozen=True, slots=True)
class Told:
    """A section's states [words, hidden], its logits by head, and what people told of each head [words] or UNTOLD."""

    states: FloatArray
    logits: dict[str, FloatArray]
    labels: dict[str, NDArray[np.int64]]


class Adjustment(nn.Module):
    """States [words, hidden] → what is added to the logits of ADJUSTED heads, side by side. Nothing at first."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.added = nn.Linear(width, sum(sizes()))
        nn.init.zeros_(self.added.weight)
        nn.init.zeros_(self.added.bias)

    def scaled(self, by: float) -> Adjustment:
        """One that adds `by` times as much."""
        other = Adjustment(self.added.in_features)
        other.load_state_dict({name: value * by for name, value in self.state_dict().items()})
        return other.eval()

    def forward(self, states: Tensor) -> Tensor:
        """The sum over heads of their labels is the last axis."""
        out: Tensor = self.added(states)
        return out


def sizes() -> tuple[int, ...]:
    """How many labels each of ADJUSTED has."""
    kinds = {"trigger": labels.bio(labels.types()), "mode": labels.modes(), "status": labels.STATUSES}
    return tuple(len(kinds[name]) for name in ADJUSTED)


def told(seen: Seen, hold: Sequence[Claim], rejected: Sequence[Claim]) -> Told | None:
    """What the decided claims say of a section's words; None where they say nothing."""
    n = len(seen.section.states)
    out = {name: np.full(n, UNTOLD, dtype=np.int64) for name in ADJUSTED}
    bio, modes = labels.bio(labels.types()), labels.modes()
    for claim in rejected:
        if at := seen.words(claim.trigger.span):
            out["trigger"][at[0] : at[1] + 1] = 0
    for claim in hold:  # after what was rejected: one word may carry a claim that holds and one that does not
        if at := seen.words(claim.trigger.span):
            out["trigger"][at[0] : at[1] + 1] = bio.index(f"I-{claim.type}")
            out["trigger"][at[0]] = bio.index(f"B-{claim.type}")
            out["mode"][at[0]] = modes.index(f"{claim.type}.{claim.mode}") if claim.mode else 0
            out["status"][at[0]] = labels.STATUSES.index(claim.status)
    if all((t == UNTOLD).all() for t in out.values()):
        return None
    return Told(seen.section.states, {name: seen.section.logits[name] for name in ADJUSTED}, out)


def learn(parts: Sequence[Told], seed: int) -> Adjustment:
    """An adjustment from all sections."""
    torch.manual_seed(seed)
    states = torch.from_numpy(np.concatenate([p.states for p in parts]))
    before = {n: torch.from_numpy(np.concatenate([p.logits[n] for p in parts])) for n in ADJUSTED}
    target = {n: torch.from_numpy(np.concatenate([p.labels[n] for p in parts])) for n in ADJUSTED}
    kept = {n: F.log_softmax(before[n], dim=-1) for n in ADJUSTED}
    adjustment = Adjustment(states.shape[1])
    optimizer = torch.optim.AdamW(adjustment.parameters(), lr=RATE, weight_decay=DECAY)
    for _ in range(STEPS):
        loss = states.new_zeros(())
        for name, added in zip(ADJUSTED, adjustment(states).split(sizes(), dim=-1), strict=True):
            after = before[name] + added
            known = target[name] != UNTOLD
            if known.any():
                loss = loss + F.cross_entropy(after[known], target[name][known])
            strays = F.kl_div(F.log_softmax(after[~known], -1), kept[name][~known], log_target=True, reduction="sum")
            loss = loss + HELD_TO * strays / max(1, int((~known).sum()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return adjustment.eval()


def write(adjustment: Adjustment, path: Path) -> None:
    """As ONNX."""
    graph.write(adjustment, path, "states", adjustment.added.in_features)


def parts_of(seen: Sequence[Seen], hold: Sequence[Claim], rejected: Sequence[Claim]) -> Iterator[Told]:
    """What is told of each section of a document."""
    for one in seen:
        if (part := told(one, hold, rejected)) is not None:
            yield part
