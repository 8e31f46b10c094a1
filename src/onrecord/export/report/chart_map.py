"""The map of a report as SVG: countries, and a mark for each place with the number of its incident or incidents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from onrecord.basemap import Frame, country_paths
from onrecord.export.report.content import Told
from onrecord.export.report.words import UNFIRM

WIDTH, HEIGHT = 720.0, 400.0
RADIUS = 9.0  # pixels of a mark for one incident
GROWTH = 1.6  # for each further one
LARGEST = 18.0
LETTER = 3.3  # half the width of a letter of its label
LEAST_SHOWN = 34.0  # pixels of a country's width from which on it is named

At = tuple[float, float]


def placed(told: Iterable[Told]) -> list[tuple[At, list[Told]]]:
    """Incidents by place (degrees east, north), those that most incidents lie at first."""
    held = [(t.lon, t.lat, t) for t in told if t.lon is not None and t.lat is not None]
    held.sort(key=lambda item: (item[0], item[1], item[2].number))
    out = [(at, [t for *_, t in group]) for at, group in groupby(held, key=lambda item: (item[0], item[1]))]
    return sorted(out, key=lambda item: (-len(item[1]), item[0]))


def draw(told: Iterable[Told]) -> str:
    """The map around all places; nothing where none is known."""
    places = placed(told)
    if not places:
        return ""
    frame = Frame.around([at for at, _ in places], WIDTH, HEIGHT)
    lands = "".join(f'<path d="{path}"><title>{escape(c.name)}</title></path>' for c, path in country_paths(frame))
    names = "".join(_names(frame))
    marks = "".join(_mark(frame, at, held) for at, held in places)
    return (
        f'<svg class="map" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" aria-label="Where incidents were">'
        f'<rect class="sea" width="{WIDTH:.0f}" height="{HEIGHT:.0f}"/>'
        f'<g class="lands">{lands}</g><g class="names">{names}</g><g class="marks">{marks}</g></svg>'
    )


def _names(frame: Frame) -> Iterator[str]:
    """Names in the middle of what is seen of a country's largest part, where there is room."""
    for country, _ in country_paths(frame):
        outer = max((polygon[0] for polygon in country.polygons), key=_extent)
        xs, ys = zip(*(frame.place(*point) for point in outer), strict=True)
        left, right = max(0.0, min(xs)), min(frame.width, max(xs))
        top, bottom = max(0.0, min(ys)), min(frame.height, max(ys))
        if right - left > max(LEAST_SHOWN, 6.5 * len(country.name)) and bottom - top > 16:
            yield f'<text x="{(left + right) / 2:.0f}" y="{(top + bottom) / 2:.0f}">{escape(country.name)}</text>'


def _extent(ring: tuple[At, ...]) -> float:
    xs, ys = zip(*ring, strict=True)
    return float((max(xs) - min(xs)) * (max(ys) - min(ys)))


def _mark(frame: Frame, at: At, held: list[Told]) -> str:
    x, y = frame.place(*at)
    first = held[0]
    wide = "" if any(t.exact for t in held) else " wide"
    title = escape("\n".join((first.where, *(f"{t.number}. {t.what}, {t.when}{_unfirm(t)}" for t in held))))
    label = str(first.number) if len(held) == 1 else f"×{len(held)}"
    radius = min(LARGEST, max(RADIUS + GROWTH * (len(held) - 1), LETTER * len(label) + 2))
    return (
        f'<a href="#i{first.number}" class="{first.quad}{wide}"><title>{title}</title>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/><text x="{x:.1f}" y="{y + 3.4:.1f}">{label}</text></a>'
    )


def _unfirm(told: Told) -> str:
    return "" if told.status == "actual" else f" ({UNFIRM[told.status].lower()})"
