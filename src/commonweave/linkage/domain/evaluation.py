"""How good a clustering is against the truth: pairwise and B-cubed precision, recall and F1.

Pairwise: the pairs that share a cluster against the pairs that are one body. B-cubed (Bagga &
Baldwin 1998): for each record the share of its cluster that is right, and the share of its body
that its cluster holds, averaged over records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """Precision and recall from 0 to 1; 1 where there is nothing to be wrong about."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class Evaluation:
    """Both measures, with the counts of pairs behind the first."""

    pairwise: Measure
    b_cubed: Measure
    true_pairs: int
    found_pairs: int
    right_pairs: int
    records: int


def _pairs(sizes: Counter[str] | Counter[tuple[str, str]]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def evaluate_clusters(found: Mapping[str, str], truth: Mapping[str, str]) -> Evaluation:
    """Compare record → cluster with record → body over the records of `found`.

    A record that the truth does not name is a body of its own; records of the truth that are not
    in `found` do not count.
    """
    body = {record: "t" + truth[record] if record in truth else "r" + record for record in found}
    clusters = Counter(found.values())
    bodies = Counter(body.values())
    both: Counter[tuple[str, str]] = Counter(
        (cluster, body[record]) for record, cluster in found.items()
    )
    right, found_pairs, true_pairs = _pairs(both), _pairs(clusters), _pairs(bodies)
    records = len(found)
    precision = sum(n * n / clusters[cluster] for (cluster, _), n in both.items())
    recall = sum(n * n / bodies[name] for (_, name), n in both.items())
    return Evaluation(
        Measure(right / found_pairs if found_pairs else 1.0,
                right / true_pairs if true_pairs else 1.0),
        Measure(precision / records if records else 1.0, recall / records if records else 1.0),
        true_pairs, found_pairs, right, records,
    )  # fmt: skip
