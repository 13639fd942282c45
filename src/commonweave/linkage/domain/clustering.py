"""Average linkage under must-link and cannot-link, for one component at a time.

Two clusters join while the mean evidence (log-odds) over *all* pairs between them is at least a
cut; a pair that was never compared counts against. Groups that must stand together start as one;
groups that must not stay apart whatever is found later, also through a third. The order of joins
is by mean evidence, then by the smaller record ids, so that the order of rows does not matter.

Method: agglomerative clustering with group-average linkage (Sokal & Michener 1958) on a heap of
neighbouring clusters; every join costs the neighbours of the smaller cluster.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class DisjointSets(Generic[Item]):
    """Union-find with path halving."""

    def __init__(self) -> None:
        self._parent: dict[Item, Item] = {}

    def find(self, item: Item) -> Item:
        """Return the representative of an item's set."""
        parent = self._parent
        parent.setdefault(item, item)
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, a: Item, b: Item) -> None:
        """Make two items' sets one."""
        a, b = self.find(a), self.find(b)
        if a != b:
            self._parent[b] = a

    def groups(self) -> list[list[Item]]:
        """Return the sets."""
        found: dict[Item, list[Item]] = {}
        for item in self._parent:
            found.setdefault(self.find(item), []).append(item)
        return list(found.values())


@dataclass
class _Cluster:
    """`sums` holds, by neighbour, the summed evidence and the number of compared pairs."""

    members: list[str]
    lists: dict[int, int]
    sums: dict[int, tuple[float, int]] = field(default_factory=dict)
    apart: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Rules:
    """`cut` in log-odds; what a pair that was never compared counts, by same list or not."""

    cut: float
    unscored: float
    unscored_same_list: float


class _Linkage:
    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.clusters: dict[int, _Cluster] = {}
        self.heap: list[tuple[float, str, str, int, int]] = []
        self.next = 0

    def mean(self, a: int, b: int) -> float:
        """Return the mean evidence between two clusters over all their pairs."""
        one, two = self.clusters[a], self.clusters[b]
        total, compared = one.sums[b]
        pairs = len(one.members) * len(two.members)
        few, many = (one, two) if len(one.lists) <= len(two.lists) else (two, one)
        same = sum(count * many.lists.get(name, 0) for name, count in few.lists.items())
        missing = pairs - compared
        same_missing = missing * same / pairs
        return (
            total
            + same_missing * self.rules.unscored_same_list
            + (missing - same_missing) * self.rules.unscored
        ) / pairs

    def offer(self, a: int, b: int) -> None:
        """Put two neighbours on the heap where they could join."""
        one, two = self.clusters[a], self.clusters[b]
        if b in one.apart:
            return
        mean = self.mean(a, b)
        if mean >= self.rules.cut:
            first, second = sorted((one.members[0], two.members[0]))
            heapq.heappush(self.heap, (-round(mean, 9), first, second, a, b))

    def join(self, a: int, b: int) -> None:
        """Make two clusters one under a new number; neighbours move over."""
        one, two = self.clusters[a], self.clusters[b]
        if len(one.sums) + len(one.apart) < len(two.sums) + len(two.apart):
            one, two, a, b = two, one, b, a
        new, self.next = self.next, self.next + 1
        for name, count in two.lists.items():
            one.lists[name] = one.lists.get(name, 0) + count
        for other, (total, compared) in two.sums.items():
            if other != a:
                known = one.sums.get(other, (0.0, 0))
                one.sums[other] = (known[0] + total, known[1] + compared)
        one.sums.pop(b, None)
        one.apart |= two.apart
        one.members = list(heapq.merge(one.members, two.members))
        del self.clusters[a], self.clusters[b]
        self.clusters[new] = one
        for other in one.sums:
            there = self.clusters[other].sums
            there.pop(a, None)
            there.pop(b, None)
            there[new] = one.sums[other]
        for other in one.apart:
            there_apart = self.clusters[other].apart
            there_apart -= {a, b}
            there_apart.add(new)
        for other in one.sums:
            self.offer(new, other)

    def run(self) -> None:
        """Join until no two clusters may."""
        while self.heap:
            _, _, _, a, b = heapq.heappop(self.heap)
            if a in self.clusters and b in self.clusters:
                self.join(a, b)


def cluster_component(
    groups: Sequence[Sequence[str]],
    edges: Iterable[tuple[str, str, float]],
    apart: Iterable[tuple[str, str]],
    *,
    lists: Mapping[str, int],
    rules: Rules,
) -> list[list[str]]:
    """Cluster the records of one component; return the clusters, members sorted.

    `groups` are the records, those that must stand together in one group; `edges` the compared
    pairs with their log-odds; `apart` pairs that must not share a cluster; `lists` a number of
    the source by record.
    """
    linkage = _Linkage(rules)
    home: dict[str, int] = {}
    for group in sorted(sorted(members) for members in groups):
        number, linkage.next = linkage.next, linkage.next + 1
        counts: dict[int, int] = {}
        for member in group:
            home[member] = number
            counts[lists[member]] = counts.get(lists[member], 0) + 1
        linkage.clusters[number] = _Cluster(list(group), counts)
    for left, right, weight in sorted(edges):
        a, b = home[left], home[right]
        if a == b:
            continue
        for x, y in ((a, b), (b, a)):
            total, compared = linkage.clusters[x].sums.get(y, (0.0, 0))
            linkage.clusters[x].sums[y] = (total + weight, compared + 1)
    for left, right in apart:
        if left in home and right in home and home[left] != home[right]:
            linkage.clusters[home[left]].apart.add(home[right])
            linkage.clusters[home[right]].apart.add(home[left])
    for a, cluster in list(linkage.clusters.items()):
        for b in cluster.sums:
            if a < b:
                linkage.offer(a, b)
    linkage.run()
    return sorted(cluster.members for cluster in linkage.clusters.values())


def cut_to_size(
    items: Sequence[str],
    edges: Sequence[tuple[str, str, float]],
    *,
    cut: float,
    most: int,
    note: Callable[[int, float], None],
) -> list[list[str]]:
    """Split a component of too many records by raising the evidence an edge needs, step by step.

    Returns components of at most `most` records, except where edges of equal, highest evidence
    hold more together. `note(size, cut)` is called for every component that was cut.
    """
    pending, done = [(list(items), list(edges), cut)], []
    while pending:
        members, inner, at = pending.pop()
        strongest = max((w for _, _, w in inner if w != float("inf")), default=at)
        if len(members) <= most or at + 1.0 > strongest:
            done.append(members)
            continue
        higher = at + 1.0
        note(len(members), higher)
        sets: DisjointSets[str] = DisjointSets()
        for member in members:
            sets.find(member)
        kept = [edge for edge in inner if edge[2] >= higher]
        for left, right, _ in kept:
            sets.join(left, right)
        by_root: dict[str, list[tuple[str, str, float]]] = {}
        for edge in kept:
            by_root.setdefault(sets.find(edge[0]), []).append(edge)
        pending += [
            (group, by_root.get(sets.find(group[0]), []), higher) for group in sets.groups()
        ]
    return done
