"""The plain tools start without Django and without the heavy libraries."""

import subprocess
import sys

import pytest

HEAVY = {"django", "duckdb", "pyarrow", "numpy", "openpyxl", "phonenumbers", "rigour", "sqlglot"}

PROBE = """
import sys
sys.argv = ["commonweave", *sys.argv[1:]]
from commonweave.cli import main
try:
    status = main()
except SystemExit as ended:
    status = ended.code
print("loaded:", *sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
sys.exit(status)
"""


@pytest.mark.parametrize("words", [["--help"], ["link", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = done.stderr.split("loaded:")[1].split()
    assert HEAVY & set(loaded) == set()
