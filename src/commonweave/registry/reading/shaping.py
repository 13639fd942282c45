"""Rows brought to the width of the header; what cannot be is refused, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from commonweave.kernel.spreadsheet_safety import is_formula
from commonweave.registry.domain.kinds import ROW_REFUSALS
from commonweave.registry.domain.rows import Row, RowRefused, shown
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import ReadLimits

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def refuse_row(
    line: int, code: str, column: str = "", value: str = "", **values: object
) -> RowRefused:
    """Return the refusal of one row."""
    return RowRefused(line, column, shown(value), code, ROW_REFUSALS[code], values)


@dataclass
class Shaper:
    """Brings rows to the header's width and counts what a person should be told of.

    `ragged` says that the writer of the file leaves out empty cells at the end of rows.
    """

    header: tuple[str, ...]
    limits: ReadLimits
    ragged: bool = True
    short: int = 0
    formulas: int = 0
    first_formula: int = field(default=0)

    def shape(self, line: int, cells: Sequence[str]) -> Row | RowRefused:
        """Return the row with exactly one cell for each column, or why not."""
        width = len(self.header)
        found = len(cells)
        if found > width:
            if any(cell and not cell.isspace() for cell in cells[width:]):
                return refuse_row(
                    line, "too_many_cells", value=cells[width], found=found, expected=width
                )
            cells = cells[:width]
        elif found < width:
            if not self.ragged:
                return refuse_row(line, "too_few_cells", found=found, expected=width)
            self.short += 1
            cells = [*cells, *[""] * (width - found)]
        limit = self.limits.cell_chars
        for index, cell in enumerate(cells):
            if len(cell) > limit:
                return refuse_row(
                    line, "value_too_long", self.header[index], cell, found=len(cell), limit=limit
                )
            if cell[:1] in _STARTS and cell and is_formula(cell):
                self.formulas += 1
                self.first_formula = self.first_formula or line
        return Row(line, tuple(cells))

    def notes(self) -> tuple[Note, ...]:
        """Return what was counted so far."""
        found = []
        if self.short:
            found.append(Note("short_rows", {"count": self.short}))
        if self.formulas:
            found.append(
                Note("formula_cells", {"count": self.formulas, "line": self.first_formula})
            )
        return tuple(found)
