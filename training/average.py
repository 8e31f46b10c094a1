"""Average the weights of runs that grew from one another: `python -m training.average A=0.7 B=0.3 --out C`.

A, B are checkpoints, the numbers their shares. Runs with a common ancestor lie in one valley of the loss: their mean
forgets less of what either learned than the last of them.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import torch
from torch import Tensor


def averaged(states: list[tuple[dict[str, Tensor], float]]) -> dict[str, Tensor]:
    """The mean of networks' weights by their shares. Raises ValueError if the shares do not add up to 1."""
    if not math.isclose(sum(share for _, share in states), 1.0, abs_tol=1e-6):
        raise ValueError(f"the shares add up to {sum(share for _, share in states):g}: make it 1")
    return {
        name: sum((state[name] * share for state, share in states), torch.zeros_like(value))
        if value.is_floating_point()
        else value
        for name, value in states[0][0].items()
    }


def _part(word: str) -> tuple[Path, float]:
    path, _, share = word.rpartition("=")
    try:
        return Path(path), float(share)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected CHECKPOINT=SHARE, found {word!r}") from None


def main() -> None:
    """The command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("parts", type=_part, nargs="+", metavar="CHECKPOINT=SHARE")
    ap.add_argument("--out", type=Path, required=True, help="the checkpoint to write; `training.export` takes it")
    args = ap.parse_args()
    saved = [(torch.load(path, weights_only=True), share) for path, share in args.parts]
    network = averaged([(checkpoint["network"], share) for checkpoint, share in saved])
    torch.save({"network": network, "tasks": saved[0][0]["tasks"]}, args.out)


if __name__ == "__main__":
    main()
