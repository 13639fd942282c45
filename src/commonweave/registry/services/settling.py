"""Deciding the diff of a run: ids minted, merged, split, and the records that move.

The diff is written as the events of the run, before it holds. See `enforcing`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from commonweave.kernel.ids import LENGTH, public_id
from commonweave.registry.domain.identity import Settled, Settlement, settle_identities
from commonweave.registry.models import Organisation, OrganisationEvent, Record, WeaveRun
from commonweave.registry.models.inventory import HAPPENED, EventKind

PREFIX = "cw"
_CHUNK = 500
T = TypeVar("T")


def settle_clusters(*, run: WeaveRun, clusters: Sequence[Sequence[int]], whole: bool) -> Settlement:
    """Decide the organisation of each cluster, and write the diff and its counts to the run.

    `clusters` are all of them when `whole`, else those of the touched records; then the records
    that share an organisation with a touched one and were not compared stay with it. Records of
    natural persons leave. Nothing holds yet: new ids are reserved, and `put_in_force` carries
    the events out.
    """
    held, others = _held(clusters, whole)
    clusters = [*clusters, *others]
    settlement = settle_identities(clusters, held, _former(clusters, held))
    organisations = _reserve(settlement, run)
    departed = _departures()
    emptied = _emptied(set(departed.values()))
    told = [
        *_merges(settlement, run),
        *_moves(settlement, organisations, run),
        *(_step(left, run, EventKind.LEFT, None, record) for record, left in departed.items()),
        *(_step(empty, run, EventKind.WITHDRAWN, None) for empty in sorted(emptied)),
    ]
    OrganisationEvent.objects.bulk_create(told, batch_size=_CHUNK)
    _count(run, settlement, set(departed.values()), len(emptied))
    return settlement


def _held(clusters: Sequence[Sequence[int]], whole: bool) -> tuple[dict[int, int], list[list[int]]]:
    """Return the organisation that holds each record, and the groups that were not compared."""
    compared = {record for cluster in clusters for record in cluster}
    query = Record.objects.filter(natural_person=False).exclude(organisation=None)
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


def _departures() -> dict[int, int]:
    """Return the records that turned out to be of natural persons, and what holds each."""
    people = Record.objects.filter(natural_person=True).exclude(organisation=None)
    return dict(people.values_list("pk", "organisation_id"))


def _emptied(left: set[int]) -> set[int]:
    stays = Record.objects.filter(natural_person=False, organisation__in=left)
    return left.difference(stays.values_list("organisation_id", flat=True))


def _former(clusters: Sequence[Sequence[int]], held: dict[int, int]) -> dict[int, int]:
    """Return, for records of clusters that may need an id, the retired id that last held them."""
    shared = _organisations_in_several(clusters, held)
    records = sorted(r for cluster in clusters for r in cluster if held.get(r) in shared)
    former: dict[int, int] = {}
    for chunk in _chunks(records):
        events = OrganisationEvent.objects.filter(
            kind=EventKind.LEFT,
            record__in=chunk,
            organisation__retired_at__isnull=False,
            run__state__in=HAPPENED,
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


def _reserve(settlement: Settlement, run: WeaveRun) -> list[int]:
    """Return the organisation's key for each settled cluster, reserving an id for the new ones."""
    new = [s for s in settlement.settled if s.organisation is None]
    reserved = Organisation.objects.bulk_create(
        [
            Organisation(public_id=fresh, minted_at=run.started_at, retired_at=run.started_at)
            for fresh in _fresh_ids(len(new))
        ],
        batch_size=_CHUNK,
    )
    keys = iter(reserved)
    organisations: list[int] = []
    events: list[OrganisationEvent] = []
    for settled in settlement.settled:
        key = settled.organisation if settled.organisation is not None else next(keys).pk
        organisations.append(key)
        events.extend(_birth(settled, key, run))
    OrganisationEvent.objects.bulk_create(events, batch_size=_CHUNK)
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


def _merges(settlement: Settlement, run: WeaveRun) -> Iterator[OrganisationEvent]:
    for settled in settlement.settled:
        survivor = settled.organisation
        if survivor is not None:
            for gone in settled.absorbs:
                yield _step(gone, run, EventKind.MERGED, survivor)
                yield _step(survivor, run, EventKind.ABSORBED, gone)


def _moves(
    settlement: Settlement, organisations: Sequence[int], run: WeaveRun
) -> Iterator[OrganisationEvent]:
    for record, (before, index) in settlement.moved.items():
        after = organisations[index]
        if before is not None:
            yield _step(before, run, EventKind.LEFT, after, record)
        yield _step(after, run, EventKind.JOINED, before, record)


def _count(run: WeaveRun, settlement: Settlement, departed: set[int], emptied: int) -> None:
    """Write the figures of the diff to the run; `organisations` counts as if it were in force."""
    touched = set(departed)
    run.joined = run.moved = 0
    for before, index in settlement.moved.values():
        after = settlement.settled[index]
        known = after.organisation is not None and not after.revived
        if before is None:
            run.joined += known
        else:
            run.moved += known and before not in after.absorbs
            touched.add(before)
        if known and after.organisation is not None:
            touched.add(after.organisation)
    live = Organisation.objects.filter(retired_at=None).count()
    run.minted, run.merged, run.split = settlement.minted, settlement.merged, settlement.split
    run.withdrawn = emptied
    run.unchanged = live - len(touched)
    run.organisations = live + run.minted + run.split - run.merged - emptied


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
