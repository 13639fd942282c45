"""XLSX: checked as an archive before anything is parsed, then read row by row."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from commonweave.registry.domain.rows import Row, RowRefused
from commonweave.registry.reading.header import filled, find_header, name_columns
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import MIB, SAMPLE_ROWS, ReadLimits, ReadOptions
from commonweave.registry.reading.refusals import refuse
from commonweave.registry.reading.shaping import Shaper, refuse_row
from commonweave.registry.reading.tables import Table

if TYPE_CHECKING:
    from openpyxl import Workbook

_KINDS = {
    "mimetype": "an OpenDocument file (.ods, .odt)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint file",
    "META-INF/MANIFEST.MF": "a Java archive",
    "xl/workbook.bin": "a binary workbook (.xlsb)",
}


def check_archive(path: Path, limits: ReadLimits) -> None:
    """Look at the archive's directory alone; raise InputRefused for a bomb, a cut or another file.

    Sizes in the directory are binding: the reader stops at them, so they cannot be a lie that
    hurts.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise refuse("cut_file", path.name, what="the workbook's directory is missing") from None
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        what = next((words for name, words in _KINDS.items() if name in names), "a ZIP archive")
        raise refuse("binary_file", path.name, what=what)
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    worst = max(
        (e.file_size // max(1, e.compress_size) for e in entries if e.file_size > MIB), default=0
    )
    times = max(worst, total // packed)
    if (
        len(entries) > limits.workbook_entries
        or total > limits.workbook_bytes
        or (total > limits.ratio_from_bytes and times > limits.ratio)
    ):
        raise refuse("packed_bomb", path.name, found=times, limit=limits.workbook_bytes // MIB)


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl must run with defusedxml.")
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            yield workbook
        finally:
            workbook.close()
    except (zipfile.BadZipFile, EOFError) as error:
        raise refuse("cut_file", path.name, what=str(error)) from None
    except (ParseError, InvalidFileException, KeyError, ValueError, TypeError, IndexError) as error:
        raise refuse("damaged_file", path.name, what=str(error)) from None


def cell_text(value: object) -> str:
    """Return a cell as text: whole numbers without a point, dates as ISO 8601, nothing as ""."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value)


def _texts(cells: Sequence[object]) -> list[str]:
    texts = [cell_text(value) for value in cells]
    while texts and not texts[-1].strip():
        texts.pop()
    return texts


def _rows_of(workbook: Any, sheet: str) -> Iterator[tuple[int, list[str]]]:
    worksheet = workbook[sheet]
    worksheet.reset_dimensions()
    for number, cells in enumerate(worksheet.iter_rows(values_only=True), start=1):
        texts = _texts(cells)
        if texts:
            yield number, texts


def _choose_sheet(workbook: Any, options: ReadOptions, file: str) -> tuple[str, tuple[str, ...]]:
    sheets = tuple(sheet.title for sheet in workbook.worksheets)
    if options.sheet is not None:
        if options.sheet not in sheets:
            raise refuse("unknown_sheet", file, sheet=options.sheet, sheets=", ".join(sheets))
        return options.sheet, sheets
    for sheet in workbook.worksheets:
        if (
            sheet.sheet_state == "visible"
            and len(list(islice(_rows_of(workbook, sheet.title), 2))) > 1
        ):
            return sheet.title, sheets
    for title in sheets:
        if next(_rows_of(workbook, title), None):
            return title, sheets
    raise refuse("empty_file", file)


def _stream(path: Path, sheet: str, header_row: int, shaper: Shaper) -> Iterator[Row | RowRefused]:
    with _opened(path) as workbook:
        for number, texts in _rows_of(workbook, sheet):
            if number <= header_row:
                continue
            if tuple(texts) == shaper.header:
                yield refuse_row(number, "header_again", value=texts[0])
            else:
                yield shaper.shape(number, texts)


def _header_index(rows: Sequence[Row], options: ReadOptions, file: str) -> int:
    if options.header_row is None:
        return find_header(rows, file)
    for index, row in enumerate(rows):
        if row.line == options.header_row:
            return index
    raise refuse("header_row_missing", file, line=options.header_row)


def open_workbook(path: Path, options: ReadOptions, limits: ReadLimits) -> Table:
    """Open an XLSX workbook at its first visible sheet with rows, or the one that was asked for.

    Cells that hold formulas give the value that was stored with them. A sheet leaves empty cells at
    the end of a row out, so short rows are whole.
    """
    check_archive(path, limits)
    with _opened(path) as workbook:
        sheet, sheets = _choose_sheet(workbook, options, path.name)
        first = list(islice(_rows_of(workbook, sheet), SAMPLE_ROWS + 50))
    rows = [Row(number, tuple(texts)) for number, texts in first]
    if not rows:
        raise refuse("empty_file", path.name)
    index = _header_index(rows, options, path.name)
    line = rows[index].line
    header, header_notes = name_columns(rows[index].cells, options.rename, path.name, line, limits)
    notes = []
    if len(sheets) > 1:
        notes.append(Note("sheets", {"count": len(sheets), "sheet": sheet}))
    if above := sum(filled(row.cells) > 0 for row in rows[:index]):
        notes.append(Note("lines_above", {"count": above, "line": line}))
    return Table(
        format="xlsx",
        header=header,
        stream=lambda shaper: _stream(path, sheet, line, shaper),
        shaper=_QuietShaper(header, limits),
        header_row=line,
        sheet=sheet,
        sheets=sheets,
        notes=[*notes, *header_notes],
    )


class _QuietShaper(Shaper):
    """Short rows are how a sheet is stored, and nothing to tell."""

    def notes(self) -> tuple[Note, ...]:
        self.short = 0
        return super().notes()
