"""DuckDB in this process: the default engine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import duckdb

from commonweave.infrastructure.engines.port import ArrowBatch, ArrowTable

_ROWS_AT_ONCE = 1_000_000


class DuckDBEngine:
    """An in-memory DuckDB that spills to a folder of its own when memory runs short."""

    in_process = True

    def __init__(self, *, scratch: Path | None, memory: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="commonweave-", dir=scratch)
        self.scratch = Path(self._folder.name)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "temp_directory": str(self.scratch / "spilled"),
                "preserve_insertion_order": False,
                "memory_limit": f"{memory >> 20}MiB",
            },
        )

    def load(self, name: str, source: ArrowTable | Path) -> None:
        self._clear(name, "VIEW")
        if isinstance(source, Path):
            path = str(source).replace("'", "''")
            self.run(f"CREATE OR REPLACE TABLE \"{name}\" AS SELECT * FROM read_parquet('{path}')")
            return
        self._connection.register("_incoming", source)
        try:
            self.run(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM _incoming')
        finally:
            self._connection.unregister("_incoming")

    def append(self, name: str, rows: ArrowTable) -> None:
        self._connection.register("_incoming", rows)
        try:
            self.run(f'INSERT INTO "{name}" SELECT * FROM _incoming')
        finally:
            self._connection.unregister("_incoming")

    def view(self, name: str, source: str | Sequence[Path]) -> None:
        if not isinstance(source, str):
            paths = ", ".join("'" + str(path).replace("'", "''") + "'" for path in source)
            source = f"SELECT * FROM read_parquet([{paths}])"
        self._clear(name, "BASE TABLE")
        self.run(f'CREATE OR REPLACE VIEW "{name}" AS {source}')

    def _clear(self, name: str, kind: str) -> None:
        """Drop what has the name if it is of the kind that the new owner would not replace."""
        found = self._connection.execute(
            "SELECT 1 FROM information_schema.tables WHERE table_name = ? AND table_type = ?",
            [name, kind],
        ).fetchall()
        if found:
            self.run(f'DROP {"VIEW" if kind == "VIEW" else "TABLE"} "{name}"')

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

    def map_batches(
        self,
        sql: str,
        name: str,
        function: Callable[[ArrowBatch], ArrowBatch],
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        import pyarrow as pa

        with self._connection.cursor() as reading:
            rows = reading.sql(sql).to_arrow_reader(_ROWS_AT_ONCE)
            empty = pa.RecordBatch.from_pylist([], rows.schema)
            self.load(name, pa.Table.from_batches([function(empty)]))
            done = 0
            for batch in rows:
                self.append(name, pa.Table.from_batches([function(batch)]))
                done += batch.num_rows
                progress(done)

    def describe(self) -> str:
        return f"DuckDB {duckdb.__version__}"

    def close(self) -> None:
        self._connection.close()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
