"""The rules of clustering word for word: slow, exact, and without any cleverness.

The compiled clustering is held against this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

from commonweave.linkage.domain.clustering import Rules

Cluster = tuple[int, ...]


def reference_clusters(
    groups: Iterable[Sequence[int]],
    evidence: Mapping[tuple[int, int], float],
    apart: Iterable[tuple[int, int]],
    lists: Sequence[int],
    rules: Rules,
) -> list[Cluster]:
    """Return the clusters of records; `evidence` is the log-odds of pairs (a < b)."""
    clusters = sorted(tuple(sorted(group)) for group in groups)
    fences = {frozenset(pair) for pair in apart}
    while True:
        offers = []
        for one, two in combinations(clusters, 2):
            between = [(min(pair), max(pair)) for pair in product(one, two)]
            if not any(pair in evidence for pair in between):
                continue
            if any(frozenset(pair) in fences for pair in between):
                continue
            mean = sum(_weight(pair, evidence, lists, rules) for pair in between) / len(between)
            if mean >= Fraction(rules.cut):
                offers.append((-mean, one, two))
        if not offers:
            return clusters
        _, one, two = min(offers)
        clusters = sorted([*(c for c in clusters if c not in (one, two)), _merged(one, two)])


def _weight(
    pair: tuple[int, int],
    evidence: Mapping[tuple[int, int], float],
    lists: Sequence[int],
    rules: Rules,
) -> Fraction:
    if pair in evidence:
        return Fraction(evidence[pair])
    same = lists[pair[0]] == lists[pair[1]]
    return Fraction(rules.unscored_same_list if same else rules.unscored)


def _merged(one: Cluster, two: Cluster) -> Cluster:
    return tuple(sorted((*one, *two)))
