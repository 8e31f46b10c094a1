"""Learning the second look at roles (`onrecord.extract.context`): rows from claims that are known, and the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.evaluate.match import best_pairs, shared, trigger_agrees
from onrecord.extract.context import HOPELESS, LOUD, Features
from onrecord.extract.seen import Seen
from onrecord.language import labels
from onrecord.language.encoder import FloatArray
from onrecord.learn import graph
from onrecord.model.reading import Claim
from onrecord.model.span import Span

SURE = 0.5  # of the two spans' shared characters: a candidate that fits less neither fills the role nor not
BELIEVED = 0.4  # triggers from this probability on are claims here
HIDDEN, NETS, ROWS_A_STEP = 64, 3, 2048


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs of trigger and candidate: features, role logits, whether they fill each role, and what counts."""

    features: FloatArray
    logits: FloatArray
    fills: FloatArray
    counts: FloatArray

    @classmethod
    def of(cls, parts: Sequence[Rows]) -> Rows:
        """All of them as one."""
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in cls.__slots__))


class SecondLook(nn.Module):
    """The mean of a few small networks, on features of mean 0 and deviation 1."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, width: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("deviation", torch.ones(width))
        self.nets = nn.ModuleList(
            nn.Sequential(nn.Linear(width, HIDDEN), nn.GELU(), nn.Dropout(0.1), nn.Linear(HIDDEN, len(labels.ROLES)))
            for _ in range(NETS)
        )

    def each(self, rows: Tensor) -> Tensor:
        """What every net adds [nets, rows, roles]."""
        scaled = (rows - self.mean) / self.deviation
        return torch.stack([net(scaled) for net in self.nets])

    def forward(self, rows: Tensor) -> Tensor:
        """Their mean [rows, roles]."""
        return self.each(rows).mean(0)


def fresh(rows: Rows, seed: int) -> SecondLook:
    """A network that has learned nothing but the features' scale."""
    torch.manual_seed(seed)
    look = SecondLook(rows.features.shape[1])
    x = torch.from_numpy(rows.features)
    look.mean.copy_(x.mean(0))
    look.deviation.copy_(x.std(0) + 1e-3)
    return look


def learn(look: SecondLook, rows: Rows, *, epochs: int, rate: float, seed: int) -> SecondLook:
    """Train on all rows, in place."""
    torch.manual_seed(seed)
    x, base, y, counts = (torch.from_numpy(a) for a in (rows.features, rows.logits, rows.fills, rows.counts))
    optimizer = torch.optim.AdamW(look.parameters(), lr=rate, weight_decay=0.02)
    order = [b for _ in range(epochs) for b in torch.randperm(len(x)).split(ROWS_A_STEP)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: max(0.02, 1 - k / len(order)))
    look.train()
    for batch in order:
        added = look.each(x[batch])
        target = y[batch].expand_as(added)
        loss = F.binary_cross_entropy_with_logits(added + base[batch], target, reduction="none")
        optimizer.zero_grad()
        ((loss * counts[batch]).sum() / (len(batch) * NETS)).backward()
        optimizer.step()
        schedule.step()
    return look.eval()


def write(look: SecondLook, path: Path) -> None:
    """As ONNX."""
    graph.write(look, path, "rows", len(look.mean))


def read(path: Path) -> SecondLook:
    """What `write` wrote."""
    import onnx
    from onnx import numpy_helper

    state = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in onnx.load(path).graph.initializer}
    look = SecondLook(len(state["mean"]))
    look.load_state_dict(state)
    return look.eval()


Event = tuple[Span, str]  # trigger and type


def rows_of(seen: Seen, text: str, claims: Sequence[Claim]) -> Iterator[Rows]:
    """For each claim that the model found with the right type: its pairs with all candidates that are worth a look."""
    if seen.found is None:
        return
    kinds = labels.types()
    believed = [i for i, t in enumerate(seen.found.triggers) if t.score >= BELIEVED]
    triggers = [seen.found.triggers[i] for i in believed]
    found: list[Event] = [(seen.span(t.first, t.last), kinds[t.kind]) for t in triggers]
    known: list[Event] = [(c.trigger.span, c.type) for c in claims]

    def likeness(a: Event, b: Event) -> float:
        return 1.0 + (a[1] == b[1]) + shared(a[0], b[0]) if trigger_agrees(text, a[0], b[0]) else 0.0

    features = Features(seen.section, seen.found)
    spans = [seen.span(*s) for s in seen.found.spans.tolist()]
    for i, j in best_pairs(known, found, likeness):
        if known[i][1] == found[j][1]:
            t = believed[j]
            fills, counts = _target(claims[i], spans)
            c = np.flatnonzero((seen.found.roles[t].max(axis=1) > HOPELESS) | fills.any(axis=1))
            logits = np.clip(seen.found.roles[t, c], -LOUD, LOUD)
            yield Rows(features.of(np.full(len(c), t), c), logits, fills[c], counts[c])


def _target(claim: Claim, spans: Sequence[Span]) -> tuple[FloatArray, FloatArray]:
    """Whether each candidate fills each role [candidates, roles], and whether that is sure."""
    fills: NDArray[np.float32] = np.zeros((len(spans), len(labels.ROLES)), dtype=np.float32)
    counts = np.ones_like(fills)
    marks: dict[str, list[Span]] = {
        "actor": [m.span for m in claim.actors],
        "recipient": [m.span for m in claim.recipients],
        "object": [m.span for m in claim.objects],
        "place": [m.span for m in claim.place],
        "time": [claim.time.span] if claim.time else [],
        "quantity": [q.span for q in claim.quantities],
        "source": [s.span for chain in claim.sources for s in chain],
    }
    for r, role in enumerate(labels.ROLES):
        for at in marks[role]:
            fit = np.array([shared(at, s) for s in spans])
            fills[fit >= SURE, r] = 1
            counts[(fit > 0) & (fit < SURE), r] = 0
    counts[fills > 0] = 1
    return fills, counts
