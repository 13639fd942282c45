"""What it costs to link some records into many, by step; and that no other cluster moves.

    python -m benchmarks.linkage_update [--records 100000 1000000] [--new 2000] [--keep FOLDER]

The lists are those of `benchmarks.linkage_scale`. The records that are added are drawn by chance
from all of them, so that most have a body to come to. What `--keep` names holds lists and states
between runs: a million records are made and linked in full once.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.fit_prior import table_of
from benchmarks.synthetic_lists import make_lists
from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.domain.changes import compare_clusters
from commonweave.linkage.services import Linkage, link_records, state_token, update_linkage

_ROUNDS = 3


def cut_lists(records: int, new: int, folder: Path) -> tuple[Any, Any]:
    """Return the records to begin with, and those that are added."""
    path = folder / f"list{records}.parquet"
    if not path.exists():
        pq.write_table(table_of(make_lists(55, records)[0]), path)
    table = pq.read_table(path)
    table = table.take(np.random.default_rng(1).permutation(table.num_rows))
    return table.slice(new), table.slice(0, new)


def check_others(state: Path, update: Linkage) -> None:
    """Stop where a cluster lost, won or is told of a record that was not clustered again."""
    before = read_clusters(state / (state / "CURRENT").read_text("utf-8"))
    reached = {before[record] for record in update.touched if record in before}
    members = {record for record, cluster in before.items() if cluster in reached}
    assert update.pending is not None
    told = read_clusters(state / update.pending.folder)
    if members - update.touched or set(told.values()) - update.touched or told != update.clusters:
        raise SystemExit("A cluster moved that was not touched.")
    print(f"  {len(before) - len(members)} records stand in clusters that were not touched")


def read_clusters(part: Path) -> dict[str, str]:
    """Return record id → cluster id as a part of a state has them."""
    table = pq.read_table(part / "clusters.parquet", columns=["record_id", "cluster"])
    return dict(zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True))


def measure(records: int, new: int, folder: Path) -> None:
    """Link a list, then add to it a few times over from the same state."""
    many, added = cut_lists(records, new, folder)
    state = folder / f"state{records}"
    if state_token(state) is None:
        with open_engine() as engine:
            full = link_records(many, engine=engine, state=state, reasons=False)
        print(f"{many.num_rows} records in full: {sum(full.report['seconds'].values()):.1f} s")
    held = many.num_rows
    del many
    pa.default_memory_pool().release_unused()
    for _ in range(_ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        with open_engine() as engine:
            update = update_linkage(added, [], state=state, engine=engine, commit=False)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{new} into {held}: {wall:.2f} s wall, {cpu:.2f} s CPU", update.report["seconds"])
    bands = {
        row["values"]: row["counts"] for row in update.pairs["band"].value_counts().to_pylist()
    }
    print(f"  {update.pairs.num_rows} pairs with their reasons: {bands}")
    changes = compare_clusters(update.before, update.clusters)
    print(f"  {len(update.touched)} records clustered again; clusters: {changes.counts()}")
    check_others(state, update)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory, with the whole list read: {memory:.0f} MiB")


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, nargs="+", default=[100_000])
    parser.add_argument("--new", type=int, default=2_000)
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for records in args.records:
            measure(records, args.new, args.keep or Path(scratch))


if __name__ == "__main__":
    main()
