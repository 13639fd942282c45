"""Compares pairs of records: one level a feature, products included, as a matrix of codes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.scorecard import (
    LEVELS,
    NAME_GROUPS,
    PLACE_GROUPS,
    PRODUCTS,
    all_levels,
)
from commonweave.linkage.kernels.comparing import Comparer
from commonweave.linkage.layout import Columns, Ints

SHARED = ("word", "identifier", "email", "site", "phone")
"""Features that compare values, of which a reason may name the one that both records have."""

_MOST_LEVELS = 16
_GROUPS: dict[str, tuple[int, ...]] = {
    "name": tuple(NAME_GROUPS[level] for level in LEVELS["name"]),
    "place": tuple(PLACE_GROUPS[level] for level in LEVELS["place"]),
    "site": (0, 1, 1, 2, 0),
    "email": (0, 1, 2),
    "phone": (0, 1, 2, 0),
    "identifier": (0, 1, 1, 0, 0),
    "word": (0, 1, 1, 1, 2, 2),
    "homonyms": (0, 0, 1, 2, 2),
    "told": (0, 1, 0, 2),
    "script": (0, 1, 2),
    "list": (0, 1),
}
"""Feature → the group of each of its levels in products."""


@dataclass(frozen=True)
class Evidence:
    """`levels` has a row a pair and a column a feature (order of `all_levels`).

    `shared` numbers the value that a reason may name by feature, -1 for none; `km` is the
    distance in kilometres, NaN where unknown.
    """

    levels: npt.NDArray[np.uint8]
    shared: dict[str, Ints]
    km: npt.NDArray[np.float64]


def make_comparer(columns: Columns) -> Comparer:
    """Return the compiled loop over pairs of rows of the columns; the columns stay as they are."""
    groups = np.zeros((len(LEVELS), _MOST_LEVELS), np.uint8)
    numbers = {feature: at for at, feature in enumerate(LEVELS)}
    for feature, group in _GROUPS.items():
        groups[numbers[feature], : len(group)] = group
    products = [
        [*(numbers[side] for side in product.split("_")), len(sides[1])]
        for product, sides in PRODUCTS.items()
    ]
    foundation = 1 << load_lexicon().concepts["foundation"]
    return Comparer(columns, foundation, groups, np.array(products, np.int32))


def checked_rows(columns: Columns, rows: Ints) -> Ints:
    """Return row numbers as the compiled loop takes them; raises IndexError for others."""
    rows = np.ascontiguousarray(rows, np.int32)
    if len(rows) and not 0 <= rows.min() <= rows.max() < len(columns.rid):
        raise IndexError(f"There is no such row; the columns have {len(columns.rid)} of them.")
    return rows


def compare_pairs(columns: Columns, left: Ints, right: Ints) -> Evidence:
    """Compare the records at rows `left` and `right` of the columns."""
    left, right = checked_rows(columns, left), checked_rows(columns, right)
    levels = np.empty((len(left), len(all_levels())), np.uint8)
    shared = np.empty((len(left), len(SHARED)), np.int32)
    km = np.empty(len(left), np.float64)
    make_comparer(columns).compare(left, right, levels, shared, km)
    return Evidence(levels, {kind: shared[:, at] for at, kind in enumerate(SHARED)}, km)
