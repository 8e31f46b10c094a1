"""From the TopoJSON file to countries: borders are stored once, as arcs that neighbours share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any

import orjson

from onrecord.basemap.antimeridian import Point, Ring, flat


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory: ISO 3166-1 alpha-3 code or None, Natural Earth's short name, polygons (an outer ring,
    then holes), and the box around them (west, south, east, north in degrees)."""

    code: str | None
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    box: tuple[float, float, float, float]


def topology() -> bytes:
    """The TopoJSON file itself: collections `countries` and `land`. Russia, Fiji and Antarctica go on across 180
    degrees there, as libraries for globes want it; `geojson` has them cut, as flat maps need it."""
    return files("onrecord.basemap").joinpath("countries.json").read_bytes()


@cache
def countries() -> tuple[Country, ...]:
    """All countries, in the order of the file."""
    held = orjson.loads(topology())
    arcs = _arcs(held)
    return tuple(_country(geometry, arcs) for geometry in held["objects"]["countries"]["geometries"])


def geojson() -> dict[str, Any]:
    """The same as a GeoJSON FeatureCollection: `id` is the code, `properties` has the name."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                **({"id": country.code} if country.code else {}),
                "properties": {"name": country.name},
                "geometry": {"type": "MultiPolygon", "coordinates": country.polygons},
            }
            for country in countries()
        ],
    }


def _arcs(held: dict[str, Any]) -> list[Ring]:
    """Arcs in degrees: the file holds whole numbers, each point as its distance from the one before."""
    (kx, ky), (x0, y0) = held["transform"]["scale"], held["transform"]["translate"]
    return [
        tuple(
            (round(x * kx + x0, 5), round(y * ky + y0, 5))
            for x, y in accumulate(arc, lambda at, step: (at[0] + step[0], at[1] + step[1]))
        )
        for arc in held["arcs"]
    ]


def _country(geometry: dict[str, Any], arcs: list[Ring]) -> Country:
    outlines = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    polygons = tuple(polygon for outline in outlines for polygon in flat(tuple(_ring(ring, arcs) for ring in outline)))
    xs = [x for outer, *_ in polygons for x, _ in outer]
    ys = [y for outer, *_ in polygons for _, y in outer]
    return Country(geometry.get("id"), geometry["properties"]["name"], polygons, (min(xs), min(ys), max(xs), max(ys)))


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    """Arcs end to end; ~n is arc n backwards. Each begins where the one before ended."""
    out: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        out += arc[1:] if out else arc
    return tuple(out)
