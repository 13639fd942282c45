"""Reads lists of records into one table: by Arrow where a file is plain, else with care.

Both readings of a file give the same table. Arrow is not asked to judge a file: what it might take
otherwise than the careful reading would (see `_is_plain`), and what it refuses, is read again with
care, which takes it or says where the fault is.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.kernel.refusals import Place, gettext_noop
from commonweave.linkage.files import (
    LARGEST_CELL,
    Rows,
    check_id,
    column_at,
    guess_delimiter,
    read_rows,
)
from commonweave.linkage.preparation import RECORD_COLUMNS

SLICE = 50_000
"""Rows that are held as Python lists at once."""
BLOCK = 1 << 20
"""Bytes that Arrow parses at once, few enough to stay in the processor's cache; a row of two such
blocks is too large for it."""
_NEEDED = ("record_id", "name")
_BLANKS = "".join(
    chr(code)
    for code in (*range(0x09, 0x0E), *range(0x1C, 0x21), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B),
                 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
)  # fmt: skip
"""What `str.strip` takes off."""


@dataclass
class RecordFiles:
    """Records of one or more files as a table, with remarks for the person at the terminal."""

    table: ArrowTable
    remarks: list[str] = field(default_factory=list)


def read_records(paths: Sequence[Path]) -> RecordFiles:
    """Read record files into one table; columns that are not RECORD_COLUMNS are left aside."""
    tables, bad = [], 0
    for path in paths:
        texts = read_plainly(path)
        if texts is None:
            texts = read_with_care(path)
        table, wrong = _completed(texts, path.name)
        tables.append(table)
        bad += wrong
    table = pa.concat_tables(tables)
    ids = table.column("record_id")
    if pc.count_distinct(ids).as_py() != len(ids) or pc.any(pc.equal(ids, "")).as_py():
        _refuse_ids(paths)
    unnamed = pc.sum(pc.equal(table.column("name"), "")).as_py()
    remarks = [f"{unnamed} records have no name."] if unnamed else []
    if bad:
        remarks.append(f"{bad} coordinates are no numbers and were taken as missing.")
    return RecordFiles(table, remarks)


def _refuse_ids(paths: Sequence[Path]) -> None:
    """Go through the rows again to say which id is missing or stands twice, and where."""
    seen: dict[str, str] = {}
    for path in paths:
        rows = read_rows(path)
        at = rows.header.index("record_id")
        for line, row in rows.rows:
            check_id(row[at].strip(), seen, Place(str(path), line, "record_id"))


def _completed(texts: ArrowTable, file_name: str) -> tuple[ArrowTable, int]:
    """Return all RECORD_COLUMNS, and how many coordinates are no numbers."""
    columns, bad = {}, 0
    for name in RECORD_COLUMNS:
        if name in ("lat", "lon"):
            columns[name], wrong = _degrees(texts, name)
            bad += wrong
        elif name in texts.column_names:
            columns[name] = texts.column(name)
        else:
            columns[name] = pa.repeat(file_name if name == "source" else "", texts.num_rows)
    return pa.table(columns), bad


def _degrees(texts: ArrowTable, name: str) -> tuple[Any, int]:
    """Return a column of coordinates as numbers, and how many of its texts are none."""
    if name not in texts.column_names:
        return pa.nulls(texts.num_rows, pa.float64()), 0
    column = texts.column(name).combine_chunks().dictionary_encode()
    listed = column.dictionary.to_pylist()
    numbers = [_number(text) for text in listed]
    wrong = [number is None and text != "" for number, text in zip(numbers, listed, strict=True)]
    bad = pc.sum(pa.array(wrong, pa.bool_()).take(column.indices)).as_py() or 0
    return pa.array(numbers, pa.float64()).take(column.indices), bad


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def read_with_care(path: Path) -> ArrowTable:
    """Return the known columns as texts without blanks around them, or refuse the file."""
    rows = read_rows(path)
    remedy = gettext_noop("Each record needs the columns record_id and name; rename yours.")
    for name in _NEEDED:
        column_at(rows, name, remedy)
    at = {name: rows.header.index(name) for name in RECORD_COLUMNS if name in rows.header}
    schema = pa.schema([(name, pa.string()) for name in at])
    slices = [
        pa.table([[row[place].strip() for row in listed] for place in at.values()], schema=schema)
        for listed in _sliced(rows)
    ]
    return pa.concat_tables(slices) if slices else schema.empty_table()


def _sliced(rows: Rows) -> Iterator[list[list[str]]]:
    while listed := [row for _, row in islice(rows.rows, SLICE)]:
        yield listed


def read_plainly(path: Path) -> ArrowTable | None:
    """Return what `read_with_care` would, or None for a file that needs care."""
    if not path.is_file():
        return None
    with path.open("rb") as handle:
        line = handle.readline(LARGEST_CELL)
    delimiter, header = _plain_header(line)
    if not header:
        return None
    with pa.memory_map(str(path)) as mapped:
        body = mapped.read_buffer().slice(len(line))
        if not _is_plain(body, delimiter):
            return None
        names = [str(at) for at in range(len(header))]
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(body),
                read_options=arrow_csv.ReadOptions(column_names=names, block_size=BLOCK),
                parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
        except pa.ArrowInvalid:
            return None
    return _known_columns(table, header)


def _plain_header(line: bytes) -> tuple[str, list[str]]:
    """Return the delimiter and the header; no header where the first line needs care."""
    try:
        text = line.decode("utf-8-sig")
        delimiter = guess_delimiter(text)
        header = [
            cell.strip() for cell in next(csv.reader([text], delimiter=delimiter, strict=True))
        ]
    except (UnicodeDecodeError, csv.Error):
        return ",", []
    named = [name for name in header if name]
    plain = "\0" not in text and len(set(named)) == len(named) and set(_NEEDED) <= set(named)
    return delimiter, header if plain else []


def _is_plain(body: Any, delimiter: str) -> bool:
    """Say whether every reader of CSV must take a file alike.

    That is so where quotation marks stand around whole cells only, or doubled inside them, each
    carriage return is followed by a line feed, and no character is NUL. Marks then open and close
    in turn, so that the place of each can be checked by its number.
    """
    content = np.frombuffer(body, np.uint8)
    if content[: len(BOM_UTF8)].tobytes() == BOM_UTF8:  # Arrow would drop it from the first cell
        return False
    size, marks = len(content), 0
    edge = np.zeros(256, np.bool_)
    edge[[ord(delimiter), ord("\n"), ord('"')]] = True
    for start in range(0, size, BLOCK):
        block = content[start : start + BLOCK]
        returns = np.flatnonzero(block == ord("\r")) + start + 1
        if not block.all() or not (content[returns[returns < size]] == ord("\n")).all():
            return False
        at = np.flatnonzero(block == ord('"')) + start
        opening, closing = at[marks % 2 :: 2], at[1 - marks % 2 :: 2]
        before, after = opening[opening > 0] - 1, closing[closing + 1 < size] + 1
        edge[ord("\r")] = False
        if not edge[content[before]].all():
            return False
        edge[ord("\r")] = True
        if not edge[content[after]].all():
            return False
        marks += len(at)
    return marks % 2 == 0


def _known_columns(table: ArrowTable, header: list[str]) -> ArrowTable:
    """Return the columns of records without blanks around the texts, and without blank rows."""
    known = pa.table(
        {
            name: _trimmed(table.column(header.index(name)))
            for name in RECORD_COLUMNS
            if name in header
        }
    )
    if not pc.any(pc.equal(known.column("record_id"), "")).as_py():
        return known
    filled = np.zeros(table.num_rows, np.bool_)
    for column in table.columns:
        filled |= pc.not_equal(_trimmed(column), "").to_numpy()
    return known.filter(pa.array(filled))


def _trimmed(column: Any) -> Any:
    return pc.utf8_trim(column, _BLANKS)
