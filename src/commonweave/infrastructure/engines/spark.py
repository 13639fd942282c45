"""Spark: for lists that one machine cannot hold.

A table is a folder of Parquet files with a view of the same name. The SQL is DuckDB's dialect,
turned by sqlglot. On a cluster the scratch folder has to be one that every worker reaches.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema
from sqlglot import exp

from commonweave.infrastructure.engines.port import ArrowBatch, ArrowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_CONFIG = {
    "spark.driver.maxResultSize": "0",
    "spark.sql.ansi.enabled": "false",  # a list's item that is not there is null, as in DuckDB
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseParallelGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "4",
}
"""On one machine, compiling each statement well costs Spark and Java more than it saves."""
_MIB = 1 << 20
_PATTERN_SIGNS = re.compile(r"[][{}*?\\]")
"""Signs in a path that Spark would take for a pattern of paths."""


def _turned(node: exp.Expression) -> exp.Expression:
    """Say in Spark's way what sqlglot hands over as it stands.

    `hash` has 32 bits in Spark, `xxhash64` 64. sqlglot counts items of a list from 0 where their
    number is a literal only; `element_at` counts from 1 as DuckDB does.
    """
    if isinstance(node, exp.Anonymous) and node.name.lower() == "hash":
        return exp.Anonymous(this="xxhash64", expressions=node.expressions)
    if isinstance(node, exp.Bracket) and isinstance(node.expressions[0], exp.Column):
        return exp.Anonymous(this="element_at", expressions=[node.this, *node.expressions])
    return node


class SparkEngine:
    """One Spark session, with its tables as Parquet in a folder of its own."""

    in_process = False

    def __init__(self, *, master: str, scratch: Path | None, memory: int) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="commonweave-", dir=scratch)
        self.scratch = Path(self._folder.name)
        self._tables: dict[str, Path] = {}
        self._made = 0
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.Builder().master(master).appName("commonweave")
        local = _LOCAL if master.startswith("local") else {}
        own = {
            "spark.driver.memory": f"{memory // _MIB}m",
            "spark.local.dir": str(self.scratch / "local"),
            "spark.sql.warehouse.dir": str(self.scratch / "warehouse"),
        }
        for name, value in (_CONFIG | local | own).items():
            builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")

    def load(self, name: str, source: ArrowTable | Path) -> None:
        folder = self._new_folder(name)
        folder.mkdir()
        if isinstance(source, Path):
            shutil.copyfile(source, folder / "part-0.parquet")
        else:
            pq.write_table(source, folder / "part-0.parquet")
        self._show(name, folder)

    def append(self, name: str, rows: ArrowTable) -> None:
        folder = self._tables[name]
        pq.write_table(rows, folder / f"part-{len(list(folder.iterdir()))}.parquet")
        self._show(name, folder)

    def view(self, name: str, source: str | Sequence[Path]) -> None:
        self._drop(name)
        if not isinstance(source, str):
            paths = [_PATTERN_SIGNS.sub(r"\\\g<0>", str(path)) for path in source]
            self._session.read.parquet(*paths).createOrReplaceTempView(name)
            return
        query = sqlglot.parse_one(source, read="duckdb").transform(_turned)
        text = query.sql(dialect="spark", identify=True)  # kept as text: read anew at each use
        self._session.sql(f"CREATE OR REPLACE TEMPORARY VIEW `{name}` AS {text}")

    def run(self, sql: str) -> None:
        statement = sqlglot.parse_one(sql, read="duckdb").transform(_turned)
        if isinstance(statement, exp.Create):
            self._create(statement)
        elif isinstance(statement, exp.Insert):
            name = statement.this.name
            known = self._session.table(name).schema
            rows = self._rows(statement.expression).toDF(*known.names).to(known)
            rows.write.mode("append").parquet(str(self._tables[name]))
            self._show(name, self._tables[name])
        elif isinstance(statement, exp.Delete):
            name = statement.this.name
            gone = statement.args["where"].this
            kept = exp.select("*").from_(name).where(exp.not_(exp.func("coalesce", gone, "FALSE")))
            self._store(name, self._rows(kept))
        elif isinstance(statement, exp.Drop):
            self._drop(next(statement.find_all(exp.Table)).name)
        else:
            raise ValueError(f"Spark cannot run this: {sql[:80]}")

    def fetch(self, sql: str) -> ArrowTable:
        return self._query(sql).toArrow()

    def save(self, sql: str, path: Path) -> None:
        folder = self._new_folder("saved")
        self._query(sql).coalesce(1).write.parquet(str(folder))
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        shutil.move(next(folder.glob("part-*.parquet")), part)
        shutil.rmtree(folder)
        part.replace(path)

    def map_batches(
        self,
        sql: str,
        name: str,
        function: Callable[[ArrowBatch], ArrowBatch],
        *,
        progress: Callable[[int], None] = lambda _: None,  # noqa: ARG002 - done elsewhere
    ) -> None:
        query = self._query(sql)
        none = pa.RecordBatch.from_pylist([], query.limit(0).toArrow().schema)
        empty = function(none)

        def each(batches: Iterator[Any]) -> Iterator[Any]:
            yield from map(function, batches)

        self._store(name, query.mapInArrow(each, from_arrow_schema(empty.schema)))

    def describe(self) -> str:
        return f"Spark {self._session.version}"

    def close(self) -> None:
        self._session.stop()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _query(self, sql: str) -> DataFrame:
        return self._rows(sqlglot.parse_one(sql, read="duckdb").transform(_turned))

    def _rows(self, query: exp.Expression) -> DataFrame:
        return self._session.sql(query.sql(dialect="spark", identify=True))

    def _create(self, statement: exp.Create) -> None:
        if statement.expression is not None:
            self._store(statement.this.name, self._rows(statement.expression))
            return
        columns = ", ".join(column.sql(dialect="spark") for column in statement.this.expressions)
        self._store(statement.this.this.name, self._session.createDataFrame([], columns))

    def _new_folder(self, name: str) -> Path:
        self._made += 1
        return self.scratch / f"{name}-{self._made}"

    def _store(self, name: str, rows: DataFrame) -> None:
        folder = self._new_folder(name)
        rows.write.parquet(str(folder))
        self._show(name, folder)

    def _show(self, name: str, folder: Path) -> None:
        """Read a table from a folder from now on; the folder it had before goes."""
        before = self._tables.get(name)
        self._tables[name] = folder
        self._session.read.parquet(str(folder)).createOrReplaceTempView(name)
        if before is not None and before != folder:
            shutil.rmtree(before)

    def _drop(self, name: str) -> None:
        folder = self._tables.pop(name, None)
        if folder is not None:
            self._session.catalog.dropTempView(name)
            shutil.rmtree(folder)
