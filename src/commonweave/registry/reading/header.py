"""Which row holds the names of the columns, and what the columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from commonweave.registry.domain.mapping.synonyms import meanings
from commonweave.registry.domain.rows import Row
from commonweave.registry.domain.values.text import clean_text, one_line
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import ReadLimits
from commonweave.registry.reading.refusals import refuse

_LOOKED_AT = 25
_DATA = re.compile(
    r"[^@\s]+@[^@\s]+\.\w+|https?://\S+|www\.\S+|[+-]?\d+[.,]\d+|\+?\d[\d\s./-]{4,}|"
    r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
)


def filled(cells: Sequence[str]) -> int:
    """Return how many cells hold something."""
    return sum(bool(cell.strip()) for cell in cells)


def usual_width(rows: Sequence[Row]) -> int:
    """Return the number of cells that most rows have, up to the last that holds something."""
    widths = Counter(len(row.cells) for row in rows if filled(row.cells))
    return widths.most_common(1)[0][0] if widths else 0


def _score(cells: Sequence[str], width: int) -> float:
    texts = [cell.strip() for cell in cells if cell.strip()]
    known = sum(bool(meanings(text)) for text in texts)
    data = sum(bool(_DATA.fullmatch(text)) for text in texts)
    distinct = len({text.casefold() for text in texts}) / len(texts)
    long = sum(len(text) > 60 for text in texts)
    return (
        known / len(texts)
        + 0.05 * known
        + 0.6 * len(texts) / max(width, 1)
        + 0.3 * distinct
        - 1.5 * data / len(texts)
        - 0.5 * long / len(texts)
    )


def find_header(rows: Sequence[Row], file: str) -> int:
    """Return the index of the header among the first rows.

    The row wins whose cells are known names of columns, fill the usual width, differ from each
    other
    and hold no data; the first of equals. Raises InputRefused (`no_header`) where the first row is
    data and none is a header.
    """
    width = usual_width(rows)
    best, best_score = -1, float("-inf")
    for index, row in enumerate(rows[:_LOOKED_AT]):
        count = filled(row.cells)
        if not count or (width > 1 and count < max(2, 0.4 * width)):
            continue
        score = _score(row.cells, width) - 0.08 * index
        if score > best_score:
            best, best_score = index, score
    if best < 0:
        best = next((i for i, row in enumerate(rows) if filled(row.cells)), 0)
    cells = [cell.strip() for cell in rows[best].cells if cell.strip()]
    if not any(map(meanings, cells)) and any(_DATA.fullmatch(cell) for cell in cells):
        raise refuse("no_header", file, line=rows[best].line)
    return best


def name_columns(
    cells: Sequence[str], rename: Mapping[int, str], file: str, line: int, limits: ReadLimits
) -> tuple[tuple[str, ...], list[Note]]:
    """Return the names of the columns, each of them once, and what had to be done for it.

    Raises InputRefused for two columns of the same name where the name is that of a known field.
    """
    names = [one_line(clean_text(cell)[0]) for cell in cells]
    while names and not names[-1] and len(names) not in rename:
        names.pop()
    if len(names) > limits.columns:
        raise refuse("too_many_columns", file, line=line, found=len(names), limit=limits.columns)
    notes: list[Note] = []
    for number, new in rename.items():
        if not 1 <= number <= len(names):
            raise refuse("bad_rename", file, number=number, count=len(names))
        values = {"number": number, "column": names[number - 1], "kept": new}
        notes.append(Note("renamed_column", values))
        names[number - 1] = new
    return _each_once(names, file, line, notes), notes


def _each_once(names: list[str], file: str, line: int, notes: list[Note]) -> tuple[str, ...]:
    first: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        if not name:
            names[number - 1] = f"Column {number}"
            notes.append(Note("unnamed_column", {"number": number, "kept": names[number - 1]}))
        elif name in first:
            if meanings(name):
                raise refuse(
                    "doubled_column", file, line=line, column=name, first=first[name], second=number
                )
            kept = f"{name} (column {number})"
            notes.append(Note("doubled_column", {"column": name, "number": number, "kept": kept}))
            names[number - 1] = kept
        first.setdefault(names[number - 1], number)
    return tuple(names)
