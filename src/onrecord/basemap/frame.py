"""A plain projection: degrees to pixels on a flat sheet, distances right in the middle of the map."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_DEGREES = 4.0  # from top to bottom: a map of one town still shows where in its country that is
MARGIN = 0.12  # of the height and width, around the outermost points
FLATTEST = 0.2  # cosine of latitude; nearer the poles a map would be all width


@dataclass(frozen=True, slots=True)
class Frame:
    """What a map shows: its middle (degrees), pixels a degree to the east and to the north, and its size in pixels."""

    lon: float
    lat: float
    x_scale: float
    y_scale: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]], width: float, height: float) -> Frame:
        """The frame of that size that holds all points (degrees east, degrees north); without any, the world.

        Equirectangular: degrees east are shortened by the cosine of the middle latitude.
        """
        held = list(points)
        if not held:
            held = [(-180.0, -58.0), (180.0, 78.0)]
        west, east = min(x for x, _ in held), max(x for x, _ in held)
        south, north = min(y for _, y in held), max(y for _, y in held)
        lon, lat = (west + east) / 2, (south + north) / 2
        flat = max(FLATTEST, math.cos(math.radians(lat)))
        wanted = max((north - south) * (1 + 2 * MARGIN), LEAST_DEGREES)
        scale = min(height / wanted, width / max((east - west) * (1 + 2 * MARGIN) * flat, LEAST_DEGREES))
        return cls(lon, lat, scale * flat, scale, width, height)

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the left and from the top."""
        return self.width / 2 + (lon - self.lon) * self.x_scale, self.height / 2 - (lat - self.lat) * self.y_scale

    def meets(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a box (west, south, east, north) may be seen."""
        (left, bottom), (right, top) = self.place(*box[:2]), self.place(*box[2:])
        return left < self.width and right > 0 and top < self.height and bottom > 0
