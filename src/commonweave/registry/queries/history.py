"""What happened to an organisation: edition by edition, run by run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from commonweave.registry.domain.comparison import FieldChange, list_changes
from commonweave.registry.models import Edition, Organisation, OrganisationEvent, Record, Version
from commonweave.registry.models.lists import Change
from commonweave.registry.queries.lean import unread
from commonweave.registry.rules import Actor, may_see_record

Cut = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class VersionStep:
    """What one edition told of one entry."""

    version: Version
    change: str  # a `Change`
    label: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Moment:
    """A day in the life of an organisation: an edition and its steps, or events of a run."""

    day: date
    edition: Edition | None = None
    steps: tuple[VersionStep, ...] = ()
    events: tuple[OrganisationEvent, ...] = ()


def list_moments(
    actor: Actor, organisation: Organisation, entries: Sequence[Record], cut: Cut
) -> list[Moment]:
    """Return the history of an organisation and of its entries, newest first.

    `cut` leaves out of a version's values what the reader may not see.
    """
    versions = (
        Version.objects.filter(record__in=[entry.pk for entry in entries])
        .select_related("edition__source")
        .defer("extras", "repairs", *unread(source="edition__source", edition="edition"))
        .order_by("record", "edition__number")
    )
    by_edition: dict[int, list[VersionStep]] = {}
    for step in follow_versions(versions, cut):
        by_edition.setdefault(step.version.edition_id, []).append(step)
    moments = [
        Moment(steps[0].version.edition.as_of, steps[0].version.edition, tuple(steps))
        for steps in by_edition.values()
    ]
    moments.extend(_run_moments(actor, organisation))
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


def _run_moments(actor: Actor, organisation: Organisation) -> list[Moment]:
    events = (
        OrganisationEvent.objects.filter(organisation=organisation)
        .select_related("run", "other", "record__source", "record__current")
        .defer(*unread(source="record__source", version="record__current", run="run"))
    )
    by_run: dict[int, list[OrganisationEvent]] = {}
    for event in events:
        if event.record is None or may_see_record(actor, event.record).ok:
            by_run.setdefault(event.run_id, []).append(event)
    return [Moment(told[0].run.finished_at.date(), events=tuple(told)) for told in by_run.values()]
