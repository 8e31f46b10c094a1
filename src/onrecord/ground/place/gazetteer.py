"""The gazetteer: names to places. One file in the package, and the user's own files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from onrecord.ground.place.names import key, plain
from onrecord.ground.place.store import KINDS, NONE, USES, Table, read
from onrecord.settings import data_folder

FILE = Path(__file__).with_name("places.bin")
CREDIT = (
    "Place data: GeoNames (https://www.geonames.org/), CC BY 4.0; changed: selected, thinned and joined by onrecord"
)
SUFFIX = ".places"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may stand for.

    `lat`, `lon` in degrees (WGS 84); `kind` as in store.KINDS; `country` ISO 3166-1 alpha-3; `admin1` the name of the
    first-level unit; `use` what the name is to the place (store.USES); `id` GeoNames' number or None.
    """

    name: str
    lat: float
    lon: float
    kind: str
    country: str | None
    admin1: str | None
    population: int
    id: int | None
    use: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Opened files, the package's first. Look-ups never change it; threads and forks may share it."""

    tables: tuple[Table, ...]
    credit: str = CREDIT
    capitals: frozenset[tuple[str, str]] = frozenset()  # (country, plain name)
    _found: dict[str, tuple[Candidate, ...]] = field(default_factory=dict, repr=False, compare=False)

    REMEMBERED = 20_000  # names whose look-up is kept

    @classmethod
    def open(cls, files: Iterable[Path] | None = None) -> Gazetteer:
        """The package's file and the user's (by default all of `user_folder`). Raises VocabularyError."""
        own = sorted(user_folder().glob(f"*{SUFFIX}")) if files is None else list(files)
        tables = tuple(read(file) for file in (FILE, *own))
        return cls(tables, capitals=frozenset((country, city) for country, city in tables[0].head["capitals"]))

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """All places of that name, whatever its case, accents and punctuation; empty if there is none."""
        return self.lookup_all([name])[0]

    def lookup_all(self, names: Sequence[str]) -> list[tuple[Candidate, ...]]:
        """`lookup` for many names at once, which is much faster than one by one."""
        words = [plain(name) for name in names]
        missing = sorted({w for w in words if w and w not in self._found})
        if missing:
            if len(self._found) + len(missing) > self.REMEMBERED:
                self._found.clear()
                missing = sorted({w for w in words if w})
            keys = [key(word) for word in missing]
            found: list[list[Candidate]] = [[] for _ in missing]
            for table in self.tables:
                for mine, pairs in zip(found, table.find(keys), strict=True):
                    mine += [_candidate(table, row, use) for row, use in pairs]
            for word, mine in zip(missing, found, strict=True):
                self._found[word] = tuple(_once(mine))
        return [self._found[w] if w else () for w in words]


@cache
def load() -> Gazetteer:
    """The gazetteer with the user's files, opened once."""
    return Gazetteer.open()


def user_folder() -> Path:
    """Where the user's own gazetteers lie."""
    return data_folder() / "gazetteer"


def _candidate(table: Table, row: int, use: int) -> Candidate:
    a = table.arrays
    country, admin1 = int(a["country"][row]), int(a["admin1"][row])
    return Candidate(
        table.name(row),
        round(float(a["lat"][row]), 5),
        round(float(a["lon"][row]), 5),
        KINDS[int(a["kind"][row])],
        None if country == NONE else table.head["countries"][country],
        None if admin1 == NONE else table.head["admin1"][admin1][2],
        int(a["population"][row]),
        int(a["id"][row]) or None,
        USES[use],
    )


def _once(found: Iterable[Candidate]) -> list[Candidate]:
    """Without what a later file says again of the same GeoNames number."""
    seen: set[int] = set()
    kept = []
    for candidate in found:
        if candidate.id is None or candidate.id not in seen:
            kept.append(candidate)
        if candidate.id is not None:
            seen.add(candidate.id)
    return kept
