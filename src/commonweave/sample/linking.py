"""The lists as one input for the plain linkage tool, at any size, with the truth beside it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from commonweave.sample.lists import rows_at
from commonweave.sample.province import Province
from commonweave.sample.rows import Row
from commonweave.sample.specs import ListSpec, specs

COLUMNS = (
    "record_id",
    "source",
    "name",
    "alt_name",
    "kind",
    "legal_form",
    "street",
    "city",
    "postcode",
    "region",
    "country",
    "lat",
    "lon",
    "email",
    "phone",
    "website",
    "identifier",
    "founded",
)
SCHEME = "tessalune"  # whose numbers the register gives out
# Faults of a file that an import mends or refuses, so that they never reach linkage.
_MENDED = ("double", "entity", "nbsp")


def linkage_input(province: Province, path: Path, truth_path: Path, *, edition: int = 1) -> int:
    """Write all lists as one CSV of `COLUMNS`, and the truth as `record_id,cluster_id`.

    Typing errors, gaps, old names and slips in postcodes stay; faults of encoding, missing words
    and spellings of the country are mended as an import would. Returns the number of records.
    """
    count = 0
    with (
        path.open("w", encoding="utf-8", newline="") as sink,
        truth_path.open("w", encoding="utf-8", newline="") as truth_sink,
    ):
        records = csv.writer(sink, lineterminator="\n")
        truth = csv.writer(truth_sink, lineterminator="\n")
        records.writerow(COLUMNS)
        truth.writerow(["record_id", "cluster_id"])
        for spec, rows in rows_at(province, edition, [_clean(one) for one in specs()]):
            for number, row in enumerate(rows, 1):
                record_id = f"{spec.slug}:{number}"
                records.writerow(_record(record_id, spec, row, province.places.country))
                truth.writerow([record_id, row.entry.truth_id(spec.slug)])
            count += len(rows)
    return count


def _clean(spec: ListSpec) -> ListSpec:
    dates = "year" if spec.dates == "year" else "iso"
    rates = {trap: rate for trap, rate in spec.rates.items() if trap not in _MENDED}
    return replace(spec, rates=rates, missing=("",), dates=dates)


def _record(record_id: str, spec: ListSpec, row: Row, home: str) -> list[str]:
    values = row.values
    lon, lat = (f"{degree:.5f}" for degree in row.point) if row.point else ("", "")
    given = {
        **values,
        "record_id": record_id,
        "source": spec.slug,
        "kind": "person" if row.entry.person else "",
        "lat": values.get("lat", lat),
        "lon": values.get("lon", lon),
        "country": home if values.get("country") else "",
        "identifier": f"{SCHEME}:{number}" if (number := values.get("number", "")) else "",
    }
    return [given.get(column, "") for column in COLUMNS]
