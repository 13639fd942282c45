"""Small records for the tests of this room."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.columns import build_columns
from commonweave.linkage.layout import Columns
from commonweave.linkage.preparation import prepare_records
from commonweave.linkage.services import RECORD_COLUMNS
from commonweave.linkage.statistics import count_statistics


def records(*rows: dict[str, Any]) -> pa.Table:
    """Return rows as the table that the services take; `record_id` and `source` have defaults."""
    filled = [
        {"record_id": f"r{at:05d}", "source": f"list{at % 2}", "name": "", **row}
        for at, row in enumerate(rows)
    ]
    kinds = {"lat": pa.float64(), "lon": pa.float64()}
    return pa.table(
        {
            name: pa.array([row.get(name) for row in filled], kinds.get(name, pa.string()))
            for name in RECORD_COLUMNS
        }
    )


def columns_of(*rows: dict[str, Any]) -> Columns:
    """Return rows as the columns that pairs are compared by; row i is the i-th record."""
    table = records(*rows)
    with open_engine() as engine:
        for name, prepared in prepare_records(table, rids=range(len(rows))).tables():
            engine.load(name, prepared)
        count_statistics(engine)
        return build_columns(engine)
