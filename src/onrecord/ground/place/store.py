"""The gazetteer's file: a JSON head and sorted arrays that are mapped into memory: opening reads next to nothing.

One entry a place: lat, lon (float32, degrees), population (uint32), id (uint32, GeoNames' number or 0), country and
admin1 (uint16, indexes into the head's lists, NONE for none), kind (uint8, index into KINDS), name (uint32, offset into
the names). `names`: UTF-8, each ended by a line feed. `keys`: the 64-bit numbers of all plain names, ascending; beside
each, `rows` (uint32) the place and `uses` (uint8, index into USES) what the name is to it.
"""

from __future__ import annotations

import json
import mmap
import os
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.ground.place.names import key, plain
from onrecord.model.errors import VocabularyError

MAGIC = b"onrecord places 1\n"
KINDS = ("point", "town", "admin2", "admin1", "area", "country", "region", "water_area", "water_region")
USES = ("name", "alternate", "short", "demonym", "seat", "nickname", "abbreviation")
NONE = 0xFFFF
ALIGN = 16
COLUMNS = {
    "lat": "<f4",
    "lon": "<f4",
    "population": "<u4",
    "id": "<u4",
    "country": "<u2",
    "admin1": "<u2",
    "kind": "u1",
    "name": "<u4",
}
INDEX = {"keys": "<u8", "rows": "<u4", "uses": "u1"}
DTYPES = {**COLUMNS, **INDEX, "names": "u1"}


@dataclass(slots=True)
class Draft:
    """A gazetteer under construction; `write` sorts and writes it."""

    countries: list[str] = field(default_factory=list)
    admin1: list[tuple[str, str, str]] = field(default_factory=list)  # country, code, name
    columns: dict[str, array[Any]] = field(
        default_factory=lambda: {
            c: array({"<f4": "f", "<u4": "I", "<u2": "H", "u1": "B"}[d]) for c, d in COLUMNS.items()
        }
    )
    names: bytearray = field(default_factory=bytearray)
    keys: array[int] = field(default_factory=lambda: array("Q"))
    rows: array[int] = field(default_factory=lambda: array("I"))
    uses: bytearray = field(default_factory=bytearray)
    _countries: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.columns["lat"])

    def add(
        self,
        name: str,
        lat: float,
        lon: float,
        kind: str,
        *,
        country: str | None = None,
        admin1: int = NONE,
        population: int = 0,
        id: int = 0,
    ) -> int:
        """One place; returns its row. `lat`, `lon` in degrees; `country` ISO 3166-1 alpha-3."""
        row = len(self)
        where = NONE
        if country:
            where = self._countries.setdefault(country, len(self._countries))
            if where == len(self.countries):
                self.countries.append(country)
        values = (lat, lon, min(population, 0xFFFFFFFF), id, where, admin1, KINDS.index(kind), len(self.names))
        for column, value in zip(self.columns.values(), values, strict=True):
            column.append(value)
        self.names += name.replace("\n", " ").encode() + b"\n"
        self.call(row, "name", name)
        return row

    def call(self, row: int, use: str, *names: str) -> None:
        """Further names of a place."""
        for name in names:
            if word := plain(name):
                self.keys.append(key(word))
                self.rows.append(row)
                self.uses.append(USES.index(use))

    def write(self, path: Path, head: Mapping[str, Any]) -> None:
        """Write the file whole, or leave what was there."""
        arrays: dict[str, NDArray[Any]] = {
            name: np.frombuffer(column, DTYPES[name]) for name, column in self.columns.items()
        }
        keys, rows = np.frombuffer(self.keys, "<u8"), np.frombuffer(self.rows, "<u4")
        uses = np.frombuffer(self.uses, "u1")
        order = np.lexsort((uses, rows, keys))
        if len(order):
            same = (np.diff(keys[order]) == 0) & (np.diff(rows[order].astype("i8")) == 0)
            order = order[np.concatenate(([True], ~same))]
        arrays |= {"keys": keys[order], "rows": rows[order], "uses": uses[order]}
        arrays["names"] = np.frombuffer(self.names, "u1")
        _write(path, {**head, "countries": self.countries, "admin1": self.admin1}, arrays)


def _write(path: Path, head: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    at: dict[str, tuple[int, int]] = {}
    offset = 0
    for name, values in arrays.items():
        at[name] = (offset, len(values))
        offset += -(-values.nbytes // ALIGN) * ALIGN
    line = json.dumps({**head, "arrays": at, "bytes": offset}, ensure_ascii=False).encode() + b"\n"
    line = b" " * (-(len(MAGIC) + len(line)) % ALIGN) + line
    waiting = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with waiting.open("wb") as file:
            file.write(MAGIC + line)
            for values in arrays.values():
                file.write(values.tobytes() + bytes(-values.nbytes % ALIGN))
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file. Arrays are views of the mapped file."""

    head: Mapping[str, Any]
    arrays: Mapping[str, NDArray[Any]]
    names: memoryview

    def find(self, keys: Sequence[int]) -> list[list[tuple[int, int]]]:
        """For each key the (row, use) pairs that it stands for."""
        wanted = np.array(keys, "<u8")
        known = self.arrays["keys"]
        first = np.searchsorted(known, wanted, "left").tolist()
        last = np.searchsorted(known, wanted, "right").tolist()
        rows, uses = self.arrays["rows"], self.arrays["uses"]
        return [
            list(zip(rows[a:b].tolist(), uses[a:b].tolist(), strict=True)) if a < b else []
            for a, b in zip(first, last, strict=True)
        ]

    def name(self, row: int) -> str:
        """The place's main name."""
        start = int(self.arrays["name"][row])
        chunk = bytes(self.names[start : start + 400])
        return chunk.split(b"\n", 1)[0].decode("utf-8", "replace")


def read(path: Path) -> Table:
    """Open a gazetteer file. Raises VocabularyError if it is missing, cut off or not one of this version."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise _damaged(path, f"cannot be opened: {error}") from error
    start = mapped.find(b"\n", len(MAGIC)) + 1
    if mapped[: len(MAGIC)] != MAGIC or not start:
        raise _damaged(path, "is no gazetteer of this version")
    try:
        head = json.loads(mapped[len(MAGIC) : start])
        arrays = {}
        for name, (offset, count) in head["arrays"].items():
            arrays[name] = np.frombuffer(mapped, DTYPES[name], count, start + offset)
        whole = len(mapped) == start + head["bytes"] and set(arrays) == set(DTYPES)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, f"is damaged: {error}") from error
    if not whole:
        raise _damaged(path, f"holds {len(mapped)} bytes, not {start + head['bytes']}")
    return Table(head, arrays, memoryview(arrays["names"].data))


def _damaged(path: Path, what: str) -> VocabularyError:
    return VocabularyError("bad_gazetteer", f"{path} {what}", "Install onrecord again, or add your own file again")
