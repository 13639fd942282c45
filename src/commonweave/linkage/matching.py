"""Scores records from outside against known ones, as a run that held both would."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.columns import build_columns
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.preparation import prepare_records
from commonweave.linkage.reasons import write_reasons
from commonweave.linkage.scoring import PairScorer
from commonweave.linkage.state import stored_statistics
from commonweave.linkage.statistics import count_statistics, take_statistics


@dataclass(frozen=True)
class Scored:
    """The log-odds of one pair, and its reasons ({code, weight, values}), the heaviest first."""

    logit: float
    reasons: Sequence[dict[str, Any]]


def score_outside(
    outside: ArrowTable,
    known: ArrowTable,
    pairs: Sequence[tuple[int, int]],
    *,
    engine: Engine,
    state: Path,
    scorecard: Scorecard | None = None,
) -> list[Scored]:
    """Score pairs (row of `outside`, row of `known`) of records with columns RECORD_COLUMNS.

    How common words, names, contacts and places are is taken from the state that the last run
    committed; without one it is counted over the records at hand. The engine's tables are
    overwritten.
    """
    import numpy as np
    import pyarrow as pa

    scorecard = scorecard or load_scorecard()
    records = pa.concat_tables([outside, known])
    for name, table in prepare_records(records, rids=range(records.num_rows)).tables():
        engine.load(name, table)
    _take_statistics(engine, state)
    columns = build_columns(engine)
    ends = np.array(pairs, np.int32).reshape(-1, 2)
    left, right = ends[:, 0], ends[:, 1] + np.int32(outside.num_rows)
    logits = PairScorer(columns, scorecard, threads=1)(left, right)
    reasons = write_reasons(columns, left, right, scorecard)
    return [
        Scored(logit, json.loads(told))
        for logit, told in zip(logits.tolist(), reasons, strict=True)
    ]


def _take_statistics(engine: Engine, state: Path) -> None:
    stored = stored_statistics(engine, state)
    if stored is None:
        count_statistics(engine)
    else:
        take_statistics(engine, stored)
