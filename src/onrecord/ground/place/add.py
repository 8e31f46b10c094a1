"""A user's own places: a GeoNames dump or a CSV becomes a file beside the package's, whole or not at all."""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from onrecord.ground.place.gazetteer import CREDIT, FILE, SUFFIX
from onrecord.ground.place.names import other_names, plain
from onrecord.ground.place.store import NONE, Draft, read
from onrecord.ground.place.tables import Features, load_features
from onrecord.model.errors import OnrecordError, VocabularyError
from onrecord.ontology.nodes import refuse

COLUMNS = (  # of a GeoNames dump: https://download.geonames.org/export/dump/readme.txt
    "geonameid",
    "name",
    "asciiname",
    "alternatenames",
    "latitude",
    "longitude",
    "feature class",
    "feature code",
    "country code",
    "cc2",
    "admin1 code",
    "admin2 code",
    "admin3 code",
    "admin4 code",
    "population",
    "elevation",
    "dem",
    "timezone",
    "modification date",
)
CSV_COLUMNS = ("name", "lat", "lon", "country", "kind")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_ID = 2**30  # GeoNames counts to about 13 million; bounds the memory of the check for duplicates
PROGRESS_LINES = 100_000
AGAIN = "Download or save the file again; nothing was added"


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: the file written, and how many places and names it holds."""

    file: Path
    places: int
    names: int


def add_file(path: Path, folder: Path, on_progress: Callable[[int], None] | None = None) -> Added:
    """Read a GeoNames dump (.zip, .txt) or a CSV with the columns name, lat, lon, country, kind into `folder`.

    A file of the same name is replaced. Raises VocabularyError with file, line and reason for anything that is wrong
    in it, and then what was there before stays; OnrecordError `cannot_write` if the folder cannot be written.
    `on_progress` is called with the number of lines read, now and then.
    """
    importer = _Import(str(path), on_progress)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        with _opened(path) as file:
            importer.csv(file)
    elif suffix in (".txt", ".zip"):
        with _dump(path) as file:
            importer.dump(file)
    else:
        raise VocabularyError(
            "unknown_format",
            f"{path} is neither a GeoNames dump (.zip, .txt) nor a .csv",
            f"Give a file of https://download.geonames.org/export/dump/, or a CSV of {','.join(CSV_COLUMNS)}",
        )
    if not len(importer.draft):
        refuse(str(path), max(1, importer.line), "no_places", "the file holds no place", AGAIN)
    target = folder / f"{re.sub(r'[^A-Za-z0-9_-]+', '-', path.stem) or 'places'}{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        importer.draft.write(target, {"credit": CREDIT if suffix != ".csv" else "", "made_from": [path.name]})
    except OSError as error:
        raise OnrecordError(
            "cannot_write", f"{target} cannot be written: {error.strerror}", "Set ONRECORD_DATA to a folder of yours"
        ) from error
    return Added(target, len(importer.draft), len(importer.draft.keys))


@contextmanager
def _opened(path: Path) -> Iterator[io.BufferedIOBase]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise VocabularyError(
            "unreadable", f"{path} cannot be read: {error.strerror}", "Give the path of a file"
        ) from error
    with file:
        yield file


@contextmanager
def _dump(path: Path) -> Iterator[io.BufferedIOBase]:
    """The dump's text: the file itself, or the one in the archive that is not the readme."""
    with _opened(path) as file:
        if path.suffix.lower() != ".zip":
            yield file
            return
        try:
            with zipfile.ZipFile(file) as archive:
                members = [m for m in archive.namelist() if m.lower().endswith(".txt") and "readme" not in m.lower()]
                if len(members) != 1:
                    raise VocabularyError(
                        "wrong_archive",
                        f"{path} holds {len(members)} dumps: {', '.join(members) or 'no .txt'}",
                        "Give an archive as GeoNames has it, with one dump and a readme.txt",
                    )
                with archive.open(members[0]) as member:
                    yield member  # type: ignore[misc]  # an IO[bytes], which has all that is used of it
        except (zipfile.BadZipFile, EOFError, zlib.error, RuntimeError, NotImplementedError) as error:
            raise VocabularyError("cut_off", f"{path} is cut off or damaged: {error}", AGAIN) from error


@dataclass(slots=True)
class _Import:
    file: str
    on_progress: Callable[[int], None] | None
    line: int = 0
    draft: Draft = field(default_factory=Draft)
    features: Features = field(default_factory=load_features)
    codes: dict[str, str] = field(default_factory=dict)  # alpha-2 and alpha-3 → alpha-3
    units: dict[tuple[str, str], str] = field(default_factory=dict)  # (alpha-3, admin-1 code) → name
    unit_at: dict[tuple[str, str], int] = field(default_factory=dict)
    ids: bytearray = field(default_factory=bytearray)  # one bit an id
    seen: dict[tuple[str, str, float, float], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        head = read(FILE).head
        self.codes = {**head["codes"], **{three: three for three in head["codes"].values()}}
        self.units = {(country, code): name for country, code, name in head["admin1"]}

    def wrong(self, code: str, reason: str, hint: str = AGAIN) -> NoReturn:
        refuse(self.file, self.line, code, reason, hint)

    def text(self, data: bytes) -> str:
        try:
            return data.decode("utf-8-sig" if self.line == 1 else "utf-8")
        except UnicodeDecodeError as error:
            self.wrong("not_utf8", f"byte {data[error.start]:#04x} is not UTF-8", "Save the file as UTF-8")

    def dump(self, file: io.BufferedIOBase) -> None:
        for data in file:
            self.line += 1
            if self.on_progress and self.line % PROGRESS_LINES == 0:
                self.on_progress(self.line)
            cells = self.text(data).rstrip("\r\n").split("\t")
            if len(cells) != len(COLUMNS):
                self.wrong("wrong_columns", f"{len(cells)} columns, not {len(COLUMNS)} with tabs between them")
            if not data.endswith(b"\n") and not DAY.fullmatch(cells[-1]):
                self.wrong("cut_off", "the file ends within this line")
            self.row(cells)

    def row(self, cells: list[str]) -> None:
        id = self.new_id(cells[0])
        lat, lon = self.point(cells[4], cells[5])
        country = self.country(cells[8])
        kind = self.kind(cells[6], cells[7])
        population = cells[14] or "0"
        if not population.isascii() or not population.isdigit():
            self.wrong("bad_number", f"population {population!r} is no whole number")
        if kind is None:
            return
        if not plain(cells[1]):
            self.wrong("no_name", "the place has no name")
        where = self.unit(country, cells[10])
        inhabitants = min(int(population), 2**32 - 1)
        row = self.draft.add(cells[1], lat, lon, kind, country=country, admin1=where, population=inhabitants, id=id)
        others = [n for n in (cells[2], *cells[3].split(",")) if n]
        self.draft.call(row, "alternate", *other_names(cells[1], others))

    def new_id(self, cell: str) -> int:
        if not cell.isascii() or not cell.isdigit() or not 0 < int(cell) < MOST_ID:
            self.wrong("bad_id", f"geonameid {cell!r} is no number of GeoNames")
        id = int(cell)
        at, bit = id >> 3, 1 << (id & 7)
        if at >= len(self.ids):
            self.ids += bytes(max(at + 1 - len(self.ids), 1 << 20))
        if self.ids[at] & bit:
            self.wrong("duplicate_id", f"geonameid {id} stands here a second time", "Keep one of the two")
        self.ids[at] |= bit
        return id

    def point(self, lat: str, lon: str) -> tuple[float, float]:
        try:
            y, x = float(lat), float(lon)
        except ValueError:
            self.wrong("bad_number", f"latitude {lat!r} and longitude {lon!r} must be numbers of degrees")
        if not (math.isfinite(y) and math.isfinite(x)) or abs(y) > 90 or abs(x) > 180:
            self.wrong(
                "out_of_range",
                f"latitude {lat}, longitude {lon} is no point on Earth",
                "Latitudes go from -90 to 90, longitudes from -180 to 180",
            )
        return y, x

    def country(self, code: str) -> str | None:
        if not code:
            return None
        if code not in self.codes:
            self.wrong("unknown_country", f"country {code!r} is no ISO 3166-1 code", "Use codes such as NE or NER")
        return self.codes[code]

    def kind(self, feature: str, code: str) -> str | None:
        if not feature and not code:
            return None
        if feature not in self.features.classes:
            self.wrong("unknown_class", f"feature class {feature!r} is none of {', '.join(self.features.classes)}")
        return self.features.codes[code] if code in self.features.codes else self.features.classes[feature]

    def unit(self, country: str | None, code: str) -> int:
        if country is None or (country, code) not in self.units:
            return NONE
        at = self.unit_at.get((country, code))
        if at is None:
            at = self.unit_at[country, code] = len(self.draft.admin1)
            self.draft.admin1.append((country, code, self.units[country, code]))
        return at

    def csv(self, file: io.BufferedIOBase) -> None:
        lines = self.lines(file)
        reader = csv.reader(lines, strict=True)
        try:
            head = [c.strip().lower() for c in next(reader, [])]
            if sorted(head) != sorted(CSV_COLUMNS):
                self.line = 1
                found = ", ".join(head) or "none"
                self.wrong("wrong_columns", f"the columns are {found}", f"Write the head {','.join(CSV_COLUMNS)}")
            for cells in reader:
                if cells:
                    self.record(head, cells)
        except csv.Error as error:
            self.wrong("not_csv", f"not CSV: {error}")

    def lines(self, file: io.BufferedIOBase) -> Iterator[str]:
        for data in file:
            self.line += 1
            yield self.text(data)

    def record(self, head: list[str], cells: list[str]) -> None:
        if len(cells) != len(head):
            self.wrong("wrong_columns", f"{len(cells)} cells under {len(head)} columns")
        row = dict(zip(head, (c.strip() for c in cells), strict=True))
        if not plain(row["name"]):
            self.wrong("no_name", "the place has no name", "Write one, or delete the line")
        lat, lon = self.point(row["lat"], row["lon"])
        country = self.country(row["country"].upper())
        if row["kind"] not in self.features.kinds:
            self.wrong("unknown_kind", f"kind {row['kind']!r} is not known", f"Use {', '.join(self.features.kinds)}")
        same = (plain(row["name"]), country or "", lat, lon)
        if same in self.seen:
            self.wrong("duplicate_id", f"{row['name']} stands in line {self.seen[same]} already", "Keep one of the two")
        self.seen[same] = self.line
        self.draft.add(row["name"], lat, lon, row["kind"], country=country)
