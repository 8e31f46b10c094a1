"""The floors that CI holds: one row a figure, in floors.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parent / "floors.yaml"
MARGIN = 0.02  # int8 kernels round otherwise on other processors; by how much is not measured


@dataclass(frozen=True, slots=True)
class Floor:
    """What a figure must hold. `floor` is the least it may be, None before the first measurement; `most` is a bound
    from above that stays as it is. `asked` is the aim, which may lie above what was reached."""

    set: str
    figure: str
    asked: float | None = None
    floor: float | None = None
    most: float | None = None

    def __post_init__(self) -> None:
        if self.most is not None and self.floor is not None:
            raise ValueError(f"{self.set} {self.figure} has a floor and a most: give one of the two")

    def holds(self, value: float | None) -> bool:
        """Whether a figure is within its bound. A missing figure or an unset floor never is."""
        if value is None:
            return False
        if self.most is not None:
            return value <= self.most
        return self.floor is not None and value >= self.floor


def load(path: Path = PATH) -> list[Floor]:
    """The rows of floors.yaml. Raises ValueError for unknown keys and repeated rows."""
    known = {f.name for f in fields(Floor)}
    rows = []
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        if unknown := set(row) - known:
            raise ValueError(f"{path}: unknown keys {sorted(unknown)} in {row}; keys: {', '.join(sorted(known))}")
        rows.append(Floor(**row))
    if len({(f.set, f.figure) for f in rows}) < len(rows):
        raise ValueError(f"{path}: a figure stands there twice")
    return rows


def save(rows: Iterable[Floor], path: Path = PATH) -> None:
    """Write the rows under the comment that opens the file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    path.write_text("\n".join([*head, *map(_line, rows)]) + "\n", encoding="utf-8")


def value(results: Mapping[str, Any], floor: Floor) -> float | None:
    """The figure that a floor speaks of, None if it was not measured."""
    figure = results["sets"].get(floor.set, {}).get("figures", {}).get(floor.figure)
    return None if figure is None else figure["value"]


def updated(rows: Iterable[Floor], results: Mapping[str, Any]) -> list[Floor]:
    """Rows with floors MARGIN below what was reached; rows with `most` and figures that were not measured stay."""
    out = []
    for row in rows:
        reached = value(results, row)
        keep = row.most is not None or reached is None
        out.append(row if keep or reached is None else replace(row, floor=max(0.0, round(reached - MARGIN, 3))))
    return out


def _line(row: Floor) -> str:
    pairs = [f"set: {row.set}", f"figure: {row.figure}"]
    pairs += [
        f"{k}: {_number(getattr(row, k))}" for k in ("asked", "floor", "most") if k != "most" or row.most is not None
    ]
    if row.most is not None:
        pairs.remove("floor: null")
    return "- {" + ", ".join(pairs) + "}"


def _number(x: float | None) -> str:
    return "null" if x is None else f"{x:g}"
