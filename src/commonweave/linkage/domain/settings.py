"""What a run of linkage can be told: thresholds and caps, with the shipped values."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from commonweave.linkage.domain.lexicon import Row


@dataclass(frozen=True)
class LinkSettings:
    """Thresholds are probabilities from 0 to 1; caps are numbers of records in one block.

    `link_threshold`: at or above it a pair is a likely link, and clusters join on average evidence.
    `ask_threshold`: from here up to the link threshold a person is asked.
    `keep_threshold`: pairs below it are scored but not reported.
    `unscored`: log-odds (natural logarithm) that a pair of one cluster counts for when no key ever
    brought it together; `unscored_same_list` the same where both stand in one list.
    `block_cap`: a block of more records is split by its tighter sub-key; a block that is still too
    large is left out and counted in the report.
    `component_cap`: a component of more records is cut by raising its threshold.
    `words`: rows that a network adds to the lexicon, as `check_word` returns them.
    """

    link_threshold: float = 0.45
    ask_threshold: float = 0.15
    keep_threshold: float = 0.05
    unscored: float = -0.75
    unscored_same_list: float = -4.0
    block_cap: int = 40
    component_cap: int = 5_000
    slice_pairs: int = 200_000
    words: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.keep_threshold <= self.ask_threshold <= self.link_threshold < 1:
            raise ValueError("Thresholds must satisfy 0 < keep ≤ ask ≤ link < 1.")

    def as_json(self) -> dict[str, Any]:
        """Return the values as they come back from JSON."""
        return {**asdict(self), "words": [list(row) for row in self.words]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> LinkSettings:
        """Return the settings that `as_json` told of."""
        return cls(**{**values, "words": tuple(tuple(row) for row in values["words"])})

    def fingerprint(self) -> str:
        """Return a short text that changes whenever a value changes."""
        text = repr(sorted(asdict(self).items()))
        return hashlib.sha256(text.encode()).hexdigest()[:16]
