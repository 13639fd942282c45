"""From scored pairs and judgements to clusters: components first, then linkage inside each.

Records are positions in the order of their ids, so that of several records the smallest position
is the smallest id.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from commonweave.linkage.domain.clustering import Rules
from commonweave.linkage.kernels.clustering import join_components, link_average
from commonweave.linkage.layout import Ints

_STEP = 1.0
"""By how much log-odds the evidence is raised at a time to cut a component."""


@dataclass(frozen=True)
class PairList:
    """Pairs of positions (left, right) with log-odds; each pair once."""

    left: Ints
    right: Ints
    logit: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Ends:
    """Pairs of positions that people have judged."""

    left: Ints
    right: Ints


@dataclass(frozen=True)
class Groups:
    """By position of a record, the first position of its cluster and of its component.

    `cut_components` are (records, log-odds that their pairs were then asked for) of components
    that were too large.
    """

    cluster: Ints
    component: Ints
    cut_components: list[tuple[int, float]] = field(default_factory=list)


def join_records(records: int, pairs: PairList, *, same: Ends, cut: float) -> Ints:
    """Return the first position of each record's component.

    Of the pairs only those of at least `cut` log-odds are needed.
    """
    component = _joined(records, same)
    join_components(component, pairs.left, pairs.right, pairs.logit, cut)
    return component


def group_records(lists: Ints, pairs: PairList, *, same: Ends, apart: Ends, rules: Rules) -> Groups:
    """Cluster records; every record gets one cluster, alone where nothing joins it.

    `lists` has a number of the source for each record. Pairs between two components may be left
    out. `same` and `apart` must not contradict each other.
    """
    group = _joined(len(lists), same)
    component = join_records(len(lists), pairs, same=same, cut=rules.cut)
    part, cuts = _cut_to_size(component, group, pairs, rules)
    cluster = np.empty_like(component)
    link_average(
        cluster,
        part,
        group,
        lists,
        (pairs.left, pairs.right, pairs.logit),
        (apart.left, apart.right),
        (rules.cut, rules.unscored, rules.unscored_same_list),
    )
    return Groups(cluster, component, cuts)


def _joined(records: int, ends: Ends) -> Ints:
    root = np.arange(records, dtype=np.int32)
    join_components(root, ends.left, ends.right, np.zeros(len(ends.left), np.float32), 0.0)
    return root


def _cut_to_size(
    component: Ints, group: Ints, pairs: PairList, rules: Rules
) -> tuple[Ints, list[tuple[int, float]]]:
    """Cut components that are too large by raising, step by step, the evidence a pair needs.

    Returns the first position of each record's part. Pairs of equal, highest evidence may hold
    more records together than `rules.most`.
    """
    part, cut = component, rules.cut
    cuts: list[tuple[int, float]] = []
    left, right, logit = pairs.left, pairs.right, pairs.logit
    pending = np.ones(len(part), np.bool_)
    while True:
        sizes = np.bincount(part[pending], minlength=len(part))
        large = sizes > rules.most
        if not large.any():
            return part, cuts
        pending &= large[part]
        kept = pending[left] & (part[left] == part[right])
        left, right, logit = left[kept], right[kept], logit[kept]
        cut += _STEP
        strongest = np.full(len(part), -np.inf, np.float32)
        np.maximum.at(strongest, part[left], logit)
        pending &= strongest[part] >= cut
        cuts += [(int(sizes[root]), cut) for root in np.flatnonzero(large & (strongest >= cut))]
        part = np.where(pending, group, part)
        enough = pending[left] & (logit >= cut)
        join_components(part, left[enough], right[enough], logit[enough], cut)
