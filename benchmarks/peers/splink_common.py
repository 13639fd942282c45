"""What both Splink set-ups share: reading, training by EM, clustering, files."""

from __future__ import annotations

import csv
import logging
import sys
from pathlib import Path
from typing import Any

THRESHOLD = 0.9
LOWEST = 0.05


def read_rows() -> list[dict[str, str]]:
    """Return the records of the file that the command line names first."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def table_of(
    rows: list[dict[str, Any]], text: tuple[str, ...], numbers: tuple[str, ...] = ()
) -> Any:
    """Return columns of text and numbers as Arrow, without those that no record fills."""
    import pyarrow as pa

    columns = {name: [row.get(name) or None for row in rows] for name in (*text, *numbers)}
    return pa.table({
        name: pa.array(values, pa.float64() if name in numbers else pa.string())
        for name, values in columns.items()
        if any(value is not None for value in values)
    })  # fmt: skip


def link(
    table: Any,
    comparisons: dict[str, Any],
    predict_by: list[Any],
    train_by: list[Any],
    sure: list[Any],
) -> None:
    """Train, predict, cluster at the threshold; write clusters and pairs.

    `comparisons` are by the column they need; rules on columns that are absent are left out.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.getLogger("splink").setLevel(logging.ERROR)
    present = set(table.column_names)

    def usable(rules: list[Any]) -> list[Any]:
        return [rule for needs, rule in rules if needs <= present]

    api = DuckDBAPI()
    linker = Linker(
        api.register(table),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="record_id",
            comparisons=[made for needs, made in comparisons.items() if needs in present],
            blocking_rules_to_generate_predictions=usable(predict_by),
        ),
    )
    linker.training.estimate_probability_two_random_records_match(usable(sure), recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in usable(train_by):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    pairs = linker.inference.predict(threshold_match_probability=LOWEST)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, THRESHOLD)
    with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["record_id", "cluster_id"])
        out.writerows([r["record_id"], r["cluster_id"]] for r in clusters.as_record_list())
    with Path(sys.argv[3]).open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["record_id_l", "record_id_r", "probability"])
        out.writerows(
            [r["record_id_l"], r["record_id_r"], r["match_probability"]]
            for r in pairs.as_record_list()
        )
