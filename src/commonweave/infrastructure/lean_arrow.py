"""Keeps pandas out of a process that only pyarrow would load it into.

At its first array pyarrow imports pandas wherever that is installed, to know its objects by sight.
That costs a short-lived tool as much as half of its work. What asks for pandas itself, such as
`Table.to_pandas`, still gets it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType


class _NoPandas(MetaPathFinder):
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - as Python calls it
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def leave_pandas_out() -> None:
    """Have pyarrow look for pandas while there is none: it looks once and remembers."""
    import numpy as np
    import pyarrow as pa

    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        pa.array(np.empty(0))  # what reads arrays looks for itself,
        pa.array([""])  # and so does what reads lists
    finally:
        sys.meta_path.remove(finder)
