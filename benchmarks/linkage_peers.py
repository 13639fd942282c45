"""Links the same records with this tool and with others, each as a process of its own.

    python -m benchmarks.linkage_peers [--sets …] [--records 10000] [--tools …]
        [--environments FOLDER] [--shared ../shared]

`benchmarks/peers/make_environments.sh FOLDER` makes the peers' environments; a peer that is not
installed is left out with a word. Splink is also looked for among the libraries of the Python that
runs this. A dash: the tool gives no scores, so that no best threshold can be told; the best
threshold is the one that nobody knows beforehand, found with the truth at hand.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from benchmarks.linkage_uk import VARIANTS
from benchmarks.sets import SETS
from benchmarks.sets.making import Lists
from commonweave.linkage.domain.clustering import DisjointSets
from commonweave.linkage.domain.evaluation import Evaluation, evaluate_clusters
from commonweave.linkage.preparation import RECORD_COLUMNS

PEERS = Path(__file__).parent / "peers"
TOOLS = {
    "commonweave": ("", ""),
    "Splink, plain": ("splink", "splink_plain.py"),
    "Splink, organisations": ("splink", "splink_organisations.py"),
    "nomenklatura logic-v2": ("nomenklatura", "nomenklatura_logic.py"),
    "dedupe, 600 labels": ("dedupe", "dedupe_learned.py"),
    "rapidfuzz, names": ("splink", "rapidfuzz_naive.py"),
}
"""Tool → its environment and script; this tool has neither."""
THRESHOLDS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9999, 0.99999)
REGION = 2_650


@dataclass(frozen=True)
class Cost:
    """What a process took: seconds of the clock and the processor, highest memory in MiB."""

    wall: float
    cpu: float
    memory: float


def make_lists(name: str, records: int, seed: int, shared: Path) -> Lists | None:
    """Return a set; None for one of real lists where these are not at hand."""
    if name in VARIANTS:
        if not (shared / "data" / "coops_uk").is_dir():
            return None
        return Lists(*VARIANTS[name](shared))
    return SETS[name](REGION if name == "region_register" else records, seed)


def write_input(lists: Lists, folder: Path) -> None:
    """Write input and truth."""
    with (folder / "input.csv").open("w", encoding="utf-8", newline="") as handle:
        out = csv.DictWriter(handle, RECORD_COLUMNS, restval="", extrasaction="ignore")
        out.writeheader()
        out.writerows(lists.rows)
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as handle:
        rows = csv.writer(handle)
        rows.writerow(["record_id", "cluster_id"])
        rows.writerows(lists.truth.items())


def command(tool: str, folder: Path, environments: Path) -> list[str] | None:
    """Return how to run a tool, or None where it is not installed."""
    environment, script = TOOLS[tool]
    files = [str(folder / name) for name in ("input.csv", "clusters.csv", "pairs.csv", "truth.csv")]
    if not environment:
        return [sys.executable, "-m", "commonweave.cli", "link", files[0], "--out", files[1]]
    python = environments.absolute() / environment / "bin" / "python"
    if python.exists():
        return [str(python), str(PEERS / script), *files]
    if environment == "splink" and importlib.util.find_spec("splink"):
        return [sys.executable, str(PEERS / script), *files]
    return None


def run(arguments: list[str], log: Path, limit: float) -> Cost | None:
    """Run a process to its end or to its limit in seconds; None where it failed.

    It works in the folder of its log, where what an engine spills goes with the rest.
    """
    wall = time.perf_counter()
    with log.open("wb") as sink:
        process = subprocess.Popen(arguments, stdout=sink, stderr=subprocess.STDOUT, cwd=log.parent)
        alarm = threading.Timer(limit, process.kill)
        alarm.start()
        _, status, usage = os.wait4(process.pid, 0)
        alarm.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    cost = Cost(time.perf_counter() - wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    return cost if process.returncode == 0 else None


def read_clusters(path: Path) -> dict[str, str]:
    """Return record id → cluster id."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["record_id"]: row["cluster_id"] for row in csv.DictReader(handle)}


def at_best_threshold(pairs: Path, truth: dict[str, str]) -> tuple[float, Evaluation] | None:
    """Return the threshold whose connected components have the highest pair F1, and these."""
    if not pairs.exists():
        return None
    with pairs.open(encoding="utf-8", newline="") as handle:
        scored = [(float(r["probability"]), r["record_id_l"], r["record_id_r"])
                  for r in csv.DictReader(handle)]  # fmt: skip
    found = []
    for threshold in THRESHOLDS:
        sets: DisjointSets[str] = DisjointSets()
        for score, left, right in scored:
            if score >= threshold:
                sets.join(left, right)
        clusters = {record: sets.find(record) for record in truth}
        found.append((threshold, evaluate_clusters(clusters, truth)))
    return max(found, key=lambda one: one[1].pairwise.f1)


def scripts_of(text: str) -> frozenset[str]:
    """Return the scripts of a text's letters, by the first word of their names in Unicode."""
    return frozenset(unicodedata.name(c, "?").split()[0] for c in text if c.isalpha())


def across_scripts(clusters: dict[str, str], lists: Lists) -> float | None:
    """Return the share found of true pairs whose names have no script in common."""
    bodies: dict[str, list[tuple[str, frozenset[str]]]] = {}
    for row in lists.rows:
        record = row["record_id"]
        bodies.setdefault(lists.truth[record], []).append((record, scripts_of(row["name"])))
    found = [
        clusters[left] == clusters[right]
        for records in bodies.values()
        for (left, a), (right, b) in combinations(records, 2)
        if a.isdisjoint(b)
    ]
    return sum(found) / len(found) if found else None


def line(
    tool: str, e: Evaluation, across: float | None, cost: Cost,
    best: tuple[float, Evaluation] | None,
) -> str:  # fmt: skip
    """Return a row of the table."""
    said = "-" if across is None else f"{across:.3f}"
    told = f"{best[1].pairwise.f1:.3f} / {best[1].b_cubed.f1:.3f} at {best[0]}" if best else "-"
    return (
        f"| {tool:22} | {e.pairwise.precision:.3f} | {e.pairwise.recall:.3f} "
        f"| {e.pairwise.f1:.3f} | {e.b_cubed.f1:.3f} | {said:5} | {told:24} | {cost.wall:.1f} "
        f"| {cost.cpu:.1f} | {cost.memory:.0f} |"
    )


def measure(name: str, lists: Lists, tools: list[str], environments: Path, limit: float) -> None:
    """Run the tools on one set and print their rows."""
    print(f"\n{name}: {len(lists.rows)} records, {len(set(lists.truth.values()))} bodies")
    print("| tool | pair P | R | F1 | B3 F1 | across | best F1 / B3 | wall s | CPU s | MiB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for tool in tools:
        with tempfile.TemporaryDirectory() as at:
            folder = Path(at)
            write_input(lists, folder)
            arguments = command(tool, folder, environments)
            if arguments is None:
                print(f"| {tool:22} | not installed |", flush=True)
                continue
            cost = run(arguments, folder / "log", limit)
            if cost is None:
                said = (folder / "log").read_text("utf-8", "replace").strip().splitlines()
                last = said[-1] if said else f"stopped at {limit:.0f} s"
                print(f"| {tool:22} | failed: {last} |", flush=True)
                continue
            clusters = read_clusters(folder / "clusters.csv")
            found = evaluate_clusters(clusters, lists.truth)
            across = across_scripts(clusters, lists)
            best = at_best_threshold(folder / "pairs.csv", lists.truth)
            print(line(tool, found, across, cost, best), flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    names = [*VARIANTS, *SETS]
    parser.add_argument("--sets", nargs="+", default=["uk", *SETS], choices=names)
    parser.add_argument("--tools", nargs="+", default=list(TOOLS), choices=list(TOOLS))
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--limit", type=float, default=300, help="seconds a tool may take")
    parser.add_argument("--environments", type=Path, default=Path("peers"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    args = parser.parse_args()
    for name in args.sets:
        lists = make_lists(name, args.records, args.seed, args.shared)
        if lists is None:
            print(f"\n{name}: the lists are not at {args.shared}; left out")
            continue
        measure(name, lists, args.tools, args.environments, args.limit)


if __name__ == "__main__":
    main()
