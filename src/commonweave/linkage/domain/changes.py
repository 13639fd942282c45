"""What became of clusters when records came, changed or went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Changes:
    """Clusters by what became of them, each by its id, in order.

    `new`: no record of it was in a cluster before. `changed`: cluster → the one it was before, to
    which records came or from which they went. `merged`: cluster → those of which it has records.
    `split`: cluster of before → those that its records are in now; these may stand in `merged` too.
    `gone`: clusters of before without a record left. `unchanged`: the same records as before.
    """

    new: list[str] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)
    merged: dict[str, list[str]] = field(default_factory=dict)
    split: dict[str, list[str]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the number of clusters of each kind."""
        return {kind: len(clusters) for kind, clusters in vars(self).items()}


def compare_clusters(before: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    """Compare clusters (record id → cluster id) of the same part of the records, then and now."""
    old, new = _members(before), _members(now)
    changes = Changes()
    for cluster, records in old.items():
        went_to = sorted({now[record] for record in records if record in now})
        if not went_to:
            changes.gone.append(cluster)
        elif len(went_to) > 1:
            changes.split[cluster] = went_to
    for cluster, records in new.items():
        came_from = sorted({before[record] for record in records if record in before})
        if not came_from:
            changes.new.append(cluster)
        elif len(came_from) > 1:
            changes.merged[cluster] = came_from
        elif old[came_from[0]] == records:
            changes.unchanged.append(cluster)
        elif came_from[0] not in changes.split:
            changes.changed[cluster] = came_from[0]
    return changes


def _members(clusters: Mapping[str, str]) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for record, cluster in sorted(clusters.items()):
        members.setdefault(cluster, set()).add(record)
    return members
