"""Writing one edition into the book: what appeared, changed, stayed, vanished."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from commonweave.registry.domain.rows import RowRefused
from commonweave.registry.models import Edition, Record, RefusedRow, Source, Version
from commonweave.registry.models.lists import Change
from commonweave.registry.services.staging import BATCH, StagedList


@dataclass
class _Tally:
    appeared: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0


@dataclass
class _Writing:
    """The rows of one batch on their way into the tables."""

    edition: Edition
    tally: _Tally
    versions: list[Version] = field(default_factory=list)
    seen_again: list[int] = field(default_factory=list)
    turned: dict[bool, list[int]] = field(default_factory=lambda: {True: [], False: []})
    """records that turned out to be, or not to be, natural persons"""


def write_edition(edition: Edition, staged: StagedList) -> None:
    """Write what was staged under an edition, inside the caller's transaction.

    The edition must already be stored and be the newest of its source; its counts are filled in.
    """
    tally = _Tally()
    for batch in staged.batches():
        _write_batch(edition, batch, tally)
    _mark_vanished(edition, tally)
    RefusedRow.objects.bulk_create(
        (refused_row(edition, refusal) for refusal in staged.refused), batch_size=BATCH
    )
    edition.rows_in = staged.rows_in
    edition.rows_kept = staged.rows_kept
    edition.rows_refused = len(staged.refused)
    edition.repairs = dict(sorted(staged.repairs.items()))
    for name in ("appeared", "changed", "unchanged", "vanished"):
        setattr(edition, name, getattr(tally, name))
    edition.save()


def _write_batch(edition: Edition, batch: list[dict[str, Any]], tally: _Tally) -> None:
    known = {
        record.key: record
        for record in Record.objects.filter(
            source=edition.source, key__in=[draft["key"] for draft in batch]
        )
        .select_related("current")
        .defer("current__values", "current__extras", "current__repairs")
    }
    new = [
        Record(
            source=edition.source,
            key=draft["key"],
            first_edition=edition,
            last_edition=edition,
            natural_person=bool(draft["values"].get("natural_person")),
        )
        for draft in batch
        if draft["key"] not in known
    ]
    fresh = {record.key: record for record in Record.objects.bulk_create(new)}
    writing = _Writing(edition, tally)
    for draft in batch:
        if draft["key"] in fresh:
            _tell(writing, fresh[draft["key"]], draft, Change.APPEARED)
        else:
            _compare(writing, known[draft["key"]], draft)
    _store(writing)


def _compare(writing: _Writing, record: Record, draft: dict[str, Any]) -> None:
    current = record.current
    assert current is not None, "a stored record always has a version"
    if not record.listed:
        _tell(writing, record, draft, Change.RETURNED)
    elif current.hash != draft["hash"]:
        _tell(writing, record, draft, Change.CHANGED)
    else:
        writing.tally.unchanged += 1
        writing.seen_again.append(record.pk)


def _tell(writing: _Writing, record: Record, draft: dict[str, Any], change: Change) -> None:
    if change == Change.CHANGED:
        writing.tally.changed += 1
    else:
        writing.tally.appeared += 1
    person = bool(draft["values"].get("natural_person"))
    if person != record.natural_person:
        writing.turned[person].append(record.pk)
    writing.versions.append(
        Version(
            record=record,
            edition=writing.edition,
            change=change,
            line=draft["line"],
            values=draft["values"],
            extras=draft["extras"],
            repairs=draft["repairs"],
            hash=draft["hash"],
        )
    )


def _store(writing: _Writing) -> None:
    Version.objects.bulk_create(writing.versions)
    told = [version.record_id for version in writing.versions]
    said_now = Version.objects.filter(record=OuterRef("pk"), edition=writing.edition)
    Record.objects.filter(pk__in=told).update(
        current=Subquery(said_now.values("pk")), last_edition=writing.edition, listed=True
    )
    Record.objects.filter(pk__in=writing.seen_again).update(last_edition=writing.edition)
    for person, records in writing.turned.items():
        Record.objects.filter(pk__in=records).update(natural_person=person)


def _mark_vanished(edition: Edition, tally: _Tally) -> None:
    """A record that the edition no longer has stays in the book, marked; nothing is deleted."""
    gone = list(
        Record.objects.filter(source=edition.source, listed=True)
        .exclude(last_edition=edition)
        .select_related("current")
        .defer("current__values", "current__extras", "current__repairs")
    )
    Version.objects.bulk_create(
        (
            Version(
                record=record,
                edition=edition,
                change=Change.VANISHED,
                line=None,
                values={},
                extras={},
                repairs=[],
                hash=record.current.hash if record.current else "",
            )
            for record in gone
        ),
        batch_size=BATCH,
    )
    for start in range(0, len(gone), BATCH):
        keys = [record.pk for record in gone[start : start + BATCH]]
        Record.objects.filter(pk__in=keys).update(listed=False)
    tally.vanished = len(gone)


def refused_row(edition: Edition | None, refusal: RowRefused) -> RefusedRow:
    """Return the refusal as a row of the book, not yet stored."""
    return RefusedRow(
        edition=edition,
        line=refusal.line,
        column=refusal.column[:200],
        value=refusal.value[:500],
        code=refusal.code,
        message=refusal.message,
        values=dict(refusal.values),
    )


def newest_edition(source: Source) -> Edition | None:
    """Return the last edition that was kept of a source."""
    return Edition.objects.filter(source=source).order_by("-number").first()
