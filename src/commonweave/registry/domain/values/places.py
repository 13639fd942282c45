"""Positions in degrees."""

from __future__ import annotations

import re

from commonweave.registry.domain.fields import Location
from commonweave.registry.domain.values.outcome import (
    NOT_UNDERSTOOD,
    Change,
    Missing,
    Outcome,
    Parsed,
    Refused,
)

_DECIMAL = re.compile(r"([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*([NSEWO])?", re.IGNORECASE)
_SEXAGESIMAL = re.compile(
    r"(\d{1,3})\s*[°º]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['’′]\s*)?"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|''|”|″)\s*)?([NSEWO])",
    re.IGNORECASE,
)
_POINT = re.compile(r"(?:SRID=\d+;)?\s*POINT\s*\(\s*(\S+)\s+(\S+?)\s*\)", re.IGNORECASE)
_PAIR = re.compile(r"[\[(]?\s*([^,;\s]+)\s*[,;]\s*([^,;\s]+)\s*[\])]?|([^,;\s]+)\s+([^,;\s]+)")
_COMMA_PAIR = re.compile(r"([+-]?\d{1,3},\d+)\s*[;,\s]\s*([+-]?\d{1,3},\d+)")


def parse_degrees(text: str) -> float | None:
    """Read degrees: a decimal, or degrees, minutes and seconds with N S E W (O)."""
    if match := _DECIMAL.fullmatch(text):
        value, side = float(match[1].replace(",", ".")), match[2]
    elif match := _SEXAGESIMAL.fullmatch(text):
        minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.group(2, 3))
        value, side = int(match[1]) + minutes / 60 + seconds / 3600, match[4]
    else:
        return None
    return -value if side and side.upper() in "SWO" else value


def locate(latitude: str, longitude: str) -> Outcome[Location]:
    """Join a latitude and a longitude (WGS 84, degrees).

    Both empty is missing, and so is 0, 0, which stands for "not found" in every list seen. One
    alone is `half_a_position`; a value off the Earth, or a latitude that could only be a
    longitude, is `out_of_range`.
    """
    if not latitude and not longitude:
        return Missing()
    if not latitude or not longitude:
        return Refused("half_a_position")
    lat, lon = parse_degrees(latitude), parse_degrees(longitude)
    if lat is None or lon is None:
        return NOT_UNDERSTOOD
    if lat == 0 and lon == 0:
        return Missing((Change("zero_position", f"{latitude}, {longitude}", ""),))
    if abs(lat) > 90 or abs(lon) > 180:
        return Refused("out_of_range")
    return Parsed({"lat": lat, "lon": lon})


def parse_position(text: str) -> Outcome[Location]:
    """Read a latitude and a longitude from one cell; well-known text has the longitude first."""
    if match := _POINT.fullmatch(text):
        return locate(match[2], match[1])
    if match := _COMMA_PAIR.fullmatch(text):
        return locate(match[1], match[2])
    if match := _PAIR.fullmatch(text):
        return locate(match[1] or match[3], match[2] or match[4])
    return NOT_UNDERSTOOD
