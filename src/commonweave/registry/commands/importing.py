"""`commonweave import`: take in one or more editions of a list."""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from commonweave.kernel.refusals import InputRefused, gettext_noop
from commonweave.registry.commands.import_report import print_outcome, print_reading, print_trial

if TYPE_CHECKING:
    from commonweave.infrastructure.progress import ProgressLine
    from commonweave.registry.models import Source
    from commonweave.registry.reading import ReadOptions
    from commonweave.registry.services.sources import NewSource

_Fact: TypeAlias = Literal[
    "keeper", "licence", "attribution", "language", "country", "currency", "trust"
]
_FACTS: tuple[_Fact, ...] = (
    "keeper",
    "licence",
    "attribution",
    "language",
    "country",
    "currency",
    "trust",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="editions, oldest first"
    )
    parser.add_argument("--source", required=True, metavar="NAME", help="name or slug of the list")
    parser.add_argument("--space", default="home", help="slug of the network's space (home)")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="the day the list speaks of")
    parser.add_argument("--dry-run", action="store_true", help="read and report, but keep nothing")
    reading = parser.add_argument_group("how the file is read (each is found where not given)")
    reading.add_argument("--format", choices=("csv", "tsv", "xlsx", "json", "geojson"))
    reading.add_argument("--encoding", help="such as utf-8 or cp1252")
    reading.add_argument("--delimiter", help="the character between cells; “tab” for a tab")
    reading.add_argument("--sheet", help="the sheet of a workbook")
    reading.add_argument("--header-row", type=int, metavar="N", help="the row of the column names")
    reading.add_argument(
        "--rename", action="append", default=[], metavar="N=NAME", help="name column number N"
    )
    reading.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="read a column as a field; an empty field keeps the column unmapped",
    )
    facts = parser.add_argument_group("what is known of the list (kept at its first import)")
    facts.add_argument("--keeper", help="who keeps it")
    facts.add_argument("--licence", help="under what terms it may be used")
    facts.add_argument("--attribution", help="how the keeper wants to be named")
    facts.add_argument("--language", help="of the names, such as fr")
    facts.add_argument("--country", help="where rows do not say, such as CA")
    facts.add_argument("--currency", help="of amounts, such as CAD")
    facts.add_argument("--trust", type=int, metavar="0-100", help="who is believed first (50)")
    facts.add_argument(
        "--closed", action="store_true", help="only people with a post in the space may read it"
    )


def run(args: argparse.Namespace) -> int:
    """Import each file in turn and report; a refusal stops, and keeps what came before it."""
    from commonweave.infrastructure.progress import ProgressLine
    from commonweave.registry.services.imports import import_list

    options = _options(args)
    overrides = dict(_pair(text, "--map") for text in args.map)
    if args.dry_run:
        for path in args.files:
            _try_out(path, args, options, overrides)
        return 0
    source = _source(args)
    for path in args.files:
        line = ProgressLine()
        try:
            outcome = import_list(
                path=path,
                source=source,
                by=None,
                options=options,
                overrides=overrides,
                as_of=args.as_of,
                progress=partial(_tell, line),
            )
        finally:
            line.close()
        source = outcome.edition.source
        source.refresh_from_db()
        print_outcome(path, outcome)
    print("Next: commonweave weave")
    return 0


def _tell(line: ProgressLine, rows: int) -> None:
    line("Reading rows", None, f"{rows:,}")


def _try_out(
    path: Path, args: argparse.Namespace, options: ReadOptions, overrides: dict[str, str]
) -> None:
    from commonweave.registry.services.imports import try_list

    trial = try_list(
        path=path,
        source=_source(args),
        options=options,
        overrides=overrides,
    )
    print_reading(path, trial.reading, trial.mapping, trial.differences)
    print_trial(trial)


def _options(args: argparse.Namespace) -> ReadOptions:
    from commonweave.registry.reading import ReadOptions

    delimiter = "\t" if args.delimiter in ("tab", "\\t") else args.delimiter
    renames = {}
    for text in args.rename:
        number, name = _pair(text, "--rename")
        if not number.isdigit() or int(number) < 1:
            raise InputRefused(
                "rename_without_number",
                gettext_noop("“%(text)s” does not begin with the number of a column."),
                remedy=gettext_noop("Write --rename 33=NAME; columns count from 1."),
                values={"text": text},
            )
        renames[int(number)] = name
    return ReadOptions(
        format=args.format,
        encoding=args.encoding,
        delimiter=delimiter,
        sheet=args.sheet,
        header_row=args.header_row,
        rename=renames,
    )


def _pair(text: str, option: str) -> tuple[str, str]:
    left, equals, right = text.rpartition("=")
    if not equals or not left:
        raise InputRefused(
            "option_without_equals",
            gettext_noop("%(option)s needs two parts joined by “=”, not “%(text)s”."),
            remedy=gettext_noop("See commonweave import --help."),
            values={"option": option, "text": text},
        )
    return left, right


def _source(args: argparse.Namespace) -> Source | NewSource:
    """Find the source by slug or title; a new one is registered with its first edition."""
    from commonweave.registry.queries.sources import find_source
    from commonweave.registry.services.sources import NewSource, SourceFacts

    source = find_source(args.source)
    if source is not None:
        return source
    facts = SourceFacts()
    for name in _FACTS:
        if getattr(args, name) is not None:
            facts[name] = getattr(args, name)
    if args.closed:
        facts["visibility"] = "closed"
    space_name = "Our network" if args.space == "home" else args.space
    return NewSource(args.source, args.space, space_name, facts)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2026-06-30") from None
