"""Small records for the tests of this room."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from commonweave.linkage.services import RECORD_COLUMNS


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
