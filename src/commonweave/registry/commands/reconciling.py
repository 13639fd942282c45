"""`commonweave reconcile`: match a list with the inventory."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commonweave.kernel.refusals import InputRefused, Place, gettext_noop
from commonweave.kernel.spreadsheet_safety import guard_cell

if TYPE_CHECKING:
    from commonweave.registry.domain.rows import RowRefused
    from commonweave.registry.queries.reconciling_lists import MatchedList, MatchedRow

_TOLD: Final = ("line", "rank", "id", "name", "description", "score", "match")
_MOST_LIMIT: Final = 25
_SHOWN: Final = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("list", type=Path, metavar="LIST", help="CSV, TSV, XLSX, JSON or GeoJSON")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="RESULT", help="the CSV file to write"
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="PROPERTY=COLUMN",
        help="which column gives a property, as in name=Nom; others are found by their headers",
    )
    parser.add_argument(
        "--limit", type=_limit, default=1, metavar="N", help="candidates a row, 1 to 25 (1)"
    )
    parser.add_argument("--country", default="", help="where rows do not say, such as CA")


def run(args: argparse.Namespace) -> int:
    """Match every row, write the result, and say what was found and refused."""
    from commonweave.registry.queries.reconciling_lists import match_list

    if args.out.resolve() == args.list.resolve():
        raise InputRefused(
            "reconcile_onto_itself",
            gettext_noop("The result would overwrite the list."),
            remedy=gettext_noop("Give another file with --out."),
            place=Place(file=args.out.name),
        )
    columns = dict(_property(text) for text in args.column)
    matched = match_list(args.list, columns=columns, limit=args.limit, country=args.country)
    for column, reading in matched.mapping.items():
        if reading.field:
            print(f"  {column}: {reading.field}")
    _write(args, matched)
    return 0


def _write(args: argparse.Namespace, matched: MatchedList) -> None:
    """Write the result beside its place and move it there when it is whole."""
    from commonweave.infrastructure.progress import ProgressLine
    from commonweave.registry.domain.rows import RowRefused

    refused: list[RowRefused] = []
    rows = with_candidate = matches = 0
    part = args.out.with_name(f".{args.out.name}.part")
    line = ProgressLine()
    try:
        with _opened(part).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([*_TOLD, *(_column(name) for name in matched.header)])
            for one in matched.rows():
                if isinstance(one, RowRefused):
                    refused.append(one)
                    continue
                rows += 1
                with_candidate += bool(one.candidates)
                matches += any(candidate.match for candidate in one.candidates)
                writer.writerows(_lines(one))
                line("Matching rows", None, f"{rows:,}")
        part.replace(args.out)
    finally:
        line.close()
        part.unlink(missing_ok=True)
    print(
        f"{rows + len(refused):,} rows in = {rows:,} matched against the inventory + "
        f"{len(refused):,} refused."
    )
    print(f"{with_candidate:,} have a candidate, {matches:,} of them a certain one: {args.out}")
    for refusal in refused[:_SHOWN]:
        print(f"{args.list.name}, {refusal}", file=sys.stderr)
    if len(refused) > _SHOWN:
        print(f"… and {len(refused) - _SHOWN:,} more rows.", file=sys.stderr)


def _column(name: str) -> str:
    """Write a column's name so that it differs from those that the result adds."""
    return guard_cell(f"{name} (list)" if name.casefold() in _TOLD else name)


def _opened(part: Path) -> Path:
    if not part.parent.is_dir():
        raise InputRefused(
            "folder_missing",
            gettext_noop("There is no folder “%(folder)s”."),
            remedy=gettext_noop("Make it, or give another place with --out."),
            values={"folder": part.parent},
        )
    return part


def _lines(matched: MatchedRow) -> Iterator[list[str | int]]:
    """Yield a line for each candidate; an empty one where there is none."""
    said = [guard_cell(cell) for cell in matched.row.cells]
    for rank, one in enumerate(matched.candidates, start=1):
        texts = [guard_cell(text) for text in (one.public_id, one.profile.name, one.description)]
        score = f"{100 * one.probability:.2f}"
        yield [matched.row.line, rank, *texts, score, "yes" if one.match else "no", *said]
    if not matched.candidates:
        yield [matched.row.line, *[""] * (len(_TOLD) - 1), *said]


def _property(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not equals or not name or not column:
        raise InputRefused(
            "option_without_equals",
            gettext_noop("%(option)s needs two parts joined by “=”, not “%(text)s”."),
            remedy=gettext_noop("See commonweave reconcile --help."),
            values={"option": "--column", "text": text},
        )
    return name.strip(), column.strip()


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_LIMIT:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_LIMIT}")
    return int(text)
