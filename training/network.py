"""The multi-head network: one encoder, heads on word states, a span scorer, and one scorer of span pairs."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from onrecord.language import labels
from onrecord.language.words import CASINGS, GAPS
from training.bert import Bert, BertConfig

CASE_WIDTH = 24
HEAD_WIDTH = 192
SPAN_WIDTH = 48
SPAN_BIAS = -3.0  # few of all spans are mentions
PAIR_WIDTH = 192
DISTANCES = (-256, -128, -64, -40, -25, -16, -10, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 10, 16, 25, 40, 64, 128, 256)
SENTENCES = 4  # differences are clipped to -4..4

# Pair labels in output order; those of AUXILIARY only train and are cut off on export.
PAIR_LABELS = labels.PAIRS
AUXILIARY = ("ARG0", "ARG1", "ARG2", "ARGM-LOC", "ARGM-TMP")

ARC_WIDTH = 128
RELATIONS = (
    "dep", "acl", "advcl", "advmod", "amod", "appos", "aux", "case", "cc",
    "ccomp", "clf", "compound", "conj", "cop", "csubj", "det", "discourse", "dislocated",
    "expl", "fixed", "flat", "goeswith", "iobj", "list", "mark", "nmod", "nsubj",
    "nummod", "obj", "obl", "orphan", "parataxis", "punct", "reparandum", "root", "vocative",
    "xcomp",
)  # fmt: skip


def token_heads() -> dict[str, tuple[str, ...]]:
    """Heads on single words: name → labels in output order."""
    return {
        "names": labels.bio(labels.NAME_KINDS),
        **{part: labels.bio((part,)) for part in labels.SPEECH_PARTS},
        "timex": labels.bio(labels.TIMEX_TYPES),
        "trigger": labels.bio(labels.types()),
        "mode": labels.modes(),
        "status": labels.STATUSES,
        "event": labels.bio(("event",)),  # auxiliary
        "relation": RELATIONS,  # auxiliary
    }


AUXILIARY_HEADS = ("event", "relation")


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of text as the network takes them: pieces [B, P] with mask, casing, gap; first [B, W] piece of a word."""

    piece: Tensor
    mask: Tensor | None  # None: no window is padded
    casing: Tensor
    gap: Tensor
    first: Tensor


class Heads(nn.Module):
    """Token heads, each a small perceptron, on [B, W, D] word states."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.names = tuple(token_heads())
        self.heads = nn.ModuleDict(
            {
                name: nn.Sequential(
                    nn.Linear(width, HEAD_WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(HEAD_WIDTH, len(kinds))
                )
                for name, kinds in token_heads().items()
            }
        )

    def forward(self, words: Tensor, names: tuple[str, ...] | None = None) -> dict[str, Tensor]:
        return {name: self.heads[name](words) for name in names or self.names}


class SpanScorer(nn.Module):
    """Scores every span for each candidate channel by a product of a start and an end vector."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.channels = len(labels.CHANNELS)
        self.start = nn.Linear(width, self.channels * SPAN_WIDTH)
        self.end = nn.Linear(width, self.channels * SPAN_WIDTH)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor]:
        """[B, W, D] → start and end vectors, each [B, W, channels × SPAN_WIDTH]."""
        return self.start(words) * SPAN_WIDTH**-0.5, self.end(words)

    def of(self, words: Tensor) -> Tensor:
        """Word states [W, D] of one text → logits [C, W, W]."""
        start, end = self(words[None])
        return self.scores(start[0], end[0])

    def scores(self, start: Tensor, end: Tensor) -> Tensor:
        """[W, C×S] each → logits [C, W, W] of the span from word i to word j."""
        n = start.shape[0]
        a = start.reshape(n, self.channels, SPAN_WIDTH).transpose(0, 1)
        b = end.reshape(n, self.channels, SPAN_WIDTH).transpose(0, 1)
        return a @ b.transpose(1, 2) + SPAN_BIAS


class PairScorer(nn.Module):
    """Scores each (anchor span, candidate span) of one text for every pair label.

    An anchor is a trigger, a cue or a mention; a candidate is a party, place, time, quantity, speaker or content.
    """

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.anchor = nn.Linear(2 * width, 2 * PAIR_WIDTH)
        self.candidate = nn.Linear(2 * width, 2 * PAIR_WIDTH)
        self.distance = nn.Embedding(len(DISTANCES) + 1, PAIR_WIDTH)
        self.sentence = nn.Embedding(2 * SENTENCES + 1, PAIR_WIDTH)
        self.length = nn.Embedding(len(DISTANCES) + 1, PAIR_WIDTH)
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(PAIR_WIDTH, len(PAIR_LABELS) + len(AUXILIARY))
        self.register_buffer("edges", torch.tensor(DISTANCES), persistent=False)

    def forward(self, words: Tensor, sentence: Tensor, anchors: Tensor, candidates: Tensor) -> Tensor:
        """words [W, D], sentence [W], anchors [A, 2], candidates [C, 2] (first and last word) → logits [A, C, L]."""
        a = self.anchor(torch.cat([words[anchors[:, 0]], words[anchors[:, 1]]], dim=-1))
        c = self.candidate(torch.cat([words[candidates[:, 0]], words[candidates[:, 1]]], dim=-1))
        a_sum, a_mul = a.chunk(2, dim=-1)
        c_sum, c_mul = c.chunk(2, dim=-1)
        before = candidates[None, :, 1] - anchors[:, None, 0]
        after = candidates[None, :, 0] - anchors[:, None, 1]
        gap = torch.where(before < 0, before, torch.where(after > 0, after, torch.zeros_like(after)))
        apart = (sentence[candidates[:, 0]][None] - sentence[anchors[:, 0]][:, None]).clamp(-SENTENCES, SENTENCES)
        h = a_sum[:, None] + c_sum[None] + a_mul[:, None] * c_mul[None]
        h = h + self.distance(self.bucket(gap)) + self.sentence(apart + SENTENCES)
        h = h + self.length(self.bucket(candidates[:, 1] - candidates[:, 0]))[None]
        return self.out(self.dropout(nn.functional.gelu(h)))

    def bucket(self, steps: Tensor) -> Tensor:
        """Index of each number of words among DISTANCES."""
        return (steps[..., None] > self.edges).sum(-1)


class ArcScorer(nn.Module):
    """Scores every word as the syntactic head of every other; auxiliary."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.dependent = nn.Linear(width, ARC_WIDTH)
        self.governor = nn.Linear(width, ARC_WIDTH)

    def forward(self, words: Tensor) -> Tensor:
        """[W, D] → logits [W, W]: row i over the heads of word i, itself for a root."""
        return self.dependent(words) @ self.governor(words).T * ARC_WIDTH**-0.5


class WordGuesser(nn.Module):
    """Guesses hidden pieces by their likeness to the (frozen) embeddings; auxiliary."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.hidden_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))

    def forward(self, states: Tensor, embeddings: Tensor) -> Tensor:
        """[N, H] states and [V, H] embeddings → logits [N, V]."""
        return self.norm(nn.functional.gelu(self.dense(states))) @ embeddings.T + self.bias


class Network(nn.Module):
    """Encoder and all heads."""

    def __init__(self, config: BertConfig, dropout: float = 0.1) -> None:
        super().__init__()
        self.bert = Bert(config, dropout)
        self.casing_in = nn.Embedding(len(CASINGS), config.hidden_size)
        self.gap_in = nn.Embedding(len(GAPS), config.hidden_size)
        self.casing_out = nn.Embedding(len(CASINGS), CASE_WIDTH)
        nn.init.zeros_(self.casing_in.weight)
        nn.init.zeros_(self.gap_in.weight)
        width = config.hidden_size + CASE_WIDTH
        self.width = width
        self.drop = nn.Dropout(dropout)
        self.heads = Heads(width, dropout)
        self.spans = SpanScorer(width)
        self.pairs = PairScorer(width, dropout)
        self.arcs = ArcScorer(width)
        self.guesser = WordGuesser(config)

    def pieces(self, batch: Batch) -> Tensor:
        """Piece states [B, P, H]."""
        states: Tensor = self.bert(batch.piece, batch.mask, self.casing_in(batch.casing) + self.gap_in(batch.gap))
        return states

    def states(self, batch: Batch) -> Tensor:
        """Word states [B, W, D]: the first piece's state joined with the word's casing."""
        x = self.pieces(batch)
        index = batch.first[:, :, None]
        words = torch.gather(x, 1, index.expand(-1, -1, x.shape[-1]))
        casing = self.casing_out(torch.gather(batch.casing, 1, batch.first))
        return self.drop(torch.cat([words, casing.to(words.dtype)], dim=-1))
