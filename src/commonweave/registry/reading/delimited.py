"""CSV and TSV: delimiter and header by evidence, rows as a stream with the line each starts in."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from commonweave.registry.domain.mapping.synonyms import meanings
from commonweave.registry.domain.rows import Row, RowRefused
from commonweave.registry.reading.encodings import Encoding
from commonweave.registry.reading.options import ReadLimits
from commonweave.registry.reading.refusals import refuse
from commonweave.registry.reading.shaping import Shaper, refuse_row
from commonweave.registry.reading.source import open_bytes

DELIMITERS = (",", ";", "\t", "|")
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?[\r\n]*", re.IGNORECASE)
_END = "\ue000end of the list\ue000"
_SNIFFED = 300


class Lines:
    """The lines of a text file, none over the limit; tells whether the last one ended."""

    def __init__(self, path: Path, encoding: Encoding, limits: ReadLimits) -> None:
        self._file, self._limits = path.name, limits
        self._stream = io.TextIOWrapper(
            open_bytes(path, limits), encoding=encoding.codec, errors=encoding.errors, newline=""
        )
        self.number = 0
        self.ended = True

    def __iter__(self) -> Iterator[str]:
        limit = self._limits.line_bytes
        while line := self._stream.readline(limit + 1):
            self.number += 1
            if len(line) > limit:
                raise refuse("line_too_long", self._file, line=self.number, limit=limit)
            self.ended = line.endswith(("\n", "\r"))
            yield line

    def close(self) -> None:
        self._stream.close()


def parse_rows(
    lines: Iterable[str], delimiter: str, file: str, limits: ReadLimits
) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (first line, last line, cells) of each record, blank ones too.

    Raises InputRefused (`unclosed_quote`, `cut_file`) where a quote runs to the end of the file or
    over the limit.
    """
    if csv.field_size_limit() < limits.line_bytes:
        csv.field_size_limit(limits.line_bytes)
    reader = csv.reader(_and_end(lines), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            if cells and cells[-1].endswith(_END):
                if len(cells) == 1 and cells[0] == _END:
                    return
                raise refuse("cut_file", file, line=start, what="a quote is never closed")
            yield start, reader.line_num, cells
            start = reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise refuse("unclosed_quote", file, line=start) from None
        raise refuse("damaged_file", file, line=start, what=str(error)) from None


def _and_end(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines and one more of our own, which an open quote swallows and so betrays."""
    yield from lines
    yield _END


def _counts(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    try:
        return [
            row for row in csv.reader(lines, delimiter=delimiter) if any(c.strip() for c in row)
        ]
    except csv.Error:
        return []


def _delimiter_score(lines: Sequence[str], delimiter: str) -> float:
    rows = _counts(lines, delimiter)[:_SNIFFED]
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    width, _often = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return 0.0
    share = widths[width] / len(rows)
    wide = [row for row in rows[:25] if len(row) > 1]
    known = max((sum(bool(meanings(cell)) for cell in row) / len(row) for row in wide), default=0.0)
    return share + known + 0.02 * min(width, 25)


def find_delimiter(lines: Sequence[str]) -> str | None:
    """Return the sign that parts cells most evenly, or None for a single column."""
    scores = {delimiter: _delimiter_score(lines, delimiter) for delimiter in DELIMITERS}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > 0.5 else None


def separator_line(lines: Sequence[str]) -> str | None:
    """Return the delimiter that a first line `sep=;` of a spreadsheet names, or None."""
    match = _SEP_LINE.fullmatch(lines[0]) if lines else None
    return match[1] if match else None


def is_ragged(header_width: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the writer leaves out empty cells at the end of a row.

    It does where short rows are common and no row of full width ends with an empty cell.
    """
    short = sum(len(row) < header_width for row in rows)
    ends_empty = any(len(row) >= header_width and not row[header_width - 1].strip() for row in rows)
    return not ends_empty and short >= max(2, 0.02 * len(rows))


def _swallowed(cells: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether a cell has swallowed rows, because a quote was never closed.

    Then it holds an odd number of quotes, and its lines part into cells as rows do.
    """
    for index, cell in enumerate(cells):
        if width < 3 or cell.count('"') % 2 == 0 or not ("\n" in cell or "\r" in cell):
            continue
        counts = [line.count(delimiter) for line in cell.splitlines()]
        ends_meet = len(counts) > 1 and (counts[0], counts[-1]) == (width - 1 - index, index)
        if width - 1 in counts[1:-1] or ends_meet:
            return True
    return False


def read_rows(
    path: Path, encoding: Encoding, delimiter: str, header_line: int, shaper: Shaper
) -> Iterator[Row | RowRefused]:
    """Yield the rows below the header, each as it is or refused; blank lines are no rows.

    Raises InputRefused (`cut_file`) at the end where the last row is short and has no line end, and
    where a quote is never closed.
    """
    lines = Lines(path, encoding, shaper.limits)
    width = len(shaper.header)
    last_line, last_width = 0, width
    try:
        for start, end, cells in parse_rows(lines, delimiter, path.name, shaper.limits):
            if end <= header_line or not any(cell and not cell.isspace() for cell in cells):
                continue
            last_line, last_width = start, len(cells)
            if end > start and _swallowed(cells, delimiter, width):
                yield refuse_row(start, "swallowed_rows", value=cells[0], lines=end - start + 1)
            elif tuple(cells) == shaper.header:
                yield refuse_row(start, "header_again", value=cells[0])
            else:
                yield shaper.shape(start, cells)
    finally:
        lines.close()
    if not lines.ended and last_width < width and not shaper.ragged:
        raise refuse("cut_file", path.name, line=last_line, what="the last row has no end")
