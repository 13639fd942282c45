"""Links the UK co-operatives of 2017 and 2023 without their shared id, beside plain Splink.

    python -m benchmarks.linkage_uk --shared ../shared [--variants] [--no-splink]

Needs the `bench` extra (Splink). The records carry row numbers; the publisher's id, by which the
truth is known, is not among what is linked. The 2017 list gives the registered name, the 2023 list
the public one. Both tools get the same records; Splink is set up as its documentation's example for
business records does, trained in the same run, and clustered at its threshold of 0.9.

Data: Co-operatives UK open data, ODC-By 1.0.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.domain.evaluation import evaluate_clusters
from commonweave.linkage.services import RECORD_COLUMNS, link_records

SCHEMES = {"Companies House": "GB-COH", "FCA": "GB-MPR", "DETINI": "GB-NIC"}


def _rows(path: Path, encoding: str) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding=encoding, newline="") as handle:
        yield from csv.DictReader(handle)


def read_lists(
    shared: Path, *, numbers: bool = True, trading_names: bool = False
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return (records in the columns of `commonweave link`, record id → the publisher's id)."""
    folder = shared / "data" / "coops_uk"
    records: list[dict[str, str]] = []
    truth: dict[str, str] = {}
    for at, row in enumerate(_rows(folder / "organisations_2017-06.csv.gz", "cp1252")):
        record_id = f"a{at:05d}"
        truth[record_id] = row["CUK Organisation ID"]
        scheme = SCHEMES.get(row["Registrar"])
        number = row["Registered Number"]
        records.append({
            "record_id": record_id, "source": "2017", "name": row["Registered Name"],
            "alt_name": row["Trading Name"] if trading_names else "",
            "legal_form": row["Legal Form"], "street": row["Registered Street"],
            "city": row["Registered City"], "region": row["Registered State/Province"],
            "postcode": row["Registered Postcode"], "country": "GB",
            "identifier": f"{scheme}:{number}" if numbers and scheme and number else "",
            "founded": row["Incorporation Date"],
        })  # fmt: skip
    for at, row in enumerate(_rows(folder / "organisations_2023-Q2_standard.csv.gz", "utf-8")):
        record_id = f"b{at:05d}"
        truth[record_id] = row["Identifier"]
        number = row["Companies House Number"]
        records.append({
            "record_id": record_id, "source": "2023", "name": row["Name"],
            "legal_form": row["Legal Form"], "street": row["Street Address"],
            "city": row["Locality"], "region": row["Region"], "postcode": row["Postcode"],
            "country": "GB", "lat": row["Latitude"], "lon": row["Longitude"],
            "email": row["Email"], "phone": row["Phone"], "website": row["Website"],
            "identifier": f"GB-COH:{number}" if numbers and number else "",
        })  # fmt: skip
    return records, truth


def link_ours(records: list[dict[str, str]]) -> dict[str, str]:
    """Return the clusters of `commonweave link` at the shipped settings."""
    import pyarrow as pa

    def column(name: str) -> pa.Array:
        values = [record.get(name) or None for record in records]
        if name in ("lat", "lon"):
            return pa.array([float(v) if v else None for v in values], pa.float64())
        return pa.array(values, pa.string())

    with open_engine() as engine:
        table = pa.table({name: column(name) for name in RECORD_COLUMNS})
        return link_records(table, engine=engine).clusters


def link_splink(records: list[dict[str, str]]) -> dict[str, str]:
    """Return the clusters of plain Splink: its comparisons, trained by EM, cut at 0.9."""
    import logging

    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    wanted = ("record_id", "source", "name", "street", "city", "postcode", "website", "identifier")
    table = pa.table({
        name: pa.array([(r.get(name) or "").lower().strip() or None for r in records])
        for name in wanted
    })  # fmt: skip
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.LevenshteinAtThresholds("street", [2, 5]),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.PostcodeComparison("postcode"),
            cl.ExactMatch("website").configure(term_frequency_adjustments=True),
            cl.ExactMatch("identifier"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("postcode"),
            block_on("substr(name, 1, 6)", "city"),
            block_on("name"),
            block_on("website"),
            block_on("identifier"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(table), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "postcode")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    pairs = linker.inference.predict(threshold_match_probability=0.9)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.9)
    return {r["record_id"]: r["cluster_id"] for r in clusters.as_record_list()}


def measure(
    name: str,
    link: Callable[[list[dict[str, str]]], dict[str, str]],
    records: list[dict[str, str]],
    truth: dict[str, str],
) -> None:
    """Link and print accuracy and cost."""
    wall, cpu = time.perf_counter(), time.process_time()
    clusters = link(records)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    e = evaluate_clusters(clusters, truth)
    print(
        f"{name:34} pairs P {e.pairwise.precision:.3f} R {e.pairwise.recall:.3f} "
        f"F1 {e.pairwise.f1:.3f}   B3 P {e.b_cubed.precision:.3f} R {e.b_cubed.recall:.3f} "
        f"F1 {e.b_cubed.f1:.3f}   {wall:5.1f} s wall {cpu:5.1f} s CPU"
    )


def main() -> None:
    """Measure both tools on the same records."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--no-splink", action="store_true", help="leave the peer out")
    parser.add_argument("--variants", action="store_true", help="without numbers; half of it")
    args = parser.parse_args()
    if not (args.shared / "data" / "coops_uk").is_dir():
        print(f"The lists are not at {args.shared}/data/coops_uk; give --shared.")
        return
    records, truth = read_lists(args.shared)
    print(f"{len(records)} records, {len(set(truth.values()))} bodies")
    measure("commonweave", link_ours, records, truth)
    if not args.no_splink:
        measure("Splink, plain", link_splink, records, truth)
    if args.variants:
        half = [r for r in records if int(truth[r["record_id"]].strip("R") or 0) % 2]
        kept = {r["record_id"]: truth[r["record_id"]] for r in half}
        measure("commonweave, odd ids only", link_ours, half, kept)
        records, truth = read_lists(args.shared, numbers=False)
        measure("commonweave, without numbers", link_ours, records, truth)
        if not args.no_splink:
            measure("Splink, plain, without numbers", link_splink, records, truth)
        records, truth = read_lists(args.shared, trading_names=True)
        measure("commonweave, with trading names", link_ours, records, truth)


if __name__ == "__main__":
    main()
