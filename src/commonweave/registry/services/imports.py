"""Taking in a list: one file becomes one edition, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.kernel.refusals import Conflict, InputRefused, gettext_noop
from commonweave.registry.domain.drafts import SourceDefaults
from commonweave.registry.domain.mapping import (
    Differences,
    apply_overrides,
    carry_over,
    mapping_problems,
    propose_mapping,
)
from commonweave.registry.domain.mapping import Mapping as ColumnMapping
from commonweave.registry.models import Edition, RefusedRow, Source
from commonweave.registry.reading import OpenedList, ReadOptions, open_list
from commonweave.registry.services.editions import newest_edition, refused_row, write_edition
from commonweave.registry.services.sources import NewSource
from commonweave.registry.services.staging import StagedList, stage_list

_COUNTS = ("rows_in", "rows_kept", "rows_refused", "appeared", "changed", "unchanged", "vanished")


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did. `edition` is the new one, or the newest one when nothing was new."""

    edition: Edition
    new: bool
    mapping: ColumnMapping
    differences: Differences  # how the columns differ from the edition before


def import_list(
    *,
    path: Path,
    source: Source | NewSource,
    by: Person | None,
    options: ReadOptions = ReadOptions(),
    overrides: Mapping[str, str] | None = None,
    as_of: date | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> ImportOutcome:
    """Take a file in as the next edition of a source; a new source is registered with it.

    The mapping of the edition before is used again; new columns are proposed; `overrides` (column
    -> canonical field, "" to keep a column unmapped) win. The same file under the same reading
    changes nothing. `progress` is called with the number of rows read so far. Raises a
    Refusal for a file that cannot be read and Conflict when another import of the source came in
    between.
    """
    new = source if isinstance(source, NewSource) else None
    known = source.unsaved() if isinstance(source, NewSource) else source
    before = None if new else newest_edition(known)
    with open_list(path, options) as opened:
        mapping, differences = _mapping_of(known, opened, overrides or {})
        reading = _reading_of(opened, mapping)
        if before and before.file_sha256 == opened.sha256 and before.reading == reading:
            return ImportOutcome(before, False, mapping, differences)
        folder = settings.DATA_DIR / "staging"
        with stage_list(
            opened, mapping, _defaults_of(known), folder=folder, progress=progress
        ) as staged:
            _refuse_nothing_kept(opened, staged)
            edition = Edition(
                source=known,
                file_name=path.name[:255],
                file_sha256=opened.sha256,
                file_size=opened.size,
                as_of=as_of or now().date(),
                received_at=now(),
                received_by=actor_name(by),
                reading=reading,
            )
            try:
                with transaction.atomic():
                    if new is not None:
                        edition.source = new.register(by=by)
                    return _write(edition, staged, before, mapping, differences)
            except OperationalError as error:
                if "locked" in str(error):
                    raise _busy(edition) from error
                raise


def _defaults_of(source: Source) -> SourceDefaults:
    return SourceDefaults(
        country=source.country or None,
        languages=(source.language,) if source.language else (),
        currency=source.currency or None,
    )


@dataclass(frozen=True)
class Trial:
    """What an import would do, without having kept anything."""

    reading: dict[str, Any]
    mapping: ColumnMapping
    differences: Differences
    rows_in: int
    rows_kept: int
    rows_refused: int
    repairs: dict[str, int]
    refused: list[RefusedRow]  # not stored


def try_list(
    *,
    path: Path,
    source: Source | NewSource,
    options: ReadOptions = ReadOptions(),
    overrides: Mapping[str, str] | None = None,
) -> Trial:
    """Read a file as an import would and say what it would keep and refuse; keep nothing."""
    known = source.unsaved() if isinstance(source, NewSource) else source
    with open_list(path, options) as opened:
        mapping, differences = _mapping_of(known, opened, overrides or {})
        folder = settings.DATA_DIR / "staging"
        with stage_list(opened, mapping, _defaults_of(known), folder=folder) as staged:
            return Trial(
                reading=_reading_of(opened, mapping),
                mapping=mapping,
                differences=differences,
                rows_in=staged.rows_in,
                rows_kept=staged.rows_kept,
                rows_refused=len(staged.refused),
                repairs=dict(sorted(staged.repairs.items())),
                refused=[refused_row(None, refusal) for refusal in staged.refused],
            )


def _mapping_of(
    source: Source, opened: OpenedList, overrides: Mapping[str, str]
) -> tuple[ColumnMapping, Differences]:
    differences = Differences()
    if source.reading:
        saved = ColumnMapping.from_json(source.reading["mapping"])
        proposed, differences = carry_over(saved, opened.header, opened.sample)
    else:
        proposed = propose_mapping(opened.header, opened.sample)
    mapping = apply_overrides(proposed, overrides)
    for problem in mapping_problems(mapping):
        raise problem
    return mapping, differences


def _reading_of(opened: OpenedList, mapping: ColumnMapping) -> dict[str, Any]:
    return {
        "format": opened.format,
        "encoding": opened.encoding,
        "delimiter": opened.delimiter,
        "sheet": opened.sheet,
        "header_row": opened.header_row,
        "header": list(opened.header),
        "mapping": mapping.to_json(),
        "notes": [{"code": note.code, "values": dict(note.values)} for note in opened.notes],
    }


def _refuse_nothing_kept(opened: OpenedList, staged: StagedList) -> None:
    """A file of which no row can be kept would make every known entry vanish: refuse it whole."""
    if staged.rows_kept:
        return
    first = staged.refused[0] if staged.refused else None
    raise InputRefused(
        "no_row_kept",
        gettext_noop("None of the %(rows)s rows of %(file)s can be kept; first reason: %(reason)s"),
        remedy=gettext_noop(
            "Look at the proposed columns with --dry-run and correct them with --map COLUMN=FIELD."
        ),
        values={
            "rows": staged.rows_in,
            "file": opened.path.name,
            "reason": first.message % dict(first.values) if first else "-",
        },
    )


def _write(
    edition: Edition,
    staged: StagedList,
    before: Edition | None,
    mapping: ColumnMapping,
    differences: Differences,
) -> ImportOutcome:
    """Write the edition inside the caller's transaction, unless another import came in between."""
    source = Source.objects.select_for_update().get(pk=edition.source_id)
    newest = newest_edition(source)
    if newest != before:
        return _overtaken(edition, newest, mapping, differences)
    edition.number = newest.number + 1 if newest else 1
    for count in _COUNTS:  # filled in by write_edition, which needs the edition stored
        setattr(edition, count, 0)
    edition.save(force_insert=True)
    write_edition(edition, staged)
    source.reading = edition.reading
    source.save(update_fields=["reading"])
    _tell_audit(edition)
    return ImportOutcome(edition, True, mapping, differences)


def _overtaken(
    edition: Edition,
    newest: Edition | None,
    mapping: ColumnMapping,
    differences: Differences,
) -> ImportOutcome:
    """Another import came in while this one was reading: the same file is fine, another is not."""
    if newest is not None and newest.file_sha256 == edition.file_sha256:
        return ImportOutcome(newest, False, mapping, differences)
    raise Conflict(
        "import_overtaken",
        gettext_noop("Another edition of “%(source)s” came in while this file was being read."),
        remedy=gettext_noop("Look at that edition; if this file is newer still, import it again."),
        values={"source": edition.source.title},
    )


def _busy(edition: Edition) -> Conflict:
    return Conflict(
        "database_busy",
        gettext_noop("The database was busy with another change for too long."),
        remedy=gettext_noop("Nothing of “%(source)s” was written. Import the file again."),
        values={"source": edition.source.title},
    )


def _tell_audit(edition: Edition) -> None:
    record_event(
        actor=edition.received_by,
        action="registry.edition_kept",
        subject=f"source:{edition.source.slug}",
        data={
            "edition": edition.number,
            "file": edition.file_name,
            "sha256": edition.file_sha256,
            "rows_in": edition.rows_in,
            "rows_kept": edition.rows_kept,
            "rows_refused": edition.rows_refused,
        },
    )
