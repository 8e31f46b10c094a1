"""Polygons that go on across 180 degrees, cut there: on a flat map they would be drawn from edge to edge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

Point = tuple[float, float]  # degrees east, degrees north (WGS 84): x before y, as in GeoJSON
Ring = tuple[Point, ...]  # closed: the last point is the first
POLE = -90.0  # only Antarctica lies around one


def flat(polygon: tuple[Ring, ...]) -> Iterator[tuple[Ring, ...]]:
    """The polygon as it is or, if one of its rings crosses 180 degrees, a polygon for what lies on either side.

    Of such polygons only the coast is kept, the ring with most points: no other has a second ring but Antarctica, whose
    second one is the pole.
    """
    if not any(abs(a[0] - b[0]) > 180 for ring in polygon for a, b in pairwise(ring)):
        yield polygon
        return
    outer = _unrolled(max(polygon, key=len))
    for turn in (-360.0, 0.0, 360.0):
        part = _between([(x + turn, y) for x, y in outer])
        if len(part) > 3:
            yield (tuple(part),)


def _unrolled(ring: Ring) -> Ring:
    """Each point within 180 degrees of the one before; a ring around the pole is closed through the pole."""
    out = [ring[0]]
    for x, y in ring[1:]:
        step = (x - ring[len(out) - 1][0] + 180) % 360 - 180
        out.append((round(out[-1][0] + step, 5), y))
    if abs(out[-1][0] - out[0][0]) > 180:
        out += [(out[-1][0], POLE), (out[0][0], POLE), out[0]]
    return tuple(out)


def _between(ring: list[Point]) -> list[Point]:
    """The part of a closed ring between 180 degrees west and east, closed again."""
    points = ring[:-1]
    for edge, side in ((-180.0, 1), (180.0, -1)):
        points = cut(points, 0, edge, side)
    return [*points, *points[:1]]


def cut(points: list[Point], axis: int, edge: float, side: int) -> list[Point]:
    """What of an open ring lies to that side of an edge along an axis: 1 for more than it, -1 for less."""
    out: list[Point] = []
    for before, here in zip([*points[-1:], *points[:-1]], points, strict=True):
        kept, was_kept = ((point[axis] - edge) * side >= 0 for point in (here, before))
        if kept != was_kept:
            share = (edge - before[axis]) / (here[axis] - before[axis])
            out.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
        if kept:
            out.append(here)
    return out
