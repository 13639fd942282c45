"""A house in a folder of its own for a measurement, and a stopwatch of wall and CPU seconds."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Lap:
    """Seconds that a block took: on the clock, and of processor time in all threads."""

    wall: float = 0.0
    cpu: float = 0.0

    def __str__(self) -> str:
        return f"{self.wall:7.2f} s wall {self.cpu:7.2f} s CPU"


@contextmanager
def lap() -> Iterator[Lap]:
    measured = Lap()
    wall, cpu = time.perf_counter(), time.process_time()
    yield measured
    measured.wall, measured.cpu = time.perf_counter() - wall, time.process_time() - cpu


@contextmanager
def new_house(folder: Path | None = None) -> Iterator[Path]:
    """Open a house on SQLite in a temporary folder, or in `folder`, which is then kept."""
    with tempfile.TemporaryDirectory(prefix="commonweave-bench-") as temporary:
        house = folder or Path(temporary)
        os.environ["COMMONWEAVE_DATA"] = str(house)
        os.environ.pop("DATABASE_URL", None)
        from commonweave.site.boot import open_house

        open_house()
        yield house
