"""What clustering obeys, and the sets that components are made of.

Records whose pairs reach a cut hang together in a component. Inside it two clusters join while
the mean evidence (log-odds) over *all* pairs between them is at least the cut; a pair that was
never compared counts against. Groups that must stand together start as one; groups that must not
stay apart whatever is found later, also through a third. The best join comes first; of equal ones
that with the smaller record ids, so that the order of rows does not matter. The loops are
compiled: `kernels/clustering.pyx`.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Rules:
    """`cut` in log-odds; what a pair that was never compared counts, by same list or not.

    A component of more than `most` records is cut by raising the evidence a pair needs.
    """

    cut: float
    unscored: float
    unscored_same_list: float
    most: int
