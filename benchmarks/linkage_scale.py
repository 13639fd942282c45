"""What linkage costs by size, as whole processes beside plain Splink, on invented lists.

    python -m benchmarks.linkage_scale [--records 11300 100000 1000000] [--tools …] [--limit 600]

The lists are of another seed than those that the weights were fitted on, but of the same making,
so that the accuracy flatters; the cost does not. Above a million records they are made as several
worlds of half a million, so that making them fits in memory. Reading the file, training and
writing the clusters are part of the time.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.linkage_peers import Cost, command, read_clusters, run
from benchmarks.synthetic_lists import make_lists
from commonweave.linkage.domain.evaluation import evaluate_clusters
from commonweave.linkage.preparation import RECORD_COLUMNS

TOOLS = ("commonweave", "Splink, plain")
LARGEST_WORLD = 1_000_000
WORLD = 500_000
SEED = 55


def worlds(records: int) -> Iterator[tuple[int, int]]:
    """Yield (seed, records) of the worlds that make a list of a size."""
    if records <= LARGEST_WORLD:
        yield SEED, records
        return
    for at, start in enumerate(range(0, records, WORLD)):
        yield SEED + at, min(WORLD, records - start)


def write_lists(records: int, folder: Path) -> None:
    """Write input.csv and truth.csv."""
    with (
        (folder / "input.csv").open("w", encoding="utf-8", newline="") as sink,
        (folder / "truth.csv").open("w", encoding="utf-8", newline="") as truth_sink,
    ):
        out = csv.DictWriter(sink, RECORD_COLUMNS, restval="", extrasaction="ignore")
        out.writeheader()
        truth = csv.writer(truth_sink)
        truth.writerow(["record_id", "cluster_id"])
        for seed, size in worlds(records):
            rows, bodies = make_lists(seed, size)
            out.writerows(row | {"record_id": f"{seed}-{row['record_id']}"} for row in rows)
            truth.writerows(
                (f"{seed}-{record}", f"{seed}-{body}") for record, body in bodies.items()
            )


def tell(tool: str, folder: Path, cost: Cost) -> None:
    """Print a row of the table."""
    truth, clusters = read_clusters(folder / "truth.csv"), read_clusters(folder / "clusters.csv")
    e = evaluate_clusters(clusters, truth)
    largest = Counter(clusters.values()).most_common(1)[0][1]
    body = Counter(truth.values()).most_common(1)[0][1]
    print(
        f"| {len(truth)} | {tool} | {cost.wall:.1f} | {cost.cpu:.1f} "
        f"| {cost.cpu / len(truth) * 1e6:.0f} µs | {cost.memory:.0f} MiB | {largest} ({body}) "
        f"| {e.pairwise.precision:.3f} | {e.pairwise.recall:.3f} | {e.pairwise.f1:.3f} "
        f"| {e.b_cubed.f1:.3f} |",
        flush=True,
    )


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, nargs="+", default=[11_300, 100_000])
    parser.add_argument("--tools", nargs="+", default=list(TOOLS), choices=TOOLS)
    parser.add_argument("--environments", type=Path, default=Path("peers"))
    parser.add_argument("--limit", type=float, default=600, help="seconds a tool may take")
    args = parser.parse_args()
    print(
        "| records | tool | wall s | CPU s | a record | memory | largest (body) | P | R | F1 | B3 |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for records in args.records:
        with tempfile.TemporaryDirectory() as at:
            folder = Path(at)
            write_lists(records, folder)
            for tool in args.tools:
                arguments = command(tool, folder, args.environments)
                if arguments is None:
                    print(f"| {records} | {tool} | not installed |", flush=True)
                    continue
                # Without the files of pairs and truth: at these sizes they would be the cost.
                arguments = [
                    part for part in arguments if not part.endswith(("pairs.csv", "truth.csv"))
                ]
                cost = run(arguments, folder / "log", args.limit)
                if cost is None:
                    print(f"| {records} | {tool} | failed, or stopped at {args.limit:.0f} s |")
                    continue
                tell(tool, folder, cost)


if __name__ == "__main__":
    main()
