"""Sets on which linkage is fitted and measured, by makers that share no words, names or slips."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.sets import homonyms, neighbours, other_world, region_register
from benchmarks.sets.making import Lists
from benchmarks.synthetic_lists import make_lists


def province(records: int, seed: int) -> Lists:
    """Return the lists of the sample province as one input."""
    from commonweave.sample.linking import linkage_input
    from commonweave.sample.province import make_province

    lists = Lists()
    with tempfile.TemporaryDirectory() as folder:
        records_path, truth_path = Path(folder) / "input.csv", Path(folder) / "truth.csv"
        land = make_province(seed=seed, organisations=round(records / 2.2))
        linkage_input(land, records_path, truth_path)
        with records_path.open(encoding="utf-8", newline="") as handle:
            lists.rows = list(csv.DictReader(handle))
        with truth_path.open(encoding="utf-8", newline="") as handle:
            lists.truth = {row["record_id"]: row["cluster_id"] for row in csv.DictReader(handle)}
    return lists


def first_world(records: int, seed: int) -> Lists:
    """Return the lists of the first maker, from which the first weights came."""
    return Lists(*make_lists(seed, records))


SETS: dict[str, Callable[[int, int], Lists]] = {
    "first_world": first_world,
    "other_world": other_world.make,
    "homonyms": homonyms.make,
    "branches": neighbours.branches,
    "foundations": neighbours.foundations,
    "shared_houses": neighbours.shared_houses,
    "four_scripts": neighbours.four_scripts,
    "trade_names": neighbours.trade_names,
    "region_register": region_register.make,
    "province": province,
}
"""Set → maker, which takes the number of records and a seed and gives the same lists every time."""
