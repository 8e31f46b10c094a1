"""GeoJSON (RFC 7946): a feature a row, in degrees WGS 84. What has no coordinates has no geometry, but is there."""

from __future__ import annotations

from typing import Any, BinaryIO

import orjson

from onrecord.export.ledger.asked import Asked, Written
from onrecord.export.ledger.columns import COLUMNS

Json = dict[str, Any]
APART = ("lat", "lon")  # these make the geometry


def write(asked: Asked, stream: BinaryIO) -> Written:
    """A feature an incident or, if that is asked for, a claim; `properties` are the columns of its table."""
    rows, records = asked.records("incidents")
    columns = [column for column in COLUMNS[rows] if column.name not in APART]
    stream.write(b'{"type":"FeatureCollection","features":[')
    count = nowhere = 0
    for count, record in enumerate(records, 1):
        stream.write(b",\n" if count > 1 else b"\n")
        stream.write(orjson.dumps(_feature(record, {c.name: c.value(record) for c in columns})))
        nowhere += record["lat"] is None
    stream.write(b"\n]}\n")
    return Written({rows: count}, f"{nowhere:,} without coordinates" if nowhere else "")


def _feature(record: Json, properties: Json) -> Json:
    where = None if record["lat"] is None else {"type": "Point", "coordinates": [record["lon"], record["lat"]]}
    return {"type": "Feature", "id": record.get("key", record.get("id")), "geometry": where, "properties": properties}
