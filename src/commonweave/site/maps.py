"""Small maps drawn as SVG: points over the land, a graticule and a scale. Pure but for one file.

The projection is the equirectangular one with its standard parallel in the middle of the sheet
(Snyder, Map Projections: A Working Manual, USGS 1987, section 12): true to scale there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import cos, floor, log10, radians
from pathlib import Path
from typing import NamedTuple

Ring = tuple[tuple[float, float], ...]


class Outline(NamedTuple):
    """A ring of (longitude, latitude) with its bounds in degrees."""

    ring: Ring
    west: float
    south: float
    east: float
    north: float


KM_PER_DEGREE = 111.195
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30)
_FULL_CIRCLE = 360.0
_LABEL_WIDTH = 48


@dataclass(frozen=True)
class Frame:
    """What the sheet shows: middle in degrees, degrees of latitude per pixel, size in pixels."""

    lat: float
    lon: float
    scale: float
    width: int
    height: int

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        """Return x, y in pixels; the point is taken on the side nearest the middle."""
        east = (lon - self.lon + 180) % _FULL_CIRCLE - 180
        return self.place_turned(lat, self.lon + east)

    def place_turned(self, lat: float, lon: float) -> tuple[float, float]:
        """Return x, y in pixels of a longitude that may lie beyond 180 degrees."""
        east = lon - self.lon
        x = self.width / 2 + east * cos(radians(self.lat)) / self.scale
        y = self.height / 2 - (lat - self.lat) / self.scale
        return round(x, 1), round(y, 1)

    def half_sheet(self) -> tuple[float, float]:
        """Return half the sheet's height and width in degrees."""
        wide = self.width / 2 * self.scale / max(cos(radians(self.lat)), 0.05)
        return self.height / 2 * self.scale, wide


@dataclass(frozen=True)
class Drawing:
    """The parts of a map, ready for a template; `paths` are SVG path data."""

    frame: Frame
    land: str
    grid: str
    labels: tuple[tuple[float, float, str], ...]
    points: tuple[tuple[float, float, str], ...]
    scale_px: float
    scale_km: int


@cache
def land_outlines() -> tuple[Outline, ...]:
    """Read the outline of the land, once in the life of the process."""
    text = Path(__file__).with_name("land.json").read_text(encoding="utf-8")
    outlines = []
    for flat in json.loads(text)["rings"]:
        lons = [step / 100 for step in accumulate(flat[0::2])]
        lats = [step / 100 for step in accumulate(flat[1::2])]
        ring = tuple(zip(lons, lats, strict=True))
        outlines.append(Outline(ring, min(lons), min(lats), max(lons), max(lats)))
    return tuple(outlines)


def frame_points(
    points: Sequence[tuple[float, float]], *, width: int, height: int, least_span: float = 9.0
) -> Frame:
    """Choose the sheet that holds all (lat, lon), at least `least_span` degrees high."""
    first = points[0][1]
    easts = [(lon - first + 180) % _FULL_CIRCLE - 180 for _lat, lon in points]
    lats = [lat for lat, _lon in points]
    lat = (min(lats) + max(lats)) / 2
    lon = first + (min(easts) + max(easts)) / 2
    wide = (max(easts) - min(easts)) * cos(radians(lat)) * 1.25
    high = (max(lats) - min(lats)) * 1.25
    scale = max(high / height, wide / width, least_span / height)
    return Frame(lat, lon, scale, width, height)


def draw(
    named: Sequence[tuple[str, float, float]], *, width: int = 640, height: int = 380
) -> Drawing:
    """Draw (name, lat, lon) in degrees, WGS 84; ValueError for no point or one off the globe."""
    if not named or any(abs(lat) > 90 or abs(lon) > 180 for _name, lat, lon in named):
        raise ValueError("A map needs at least one point, each within 90 and 180 degrees.")
    frame = frame_points([(lat, lon) for _name, lat, lon in named], width=width, height=height)
    grid, labels = _graticule(frame)
    km_per_px = frame.scale * KM_PER_DEGREE
    scale_km = _round_length(width * km_per_px / 5)
    return Drawing(
        frame=frame,
        land="".join(_land_paths(frame)),
        grid=grid,
        labels=labels,
        points=tuple((*frame.place(lat, lon), name) for name, lat, lon in named),
        scale_px=round(scale_km / km_per_px, 1),
        scale_km=scale_km,
    )


def _round_length(km: float) -> int:
    power = 10 ** floor(log10(max(km, 1)))
    return int(next(n for n in (5, 2, 1) if n * power <= max(km, 1)) * power)


def _land_paths(frame: Frame) -> Iterator[str]:
    half_high, half_wide = (half + 5 * frame.scale for half in frame.half_sheet())
    south, north = frame.lat - half_high, frame.lat + half_high
    for outline in land_outlines():
        if outline.south > north or outline.north < south:
            continue
        for turn in (-_FULL_CIRCLE, 0.0, _FULL_CIRCLE):
            west, east = frame.lon - half_wide - turn, frame.lon + half_wide - turn
            if outline.west > east or outline.east < west:
                continue
            shape = _clip(outline.ring, west=west, south=south, east=east, north=north)
            if len(shape) > 2:
                placed = (frame.place_turned(lat, lon + turn) for lon, lat in shape)
                yield "M" + "L".join(f"{x:g} {y:g}" for x, y in placed) + "Z"


def _clip(shape: Ring, *, west: float, south: float, east: float, north: float) -> Ring:
    """Cut a polygon to a frame in degrees (Sutherland and Hodgman, CACM 17(1), 1974)."""
    for axis, edge, sign in ((0, west, 1), (0, east, -1), (1, south, 1), (1, north, -1)):
        cut: list[tuple[float, float]] = []
        start = shape[-1]
        start_inside = (start[axis] - edge) * sign >= 0
        for end in shape:
            end_inside = (end[axis] - edge) * sign >= 0
            if start_inside != end_inside:
                share = (edge - start[axis]) / (end[axis] - start[axis])
                cut.append(
                    (
                        start[0] + share * (end[0] - start[0]),
                        start[1] + share * (end[1] - start[1]),
                    )
                )
            if end_inside:
                cut.append(end)
            start, start_inside = end, end_inside
        if not cut:
            return ()
        shape = tuple(cut)
    return shape


def _graticule(frame: Frame) -> tuple[str, tuple[tuple[float, float, str], ...]]:
    """Return meridians and parallels as one path, and their labels at the sheet's edges."""
    half_high, half_wide = frame.half_sheet()
    step = next((s for s in _STEPS if half_high * 2 / s <= 4), _STEPS[-1])
    paths: list[str] = []
    labels: list[tuple[float, float, str]] = []
    for lat in _multiples(max(frame.lat - half_high, -90), min(frame.lat + half_high, 90), step):
        _x, y = frame.place(lat, frame.lon)
        paths.append(f"M0 {y:g}H{frame.width}")
        labels.append((3, y - 4, f"{abs(lat):g}° {'N' if lat >= 0 else 'S'}"))
    for lon in _multiples(frame.lon - half_wide, frame.lon + half_wide, step):
        x, _y = frame.place(frame.lat, lon)
        paths.append(f"M{x:g} 0V{frame.height}")
        east = (lon + 180) % _FULL_CIRCLE - 180
        if x > frame.width - _LABEL_WIDTH:
            continue  # its label would be cut off
        labels.append((x + 3, 11, f"{abs(east):g}° {'E' if east >= 0 else 'W'}"))
    return "".join(paths), tuple(labels)


def _multiples(low: float, high: float, step: float) -> Iterator[float]:
    number = -floor(-low / step)
    while number * step <= high:
        yield round(number * step, 6)
        number += 1
