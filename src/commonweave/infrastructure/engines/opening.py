"""Which engine a setting names."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from commonweave.infrastructure.engines.port import Engine
from commonweave.kernel.refusals import InputRefused, gettext_noop

_GIB = 1 << 30
_UNITS = {"M": 1 << 20, "G": _GIB, "T": 1 << 40}


def open_engine(
    setting: str = "duckdb", *, scratch: Path | None = None, memory: str = ""
) -> Engine:
    """Open the engine that a setting names.

    `duckdb`: in this process. `spark-local` or `spark-local[2]`: Spark on this machine, with so
    many threads. `spark://host:port`: a Spark cluster. `scratch`: the folder for what does not fit
    into memory; `memory`: how much the engine may take, such as `2GB`. Raises InputRefused for
    another name or size, and where Java or Spark is missing.
    """
    folder, limit = scratch or _disk(), read_size(memory) if memory else default_memory()
    if setting == "duckdb":
        from commonweave.infrastructure.engines.duckdb import DuckDBEngine

        return DuckDBEngine(scratch=folder, memory=limit)
    local = re.fullmatch(r"spark-local(\[(?:\d+|\*)\])?", setting)
    if local or setting.startswith("spark://"):
        _check_spark()
        from commonweave.infrastructure.engines.spark import SparkEngine

        master = f"local{local[1] or '[*]'}" if local else setting
        return SparkEngine(master=master, scratch=folder, memory=limit)
    raise InputRefused(
        "engine.unknown",
        gettext_noop("No engine is called “%(name)s”."),
        remedy=gettext_noop("Take duckdb, spark-local or spark://host:port."),
        values={"name": setting},
    )


def read_size(text: str) -> int:
    """Return the bytes of a size such as `500MB` or `2GB` (of 1024). Raises InputRefused."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([MGT])i?B?", text.strip(), re.IGNORECASE)
    size = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if size < 100 * _UNITS["M"]:
        raise InputRefused(
            "engine.memory",
            gettext_noop("“%(size)s” is no size of memory that an engine can work with."),
            remedy=gettext_noop("Give 100MB or more, such as 500MB or 4GB."),
            values={"size": text},
        )
    return size


def default_memory() -> int:
    """Return a quarter of the machine's memory in bytes, from 1 to 2 GiB; the rest is ours."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on this system
        whole = 0
    return min(2 * _GIB, max(_GIB, whole // 4))


def _disk() -> Path | None:
    """Return a folder for scratch that is on disk: `/tmp` is often kept in memory."""
    lasting = Path("/var/tmp")  # noqa: S108 - only folders of random names are made in it
    named = any(os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP"))
    return Path(tempfile.gettempdir()) if named or not lasting.is_dir() else lasting


def _check_spark() -> None:
    if not all(find_spec(name) for name in ("pyspark", "sqlglot", "pandas")):
        raise InputRefused(
            "engine.spark_missing",
            gettext_noop("Spark is not installed."),
            remedy=gettext_noop(
                "Run: pip install 'commonweave[spark]'. Or take the engine duckdb."
            ),
        )
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java") and not (home and (Path(home) / "bin" / "java").exists()):
        raise InputRefused(
            "engine.java_missing",
            gettext_noop("Spark needs Java, which is not on this machine."),
            remedy=gettext_noop(
                "Install Java 17 or 21 (openjdk-17-jre-headless on Debian), or name its folder in "
                "JAVA_HOME. Or take the engine duckdb."
            ),
        )
