"""Tables of the registry: words of headers, numbering schemes, status words, ESSGlobal codes."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the tables in this folder."""
    with (files(__name__) / name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
