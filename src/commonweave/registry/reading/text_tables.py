"""Opening CSV and TSV files."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from commonweave.registry.domain.rows import Row
from commonweave.registry.reading.delimited import (
    DELIMITERS,
    Lines,
    find_delimiter,
    is_ragged,
    parse_rows,
    read_rows,
    separator_line,
)
from commonweave.registry.reading.encodings import Encoding, find_encoding
from commonweave.registry.reading.header import filled, find_header, name_columns
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import HEAD_BYTES, SAMPLE_ROWS, ReadLimits, ReadOptions
from commonweave.registry.reading.refusals import refuse
from commonweave.registry.reading.shaping import Shaper
from commonweave.registry.reading.tables import Table

_SIGN_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


def _head(path: Path, encoding: Encoding, limits: ReadLimits) -> list[str]:
    lines = Lines(path, encoding, limits)
    found: list[str] = []
    size = 0
    try:
        for line in lines:
            found.append(line)
            size += len(line)
            if size > HEAD_BYTES or len(found) > 20 * SAMPLE_ROWS:
                break
    finally:
        lines.close()
    return found


def _delimiter(lines: list[str], options: ReadOptions, file: str) -> tuple[str, Note]:
    given = options.delimiter or separator_line(lines)
    if given is not None:
        sign = {"tab": "\t", "\\t": "\t"}.get(given.lower(), given)
        if len(sign) != 1 or sign in "\"\r\n'" or sign.isalnum():
            raise refuse("bad_delimiter", file, delimiter=given)
        return sign, Note("delimiter", {"delimiter": _SIGN_WORDS.get(sign, sign)})
    if options.format == "tsv":
        return "\t", Note("delimiter", {"delimiter": _SIGN_WORDS["\t"]})
    found = find_delimiter(lines)
    if found is None:
        unused = next((d for d in DELIMITERS if not any(d in line for line in lines)), "\t")
        return unused, Note("single_column")
    return found, Note("delimiter", {"delimiter": _SIGN_WORDS[found]})


def _first_rows(path: Path, encoding: Encoding, delimiter: str, limits: ReadLimits) -> list[Row]:
    lines = Lines(path, encoding, limits)
    try:
        parsed = parse_rows(lines, delimiter, path.name, limits)
        return [Row(start, tuple(cells)) for start, _end, cells in islice(parsed, SAMPLE_ROWS + 50)]
    finally:
        lines.close()


def _header_index(rows: list[Row], options: ReadOptions, file: str) -> int:
    if options.header_row is None:
        if rows and separator_line([",".join(rows[0].cells)]) is not None:
            return 1 + find_header(rows[1:], file)
        return find_header(rows, file)
    for index, row in enumerate(rows):
        if row.line == options.header_row and filled(row.cells):
            return index
    raise refuse("header_row_missing", file, line=options.header_row)


def open_text(path: Path, options: ReadOptions, limits: ReadLimits) -> Table:
    """Open a CSV or TSV file: find encoding, delimiter and header, or take them as given."""
    encoding = find_encoding(path, limits, options.encoding, lines_matter=True)
    lines = _head(path, encoding, limits)
    if not any(line.strip('\ufeff \t\r\n,;|"') for line in lines):
        raise refuse("empty_file", path.name)
    delimiter, delimiter_note = _delimiter(lines, options, path.name)
    rows = _first_rows(path, encoding, delimiter, limits)
    index = _header_index(rows, options, path.name)
    line = rows[index].line
    header, header_notes = name_columns(rows[index].cells, options.rename, path.name, line, limits)
    notes = [*encoding.notes, delimiter_note]
    above = sum(filled(row.cells) > 0 for row in rows[:index])
    if above:
        notes.append(Note("lines_above", {"count": above, "line": line}))
    below = [row.cells for row in rows[index + 1 :] if filled(row.cells)]
    header_end = (
        rows[index + 1].line - 1
        if index + 1 < len(rows)
        else line + sum(cell.count("\n") for cell in rows[index].cells)
    )
    shaper = Shaper(header, limits, ragged=is_ragged(len(header), below))
    return Table(
        format="tsv" if delimiter == "\t" and delimiter_note.code == "delimiter" else "csv",
        header=header,
        stream=lambda shaping: read_rows(path, encoding, delimiter, header_end, shaping),
        shaper=shaper,
        header_row=line,
        encoding=encoding.codec,
        delimiter=delimiter,
        notes=[*notes, *header_notes],
    )
