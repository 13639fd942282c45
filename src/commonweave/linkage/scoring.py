"""Scores pairs in slices on all cores: levels to log-odds, log-odds to probabilities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweave.infrastructure.engines.port import ArrowBatch
from commonweave.linkage.columns import rows_of
from commonweave.linkage.compare import checked_rows, make_comparer
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.layout import Columns, Floats, Ints, load_columns
from commonweave.linkage.workers import count_processors


def probability(logit: Floats) -> npt.NDArray[np.float64]:
    """Return probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-logit.astype(np.float64))))


def log_odds(share: float) -> float:
    """Return the log-odds of a probability."""
    return float(np.log(share / (1 - share)))


def weigh(levels: npt.NDArray[np.uint8], scorecard: Scorecard) -> Floats:
    """Add up the weights of a level matrix."""
    total = np.full(len(levels), scorecard.intercept, np.float32)
    for at, table in enumerate(scorecard.tables):
        total += np.array(table, np.float32)[levels[:, at]]
    return total


def _weight_matrix(scorecard: Scorecard) -> Floats:
    """Return the weights [features and products, most levels], padded with zeros."""
    tables = scorecard.tables
    matrix = np.zeros((len(tables), max(map(len, tables))), np.float32)
    for at, table in enumerate(tables):
        matrix[at, : len(table)] = table
    return matrix


def by_sources(
    columns: Columns, left: Ints, right: Ints, scorecard: Scorecard
) -> Iterator[tuple[Scorecard, npt.NDArray[np.int64] | None]]:
    """Return the scorecards that pairs of rows take by their sources, each with its pairs."""
    lists = columns.records["source"]
    names = [columns.sources[at] for at in range(int(lists.max(initial=-1)) + 1)]
    return scorecards_of(lists, names, left, right, scorecard)


def scorecards_of(
    lists: Ints, names: Sequence[str], left: Ints, right: Ints, scorecard: Scorecard
) -> Iterator[tuple[Scorecard, npt.NDArray[np.int64] | None]]:
    """Return the scorecards that pairs take by the numbers of their sources, each with its pairs.

    `names` are the sources by number. None stands for all pairs.
    """
    if not scorecard.sources:
        yield scorecard, None
        return
    adjusted = np.array([name in scorecard.sources for name in names] + [False])
    ends = [
        np.where(adjusted[lists[rows]], lists[rows], -1).astype(np.int64) for rows in (left, right)
    ]
    kind = (np.minimum(*ends) + 1) * (len(names) + 1) + np.maximum(*ends) + 1
    for number in np.unique(kind).tolist():
        pair = (number // (len(names) + 1) - 1, number % (len(names) + 1) - 1)
        sources = [names[at] for at in pair if at >= 0]
        yield scorecard.for_sources(sources), np.flatnonzero(kind == number)


class PairScorer:
    """Scores pairs of rows of columns, or of the columns that were saved in a folder.

    Can be pickled; with a folder only its path goes along, and the columns are mapped into memory
    where the first pair is scored. `threads`: None for as many as there are processors.
    """

    def __init__(
        self,
        columns: Columns | Path,
        scorecard: Scorecard,
        *,
        slice_pairs: int = 50_000,
        threads: int | None = None,
    ) -> None:
        self.source = columns
        self.scorecard = scorecard
        self.slice_pairs = slice_pairs
        self.threads = threads

    @cached_property
    def columns(self) -> Columns:
        """Return the columns, read from their folder if they are there."""
        return load_columns(self.source) if isinstance(self.source, Path) else self.source

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "columns"}

    def __call__(
        self, left: Ints, right: Ints, progress: Callable[[float], None] = lambda _: None
    ) -> Floats:
        """Return the log-odds of the pairs of rows; tells `progress` the share that is done."""
        left, right = checked_rows(self.columns, left), checked_rows(self.columns, right)
        logits = np.empty(len(left), np.float32)
        done = 0
        for scorecard, rows in by_sources(self.columns, left, right, self.scorecard):
            one, two = (left, right) if rows is None else (left[rows], right[rows])

            def told(share: float, part: int = len(one), before: int = done) -> None:
                progress((before + share * part) / len(left))

            scored = self._score(one, two, scorecard, told)
            logits[... if rows is None else rows] = scored
            done += len(one)
        return logits

    def _score(
        self, left: Ints, right: Ints, scorecard: Scorecard, progress: Callable[[float], None]
    ) -> Floats:
        comparer, weights = make_comparer(self.columns), _weight_matrix(scorecard)
        logits = np.empty(len(left), np.float32)

        threads = self.threads or count_processors()
        size = max(1, min(self.slice_pairs, -(-len(left) // threads)))

        def score(start: int) -> int:
            part = slice(start, start + size)
            comparer.score(left[part], right[part], weights, scorecard.intercept, logits[part])
            return part.stop

        with ThreadPoolExecutor(threads) as pool:
            for done in pool.map(score, range(0, len(left), size)):
                progress(min(1.0, done / len(left)))
        return logits


def score_batch(scorer: PairScorer, pairs: ArrowBatch) -> ArrowBatch:
    """Return pairs (l, r: record numbers) with their log-odds as a third column, `logit`."""
    import pyarrow as pa

    left, right = (rows_of(scorer.columns, pairs.column(side)) for side in ("l", "r"))
    logits = pa.array(scorer(left, right))
    return pa.RecordBatch.from_arrays([*pairs.columns, logits], ["l", "r", "logit"])
