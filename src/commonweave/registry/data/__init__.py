"""Tables of the registry: words of headers, numbering schemes, status words, ESSGlobal codes."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of one of the tables in this folder."""
    text = (files(__name__) / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
