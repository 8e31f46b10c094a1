"""Small networks as ONNX graphs: one input and one output, a row for each row."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn


def write(network: nn.Module, path: Path, given: str, width: int) -> None:
    """Write a network from `given` [rows, width] to "added"."""
    torch.onnx.export(
        network,
        (torch.zeros(2, width),),
        str(path),
        input_names=[given],
        output_names=["added"],
        dynamic_axes={given: {0: "rows"}, "added": {0: "rows"}},
        opset_version=17,
        dynamo=False,
    )
