"""Where incidents are: points with how exactly they are known, for a map."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from onrecord.store.answers import incident_rows
from onrecord.store.filters import Filters
from onrecord.store.query import Total, incidents_page

Json = dict[str, Any]
MOST_POINTS = 5_000  # of a map: a browser on a laptop still moves it smoothly
# By UCDP's where_prec: how far from the point the event may have been. 2 is the manual's own "within 25 km"; 3 to 5 are
# about half the width of a district, of a province, of a stretch of road or border. 6 and 7 have no circle: a country
# is drawn as such
RADIUS_KM: Mapping[int, int] = {1: 0, 2: 25, 3: 50, 4: 150, 5: 150}
COUNTRY, ABROAD = 6, 7

_PRECISION = """
SELECT i.id, min(c.place_precision) AS precision
FROM json_each(?) AS m CROSS JOIN incidents i ON i.id = m.value
CROSS JOIN claims c ON c.incident = i.id AND c.current = 1 AND c.lat = i.lat AND c.lon = i.lon
GROUP BY i.id
"""


@dataclass(frozen=True, slots=True)
class Points:
    """Incidents with a place on the earth, the newest first, as `incident_rows` has them with `precision_place`
    (where_prec, 1 to 7) and `km`, the radius in which they may lie (None: somewhere in the country, or beyond it).

    `unplaced` of those that were looked at have no such place; `of` counts all that meet the filters.
    """

    rows: tuple[Json, ...]
    unplaced: int
    of: Total


def points(connection: sqlite3.Connection, filters: Filters, limit: int = MOST_POINTS) -> Points:
    """The incidents that meet the filters: the newest `limit`, if there are more. Raises OnrecordError `bad_text`."""
    page = incidents_page(connection, filters, limit)
    rows = incident_rows(connection, page.keys)
    precision: dict[str, int] = dict(
        map(tuple, connection.execute(_PRECISION, (orjson.dumps([key[1] for key in page.keys]).decode(),)))
    )
    placed = []
    for row in rows:
        if row["lat"] is None or row["lon"] is None:
            continue
        known = precision.get(row["id"]) or ABROAD
        placed.append({**row, "precision_place": known, "km": RADIUS_KM.get(known)})
    return Points(tuple(placed), len(rows) - len(placed), page.total)
