"""pyarrow works without pandas, which can still be had by what asks for it."""

import subprocess
import sys

PROBE = """
import sys
from commonweave.infrastructure.lean_arrow import leave_pandas_out
leave_pandas_out()
import duckdb, pyarrow as pa, pyarrow.compute as pc
table = pa.table({"text": pa.array(["a", ""]), "number": [1.5, None]})
assert pc.equal(table.column("text"), "").to_pylist() == [False, True]
with duckdb.connect() as connection:
    connection.register("arrived", table)
    assert connection.sql("SELECT * FROM arrived").to_arrow_table().equals(table)
assert "pandas" not in sys.modules
"""
ASKED = """
import pytest
pandas = pytest.importorskip("pandas")
assert table.to_pandas().equals(pandas.DataFrame({"text": ["a", ""], "number": [1.5, None]}))
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_pandas_is_not_imported_only_because_it_is_there() -> None:
    done = run(PROBE)
    assert done.returncode == 0, done.stderr


def test_what_asks_for_pandas_gets_it() -> None:
    done = run(PROBE + ASKED)
    assert done.returncode == 0 or "Skipped" in done.stderr, done.stderr
