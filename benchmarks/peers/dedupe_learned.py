"""dedupe, taught with 600 pairs of known truth: INPUT CLUSTERS PAIRS TRUTH.

Taught on a sample of the records, as its memory grows with the square of a block; linked from a
score of 0.5 by its own hierarchical clustering.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import dedupe
from dedupe import variables
from dedupe.serializer import write_training

TAUGHT = 300
SAMPLE = 2_000
COLUMNS = ("name", "street", "city", "postcode", "website", "email", "phone", "identifier")


def read(path: str) -> list[dict[str, str]]:
    """Return the rows of a file."""
    with Path(path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def examples(
    data: dict[str, dict[str, str | None]], truth: dict[str, str], rng: random.Random
) -> dict[str, list[tuple[dict, dict]]]:
    """Return pairs that are one body, and pairs near each other (name or town) that are not."""
    bodies: dict[str, list[str]] = defaultdict(list)
    near: dict[str, list[str]] = defaultdict(list)
    for record_id, row in data.items():
        bodies[truth[record_id]].append(record_id)
        for value in (row["city"], (row["name"] or "")[:5], row["postcode"]):
            if value:
                near[value].append(record_id)
    same = [pair for ids in bodies.values() for pair in combinations(ids, 2)]
    other = [
        (a, b) for ids in near.values() for a, b in combinations(ids[:12], 2)
        if truth[a] != truth[b]
    ]  # fmt: skip
    return {
        name: [(data[a], data[b]) for a, b in rng.sample(pairs, min(TAUGHT, len(pairs)))]
        for name, pairs in (("match", same), ("distinct", other))
    }


def main() -> None:
    """Link."""
    rows = read(sys.argv[1])
    truth = {row["record_id"]: row["cluster_id"] for row in read(sys.argv[4])}
    data = {
        row["record_id"]: {name: row[name].casefold().strip() or None for name in COLUMNS}
        for row in rows
    }
    filled = {name for name in COLUMNS if sum(1 for row in data.values() if row[name]) > 20}
    fields = [variables.String("name")] + [
        variables.String(name, has_missing=True) if name in ("street", "city")
        else variables.ShortString(name, has_missing=True)
        for name in COLUMNS[1:] if name in filled
    ]  # fmt: skip
    rng = random.Random(1)
    tool = dedupe.Dedupe(fields, num_cores=1)
    taught = io.StringIO()
    write_training(examples(data, truth, rng), taught)
    taught.seek(0)
    tool.prepare_training(data, taught, sample_size=SAMPLE)
    tool.train(recall=0.9, index_predicates=False)
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["record_id", "cluster_id"])
        for number, (ids, _) in enumerate(tool.partition(data, 0.5)):
            out.writerows([record_id, number] for record_id in ids)


if __name__ == "__main__":
    main()
