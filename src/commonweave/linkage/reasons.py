"""Why pairs were scored as they were: the weights of their levels, the heaviest first."""

from __future__ import annotations

import json

import numpy as np
import numpy.typing as npt

from commonweave.linkage.compare import SHARED, compare_pairs
from commonweave.linkage.domain.scorecard import LEVELS, PRODUCTS, Scorecard, all_levels
from commonweave.linkage.layout import Columns, Ints
from commonweave.linkage.scoring import by_sources
from commonweave.linkage.standing import STANDING

_FOLDED = {
    "name_place": "place",
    "name_script": "script",
    "name_list": "list",
    "name_email": "email",
    "name_site": "site",
    "name_phone": "phone",
    "name_identifier": "identifier",
    "word_place": "word",
    "homonyms_place": "homonyms",
    "told_place": "told",
    "place_list": "list",
    "script_place": "script",
    "site_place": "site",
}
"""Product → the feature in whose reason its weight is told."""


def write_reasons(
    columns: Columns,
    left: Ints,
    right: Ints,
    scorecard: Scorecard,
    standing: npt.NDArray[np.uint8] | None = None,
) -> list[str]:
    """Return the reasons of the pairs of rows, each as a JSON list of {code, weight, values}.

    `values` holds the shared value that the reason is about, if there is one. `standing` has the
    level of each pair beside its rivals, where it is known.
    """
    evidence = compare_pairs(columns, left, right)
    if standing is not None:
        evidence.levels[:, STANDING] = standing
    shared = np.column_stack([evidence.shared[kind] for kind in SHARED])
    written = [""] * len(left)
    for card, rows in by_sources(columns, left, right, scorecard):
        writer = _Writer(columns, card)
        for at in range(len(left)) if rows is None else rows.tolist():
            written[at] = writer.write(evidence.levels[at].tobytes(), shared[at].tolist())
    return written


class _Writer:
    """Writes a pattern once for each row of levels, and each value once."""

    def __init__(self, columns: Columns, scorecard: Scorecard) -> None:
        self.columns = columns
        self.tables = scorecard.tables
        self.names = list(all_levels())
        self.patterns: dict[bytes, tuple[str, list[int]]] = {}
        self.values: dict[tuple[int, int], str] = {}

    def write(self, levels: bytes, shared: list[int]) -> str:
        """Return the reasons of one pair; `shared` is in the order of SHARED."""
        found = self.patterns.get(levels)
        if found is None:
            found = self.patterns[levels] = self.pattern(levels)
        pattern, told = found
        return pattern % tuple(self.value(at, shared[at]) for at in told)

    def pattern(self, levels: bytes) -> tuple[str, list[int]]:
        """Return JSON with a place for each value, and which features these are of."""
        reasons: list[str] = []
        told: list[int] = []
        for code, weight in self.weights(levels):
            feature = code.partition(".")[0]
            values = "{}"
            if feature in SHARED:
                values = "%s"
                told.append(SHARED.index(feature))
            reasons.append(f'{{"code": "{code}", "weight": {weight}, "values": {values}}}')
        return f"[{', '.join(reasons)}]", told

    def weights(self, levels: bytes) -> list[tuple[str, float]]:
        """Return (code, weight) of the reasons that weigh anything, the heaviest first."""
        sums: dict[str, float] = {}
        for at, name in enumerate(self.names):
            feature = _FOLDED[name] if name in PRODUCTS else name
            sums[feature] = sums.get(feature, 0.0) + self.tables[at][levels[at]]
        codes = {name: LEVELS[name][levels[at]] for at, name in enumerate(LEVELS)}
        listed = [
            (f"{name}.{codes[name]}", round(weight, 2))
            for name, weight in sums.items()
            if (abs(weight) >= 0.05 and codes[name] != "-") or abs(weight) >= 0.3
        ]
        return sorted(listed, key=lambda item: (-abs(item[1]), item[0]))

    def value(self, kind: int, number: int) -> str:
        """Return the value that a reason names as a JSON object, empty where there is none."""
        if number < 0:
            return "{}"
        found = self.values.get((kind, number))
        if found is None:
            if SHARED[kind] == "word":
                text = self.columns.spellings[number].removeprefix("~")
            else:
                text = self.columns.values[number]
            found = json.dumps({SHARED[kind]: text} if text else {}, ensure_ascii=False)
            self.values[kind, number] = found
        return found
