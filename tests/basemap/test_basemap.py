"""Countries out of the file, and onto a sheet of so many pixels."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from onrecord.basemap import Country, Frame, countries, country_paths, geojson
from onrecord.ground.actor import load


def of(code: str) -> Country:
    return next(country for country in countries() if country.code == code)


def inside(country: Country, lon: float, lat: float) -> bool:
    """Whether a point lies in a country: a line from it to the east crosses the border an odd number of times."""
    west, south, east, north = country.box
    if not (west <= lon <= east and south <= lat <= north):
        return False
    crossed = 0
    for polygon in country.polygons:
        for ring in polygon:
            for (x1, y1), (x2, y2) in pairwise(ring):
                if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
                    crossed += 1
    return crossed % 2 == 1


@pytest.mark.parametrize(
    ("code", "lon", "lat"), [("NER", 8.0, 17.0), ("LSO", 28.2, -29.5), ("JPN", 138.0, 36.0), ("XKX", 20.9, 42.6)]
)
def test_a_country_holds_its_own_ground(code: str, lon: float, lat: float) -> None:
    assert [country.code for country in countries() if inside(country, lon, lat)] == [code]


def test_every_code_is_one_that_claims_can_have() -> None:
    known = load().countries
    assert {country.code for country in countries() if country.code} <= set(known)


def test_territories_without_a_code_have_a_name_alone() -> None:
    assert {country.name for country in countries() if country.code is None} == {
        *("Somaliland", "N. Cyprus", "Indian Ocean Ter.", "Siachen Glacier"),
    }


def test_rings_are_closed() -> None:
    assert all(ring[0] == ring[-1] for country in countries() for polygon in country.polygons for ring in polygon)


def test_no_land_is_drawn_across_the_map() -> None:
    """Russia, Fiji and Antarctica lie on both sides of 180 degrees."""
    for country in countries():
        for polygon in country.polygons:
            for ring in polygon:
                along_the_pole = [y for _, y in ring if y == -90]
                assert along_the_pole or all(abs(a[0] - b[0]) < 60 for a, b in pairwise(ring)), country.name
    assert inside(of("RUS"), -173.0, 66.5) and inside(of("RUS"), 100.0, 60.0)
    assert inside(of("ATA"), 20.0, -85.0) and inside(of("ATA"), -170.0, -85.0)


def test_geojson_has_a_feature_for_each() -> None:
    features = geojson()["features"]
    assert len(features) == len(countries()) == 241
    assert sum("id" in feature for feature in features) == 237


def test_a_frame_holds_its_points_with_room_around_them() -> None:
    frame = Frame.around([(0.0, 10.0), (20.0, 16.0)], 600, 400)
    (left, bottom), (right, top) = frame.place(0.0, 10.0), frame.place(20.0, 16.0)
    assert 0 < left < right < 600 and 0 < top < bottom < 400
    assert frame.place(10.0, 13.0) == pytest.approx((300, 200))


def test_one_point_is_shown_with_the_land_around_it() -> None:
    frame = Frame.around([(2.1, 13.5)], 600, 400)
    assert frame.place(2.1, 15.5)[1] >= 0 and frame.place(2.1, 15.6)[1] < 0  # four degrees from top to bottom


def test_a_degree_east_is_as_long_as_on_the_ground() -> None:
    frame = Frame.around([(20.0, 59.0), (24.0, 61.0)], 600, 400)
    assert frame.x_scale / frame.y_scale == pytest.approx(0.5, abs=0.001)  # the cosine of 60 degrees


def test_paths_keep_to_the_frame() -> None:
    frame = Frame.around([(0.0, 11.0), (16.0, 24.0)], 600, 400)
    drawn = {country.code: path for country, path in country_paths(frame)}
    assert {"NER", "MLI", "NGA", "DZA", "TCD"} <= set(drawn) and "JPN" not in drawn
    for path in drawn.values():
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path):
            assert -4.1 <= float(x) <= 604.1 and -4.1 <= float(y) <= 404.1


def test_a_smaller_map_has_fewer_points() -> None:
    points = [(-20.0, -35.0), (50.0, 35.0)]
    large, small = (sum(len(path) for _, path in country_paths(Frame.around(points, w, w))) for w in (1200, 200))
    assert small < large / 2
