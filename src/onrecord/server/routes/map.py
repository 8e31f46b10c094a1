"""Incidents on a map: where they are known to have been, as exactly as that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord import basemap
from onrecord.export.answers import INCIDENTS
from onrecord.server.asked import Asked, asked
from onrecord.server.pages import static_url
from onrecord.server.reply import csv_response
from onrecord.server.serving import serving
from onrecord.server.views import csv_headers, view
from onrecord.server.words import day, seen, sides
from onrecord.store.ledger import Ledger
from onrecord.store.points import COUNTRY, Points, points
from onrecord.store.query import why_nothing

router = APIRouter(include_in_schema=False)
Json = dict[str, Any]
PATH = "/map"
LISTED = 100  # incidents below the map
YEAR_S = 31_536_000
HOW_EXACT = {
    1: "at this place", 2: "near it, within 25 km", 3: "somewhere in the district", 4: "somewhere in the province",
    5: "along a road, border or coast", 6: "somewhere in the country", 7: "in no country for sure",
}  # fmt: skip
CELLS = {
    **INCIDENTS.cells,
    "place_precision": lambda row: row["precision_place"],
    "radius_km": lambda row: row["km"],
}


@router.get(PATH)
def map_page(request: Request) -> Response:
    """The map, and a list of the same incidents for who has no WebGL, or no eyes for maps."""
    return view(request, PATH, "map.html", _answer)


@router.get(f"{PATH}.json")
def map_json(request: Request) -> Response:
    """The incidents as GeoJSON; `total` and `unplaced` say what is not in it."""
    _, found = _found(request)
    features = [_feature(row) for row in found.rows]
    told = {"type": "FeatureCollection", "total": str(found.of), "unplaced": found.unplaced, "features": features}
    return Response(orjson.dumps(told), 200, None, "application/geo+json")


@router.get(f"{PATH}.csv")
def map_csv(request: Request) -> Response:
    """The incidents as CSV, with how exactly each place is known."""
    question, found = _found(request)
    headers = csv_headers(request, question, "map.csv", found.of, None)
    return csv_response(replace(INCIDENTS, cells=CELLS), found.rows, headers)


@router.get("/basemap.json")
def countries(request: Request) -> Response:
    """The countries to draw under them."""
    return Response(_countries(), 200, {"Cache-Control": f"max-age={YEAR_S}"}, "application/geo+json")


@cache
def _countries() -> bytes:
    """The countries, and for each a point within its largest part, where its name stands."""
    land = basemap.geojson()
    named = []
    for feature in land["features"]:
        feature["properties"]["code"] = feature.get("id", "")
        size, middle = max(_middle(polygon[0]) for polygon in feature["geometry"]["coordinates"])
        point = {"type": "Point", "coordinates": middle}
        properties = {"name": feature["properties"]["name"], "size": round(size, 2)}
        named.append({"type": "Feature", "properties": properties, "geometry": point})
    land["features"] += named
    return orjson.dumps(land)


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, tuple[float, float]]:
    """Area of a ring in square degrees, and its centre of mass."""
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if not area:
        return 0.0, ring[0]
    return abs(area) / 2, (round(x / (3 * area), 3), round(y / (3 * area), 3))


def _found(request: Request) -> tuple[Asked, Points]:
    question = asked(request)
    with serving(request).open() as ledger:
        return question, points(ledger.connection, question.filters)


def _answer(ledger: Ledger, question: Asked) -> Mapping[str, Any]:
    found = points(ledger.connection, question.filters)
    nearer = [row for row in found.rows if row["precision_place"] < COUNTRY]
    return {
        "found": found,
        "nearer": len(nearer),
        "listed": found.rows[:LISTED],
        "countries": Counter(row["country"] for row in found.rows if row["precision_place"] == COUNTRY).most_common(),
        "exact": HOW_EXACT,
        "disclaimer": basemap.DISCLAIMER,
        "credit": basemap.CREDIT,
        "worker": static_url("built/maplibre-worker.js"),
        "style": static_url("built/maplibre.css"),
        "why": None
        if found.rows or found.unplaced
        else why_nothing(ledger.connection, question.filters, True, dashes=""),
    }


def _feature(row: Json) -> Json:
    first, last = _days(row)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
        "properties": {
            "id": row["id"],
            "words": seen(sides(row)),
            "type": row["types"][0] if row["types"] else "",
            "day": day(row),
            "place": seen(row["place"] or ""),
            "country": row["country"],
            "exact": HOW_EXACT[row["precision_place"]],
            "precision": row["precision_place"],
            "km": row["km"],
            "independent": row["independent"],
            "first": first,
            "last": last,
        },
    }


def _days(row: Json) -> tuple[int | None, int | None]:
    """First and last day as ordinals; of an event of which only the report has a day, that."""
    first = row["earliest"] or row["day"]
    last = row["latest"] or first
    return (
        (date.fromisoformat(first[:10]).toordinal(), date.fromisoformat(last[:10]).toordinal())
        if first
        else (None, None)
    )
