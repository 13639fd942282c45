"""Public ids over time: which organisation a cluster of records is.

A run of the linkage says which records are one body; this module says which public id that body
carries. After nomenklatura's resolver: an id is minted once, survives where most of its records
are, the oldest of several survives a merge, the others redirect, and a split leaves both. An id
that was retired by a merge comes back when its records part again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settled:
    """What one cluster becomes. All numbers are primary keys; None means an id to be minted."""

    records: tuple[int, ...]  # in order
    organisation: int | None
    absorbs: tuple[int, ...] = ()  # live organisations that end here
    split_from: int | None = None  # where most of its records were, if the id is new or came back
    revived: bool = False


@dataclass(frozen=True)
class Settlement:
    """The diff of a run, before anything is written."""

    settled: tuple[Settled, ...] = ()
    moved: Mapping[int, tuple[int | None, int]] = field(default_factory=dict)
    """record -> (organisation before, index in `settled`), only where the organisation differs"""

    @property
    def minted(self) -> int:
        """How many ids are minted or come back without having been part of another body."""
        return sum(1 for s in self.settled if s.organisation is None and s.split_from is None)

    @property
    def merged(self) -> int:
        """How many live ids are retired."""
        return sum(len(s.absorbs) for s in self.settled)

    @property
    def split(self) -> int:
        """How many bodies part from the one that they were in."""
        return sum(1 for s in self.settled if s.split_from is not None)


def settle_identities(
    clusters: Sequence[Collection[int]],
    held: Mapping[int, int],
    former: Mapping[int, int] | None = None,
) -> Settlement:
    """Decide the organisation of each cluster.

    `clusters` are disjoint and not empty; `held` maps a record to the live organisation that holds
    it; `former` maps a record to the retired organisation that last held it, if any. Organisations
    are older the smaller their key. The answer does not depend on the order of the clusters.
    """
    ordered = sorted(tuple(sorted(cluster)) for cluster in clusters)
    homes = _homes_of(ordered, held)
    taken: set[int] = set()
    settled: list[Settled] = []
    moved: dict[int, tuple[int | None, int]] = {}
    for index, records in enumerate(ordered):
        one = _settle(records, homes.get(index, []), held, former or {}, taken)
        settled.append(one)
        for record in records:
            before = held.get(record)
            if before is None or before != one.organisation:
                moved[record] = (before, index)
    return Settlement(tuple(settled), moved)


def _homes_of(clusters: Sequence[tuple[int, ...]], held: Mapping[int, int]) -> dict[int, list[int]]:
    """Give each live organisation the cluster with most of its records (the first on a tie)."""
    best: dict[int, tuple[int, int]] = {}
    for index, records in enumerate(clusters):
        counts = Counter(held[record] for record in records if record in held)
        for organisation, count in counts.items():
            if organisation not in best or count > best[organisation][0]:
                best[organisation] = (count, index)
    homes: dict[int, list[int]] = {}
    for organisation, (_, index) in sorted(best.items()):
        homes.setdefault(index, []).append(organisation)
    return homes


def _settle(
    records: tuple[int, ...],
    homes: list[int],
    held: Mapping[int, int],
    former: Mapping[int, int],
    taken: set[int],
) -> Settled:
    if homes:
        return Settled(records, homes[0], absorbs=tuple(homes[1:]))
    origins = Counter(held[record] for record in records if record in held)
    split_from = min(origins, key=lambda o: (-origins[o], o)) if origins else None
    candidates = Counter(former[r] for r in records if r in former and former[r] not in taken)
    if candidates:
        back = min(candidates, key=lambda o: (-candidates[o], o))
        taken.add(back)
        return Settled(records, back, split_from=split_from, revived=True)
    return Settled(records, None, split_from=split_from)
