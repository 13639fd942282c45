"""Which engine a setting names."""

from __future__ import annotations

from pathlib import Path

from commonweave.infrastructure.engines.port import Engine


def open_engine(setting: str = "duckdb", *, scratch: Path | None = None) -> Engine:
    """Open the engine that a setting names: `duckdb` (in process).

    Raises ValueError for a name that no engine has.
    """
    if setting == "duckdb":
        from commonweave.infrastructure.engines.duckdb import DuckDBEngine

        return DuckDBEngine(scratch=scratch)
    raise ValueError(f"No engine is called {setting!r}; this version has: duckdb.")
