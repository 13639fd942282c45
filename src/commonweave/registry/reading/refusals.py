"""Why a file is not read at all: every code with its words and its remedy, in one table."""

from __future__ import annotations

from typing import Final

from commonweave.kernel.refusals import InputRefused, Place
from commonweave.kernel.refusals import gettext_noop as _

FILE_REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "no_file": (_("There is no such file."), _("Check the path.")),
    "empty_file": (_("The file is empty."), _("Save or download the list again.")),
    "no_rows": (
        _("The file has a header but no rows."),
        _("Check that the right file, or the right sheet, was chosen."),
    ),
    "no_header": (
        _("No row of the file looks like names of columns; line %(line)s looks like data."),
        _("Put names of columns in the first row, or say which line has them with --header-row."),
    ),
    "header_row_missing": (
        _("The file has no line %(line)s that could be the header."),
        _("Give the line of the file, from 1, that holds the names of columns."),
    ),
    "binary_file": (
        _("The file is not a list: it is %(what)s."),
        _("Save the list as CSV (UTF-8), XLSX, JSON or GeoJSON."),
    ),
    "packed_bomb": (
        _("The file unpacks to %(found)s times its size or over %(limit)s MiB: that is not safe."),
        _("Unpack it yourself if you trust it, and import the unpacked file."),
    ),
    "too_large": (
        _("The file has %(found)s MiB; %(limit)s MiB are allowed for this format."),
        _("Split the list, or save it as CSV."),
    ),
    "line_too_long": (
        _("A line is longer than %(limit)s bytes."),
        _("A list has one organisation a row: check that the file is one and that its lines end."),
    ),
    "unclosed_quote": (
        _("A quote that opens here is never closed."),
        _("Close the quote, or double a quote that belongs to the text."),
    ),
    "cut_file": (
        _("The file ends in the middle: %(what)s."),
        _("The download or copy was broken off: get the file again. Nothing was taken."),
    ),
    "damaged_file": (_("The file is damaged: %(what)s."), _("Get or save the file again.")),
    "bad_json": (
        _("The file is not JSON: %(what)s at character %(character)s."),
        _("Mend the file, or save the list in another format."),
    ),
    "no_list": (
        _("The document holds no list of objects."),
        _("Give a list of objects, an object with such a list, or a GeoJSON FeatureCollection."),
    ),
    "too_deep": (
        _("The document is nested more than %(limit)s levels deep."),
        _("Save the list with one flat object an organisation."),
    ),
    "unknown_encoding": (
        _("No encoding is called “%(encoding)s”."),
        _("Try utf-8, windows-1252, iso-8859-1, utf-16 or mac-roman."),
    ),
    "undecodable": (
        _("The byte %(byte)s cannot be read as %(encoding)s."),
        _("Leave the encoding out to have it found, or name the right one with --encoding."),
    ),
    "unknown_format": (
        _("No format is called “%(format)s”."),
        _("The formats are: csv, tsv, xlsx, json, geojson."),
    ),
    "bad_delimiter": (
        _("“%(delimiter)s” cannot part cells."),
        _("Give one character: a comma, semicolon, tab or bar."),
    ),
    "unknown_sheet": (
        _("The workbook has no sheet “%(sheet)s”."),
        _("Its sheets are: %(sheets)s."),
    ),
    "doubled_column": (
        _("Two columns are called “%(column)s”: columns %(first)s and %(second)s."),
        _("Give one of them another name, as in --rename “%(second)s=%(column)s 2”."),
    ),
    "bad_rename": (
        _("There is no column %(number)s to rename; the list has %(count)s."),
        _("Count the columns from 1."),
    ),
    "too_many_columns": (
        _("The list has %(found)s columns; %(limit)s are allowed."),
        _("Check the delimiter; save the list with fewer columns."),
    ),
}
"""code → (what is wrong, what to do)."""


def refuse(
    code: str, file: str, *, line: int | None = None, column: str | None = None, **values: object
) -> InputRefused:
    """Return the refusal of a whole file, to be raised."""
    message, remedy = FILE_REFUSALS[code]
    if line is not None:
        values.setdefault("line", line)
    if column is not None:
        values.setdefault("column", column)
    return InputRefused(
        code, message, remedy=remedy, place=Place(file, line, column), values=values
    )
