"""From scored pairs and judgements to clusters: components first, then linkage inside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from commonweave.linkage.columns import Ints
from commonweave.linkage.domain.clustering import (
    DisjointSets,
    Rules,
    cluster_component,
    cut_to_size,
)
from commonweave.linkage.domain.judgements import Settled
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.scoring import log_odds


@dataclass
class Grouping:
    """`cluster` and `component` name a record id (the smallest one inside) by record id."""

    cluster: dict[str, str] = field(default_factory=dict)
    component: dict[str, str] = field(default_factory=dict)
    cut_components: list[tuple[int, float]] = field(default_factory=list)


@dataclass(frozen=True)
class PairList:
    """Compared pairs as positions in a list of record ids, with log-odds."""

    left: Ints
    right: Ints
    logit: npt.NDArray[np.float32]


def group_records(
    record_ids: Sequence[str],
    sources: Sequence[int],
    pairs: PairList,
    settled: Settled,
    settings: LinkSettings,
) -> Grouping:
    """Cluster records; every record gets one cluster, alone where nothing joins it."""
    cut = log_odds(settings.link_threshold)
    rules = Rules(cut, settings.unscored, settings.unscored_same_list)
    roots = _components(record_ids, pairs, settled, cut)
    inside = roots[pairs.left] == roots[pairs.right]
    order = np.argsort(roots[pairs.left[inside]], kind="stable")
    left, right = pairs.left[inside][order], pairs.right[inside][order]
    logit = pairs.logit[inside][order]
    edge_roots = roots[left]
    members = np.argsort(roots, kind="stable")
    grouping = Grouping()
    starts = np.flatnonzero(np.diff(roots[members])) + 1
    apart = _apart_by_record(settled)
    for group in np.split(members, starts) if len(members) else []:
        if len(group) == 1:
            record = record_ids[group[0]]
            grouping.cluster[record] = grouping.component[record] = record
            continue
        root = roots[group[0]]
        span = slice(*np.searchsorted(edge_roots, [root, root + 1]))
        edges = [
            (record_ids[a], record_ids[b], float(w))
            for a, b, w in zip(
                left[span].tolist(), right[span].tolist(), logit[span].tolist(), strict=True
            )
        ]
        lists = {record_ids[at]: sources[at] for at in group.tolist()}
        _cluster_one(grouping, lists, edges, (settled, apart), (settings, rules))
    return grouping


def _components(
    record_ids: Sequence[str], pairs: PairList, settled: Settled, cut: float
) -> npt.NDArray[np.int64]:
    """Return for each record the first position of its component."""
    sets: DisjointSets[int] = DisjointSets()
    likely = pairs.logit >= cut
    for a, b in zip(pairs.left[likely].tolist(), pairs.right[likely].tolist(), strict=True):
        sets.join(a, b)
    position = {record: at for at, record in enumerate(record_ids)}
    for group in settled.together.groups():
        for member in group[1:]:
            sets.join(position[group[0]], position[member])
    roots = np.arange(len(record_ids), dtype=np.int64)
    for members in sets.groups():
        roots[members] = min(members)
    return roots


def _apart_by_record(settled: Settled) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for pair in settled.apart:
        found.setdefault(pair[0], []).append(pair)
    return found


def _cluster_one(
    grouping: Grouping,
    lists: dict[str, int],
    edges: list[tuple[str, str, float]],
    judged: tuple[Settled, dict[str, list[tuple[str, str]]]],
    how: tuple[LinkSettings, Rules],
) -> None:
    settled, apart = judged
    settings, rules = how
    component = min(lists)
    members = sorted(lists)
    parts = [members]
    if len(members) > settings.component_cap:
        held = [
            (group[0], other, float("inf"))
            for group in _together(members, settled)
            for other in group[1:]
        ]
        parts = cut_to_size(
            members,
            [*edges, *held],
            cut=rules.cut,
            most=settings.component_cap,
            note=lambda size, at: grouping.cut_components.append((size, at)),
        )
    part_of = {member: at for at, part in enumerate(parts) for member in part}
    by_part: list[list[tuple[str, str, float]]] = [[] for _ in parts]
    for edge in edges:
        if part_of[edge[0]] == part_of[edge[1]]:
            by_part[part_of[edge[0]]].append(edge)
    for part, inner in zip(parts, by_part, strict=True):
        fences = [pair for member in part for pair in apart.get(member, ())]
        groups = _together(part, settled)
        for cluster in cluster_component(groups, inner, fences, lists=lists, rules=rules):
            for member in cluster:
                grouping.cluster[member] = cluster[0]
                grouping.component[member] = component


def _together(members: list[str], settled: Settled) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for member in members:
        groups.setdefault(settled.together.find(member), []).append(member)
    return list(groups.values())
