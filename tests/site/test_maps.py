"""Maps: every point on the sheet, wherever on the globe; true to scale in the middle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.site.maps import KM_PER_DEGREE, draw, land_outlines
from commonweave.site.templatetags.house import point_map

latitudes = st.floats(-85, 85)
longitudes = st.floats(-180, 180)
places = st.lists(st.tuples(st.just("place"), latitudes, longitudes), min_size=1, max_size=1)
clusters = st.tuples(latitudes, longitudes).flatmap(
    lambda middle: st.lists(
        st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=20
    ).map(lambda steps: [_near(middle, step) for step in steps])
)


def _near(middle: tuple[float, float], step: tuple[float, float]) -> tuple[str, float, float]:
    lon = (middle[1] + step[1] + 180) % 360 - 180
    return ("place", max(-85, min(85, middle[0] + step[0])), lon)


@given(clusters)
def test_every_point_lies_on_the_sheet_also_across_the_date_line(
    points: list[tuple[str, float, float]],
) -> None:
    drawing = draw(points)
    for x, y, _name in drawing.points:
        assert 0 <= x <= drawing.frame.width
        assert 0 <= y <= drawing.frame.height


@given(places)
def test_one_point_lies_in_the_middle(points: list[tuple[str, float, float]]) -> None:
    ((x, y, _name),) = draw(points).points
    assert (x, y) == (320, 190)


def test_the_scale_bar_is_true_in_the_middle() -> None:
    drawing = draw([("Montréal", 45.5, -73.57)])
    degrees = drawing.scale_px * drawing.frame.scale
    assert degrees * KM_PER_DEGREE == pytest.approx(drawing.scale_km, rel=0.01)


def test_land_is_drawn_where_there_is_land_and_not_in_the_ocean() -> None:
    assert draw([("Lyon", 45.76, 4.84)]).land
    assert draw([("Valmarine", -28.3, -31.0)]).land == ""


def test_the_land_is_whole() -> None:
    outlines = land_outlines()
    assert len(outlines) > 100
    assert min(o.south for o in outlines) < -85
    assert max(o.north for o in outlines) > 83


@pytest.mark.parametrize("points", [[], [("x", 91, 0)], [("x", 0, 181)]])
def test_no_point_and_points_off_the_globe_are_errors(
    points: list[tuple[str, float, float]],
) -> None:
    with pytest.raises(ValueError, match="at least one point"):
        draw(points)


def test_the_map_says_itself_in_words() -> None:
    one = point_map([("La Marée", 45.5, -73.5)])["alternative"]
    assert one == "La Marée: latitude 45.5000, longitude -73.5000."
    many = point_map([("a", 45, 3), ("b", 46, 4)], "Two towns")["alternative"]
    assert many.startswith("Two towns. 2 places between latitudes 45.00 and 46.00")
