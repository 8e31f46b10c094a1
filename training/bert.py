"""A BERT encoder in plain PyTorch that takes the weights of any BERT-like model folder.

Written out (and not imported) so that it exports to a small ONNX graph: query, key and value are one product, and there
is no pooler. A model folder holds `config.json`, `model.safetensors` and `tokenizer.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True, slots=True)
class BertConfig:
    """Sizes of the encoder, named as in `config.json`."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    layer_norm_eps: float = 1e-12

    @classmethod
    def read(cls, folder: Path) -> BertConfig:
        """From a model folder. Raises ValueError for architectures that are not BERT."""
        raw = json.loads((folder / "config.json").read_text())
        if raw.get("position_embedding_type", "absolute") != "absolute" or raw.get("hidden_act", "gelu") != "gelu":
            raise ValueError(f"{folder} is not a BERT with absolute positions and GELU: take another model folder")
        return cls(**{name: raw[name] for name in cls.__dataclass_fields__ if name in raw})


def attention(q: Tensor, k: Tensor, v: Tensor, heads: int, bias: Tensor | float = 0.0) -> Tensor:
    """Scaled dot-product attention over [batch, pieces, hidden]; written out, as it is faster on CPUs in bf16."""
    b, n, h = q.shape
    q, k, v = (t.reshape(b, n, heads, h // heads).transpose(1, 2) for t in (q, k, v))
    scores = q @ k.transpose(2, 3) * (h // heads) ** -0.5
    a = torch.softmax(scores + (bias.to(q.dtype) if isinstance(bias, Tensor) else bias), dim=-1) @ v
    return a.transpose(1, 2).reshape(b, n, h)


class UnmaskedAttention(torch.autograd.Function):
    """Attention without padding, which exports as onnxruntime's own fused operator."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, heads: int) -> Tensor:
        """As `attention`."""
        return attention(q, k, v, heads)

    @staticmethod
    def symbolic(graph: Any, q: Any, k: Any, v: Any, heads: int) -> Any:
        """The node of the exported graph."""
        out = graph.op("com.microsoft::MultiHeadAttention", q, k, v, num_heads_i=heads)
        out.setType(q.type())
        return out


class Layer(nn.Module):
    """Self-attention and feed-forward, normalised after each sum, as in BERT."""

    def __init__(self, config: BertConfig, dropout: float) -> None:
        super().__init__()
        h = config.hidden_size
        self.heads, self.dropout = config.num_attention_heads, dropout
        self.qkv, self.out = nn.Linear(h, 3 * h), nn.Linear(h, h)
        self.up, self.down = nn.Linear(h, config.intermediate_size), nn.Linear(config.intermediate_size, h)
        self.norm1, self.norm2 = (nn.LayerNorm(h, eps=config.layer_norm_eps) for _ in range(2))

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """`x` [batch, pieces, hidden]; `bias` [batch, 1, 1, pieces] is 0 for pieces and very negative for padding.

        No bias: nothing is padded.
        """
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        a = UnmaskedAttention.apply(q, k, v, self.heads) if bias is None else attention(q, k, v, self.heads, bias)
        a = F.dropout(self.out(a), self.dropout, self.training)
        x = self.norm1(x + a)
        return self.norm2(x + F.dropout(self.down(F.gelu(self.up(x))), self.dropout, self.training))


class Bert(nn.Module):
    """The encoder; `extra` is added to the input embeddings (casing, gaps)."""

    def __init__(self, config: BertConfig, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(config.vocab_size, config.hidden_size)
        self.positions = nn.Embedding(config.max_position_embeddings, config.hidden_size)
        self.kind = nn.Parameter(torch.zeros(config.hidden_size))
        self.norm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.layers = nn.ModuleList(Layer(config, dropout) for _ in range(config.num_hidden_layers))
        self.dropout = dropout

    def forward(self, pieces: Tensor, mask: Tensor | None, extra: Tensor) -> Tensor:
        """`pieces`, `mask` (None: no padding) [batch, pieces] → states [batch, pieces, hidden]."""
        where = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.norm(self.words(pieces) + self.positions(where)[None] + self.kind + extra)
        x = F.dropout(x, self.dropout, self.training)
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * -10_000.0
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def load(self, folder: Path) -> None:
        """Take the weights of a model folder. Raises KeyError if one is missing."""
        raw = {k.removeprefix("bert."): v.float() for k, v in load_file(folder / "model.safetensors").items()}
        state = {
            "words.weight": raw["embeddings.word_embeddings.weight"],
            "positions.weight": raw["embeddings.position_embeddings.weight"],
            "kind": raw["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": raw["embeddings.LayerNorm.weight"],
            "norm.bias": raw["embeddings.LayerNorm.bias"],
        }
        names = {
            "out": "attention.output.dense",
            "norm1": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "norm2": "output.LayerNorm",
        }
        for i in range(len(self.layers)):
            there, here = f"encoder.layer.{i}.", f"layers.{i}."
            for part in ("weight", "bias"):
                qkv = [raw[f"{there}attention.self.{x}.{part}"] for x in ("query", "key", "value")]
                state[f"{here}qkv.{part}"] = torch.cat(qkv)
                for mine, theirs in names.items():
                    state[f"{here}{mine}.{part}"] = raw[f"{there}{theirs}.{part}"]
        self.load_state_dict(state)
