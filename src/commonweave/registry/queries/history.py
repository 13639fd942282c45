"""What happened to an organisation: edition by edition, run by run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from commonweave.registry.domain.comparison import FieldChange, list_changes
from commonweave.registry.models import Edition, Organisation, OrganisationEvent, Record, Version
from commonweave.registry.models.inventory import BIRTHS, HAPPENED, EventKind
from commonweave.registry.models.lists import Change
from commonweave.registry.rules import Actor, records_visible_to

Cut = Callable[[Mapping[str, Any]], Mapping[str, Any]]

_READ: Final = (
    *("record_id", "change", "values"),
    *("edition__source_id", "edition__number", "edition__as_of"),
)


@dataclass(frozen=True)
class VersionStep:
    """What one edition told of one entry."""

    version: Version
    change: str  # a `Change`
    label: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Happening:
    """One step in the life of a public id; `record` is None where no entry moved."""

    kind: EventKind
    other: str  # a public id, "" for none
    record: Record | None


@dataclass(frozen=True)
class Moment:
    """A day in the life of an organisation: an edition and its steps, or events of a run.

    An edition's `source` is loaded with no more than slug and title.
    """

    day: date
    edition: Edition | None = None
    steps: tuple[VersionStep, ...] = ()
    events: tuple[Happening, ...] = ()


def list_moments(
    actor: Actor, organisation: Organisation, entries: Sequence[Record], cut: Cut
) -> list[Moment]:
    """Return the history of an organisation and of its entries, newest first.

    `cut` leaves out of a version's values what the reader may not see.
    """
    versions = list(
        Version.objects.filter(record__in=[entry.pk for entry in entries])
        .select_related("edition")
        .only(*_READ)
        .order_by("record", "edition__number")
    )
    sources = {entry.pk: entry.source for entry in entries}
    for version in versions:
        version.edition.source = sources[version.record_id]
    by_edition: dict[int, list[VersionStep]] = {}
    for step in follow_versions(versions, cut):
        by_edition.setdefault(step.version.edition_id, []).append(step)
    moments = [
        Moment(steps[0].version.edition.as_of, steps[0].version.edition, tuple(steps))
        for steps in by_edition.values()
    ]
    moments.extend(_run_moments(actor, organisation, {entry.pk: entry for entry in entries}))
    return sorted(moments, key=lambda m: (m.day, m.edition is None), reverse=True)


def follow_versions(versions: Sequence[Version] | Any, cut: Cut) -> list[VersionStep]:
    """Set each version against the one before; `versions` come record by record, in order.

    A version in which nothing that may be read changed is told without fields.
    """
    steps = []
    said: dict[int, Mapping[str, Any]] = {}
    for version in versions:
        before = said.get(version.record_id)
        after = cut(version.values)
        fields: list[FieldChange] = []
        if version.change != Change.VANISHED:
            if before is not None:
                fields = list_changes(before, after)
            said[version.record_id] = after
        steps.append(
            VersionStep(version, version.change, version.get_change_display(), tuple(fields))
        )
    return steps


def _run_moments(
    actor: Actor, organisation: Organisation, entries: Mapping[int, Record]
) -> list[Moment]:
    told = list(
        OrganisationEvent.objects.filter(organisation=organisation, run__state__in=HAPPENED)
        .order_by("id")
        .values_list("run_id", "run__finished_at", "kind", "other__public_id", "record_id")
    )
    records = {**entries, **_entries_that_left(actor, {row[4] for row in told} - {None, *entries})}
    by_run: dict[int, list[Happening]] = {}
    days: dict[int, date] = {}
    born_in = {row[0] for row in told if row[2] in BIRTHS}
    for run, finished_at, kind, other, record in told:
        if kind == EventKind.JOINED and run in born_in:
            continue  # the entries that an organisation begins with are its beginning
        if record is None or record in records:
            days[run] = finished_at.date()
            happening = Happening(EventKind(kind), other or "", records.get(record))
            by_run.setdefault(run, []).append(happening)
    return [Moment(days[run], events=tuple(events)) for run, events in by_run.items()]


def _entries_that_left(actor: Actor, keys: set[int]) -> dict[int, Record]:
    """Return those of the entries that the actor may read, by key."""
    if not keys:
        return {}
    records = (
        Record.objects.filter(records_visible_to(actor), pk__in=keys)
        .select_related("source", "current")
        .only("source__title", "current__values")
    )
    return {record.pk: record for record in records}
