"""Scores records from outside against known ones, as a run that held both would.

All that a run knows besides the records themselves is taken from the state that the last run
committed: the weights with what re-fits add for single sources, the words that the network adds to
the lexicon, how common words, names, contacts and places are, and which town a postcode or a point
is of. So a record from outside is read exactly as the inventory was.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.columns import build_columns
from commonweave.linkage.domain.lexicon import Row
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.gazetteer import GAZETTEER, fill_towns, is_any_wanting
from commonweave.linkage.preparation import prepare_records
from commonweave.linkage.reasons import write_reasons
from commonweave.linkage.scoring import PairScorer
from commonweave.linkage.state import (
    StateStale,
    read_setup,
    stored_records,
    stored_statistics,
)
from commonweave.linkage.statistics import count_statistics, take_statistics

_BAND = 0.15
"""Degrees of latitude (17 km) beyond which no record tells the town of a point."""


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
) -> list[Scored]:
    """Score pairs (row of `outside`, row of `known`) of records with columns RECORD_COLUMNS.

    Without a state in the folder `state` the shipped weights and words hold, statistics are
    counted over the records at hand, and towns are not filled in. The engine's tables are
    overwritten.
    """
    import numpy as np
    import pyarrow as pa

    scorecard, words = _setup(state)
    records = pa.concat_tables([outside, known])
    prepared = prepare_records(records, rids=range(records.num_rows), words=words)
    for name, table in prepared.tables():
        engine.load(name, _with_towns(engine, state, table) if name == "rec" else table)
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


def _setup(state: Path) -> tuple[Scorecard, tuple[Row, ...]]:
    """Return the weights and the network's words that the committed state was made with."""
    try:
        setup = read_setup(state)
    except StateStale:
        return load_scorecard(), ()
    return setup.scorecard, setup.settings.words


def _with_towns(engine: Engine, state: Path, rec: ArrowTable) -> ArrowTable:
    """Fill in towns that the records do not name, by what the records of the state tell."""
    stored = stored_records(engine, state) if is_any_wanting(rec) else None
    if stored is None:
        return rec
    engine.load("asked", rec.select(["postcode", "lat"]))
    told = engine.fetch(
        f"SELECT {', '.join(GAZETTEER)} FROM ({stored}) AS held WHERE told AND ("
        "postcode IN (SELECT postcode FROM asked WHERE postcode <> '') OR "
        f"floor(lat / {_BAND}) IN (SELECT floor(lat / {_BAND}) + step FROM asked, "
        "(VALUES (-1), (0), (1)) AS steps (step)))"
    )
    return fill_towns(rec, told)


def _take_statistics(engine: Engine, state: Path) -> None:
    stored = stored_statistics(engine, state)
    if stored is None:
        count_statistics(engine)
    else:
        take_statistics(engine, stored)
