"""Names alone, compared by sorted words inside a town or postcode: INPUT CLUSTERS."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from rapidfuzz.fuzz import token_sort_ratio
from rapidfuzz.process import cdist

ALIKE = 85


def main() -> None:
    """Link."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    names = [row["name"].casefold() for row in rows]
    parent = list(range(len(rows)))

    def find(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for column in ("city", "postcode"):
            if row[column]:
                blocks[column, row[column].casefold().replace(" ", "")].append(at)
    for members in blocks.values():
        texts = [names[at] for at in members]
        scores = cdist(texts, texts, scorer=token_sort_ratio, score_cutoff=ALIKE, dtype=np.uint8)
        for a, b in np.argwhere(np.triu(scores, 1)):
            parent[find(members[a])] = find(members[b])
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["record_id", "cluster_id"])
        out.writerows([row["record_id"], find(at)] for at, row in enumerate(rows))


if __name__ == "__main__":
    main()
