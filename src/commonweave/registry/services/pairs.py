"""Storing the compared pairs: why entries are one, and what is left to ask."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from commonweave.linkage.services import Judgement, Linkage
from commonweave.registry.models import Pair
from commonweave.registry.models.inventory import Band

_CHUNK = 500


def store_pairs(*, linkage: Linkage, whole: bool, judgements: Sequence[Judgement]) -> None:
    """Replace the pairs of the records that were compared by what the linkage now says of them."""
    if whole:
        Pair.objects.all().delete()
    else:
        touched = sorted(int(record) for record in linkage.touched)
        for start in range(0, len(touched), _CHUNK):
            chunk = touched[start : start + _CHUNK]
            Pair.objects.filter(Q(left__in=chunk) | Q(right__in=chunk)).delete()
    answered = {_ordered(judgement.left, judgement.right) for judgement in judgements}
    Pair.objects.bulk_create(_pairs(linkage, answered), batch_size=_CHUNK)


def _pairs(linkage: Linkage, answered: set[tuple[int, int]]) -> Iterator[Pair]:
    for row in linkage.pairs.to_pylist():
        left, right = _ordered(row["record_id_l"], row["record_id_r"])
        yield Pair(
            left_id=left,
            right_id=right,
            probability=row["probability"],
            band=row["band"],
            reasons=json.loads(row["reasons"]),
            settled=(left, right) in answered,
            worth=_worth(row, linkage),
        )


def _worth(row: dict[str, Any], linkage: Linkage) -> float:
    """Return how much an answer would tell, 0 to 1: most for a coin's toss between two bodies.

    A pair that other links have already joined is worth little: its answer would change nothing.
    """
    if row["band"] != Band.ASK:
        return 0.0
    doubt = 1.0 - abs(2.0 * float(row["probability"]) - 1.0)
    joined = linkage.clusters.get(row["record_id_l"]) == linkage.clusters.get(row["record_id_r"])
    return doubt * (0.2 if joined else 1.0)


def _ordered(left: str, right: str) -> tuple[int, int]:
    first, second = sorted((int(left), int(right)))
    return first, second
