"""Reads and writes the files of the plain tool: strict on the way in, whole on the way out."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from commonweave.kernel.refusals import InputRefused, Place, gettext_noop
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.clustering import DisjointSets
from commonweave.linkage.domain.lexicon import Row, check_word

LARGEST_CELL = 16 * 1024 * 1024


@dataclass
class Rows:
    """A CSV file: its header and its rows, each with the line it ends on; read once, in order."""

    path: Path
    header: list[str]
    rows: Iterator[tuple[int, list[str]]]


def _decoded_lines(path: Path) -> Iterator[str]:
    number = 0
    with path.open("rb") as handle:
        for raw in handle:
            number += 1
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise InputRefused(
                    "linkage.not_utf8",
                    gettext_noop("This is not UTF-8: the byte %(byte)s cannot be read."),
                    remedy=gettext_noop("Save the file as CSV in UTF-8 and try again."),
                    place=Place(str(path), number),
                    values={"byte": hex(raw[error.start])},
                ) from error
            if "\0" in line:
                raise InputRefused(
                    "linkage.not_text",
                    gettext_noop("This is not a text file."),
                    remedy=gettext_noop("Save the table as CSV in UTF-8 and try again."),
                    place=Place(str(path), number),
                )
            yield line


def read_rows(path: Path) -> Rows:
    """Read a CSV file row by row; refuse what is empty, cut, or not UTF-8 when it is met.

    Rows of blank cells are left out.
    """
    if not path.is_file():
        raise InputRefused(
            "linkage.no_file",
            gettext_noop("There is no such file."),
            remedy=gettext_noop("Check the path."),
            place=Place(str(path)),
        )
    listed = _filled_rows(path)
    header = [cell.strip() for cell in next(listed, (0, []))[1]]
    if not header:
        raise InputRefused(
            "linkage.empty_file",
            gettext_noop("The file is empty."),
            remedy=gettext_noop("Give a CSV file with a header line."),
            place=Place(str(path)),
        )
    for name in header:
        if name and header.count(name) > 1:
            raise InputRefused(
                "linkage.column_twice",
                gettext_noop("The column stands twice in the header."),
                remedy=gettext_noop("Rename or remove one of them."),
                place=Place(str(path), 1, name),
            )
    return Rows(path, header, _even_rows(path, len(header), listed))


def guess_delimiter(line: str) -> str:
    """Return the comma, or the semicolon or tab where the header line has more of those."""
    return max(",;\t", key=line.count)


def _filled_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LARGEST_CELL)
    lines = _decoded_lines(path)
    first = next(lines, "")
    reader = csv.reader(chain([first], lines), delimiter=guess_delimiter(first), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, row
    except csv.Error as error:
        raise InputRefused(
            "linkage.broken_csv",
            gettext_noop("The quotation marks do not close, or a cell is too large."),
            remedy=gettext_noop("Export the file again; it may have been cut."),
            place=Place(str(path), reader.line_num),
        ) from error


def _even_rows(
    path: Path, width: int, rows: Iterator[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    for line, row in rows:
        if len(row) != width:
            raise InputRefused(
                "linkage.row_width",
                gettext_noop("This row has %(cells)s cells; the header has %(columns)s."),
                remedy=gettext_noop("Quote cells that hold the delimiter; see that none is cut."),
                place=Place(str(path), line),
                values={"cells": len(row), "columns": width},
            )
        yield line, row


def column_at(rows: Rows, name: str, remedy: str) -> int:
    """Return where a column stands; refuse a file without it."""
    if name not in rows.header:
        raise InputRefused(
            "linkage.column_missing",
            gettext_noop("The column “%(column)s” is missing."),
            remedy=remedy,
            place=Place(str(rows.path), 1),
            values={"column": name},
        )
    return rows.header.index(name)


def check_id(record_id: str, seen: dict[str, str], place: Place) -> None:
    """Refuse an id that is missing or was seen before; note where this one was seen."""
    if not record_id:
        raise InputRefused(
            "linkage.id_missing",
            gettext_noop("This record has no id."),
            remedy=gettext_noop("Give each record an id of its own."),
            place=place,
        )
    if record_id in seen:
        raise InputRefused(
            "linkage.id_twice",
            gettext_noop("The id %(id)s was already used: %(first)s."),
            remedy=gettext_noop("Give each record an id that no other has, over all files."),
            place=place,
            values={"id": record_id[:80], "first": seen[record_id]},
        )
    seen[record_id] = str(Place(place.file, place.line))


def read_words(path: Path) -> tuple[Row, ...]:
    """Read `form,kind,concept` and, where given, `implies`: a network's rows of the lexicon."""
    rows = read_rows(path)
    remedy = gettext_noop("Words need the columns form, kind and concept.")
    at = [column_at(rows, name, remedy) for name in ("form", "kind", "concept")]
    implied = rows.header.index("implies") if "implies" in rows.header else None
    types = load_lexicon().concepts
    found = []
    for line, row in rows.rows:
        form, kind, concept = (row[column] for column in at)
        try:
            implies = "" if implied is None else row[implied]
            found.append(check_word((form, kind, concept, implies), types=types))
        except InputRefused as refusal:
            refusal.place = Place(str(path), line)
            raise
    return tuple(found)


def read_clusters(path: Path) -> dict[str, str]:
    """Read `record_id,cluster_id`; refuse a record that stands twice."""
    rows = read_rows(path)
    remedy = gettext_noop("A clusters file needs the columns record_id and cluster_id.")
    record, cluster = (column_at(rows, name, remedy) for name in ("record_id", "cluster_id"))
    seen: dict[str, str] = {}
    found: dict[str, str] = {}
    for line, row in rows.rows:
        record_id = row[record].strip()
        check_id(record_id, seen, Place(str(path), line, "record_id"))
        found[record_id] = row[cluster].strip()
    return found


def read_truth(path: Path) -> dict[str, str]:
    """Read the truth as clusters, or as pairs of ids in the first two columns, into clusters."""
    rows = read_rows(path)
    if {"record_id", "cluster_id"} <= set(rows.header):
        return read_clusters(path)
    if len(rows.header) < 2:
        raise InputRefused(
            "linkage.truth_columns",
            gettext_noop("The truth has one column only."),
            remedy=gettext_noop("Give record_id,cluster_id, or pairs in two columns of ids."),
            place=Place(str(path), 1),
        )
    sets: DisjointSets[str] = DisjointSets()
    for _, row in rows.rows:
        sets.join(row[0].strip(), row[1].strip())
    return {member: min(group) for group in sets.groups() for member in group}


def write_whole(
    tables: Iterable[tuple[Path, Sequence[str], Iterable[Sequence[object]]]],
    texts: Iterable[tuple[Path, str]] = (),
) -> None:
    """Write CSV files (path, header, rows) and texts so that either all of them appear or none."""
    parts: list[tuple[Path, Path]] = []

    def part_of(path: Path) -> Path:
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        parts.append((part, path))
        return part

    try:
        for path, header, rows in tables:
            with part_of(path).open("w", encoding="utf-8", newline="") as handle:
                writer = csv.writer(handle, lineterminator="\n")
                writer.writerow(header)
                writer.writerows(rows)
        for path, text in texts:
            part_of(path).write_text(text, "utf-8")
        for part, path in parts:
            part.replace(path)
    finally:
        for part, _ in parts:
            part.unlink(missing_ok=True)
