"""The way from the base rate to a pair's probability, reason by reason.

Log-odds add up: what a pair stands at before anything is compared, then what each reason adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from commonweave.linkage.domain.words import ABSENT

_CERTAIN = 30.0
"""Log-odds from which a stored probability can no longer be told from 0 or 1."""
_SLIGHT = 0.05
"""What the reasons that are not told must add up to, so that a row says so."""


@dataclass(frozen=True)
class Step:
    """One row: `weight` leads from `before` to `after`, all in log-odds.

    `kind`: `start` (the base rate), `said` (a reason), `absent` (reasons that rest on a silence,
    together), `rest` (reasons too slight to be told). `reasons` are those that the row is about.
    """

    kind: str
    weight: float
    before: float
    reasons: tuple[Mapping[str, Any], ...] = ()

    @property
    def after(self) -> float:
        """Return where the row ends."""
        return self.before + self.weight


def waterfall(reasons: Iterable[Mapping[str, Any]], *, base: float, total: float) -> list[Step]:
    """Return the rows of a pair: base rate, reasons from the heaviest, what was silent, the rest.

    `reasons` are those of the linkage (code, weight, values); `base` and `total` log-odds before
    and after all of them.
    """
    ordered = sorted(reasons, key=lambda reason: -abs(float(reason["weight"])))
    said = [(reason,) for reason in ordered if reason["code"] not in ABSENT]
    absent = tuple(reason for reason in ordered if reason["code"] in ABSENT)
    steps = [Step("start", base, 0.0)]
    for kind, group in [*(("said", one) for one in said), ("absent", absent)]:
        if group:
            weight = sum(float(reason["weight"]) for reason in group)
            steps.append(Step(kind, weight, steps[-1].after, group))
    rest = total - steps[-1].after
    if abs(rest) >= _SLIGHT and abs(total) < _CERTAIN:
        steps.append(Step("rest", rest, steps[-1].after))
    return steps


def span(steps: Sequence[Step]) -> tuple[float, float]:
    """Return the lowest and the highest log-odds that the rows reach, zero included."""
    ends = [0.0, *(step.after for step in steps)]
    return min(ends), max(ends)


def chance(logit: float) -> float:
    """Return the probability of log-odds."""
    return 1 / (1 + exp(-logit)) if logit >= 0 else exp(logit) / (1 + exp(logit))


def odds_of(probability: float) -> float:
    """Return the log-odds of a probability, at most 30 and at least -30."""
    if probability in (0.0, 1.0):
        return _CERTAIN if probability else -_CERTAIN
    return max(-_CERTAIN, min(_CERTAIN, log(probability / (1 - probability))))


def percent_words(logit: float) -> str:
    """Return the probability of log-odds as a whole percentage that never claims certainty."""
    share = 100 * chance(logit)
    if share < 1:
        return "< 1 %"
    return "> 99 %" if share > 99 else f"{share:.0f} %"


def one_in(logit: float) -> int:
    """Return n where a probability is one in n, rounded to two digits."""
    return int(float(f"{1 / chance(logit):.2g}"))
