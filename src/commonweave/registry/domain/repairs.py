"""One repair, or one thing noticed, about one value of a record."""

from __future__ import annotations

from typing import NamedTuple


class Repair(NamedTuple):
    """`kind` is a code of `kinds.REPAIRS`; `field` is empty for a column that is not mapped."""

    field: str
    column: str
    kind: str
    before: str
    after: str
