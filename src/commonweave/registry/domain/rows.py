"""Rows as a list holds them, before anything is understood of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file where it starts (from 1) and one text for each column."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that is not taken: where it is, which column and value, and why.

    `message` is a message id with `%(name)s` slots filled from `values`; `value` is cut to what a
    person can read. `column` and `value` are empty where the whole row is the trouble.
    """

    line: int
    column: str
    value: str
    code: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", column “{self.column}”" if self.column else "")
        return f"{place}: {self.message % dict(self.values)}"


SHOWN = 120
"""Characters of an offending value that are shown."""


def shown(value: str) -> str:
    """Return the value, cut to `SHOWN` characters with an ellipsis."""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"
