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


def lowered_table(text: tuple[str, ...]) -> Any:
    """Return the columns of text in lower case, empty cells as missing, without a row in Python."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv as arrow_csv

    options = arrow_csv.ConvertOptions(column_types={name: pa.string() for name in text})
    several_lines = arrow_csv.ParseOptions(newlines_in_values=True)
    table = arrow_csv.read_csv(sys.argv[1], parse_options=several_lines, convert_options=options)
    columns = {"record_id": table.column("record_id")}
    for name in text:
        if name != "record_id" and name in table.column_names:
            cells = pc.utf8_trim_whitespace(pc.utf8_lower(table.column(name)))
            cells = pc.replace_with_mask(
                cells.combine_chunks(),
                pc.equal(cells, "").combine_chunks(),
                pa.scalar(None, pa.string()),
            )
            if cells.null_count < len(cells):
                columns[name] = cells
    return pa.table(columns)


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
    """Train, predict, cluster at the threshold; write clusters and, with a third path, pairs.

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
    wants_pairs = len(sys.argv) > 3
    pairs = linker.inference.predict(
        threshold_match_probability=LOWEST if wants_pairs else THRESHOLD
    )
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, THRESHOLD)
    _write(clusters, ("record_id", "cluster_id"), sys.argv[2])
    if wants_pairs:
        _write(pairs, ("record_id_l", "record_id_r", "match_probability"), sys.argv[3])


def _write(frame: Any, columns: tuple[str, ...], path: str) -> None:
    from pyarrow import csv as arrow_csv

    table = frame.as_pyarrow_table().select(columns)
    named = [name.removeprefix("match_") for name in columns]
    arrow_csv.write_csv(table.rename_columns(named), path)
