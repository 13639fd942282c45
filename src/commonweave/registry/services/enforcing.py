"""Carrying out the events of a run, and turning them round: the one way the inventory changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection

from commonweave.infrastructure.clock import now
from commonweave.kernel.refusals import Conflict, gettext_noop
from commonweave.registry.models import (
    Edition,
    Organisation,
    OrganisationEvent,
    Pair,
    Record,
    WeaveRun,
)
from commonweave.registry.models.inventory import BIRTHS, EventKind, RunState
from commonweave.registry.queries.runs import records_told_by_run
from commonweave.registry.services.profiles import date_profiles, refresh_profiles

_CHUNK = 500


def put_in_force(*, run: WeaveRun, compose_all: bool = False) -> None:
    """Carry out the events of a proposed run and compose the profiles that they touch, or all.

    To be called inside a transaction that holds the inventory's lock. Raises Conflict where an
    entry that the run moves has turned out to be of a natural person.
    """
    events = OrganisationEvent.objects.filter(run=run)
    if events.filter(kind=EventKind.JOINED, record__natural_person=True).exists():
        raise run_outdated()
    born = events.filter(kind__in=BIRTHS).values("organisation")
    Organisation.objects.filter(pk__in=born).update(retired_at=None, merged_into=None)
    _retire(run)
    _move(run)
    run.state = RunState.IN_FORCE
    run.organisations = Organisation.objects.filter(retired_at=None).count()
    run.questions = Pair.objects.filter(settled=False, band="ask").count()
    run.save()
    editions = list(run.took_in.values_list("pk", flat=True))
    Edition.objects.filter(pk__in=editions).update(woven_in=run)
    refresh_profiles(organisations=_touched(run) | (_living() if compose_all else set()))
    date_profiles(editions=editions)


def run_outdated() -> Conflict:
    """Return the refusal of a proposal that no longer fits the books."""
    return Conflict(
        "run_outdated",
        gettext_noop("The books have moved on since this run was proposed."),
        remedy=gettext_noop("Weave again and look at the new proposal."),
    )


def turn_round(*, run: WeaveRun, into: WeaveRun) -> None:
    """Write the events that undo those of `run` as events of the run `into`; nothing holds yet.

    Ids that `run` minted are retired, those that it retired come back, and every entry returns
    to the organisation that held it. Entries of natural persons do not come back.
    """
    told = OrganisationEvent.objects.filter(run=run).order_by("id")
    OrganisationEvent.objects.bulk_create(
        (turned for event in told.iterator(chunk_size=2000) for turned in _turned(event, into)),
        batch_size=_CHUNK,
    )


def _turned(event: OrganisationEvent, into: WeaveRun) -> Iterator[OrganisationEvent]:
    one, other, record = event.organisation_id, event.other_id, event.record_id
    kind = EventKind(event.kind)
    if kind == EventKind.MINTED:
        yield _event(into, one, EventKind.WITHDRAWN)
    elif kind in BIRTHS and other is not None:
        yield _event(into, one, EventKind.MERGED, other)
        yield _event(into, other, EventKind.ABSORBED, one)
    elif kind == EventKind.MERGED:
        yield _event(into, one, EventKind.REVIVED, other)
    elif kind == EventKind.JOINED:
        yield _event(into, one, EventKind.LEFT, other, record)
        if other is not None:
            yield _event(into, other, EventKind.JOINED, one, record)


def _event(
    run: WeaveRun,
    organisation: int,
    kind: EventKind,
    other: int | None = None,
    record: int | None = None,
) -> OrganisationEvent:
    return OrganisationEvent(
        run=run, organisation_id=organisation, kind=kind, other_id=other, record_id=record
    )


def _retire(run: WeaveRun) -> None:
    ends = OrganisationEvent.objects.filter(
        run=run, kind__in=(EventKind.MERGED, EventKind.WITHDRAWN)
    )
    gone = Organisation.objects.filter(pk__in=ends.values("organisation"))
    gone.update(retired_at=now(), merged_into=None)
    merged = list(ends.exclude(other=None).values_list("other", "organisation"))
    _each("UPDATE registry_organisation SET merged_into_id = %s WHERE id = %s", merged)


def _move(run: WeaveRun) -> None:
    events = OrganisationEvent.objects.filter(run=run)
    gone = events.filter(kind=EventKind.LEFT, other=None).values("record")
    Record.objects.filter(pk__in=gone).update(organisation=None)
    moves = list(events.filter(kind=EventKind.JOINED).values_list("organisation", "record"))
    _each("UPDATE registry_record SET organisation_id = %s WHERE id = %s", moves)


def _each(statement: str, rows: Sequence[tuple[int, ...]]) -> None:
    """Carry out a statement for each row: many times quicker than the ORM's CASE … WHEN."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _living() -> set[int]:
    return set(Organisation.objects.filter(retired_at=None).values_list("pk", flat=True))


def _touched(run: WeaveRun) -> set[int]:
    """Return the organisations of which the run, or an edition that it took in, tells something."""
    touched = set(run.events.values_list("organisation", flat=True))
    touched.update(records_told_by_run(run).values_list("organisation", flat=True))
    return touched
