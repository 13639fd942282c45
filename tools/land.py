"""Turn Natural Earth's land outline into the small file that the maps draw from.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/land.py package/land-110m.json src/commonweave/site/land.json

The npm package `world-atlas` (ISC licence) carries Natural Earth's 1:110 million land, which is
in the public domain. Its TopoJSON arcs are joined to rings; coordinates become hundredths of a
degree, each after the first as the step from the one before.
"""

from __future__ import annotations

import json
import sys
from itertools import accumulate
from pathlib import Path
from typing import Any

Line = list[tuple[float, float]]
SOURCE = "Natural Earth 1:110m land (public domain), from world-atlas 2.0.2 (ISC)"


def decode_arcs(topology: dict[str, Any]) -> list[Line]:
    """Return each arc as (longitude, latitude) in degrees (TopoJSON specification, 2.1.3)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        xs = accumulate(step[0] for step in arc)
        ys = accumulate(step[1] for step in arc)
        arcs.append([(x * sx + tx, y * sy + ty) for x, y in zip(xs, ys, strict=True)])
    return arcs


def join_ring(
    arcs: list[list[tuple[float, float]]], indexes: list[int]
) -> list[tuple[float, float]]:
    """Join arcs to one ring; a negative index is the arc ~index walked backwards."""
    ring: Line = []
    for index in indexes:
        part = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(part[1:] if ring else part)
    return ring


def as_steps(ring: Line) -> list[int]:
    """Write a ring in hundredths of a degree as first point and steps, without standing still."""
    points = [(round(lon * 100), round(lat * 100)) for lon, lat in ring]
    flat, last = list(points[0]), points[0]
    for point in points[1:]:
        if point != last:
            flat += [point[0] - last[0], point[1] - last[1]]
            last = point
    return flat


def main(source: str, target: str) -> None:
    """Read TopoJSON, write rings."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    shapes = topology["objects"]["land"]
    shapes = shapes["geometries"] if shapes["type"] == "GeometryCollection" else [shapes]
    rings = [
        as_steps(join_ring(arcs, indexes))
        for shape in shapes
        for polygon in shape["arcs"]
        for indexes in polygon
    ]
    text = json.dumps({"source": SOURCE, "rings": rings}, separators=(",", ":"))
    Path(target).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
