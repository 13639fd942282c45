"""Writing the diff of a run: ids minted, merged, split, and the records that moved."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import connection

from commonweave.kernel.ids import LENGTH, public_id
from commonweave.registry.domain.identity import Settled, Settlement, settle_identities
from commonweave.registry.models import Organisation, OrganisationEvent, Record, WeaveRun
from commonweave.registry.models.inventory import EventKind

PREFIX = "cw"
_CHUNK = 500
T = TypeVar("T")


def settle_clusters(
    *, run: WeaveRun, clusters: Sequence[Sequence[int]], whole: bool
) -> tuple[Settlement, set[int]]:
    """Give each cluster its organisation and write what changed.

    `clusters` are all of them when `whole`, else those of the touched records; then the records
    that share an organisation with a touched one and were not compared stay with it. Returns the
    diff and the organisations whose profile must be composed again.
    """
    held, others = _held(clusters, whole)
    clusters = [*clusters, *others]
    settlement = settle_identities(clusters, held, _former(clusters, held))
    organisations = _mint(settlement, run)
    _retire(settlement, run)
    _move(settlement, organisations, run)
    touched = set(organisations)
    touched.update(before for before, _ in settlement.moved.values() if before is not None)
    return settlement, touched


def _held(clusters: Sequence[Sequence[int]], whole: bool) -> tuple[dict[int, int], list[list[int]]]:
    """Return the organisation that holds each record, and the groups that were not compared."""
    compared = {record for cluster in clusters for record in cluster}
    query = Record.objects.exclude(organisation=None)
    if whole:
        return dict(query.values_list("pk", "organisation_id")), []
    held: dict[int, int] = {}
    for chunk in _chunks(sorted(compared)):
        held.update(query.filter(pk__in=chunk).values_list("pk", "organisation_id"))
    others: dict[int, list[int]] = {}
    for chunk in _chunks(sorted(set(held.values()))):
        for pk, organisation in query.filter(organisation__in=chunk).values_list(
            "pk", "organisation_id"
        ):
            if pk not in compared:
                held[pk] = organisation
                others.setdefault(organisation, []).append(pk)
    return held, list(others.values())


def _former(clusters: Sequence[Sequence[int]], held: dict[int, int]) -> dict[int, int]:
    """Return, for records of clusters that may need an id, the retired id that last held them."""
    shared = _organisations_in_several(clusters, held)
    records = sorted(r for cluster in clusters for r in cluster if held.get(r) in shared)
    former: dict[int, int] = {}
    for chunk in _chunks(records):
        events = OrganisationEvent.objects.filter(
            kind=EventKind.LEFT, record__in=chunk, organisation__retired_at__isnull=False
        )
        former.update(events.order_by("id").values_list("record_id", "organisation_id"))
    return former


def _organisations_in_several(clusters: Sequence[Sequence[int]], held: dict[int, int]) -> set[int]:
    first: dict[int, int] = {}
    several: set[int] = set()
    for index, cluster in enumerate(clusters):
        for record in cluster:
            organisation = held.get(record)
            if organisation is not None and first.setdefault(organisation, index) != index:
                several.add(organisation)
    return several


def _mint(settlement: Settlement, run: WeaveRun) -> list[int]:
    """Return the organisation's key for each settled cluster, making those that are new."""
    new = [s for s in settlement.settled if s.organisation is None]
    minted = Organisation.objects.bulk_create(
        [Organisation(public_id=fresh, minted_at=run.started_at) for fresh in _fresh_ids(len(new))],
        batch_size=_CHUNK,
    )
    keys = iter(minted)
    organisations: list[int] = []
    events: list[OrganisationEvent] = []
    for settled in settlement.settled:
        key = settled.organisation if settled.organisation is not None else next(keys).pk
        organisations.append(key)
        events.extend(_birth(settled, key, run))
    OrganisationEvent.objects.bulk_create(events, batch_size=_CHUNK)
    revived = [s.organisation for s in settlement.settled if s.organisation and s.revived]
    Organisation.objects.filter(pk__in=revived).update(retired_at=None, merged_into=None)
    return organisations


def _birth(settled: Settled, key: int, run: WeaveRun) -> Iterator[OrganisationEvent]:
    if settled.revived:
        kind = EventKind.REVIVED
    elif settled.split_from is not None:
        kind = EventKind.SPLIT
    elif settled.organisation is None:
        kind = EventKind.MINTED
    else:
        return
    yield _step(key, run, kind, settled.split_from)


def _retire(settlement: Settlement, run: WeaveRun) -> None:
    events: list[OrganisationEvent] = []
    for settled in settlement.settled:
        survivor = settled.organisation
        if survivor is None:
            continue
        for gone in settled.absorbs:
            Organisation.objects.filter(pk=gone).update(
                retired_at=run.started_at, merged_into=survivor
            )
            events.append(_step(gone, run, EventKind.MERGED, survivor))
            events.append(_step(survivor, run, EventKind.ABSORBED, gone))
    OrganisationEvent.objects.bulk_create(events, batch_size=_CHUNK)


def _move(settlement: Settlement, organisations: Sequence[int], run: WeaveRun) -> None:
    events: list[OrganisationEvent] = []
    moves: list[tuple[int, int]] = []
    for record, (before, index) in settlement.moved.items():
        after = organisations[index]
        moves.append((after, record))
        if before is not None:
            events.append(_step(before, run, EventKind.LEFT, after, record))
        if settlement.settled[index].organisation is not None:
            events.append(_step(after, run, EventKind.JOINED, before, record))
    with connection.cursor() as cursor:  # many times quicker than the ORM's CASE … WHEN
        cursor.executemany("UPDATE registry_record SET organisation_id = %s WHERE id = %s", moves)
    OrganisationEvent.objects.bulk_create(events, batch_size=_CHUNK)


def _step(
    organisation: int,
    run: WeaveRun,
    kind: EventKind,
    other: int | None,
    record: int | None = None,
) -> OrganisationEvent:
    return OrganisationEvent(
        organisation_id=organisation, run=run, kind=kind, other_id=other, record_id=record
    )


def _fresh_ids(count: int) -> list[str]:
    """Return ids that nobody has, by chance: an id must tell nothing of order or size."""
    fresh: set[str] = set()
    while len(fresh) < count:
        wanted = {public_id(secrets.randbelow(32**LENGTH), PREFIX) for _ in range(count)}
        for chunk in _chunks(sorted(wanted - fresh)):
            taken = Organisation.objects.filter(public_id__in=chunk)
            fresh.update(set(chunk).difference(taken.values_list("public_id", flat=True)))
    return sorted(fresh)[:count]


def _chunks(items: Sequence[T]) -> Iterable[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
