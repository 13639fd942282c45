"""How old and how large the bodies of each kind are: skewed as in life, many small, a few large."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

THIS_YEAR = 2025  # the year the invented lists were made; no clock is read


@dataclass(frozen=True, slots=True)
class Scale:
    """Medians and spreads (sigma of the logarithm) of a kind; turnover is for each employee."""

    employees: float
    spread: float
    members: float
    turnover: float
    oldest: int


SCALES = {
    "worker": Scale(7, 1.0, 9, 68_000, 1946),
    "consumer": Scale(9, 1.3, 900, 180_000, 1890),
    "housing": Scale(0.7, 0.9, 24, 190_000, 1962),
    "farm": Scale(14, 1.3, 90, 310_000, 1902),
    "finance": Scale(16, 1.5, 5_200, 420_000, 1904),
    "solidarity": Scale(8, 1.0, 130, 55_000, 1988),
    "multi": Scale(7, 1.0, 80, 90_000, 1996),
    "mutual": Scale(11, 1.4, 7_500, 380_000, 1868),
    "association": Scale(4, 1.2, 70, 52_000, 1908),
    "foundation": Scale(2, 1.0, 12, 160_000, 1921),
    "enterprise": Scale(13, 1.0, 25, 58_000, 1979),
    "selfhelp": Scale(0.4, 0.8, 18, 9_000, 1975),
    "project": Scale(1.5, 0.7, 10, 40_000, 2015),
}


@dataclass(frozen=True, slots=True)
class Size:
    """People and money of a body: heads, heads, heads, dollars a year, the year they stand for."""

    employees: int
    members: int
    volunteers: int
    turnover: int
    year: int


def draw_size(rng: random.Random, kind: str) -> Size:
    """Draw log-normal sizes that hang together: large bodies have many members and turnover."""
    scale = SCALES[kind]
    swing = rng.gauss(0, 1)
    employees = int(scale.employees * math.exp(scale.spread * swing))
    members = max(3, int(scale.members * math.exp(0.6 * swing + rng.gauss(0, 0.8))))
    earned = max(employees, 0.3) * scale.turnover * math.exp(rng.gauss(0, 0.5))
    return Size(
        employees=employees,
        members=members,
        volunteers=int(math.exp(rng.gauss(1.8, 1.1))),
        turnover=int(round(earned, -2)),
        year=THIS_YEAR - rng.choice((0, 1, 1, 1, 2, 3)),
    )


def draw_founding(rng: random.Random, kind: str) -> str:
    """Draw a date (ISO 8601): most bodies are young, a few older than anybody alive."""
    age = int(rng.gammavariate(1.7, 12.0))
    year = max(SCALES[kind].oldest, THIS_YEAR - age)
    return f"{year}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def draw_end(rng: random.Random, founded: str) -> str:
    """Draw the date a body was dissolved, after its founding and not after this year."""
    year = rng.randint(min(int(founded[:4]) + 1, THIS_YEAR), THIS_YEAR)
    return f"{year}-12-{rng.randint(1, 28):02d}" if year > int(founded[:4]) else f"{year}-12-31"
