"""Chance that repeats: one stream of random numbers for each purpose, all from one seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar
from zlib import crc32

T = TypeVar("T")


def stream(seed: int, *purpose: str | int) -> random.Random:
    """Return the stream of `purpose` under `seed`; the same arguments give the same numbers.

    Streams of different purposes do not disturb each other, so that one row of a list can change
    without moving the chance of every row behind it.
    """
    mixed = (seed << 32) | crc32("/".join(map(str, purpose)).encode())
    return random.Random(mixed)  # noqa: S311 - invented data must repeat; nothing secret hangs on it


class Wheel(Generic[T]):
    """Things to draw from by weight, prepared once for many draws."""

    def __init__(self, weights: Sequence[tuple[T, float]]) -> None:
        self.things = [thing for thing, _ in weights]
        self._bounds = list(accumulate(weight for _, weight in weights))

    def draw(self, rng: random.Random) -> T:
        """Draw one thing."""
        return rng.choices(self.things, cum_weights=self._bounds)[0]
