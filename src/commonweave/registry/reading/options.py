"""What may be said about a file, and how much of it is held at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Format = Literal["csv", "tsv", "xlsx", "json", "geojson"]
FORMATS: Final[tuple[Format, ...]] = ("csv", "tsv", "xlsx", "json", "geojson")
MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says about a file; what is None is found.

    `header_row` is a line of the file, or of the sheet in a workbook; `rename` gives columns,
    counted from 1, another name.
    """

    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    rename: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What is refused for its size. Bytes are binary; `ratio` is unpacked to packed."""

    file_bytes: int = 2048 * MIB
    unpacked_bytes: int = 4096 * MIB
    ratio: int = 250
    ratio_from_bytes: int = 16 * MIB
    line_bytes: int = MIB
    cell_chars: int = 65536
    columns: int = 2000
    document_bytes: int = 256 * MIB
    workbook_bytes: int = 512 * MIB
    workbook_entries: int = 2000
    depth: int = 40


SAMPLE_ROWS: Final = 200
HEAD_BYTES: Final = 512 * 1024
"""How much of a file is looked at to find delimiter and header."""
