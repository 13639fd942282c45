"""DuckDB in this process: the default engine."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Self

import duckdb

from commonweave.infrastructure.engines.port import ArrowTable


class DuckDBEngine:
    """An in-memory DuckDB that spills to a folder of its own when memory runs short."""

    def __init__(self, *, scratch: Path | None = None) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="commonweave-", dir=scratch)
        self._connection = duckdb.connect(
            ":memory:",
            config={"temp_directory": self._scratch.name, "preserve_insertion_order": False},
        )

    def load(self, name: str, source: ArrowTable | Path) -> None:
        if isinstance(source, Path):
            path = str(source).replace("'", "''")
            self.run(f"CREATE OR REPLACE TABLE \"{name}\" AS SELECT * FROM read_parquet('{path}')")
            return
        self._connection.register("_incoming", source)
        try:
            self.run(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM _incoming')
        finally:
            self._connection.unregister("_incoming")

    def run(self, sql: str) -> None:
        # A result left unread blocks the next statement in DuckDB 2.
        self._connection.execute(sql).fetchall()

    def fetch(self, sql: str) -> ArrowTable:
        return self._connection.sql(sql).to_arrow_table()

    def save(self, sql: str, path: Path) -> None:
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        quoted = str(part).replace("'", "''")
        self.run(f"COPY ({sql}) TO '{quoted}' (FORMAT parquet)")
        part.replace(path)

    def describe(self) -> str:
        return f"DuckDB {duckdb.__version__}"

    def close(self) -> None:
        self._connection.close()
        self._scratch.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
