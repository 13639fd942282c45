"""The one way in: a file on disk becomes a header and a stream of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from commonweave.registry.domain.rows import Row, RowRefused
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import (
    FORMATS,
    SAMPLE_ROWS,
    Format,
    ReadLimits,
    ReadOptions,
)
from commonweave.registry.reading.refusals import refuse
from commonweave.registry.reading.source import (
    ZIP,
    check_file,
    check_magic,
    check_size,
    checksum,
    is_packed,
    open_bytes,
)
from commonweave.registry.reading.tables import Table


class OpenedList:
    """A list that was opened. Use it as a context manager; `rows()` may be read more than once."""

    def __init__(self, path: Path, size: int, table: Table, notes: list[Note]) -> None:
        self.path, self.size = path, size
        self.sha256 = checksum(path)
        self.format, self.encoding, self.delimiter = table.format, table.encoding, table.delimiter
        self.sheet, self.sheets = table.sheet, table.sheets
        self.header_row, self.header = table.header_row, table.header
        self._table, self._found = table, [*notes, *table.notes]
        self._shaper = table.shaper
        self.sample: list[Row] = self._take_sample()

    def _take_sample(self) -> list[Row]:
        sample: list[Row] = []
        refused = False
        for row in self._table.stream(replace(self._table.shaper)):
            if isinstance(row, Row):
                sample.append(row)
                if len(sample) == SAMPLE_ROWS:
                    break
            else:
                refused = True
        if not sample and not refused:
            raise refuse("no_rows", self.path.name)
        return sample

    def rows(self) -> Iterator[Row | RowRefused]:
        """Yield every row, as it is or refused, with the line where it starts.

        Raises InputRefused at any point where the file turns out to be cut or damaged: then nothing
        of it may be kept.
        """
        self._shaper = replace(self._table.shaper, short=0, formulas=0, first_formula=0)
        return self._table.stream(self._shaper)

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what was found or decided; the counts are those of the rows read so far."""
        return (*self._found, *self._shaper.notes())

    def close(self) -> None:
        """Forget the rows; files are open only while rows are read."""
        self.sample = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _find_format(path: Path, head: bytes, options: ReadOptions) -> Format:
    if options.format is not None:
        if options.format not in FORMATS:
            raise refuse("unknown_format", path.name, format=options.format)
        return options.format
    if head.startswith(ZIP):
        return "xlsx"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    suffixes = {suffix.lower() for suffix in path.suffixes}
    if start[:1] in (b"{", b"[") and not suffixes & {".csv", ".tsv", ".tab"}:
        return "geojson" if ".geojson" in suffixes else "json"
    if suffixes & {".json", ".geojson", ".jsonl", ".ndjson"}:
        return "geojson" if ".geojson" in suffixes else "json"
    return "tsv" if suffixes & {".tsv", ".tab"} and b"\t" in head else "csv"


def _open_table(path: Path, size: int, options: ReadOptions, limits: ReadLimits) -> Table:
    with open_bytes(path, limits) as stream:
        head = stream.read(4096)
    if not head.strip():
        raise refuse("empty_file", path.name)
    check_magic(path, head)
    found = _find_format(path, head, options)
    if found == "xlsx":
        from commonweave.registry.reading.workbook import open_workbook

        check_size(path, size, limits.workbook_bytes)
        return open_workbook(path, options, limits)
    check_size(path, size, limits.file_bytes)
    if found in ("json", "geojson"):
        from commonweave.registry.reading.documents import open_document

        return open_document(path, replace(options, format=found), limits)
    from commonweave.registry.reading.text_tables import open_text

    return open_text(path, replace(options, format=found), limits)


def open_list(
    path: Path, options: ReadOptions | None = None, limits: ReadLimits | None = None
) -> OpenedList:
    """Open a list and find out what it is.

    CSV, TSV, XLSX, JSON and GeoJSON, plain or in gzip. What is not given in `options` is found by
    evidence and told in `notes`. Raises InputRefused, with place and remedy, for whatever is no
    list
    or goes over the limits; no more than the limits allow is ever held or read.
    """
    options, limits = options or ReadOptions(), limits or ReadLimits()
    size = check_file(path)
    packed = is_packed(path)
    table = _open_table(path, size, options, limits)
    return OpenedList(path, size, table, [Note("unpacked")] if packed else [])
