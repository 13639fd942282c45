"""What the linkage reads out of the book."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any, cast

from django.db.models import QuerySet

from commonweave.linkage.domain.judgements import Verdict as LinkVerdict
from commonweave.linkage.services import RECORD_COLUMNS
from commonweave.linkage.services import Judgement as LinkJudgement
from commonweave.registry.domain.linkable import linkage_row
from commonweave.registry.models import Answer, Judgement, Record

_CHUNK = 2000


def linkable_records() -> Any:
    """Return every record of a body, listed or vanished, as the linkage's Arrow table."""
    return _table(Record.objects.filter(natural_person=False))


def records_told_by(editions: Sequence[int]) -> tuple[Any, list[str]]:
    """Return (changed records as the linkage's table, ids of records it must forget).

    Changed are the records of which one of the editions says something new; to be forgotten are
    those that turned out to be natural persons. A vanished record keeps its last values.
    """
    told = Record.objects.filter(versions__edition__in=editions).distinct()
    forgotten = told.filter(natural_person=True).values_list("pk", flat=True)
    return _table(told.filter(natural_person=False)), [str(pk) for pk in forgotten]


def current_judgements() -> list[LinkJudgement]:
    """Return the answer that holds on each judged pair, in the order in which they were given."""
    latest: dict[tuple[int, int], str] = {}
    for left, right, verdict in Judgement.objects.order_by("id").values_list(
        "left_id", "right_id", "verdict"
    ):
        latest.pop((left, right), None)  # so that the later answer also stands later
        latest[left, right] = verdict
    return [
        LinkJudgement(str(left), str(right), cast("LinkVerdict", verdict))
        for (left, right), verdict in latest.items()
        if verdict != Answer.WITHDRAWN
    ]


def _table(records: QuerySet[Record]) -> Any:
    """Read records in chunks into columns: at no time is more than a chunk held as objects."""
    import pyarrow as pa

    rows = (
        records.order_by("pk")
        .values_list("pk", "source__slug", "current__values")
        .iterator(chunk_size=_CHUNK)
    )
    chunks = iter(lambda: list(islice(rows, _CHUNK)), [])
    tables = [linkage_table([linkage_row(*row) for row in chunk]) for chunk in chunks]
    return pa.concat_tables([linkage_table([]), *tables])


def linkage_table(rows: Sequence[dict[str, Any]]) -> Any:
    """Return rows of RECORD_COLUMNS, of which some may be absent, as an Arrow table."""
    import pyarrow as pa

    schema = pa.schema(
        [(name, pa.float64() if name in ("lat", "lon") else pa.string()) for name in RECORD_COLUMNS]
    )
    return pa.Table.from_pylist(list(rows), schema=schema)
