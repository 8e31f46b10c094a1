"""Countries as SVG paths: only what a frame shows, and no more points than its pixels can."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.basemap.antimeridian import Point, Ring, cut
from onrecord.basemap.countries import Country, countries
from onrecord.basemap.frame import Frame

LEAST_STEP = 1.0  # pixels: a point nearer to the one before is left out
OUTSIDE = 4.0  # pixels beyond the edge where shapes are cut, so that the cut itself is not seen


def country_paths(frame: Frame) -> Iterator[tuple[Country, str]]:
    """Each country that the frame shows, with the `d` of its path in pixels (holes need fill-rule evenodd)."""
    for country in countries():
        if frame.meets(country.box):
            rings = (_ring(frame, ring) for polygon in country.polygons for ring in polygon)
            if path := "".join(rings):
                yield country, path


def _ring(frame: Frame, ring: Ring) -> str:
    points = _thinned(_cut(frame, [frame.place(*point) for point in ring[:-1]]))
    if len(points) < 3:
        return ""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"


def _cut(frame: Frame, points: list[Point]) -> list[Point]:
    """The part of a polygon inside the frame: each of four edges cuts what the one before has left."""
    for axis, size in ((0, frame.width), (1, frame.height)):
        points = cut(points, axis, -OUTSIDE, 1)
        points = cut(points, axis, size + OUTSIDE, -1)
    return points


def _thinned(points: list[Point]) -> list[Point]:
    out: list[Point] = []
    for point in points:
        if not out or abs(point[0] - out[-1][0]) + abs(point[1] - out[-1][1]) >= LEAST_STEP:
            out.append(point)
    return out
