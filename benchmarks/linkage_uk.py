"""The UK co-operatives of 2017 and 2023 without their shared id, as lists to link.

    python -m benchmarks.linkage_peers --sets uk uk_without_numbers uk_odd_ids uk_trading_names

The records carry row numbers; the publisher's id, by which the
truth is known, is not among what is linked. The 2017 list gives the registered name, the 2023 list
the public one.

Data: Co-operatives UK open data, ODC-By 1.0.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

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


def odd_ids(shared: Path) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the half of the bodies whose hidden id is odd."""
    records, truth = read_lists(shared)
    half = [r for r in records if int(truth[r["record_id"]].strip("R") or 0) % 2]
    return half, {r["record_id"]: truth[r["record_id"]] for r in half}


VARIANTS: dict[str, Callable[[Path], tuple[list[dict[str, str]], dict[str, str]]]] = {
    "uk": read_lists,
    "uk_without_numbers": partial(read_lists, numbers=False),
    "uk_odd_ids": odd_ids,
    "uk_trading_names": partial(read_lists, trading_names=True),
}
"""Set → reader, which takes the folder that holds the lists."""
