"""Scores pairs in slices: levels to log-odds, log-odds to bands and reasons."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.columns import Columns, Ints
from commonweave.linkage.compare import Evidence, compare_pairs
from commonweave.linkage.domain.scorecard import LEVELS, PRODUCTS, Scorecard, all_levels
from commonweave.linkage.domain.settings import LinkSettings

_FOLDED = {
    "name_place": "place",
    "name_list": "list",
    "name_site": "site",
    "name_phone": "phone",
    "name_identifier": "identifier",
    "word_place": "word",
    "homonyms_place": "homonyms",
    "told_place": "told",
    "place_list": "list",
    "site_place": "site",
}
"""Product → the feature in whose reason its weight is told."""


@dataclass(frozen=True)
class Scored:
    """Scored pairs by row of the columns; `reasons` is JSON, null below the keep threshold."""

    left: Ints
    right: Ints
    logit: npt.NDArray[np.float32]
    reasons: list[str | None]


def probability(logit: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-logit.astype(np.float64))))


def log_odds(share: float) -> float:
    """Return the log-odds of a probability."""
    return float(np.log(share / (1 - share)))


def weigh(levels: npt.NDArray[np.uint8], scorecard: Scorecard) -> npt.NDArray[np.float32]:
    """Add up the weights of a level matrix."""
    total = np.full(len(levels), scorecard.intercept, np.float32)
    for at, table in enumerate(scorecard.tables):
        total += np.array(table, np.float32)[levels[:, at]]
    return total


class _Reasons:
    """Writes reasons; what does not depend on values is made once for each row of levels."""

    def __init__(self, columns: Columns, scorecard: Scorecard) -> None:
        self.columns = columns
        self.tables = scorecard.tables
        self.names = list(all_levels())
        self.made: dict[bytes, list[tuple[str, float]]] = {}

    def of_levels(self, row: npt.NDArray[np.uint8]) -> list[tuple[str, float]]:
        """Return (code, weight) of the reasons that weigh anything, the heaviest first."""
        key = row.tobytes()
        found = self.made.get(key)
        if found is None:
            sums: dict[str, float] = {}
            for at, name in enumerate(self.names):
                feature = _FOLDED[name] if name in PRODUCTS else name
                sums[feature] = sums.get(feature, 0.0) + self.tables[at][row[at]]
            codes = {name: LEVELS[name][row[at]] for at, name in enumerate(LEVELS)}
            listed = [
                (f"{name}.{codes[name]}", round(weight, 2))
                for name, weight in sums.items()
                if (abs(weight) >= 0.05 and codes[name] != "-") or abs(weight) >= 0.3
            ]
            found = sorted(listed, key=lambda item: (-abs(item[1]), item[0]))
            self.made[key] = found
        return found

    def write(self, evidence: Evidence, at: int) -> str:
        """Return the reasons of one pair as JSON."""
        values = {
            kind: self.value(kind, int(shared[at])) for kind, shared in evidence.shared.items()
        }
        reasons = []
        for code, weight in self.of_levels(evidence.levels[at]):
            feature = code.partition(".")[0]
            told = {feature: values[feature]} if values.get(feature) else {}
            reasons.append({"code": code, "weight": weight, "values": told})
        return json.dumps(reasons, ensure_ascii=False)

    def value(self, kind: str, code: int) -> str:
        """Return the shared value that a reason names."""
        if code < 0:
            return ""
        if kind == "word":
            return self.columns.vocabulary.words[code].removeprefix("~")
        return self.columns.contacts[kind].values[code]


def score_pairs(
    columns: Columns,
    pairs: ArrowTable,
    *,
    scorecard: Scorecard,
    settings: LinkSettings,
    progress: Callable[[float], None] = lambda _: None,
) -> Scored:
    """Score the pairs (l, r: record numbers) slice by slice, so that memory stays bounded."""
    left = np.searchsorted(columns.rid, pairs.column("l").to_numpy()).astype(np.int32)
    right = np.searchsorted(columns.rid, pairs.column("r").to_numpy()).astype(np.int32)
    logits: list[npt.NDArray[np.float32]] = []
    reasons: list[str | None] = []
    writer = _Reasons(columns, scorecard)
    keep = log_odds(settings.keep_threshold)
    for start in range(0, len(left), settings.slice_pairs):
        part = slice(start, start + settings.slice_pairs)
        evidence = compare_pairs(columns, left[part], right[part])
        logit = weigh(evidence.levels, scorecard)
        logits.append(logit)
        told: list[str | None] = [None] * len(logit)
        for at in np.flatnonzero(logit >= keep).tolist():
            told[at] = writer.write(evidence, at)
        reasons += told
        progress(min(1.0, (start + settings.slice_pairs) / len(left)))
    all_logits = np.concatenate(logits) if logits else np.zeros(0, np.float32)
    return Scored(left, right, all_logits, reasons)
