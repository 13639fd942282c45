"""What every kind of list gives: a header, and rows as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from commonweave.registry.domain.rows import Row, RowRefused
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import Format
from commonweave.registry.reading.shaping import Shaper


@dataclass
class Table:
    """A list that was opened: what was found, and how its rows are streamed (each time anew)."""

    format: Format
    header: tuple[str, ...]
    stream: Callable[[Shaper], Iterator[Row | RowRefused]]
    shaper: Shaper
    header_row: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notes: list[Note] = field(default_factory=list)
