"""nomenklatura's index and its logic-v2: INPUT CLUSTERS PAIRS.

The index and the algorithm are called as its own cross-reference calls them, without the writes to
its resolver. Candidates: ten a record, the best first. Linked from a score of 0.7, its own default
for a match, by connected components.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from pathlib import Path

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker import Index
from nomenklatura.matching import ScoringConfig, get_algorithm
from nomenklatura.store.memory import MemoryStore

LINKED = 0.7
KEPT = 0.3
A_RECORD = 10


class NoResolver:
    """Stands in for a resolver without judgements."""

    def get_canonical(self, entity_id: str) -> str:
        return entity_id

    def connected(self, node: object) -> set[object]:
        return {node}

    def get_referents(self, *_: object, **__: object) -> set[str]:
        return set()


def entity(dataset: Dataset, row: dict[str, str]) -> StatementEntity:
    """Return a record as an organisation."""
    made = StatementEntity.from_data(
        dataset, {"id": row["record_id"], "schema": "Organization", "properties": {}}
    )

    def add(name: str, value: str) -> None:
        if value:
            made.add(name, value, quiet=True)

    add("name", row["name"])
    add("country", row["country"].lower())
    add("website", row["website"] if "://" in row["website"] else f"http://{row['website']}"
        if row["website"] else "")  # fmt: skip
    add("email", row["email"])
    add("phone", row["phone"])
    add("registrationNumber", row["identifier"].partition(":")[2] or row["identifier"])
    add("incorporationDate", row["founded"])
    add("legalForm", row["legal_form"])
    address = ", ".join(
        part for part in (row["street"], f"{row['postcode']} {row['city']}".strip()) if part
    )
    add("address", address)
    return made


def main() -> None:
    """Link."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    dataset = Dataset({"name": "lists", "title": "lists"})
    store: MemoryStore = MemoryStore(dataset, NoResolver())
    with store.writer() as writer:
        for row in rows:
            writer.add_entity(entity(dataset, row))
    view = store.default_view(external=True)
    compare = get_algorithm("logic-v2").compare
    config = ScoringConfig.defaults()
    at = {row["record_id"]: number for number, row in enumerate(rows)}
    parent = list(range(len(rows)))

    def find(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    kept = []
    with tempfile.TemporaryDirectory() as folder:
        index = Index(view, Path(folder))
        index.build()
        for (left, right), _ in index.pairs(max_pairs=A_RECORD * len(rows)):
            a, b = view.get_entity(left.id), view.get_entity(right.id)
            score = compare(a, b, config).score
            if score >= KEPT:
                kept.append((left.id, right.id, score))
            if score >= LINKED:
                parent[find(at[left.id])] = find(at[right.id])
        index.close()
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["record_id", "cluster_id"])
        out.writerows([record_id, find(number)] for record_id, number in at.items())
    with Path(sys.argv[3]).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["record_id_l", "record_id_r", "probability"])
        out.writerows(kept)


if __name__ == "__main__":
    main()
