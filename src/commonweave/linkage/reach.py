"""Reach: which share of the true pairs the blocking keys bring to comparison, key by key.

A pair that no key brings together cannot be found, however well pairs are compared: the reach of
all keys together is the ceiling of recall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.blocking_keys import KEYS


@dataclass(frozen=True)
class KeyReach:
    """What one key reaches of the true pairs; both as shares from 0 to 1.

    `true_share`: how many of all true pairs are among the key's candidates; `alone`: how many are
    there by this key and no other.
    """

    true_share: float
    alone: float


@dataclass(frozen=True)
class Reach:
    """`total`: the share of the `true_pairs` that any key brings to comparison."""

    true_pairs: int
    total: float
    keys: dict[str, KeyReach]


def measure_reach(engine: Engine, truth: Mapping[str, str]) -> Reach:
    """Measure the candidates of a full run, which are in the engine, against record → body.

    Counts pairs of records that are there; a record that the truth does not name is in no pair.
    """
    import pyarrow as pa

    engine.load(
        "truth",
        pa.table(
            {
                "record_id": pa.array(truth.keys(), pa.string()),
                "body": pa.array(truth.values(), pa.string()),
            }
        ),
    )
    engine.run(
        "CREATE OR REPLACE TABLE true_records AS "
        "SELECT rid, body FROM truth JOIN rec USING (record_id)"
    )
    sizes = engine.fetch(
        "SELECT sum(n * (n - 1)) AS n FROM (SELECT count(*) AS n FROM true_records GROUP BY body) "
        "AS bodies"
    )
    true_pairs = int(sizes.column("n")[0].as_py() or 0) // 2
    found = engine.fetch(
        "SELECT bits, count(*) AS n FROM pairs JOIN true_records AS a ON a.rid = l "
        "JOIN true_records AS b ON b.rid = r WHERE a.body = b.body GROUP BY bits"
    ).to_pylist()
    for table in ("truth", "true_records"):
        engine.run(f"DROP TABLE {table}")

    def share(counted: int) -> float:
        return counted / true_pairs if true_pairs else 1.0

    return Reach(
        true_pairs,
        share(sum(row["n"] for row in found)),
        {
            key: KeyReach(
                share(sum(row["n"] for row in found if row["bits"] >> at & 1)),
                share(sum(row["n"] for row in found if row["bits"] == 1 << at)),
            )
            for at, key in enumerate(KEYS)
        },
    )


def tell_reach(engine: Engine, truth: Mapping[str, str], report: dict[str, Any]) -> str:
    """Measure the reach of a full run, add it to its report, and return it as a table."""
    reach = measure_reach(engine, truth)
    report["reach"] = asdict(reach)
    return reach_table(report["keys"], reach)


def reach_table(report: Mapping[str, Mapping[str, int]], reach: Reach) -> str:
    """Return a table for people: what each key brought (`report`), cost and reached."""
    heads = ("pairs", 11), ("blocks", 10), ("split", 9), ("dropped", 9), ("true", 8), ("alone", 8)
    lines = [f"{'key':16}" + "".join(f"{head:>{width}}" for head, width in heads)]
    for key, brought in report.items():
        counts = f"{brought['pairs']:11}{brought['blocks']:10}{brought['split']:9}"
        shares = f"{reach.keys[key].true_share:8.4f}{reach.keys[key].alone:8.4f}"
        lines.append(f"{key:16}{counts}{brought['dropped']:9}{shares}")
    lines.append(f"{reach.total:.4f} of {reach.true_pairs} true pairs were compared.")
    return "\n".join(lines) + "\n"
