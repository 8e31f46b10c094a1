"""Countries as SVG paths: only what a frame shows, and no more points than its pixels can."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.basemap.countries import Country, Point, countries
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


def _ring(frame: Frame, ring: tuple[Point, ...]) -> str:
    points = _thinned(_cut(frame, [frame.place(*point) for point in ring[:-1]]))
    if len(points) < 3:
        return ""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z"


def _cut(frame: Frame, points: list[Point]) -> list[Point]:
    """The part of a polygon inside the frame: each of four edges cuts what the one before has left."""
    for axis, size in ((0, frame.width), (1, frame.height)):
        points = _cut_at(points, axis, -OUTSIDE, 1)
        points = _cut_at(points, axis, size + OUTSIDE, -1)
    return points


def _cut_at(points: list[Point], axis: int, edge: float, side: int) -> list[Point]:
    """What lies to that side of an edge: 1 for more than it, -1 for less."""
    out: list[Point] = []
    for before, here in zip([*points[-1:], *points[:-1]], points, strict=True):
        kept, was_kept = ((point[axis] - edge) * side >= 0 for point in (here, before))
        if kept != was_kept:
            share = (edge - before[axis]) / (here[axis] - before[axis])
            out.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
        if kept:
            out.append(here)
    return out


def _thinned(points: list[Point]) -> list[Point]:
    out: list[Point] = []
    for point in points:
        if not out or abs(point[0] - out[-1][0]) + abs(point[1] - out[-1][1]) >= LEAST_STEP:
            out.append(point)
    return out
