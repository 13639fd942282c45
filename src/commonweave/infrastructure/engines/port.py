"""The one port to a data engine.

Tables go in and come out as Arrow or Parquet, never through pandas (missing values would turn into
the text "NaN" on some engines). SQL is written once, in DuckDB's dialect; an engine of another
dialect has it turned by sqlglot. No type of any engine crosses this port.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, Self, TypeAlias

ArrowTable: TypeAlias = Any
"""A pyarrow.Table. pyarrow has no type stubs, so the alias names what is meant."""


ArrowBatch: TypeAlias = Any
"""A pyarrow.RecordBatch."""


class Engine(Protocol):
    """A place where tables are loaded and SQL is run.

    `hash(a, b, …)` is 64 bits of the engine's own making: equal within one engine only.
    `in_process`: functions are called in this process and may hold what is in its memory;
    elsewhere they are pickled, and what they need lies in files under `scratch`, a folder
    that goes when the engine is closed.
    """

    in_process: bool
    scratch: Path

    def load(self, name: str, source: ArrowTable | Path) -> None:
        """Make an Arrow table, or a Parquet file, readable under `name` (replacing what had it)."""

    def append(self, name: str, rows: ArrowTable) -> None:
        """Add the rows of an Arrow table to a loaded table of the same columns."""

    def view(self, name: str, source: str | Sequence[Path]) -> None:
        """Make a query, or Parquet files one after the other, readable without loading them."""

    def run(self, sql: str) -> None:
        """Run a statement that returns nothing (CREATE TABLE … AS, DROP …)."""

    def fetch(self, sql: str) -> ArrowTable:
        """Run a query and return its rows as an Arrow table."""

    def save(self, sql: str, path: Path) -> None:
        """Run a query and write its rows to a Parquet file, whole or not at all."""

    def map_batches(
        self,
        sql: str,
        name: str,
        function: Callable[[ArrowBatch], ArrowBatch],
        *,
        progress: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Make the table `name` of what a function returns for each batch of a query's rows.

        The function can be pickled, and takes a batch without rows too. An engine in this process
        tells `progress` how many rows are done.
        """

    def describe(self) -> str:
        """Return the engine's name and version for people: `DuckDB 2.0.0`."""

    def close(self) -> None:
        """Give back memory and files."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exc: object) -> None: ...
