"""What linkage costs by size, and what an update costs: on invented lists with known truth.

    python -m benchmarks.linkage_scale [--records 11300 100000]

The lists are of another seed than those that the weights were fitted on, but of the same making,
so that the accuracy flatters; the cost does not.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

import pyarrow as pa

from benchmarks.fit_prior import table_of
from benchmarks.synthetic_lists import make_lists
from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.domain.evaluation import evaluate_clusters
from commonweave.linkage.services import link_records, update_linkage


def measure(records: int, folder: Path) -> None:
    """Link lists of a size, then bring one record in a hundred up to date."""
    rows, truth = make_lists(55, records)
    table = table_of(rows)
    wall, cpu = time.perf_counter(), time.process_time()
    with open_engine() as engine:
        linkage = link_records(table, engine=engine, state=folder / "state")
    wall, full = time.perf_counter() - wall, time.process_time() - cpu
    e = evaluate_clusters(linkage.clusters, truth)
    largest = Counter(linkage.clusters.values()).most_common(1)[0][1]
    true_largest = Counter(truth.values()).most_common(1)[0][1]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{table.num_rows} records: {wall:.1f} s wall, {full:.1f} s CPU, "
        f"{full / table.num_rows * 1e6:.0f} µs a record, {memory:.0f} MiB; "
        f"{linkage.report['pairs']} pairs; largest cluster {largest}, body {true_largest}; "
        f"pairs P {e.pairwise.precision:.3f} R {e.pairwise.recall:.3f} "
        f"F1 {e.pairwise.f1:.3f}, B3 F1 {e.b_cubed.f1:.3f}"
    )
    print("  seconds by step:", linkage.report["seconds"])
    changed = table.slice(0, table.num_rows // 100)
    moved = pa.array(["Elsewhere"] * changed.num_rows, pa.string())
    changed = changed.set_column(changed.column_names.index("city"), "city", moved)
    wall, cpu = time.perf_counter(), time.process_time()
    with open_engine() as engine:
        update = update_linkage(changed, [], state=folder / "state", engine=engine)
    wall, part = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"  update of {changed.num_rows}: {wall:.1f} s wall, {part:.2f} s CPU "
        f"({part / full:.0%} of the full run), {len(update.touched)} records clustered again"
    )


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, nargs="+", default=[11_300, 100_000])
    for records in parser.parse_args().records:
        with tempfile.TemporaryDirectory() as folder:
            measure(records, Path(folder))


if __name__ == "__main__":
    main()
