"""What `commonweave import` prints: the reading first, so that a wrong guess is seen at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonweave.registry.domain.kinds import NOTES

if TYPE_CHECKING:
    from commonweave.registry.domain.mapping import Differences, Mapping
    from commonweave.registry.models import RefusedRow
    from commonweave.registry.services.imports import ImportOutcome, Trial

_SHOWN = 10


def print_outcome(path: Path, outcome: ImportOutcome) -> None:
    """Print the reading, the counts and the first refusals of one import."""
    edition = outcome.edition
    print_reading(path, edition.reading, outcome.mapping, outcome.differences)
    if not outcome.new:
        print(f"Nothing new: this file is already edition {edition.number}.")
        return
    print(
        f"Edition {edition.number} of “{edition.source.title}”: {edition.rows_in:,} rows in = "
        f"{edition.rows_kept:,} kept + {edition.rows_refused:,} refused."
    )
    print(
        f"{edition.appeared:,} appeared, {edition.changed:,} changed, "
        f"{edition.unchanged:,} unchanged, {edition.vanished:,} vanished."
    )
    _print_repairs(edition.repairs)
    _print_refused(list(edition.refused_rows.all()[:_SHOWN]), edition.rows_refused)


def print_trial(trial: Trial) -> None:
    """Print what an import would keep and refuse."""
    print(
        f"Dry run, nothing kept: {trial.rows_in:,} rows in = {trial.rows_kept:,} to keep + "
        f"{trial.rows_refused:,} to refuse."
    )
    _print_repairs(trial.repairs)
    _print_refused(trial.refused[:_SHOWN], trial.rows_refused)


def print_reading(
    path: Path, reading: dict[str, Any], mapping: Mapping, differences: Differences
) -> None:
    """Print how the file was read and what each column was taken for."""
    found = [reading["format"], reading["encoding"]]
    if reading["delimiter"]:
        found.append(f"cells divided by {_visible(reading['delimiter'])}")
    if reading["sheet"]:
        found.append(f"sheet “{reading['sheet']}”")
    found.append(f"column names in row {reading['header_row']}")
    if mapping.language:
        found.append(f"header language {mapping.language}")
    print(f"{path.name}: {', '.join(str(part) for part in found if part)}")
    for note in reading["notes"]:
        print(f"  note: {NOTES[note['code']] % note['values']}")
    width = min(max((len(column) for column in mapping), default=0), 40)
    for column, taken in mapping.items():
        field = taken.field or "(kept as it is)"
        told = "".join(f";{option}={value}" for option, value in taken.options.items())
        print(f"  {column[:40]:{width}}  {field + told:28}  {taken.words()}".rstrip())
    for column in differences.appeared:
        print(f"  new since the edition before: {column}")
    for column in differences.vanished:
        print(f"  no longer there: {column}")
    for before, now in differences.respelt:
        print(f"  written otherwise: {before}, now {now}")


def _visible(delimiter: str) -> str:
    return "tabs" if delimiter == "\t" else f"“{delimiter}”"


def _print_repairs(repairs: dict[str, int]) -> None:
    if repairs:
        told = ", ".join(f"{count:,} × {kind.replace('_', ' ')}" for kind, count in repairs.items())
        print(f"Mended or set aside on the way in: {told}.")


def _print_refused(refused: list[RefusedRow], count: int) -> None:
    for row in refused:
        column = f", column “{row.column}”" if row.column else ""
        print(f"  refused: line {row.line}{column}: {row.message % row.values}")
    if count > len(refused):
        print(f"  … and {count - len(refused):,} more, on the edition's page.")
