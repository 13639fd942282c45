"""Write rows as the lists come: CSV, TSV, XLSX, JSON, GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from commonweave.sample.rows import Row
from commonweave.sample.specs import ListSpec

_WHOLE = frozenset({"members", "employees", "volunteers", "turnover", "turnover_year"})
_DECIMAL = frozenset({"lat", "lon"})
_MADE = datetime(2025, 11, 1)  # noqa: DTZ001 - openpyxl writes naive times


def suffix_of(spec: ListSpec) -> str:
    """Return the ending of the list's file name, with its dot."""
    if spec.format == "csv":
        return ".tsv" if spec.delimiter == "\t" else ".csv"
    return f".{spec.format}"


def write_rows(spec: ListSpec, rows: Sequence[Row], path: Path, *, licence: str) -> None:
    """Write a list in its format; text formats come out byte for byte the same each time."""
    if spec.format == "xlsx":
        _write_xlsx(spec, rows, path)
    elif spec.format == "csv":
        path.write_bytes(_csv_text(spec, rows).encode(spec.encoding))
    else:
        shape = _json_document if spec.format == "json" else _geojson_document
        document = shape(spec, rows, licence)
        text = json.dumps(document, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding=spec.encoding)


def _csv_text(spec: ListSpec, rows: Sequence[Row]) -> str:
    """Write a delimited text; one that is not plain UTF-8 has the line endings of Windows."""
    columns = [column for column, _ in spec.columns]
    sink = io.StringIO(newline="")
    ending = "\r\n" if spec.encoding != "utf-8" else "\n"
    writer = csv.writer(sink, delimiter=spec.delimiter, lineterminator=ending)
    writer.writerow([header for _, header in spec.columns])
    for row in rows:
        writer.writerow([row.values[column] for column in columns] + list(row.extra))
    return sink.getvalue()


def _typed(spec: ListSpec, column: str, value: str) -> str | int | float | datetime | None:
    """Give numbers and dates their type, where the value is one; "" is an empty cell."""
    if value == "":
        return None
    if column in _WHOLE and value.isdigit():
        return int(value)
    if column in _DECIMAL:
        return float(value)
    if spec.dates == "year" and column == "founded" and value.isdigit():
        return int(value)
    if spec.dates == "date" and column == "founded" and value[:1].isdigit():
        return datetime.fromisoformat(value)
    return value


def _write_xlsx(spec: ListSpec, rows: Sequence[Row], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.title = spec.title
    book.properties.created = book.properties.modified = _MADE
    sheet = book.create_sheet("fictional")
    for line in spec.head_lines:
        sheet.append([line] if line else [])
    sheet.append([header for _, header in spec.columns])
    for row in rows:
        cells: list[Cell] = []
        for column, _ in spec.columns:
            value = _typed(spec, column, row.values[column])
            cell = WriteOnlyCell(sheet, value=value)
            if isinstance(value, str):
                cell.data_type = "s"  # also where it looks like a formula
            cells.append(cell)
        sheet.append(cells)
    book.save(path)


def _json_document(spec: ListSpec, rows: Sequence[Row], licence: str) -> dict[str, Any]:
    """Write objects under one key; what is missing is absent, null or a word."""
    headers = dict(spec.columns)
    organisations = [
        {headers[column]: _typed(spec, column, value) for column, value in row.values.items()}
        for row in rows
    ]
    return {"title": spec.title, "licence": licence, "organisations": organisations}


def _geojson_document(spec: ListSpec, rows: Sequence[Row], licence: str) -> dict[str, Any]:
    headers = dict(spec.columns)
    features = []
    for row in rows:
        properties = {headers[name]: value for name, value in row.values.items() if value}
        properties |= row.junk
        where = {"type": "Point", "coordinates": list(row.point)} if row.point else None
        features.append({"type": "Feature", "properties": properties, "geometry": where})
    return {
        "type": "FeatureCollection",
        "name": spec.title,
        "license": licence,
        "features": features,
    }
