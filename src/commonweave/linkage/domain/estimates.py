"""Precision and recall of links, estimated from answers alone.

The pairs are put into strata by probability and by whether the run links them; inside a stratum
the answers are a random sample. The point estimate adds up the strata's shares times their numbers
of pairs (post-stratification; Särndal, Swensson & Wretman 1992, section 7.6); the interval comes
from the Jeffreys posterior of each stratum, Beta(y + ½, n - y + ½) (Brown, Cai & DasGupta 2001),
drawn together. Answers that stand for unequal numbers of pairs count by their effective size
(Kish 1965). Pairs that were answered themselves are known and not estimated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweave.linkage.domain.fitting import Reals

FEWEST = 20
"""With fewer answers nothing is estimated."""
FEWEST_A_STRATUM = 5
"""Strata with fewer answers are taken together with their neighbour."""
DRAWS = 20_000
LEVEL = 0.95
_SEED = 20_260

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Population:
    """Compared pairs that were not answered: their stratum of probability, and whether linked."""

    stratum: Numbers
    linked: Flags


@dataclass(frozen=True)
class Sample:
    """Answered pairs: stratum, whether linked without the answers, 1 for same, pairs stood for.

    `joined` says whether the run links them now that it obeys the answers.
    """

    stratum: Numbers
    linked: Flags
    same: Reals
    weight: Reals
    joined: Flags


@dataclass(frozen=True)
class Share:
    """An estimated share with the bounds of its interval, all from 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """Precision and recall of the links among the compared pairs, at the level LEVEL.

    `links` are the linked pairs, `true` the estimated number of pairs that are one body.
    """

    precision: Share
    recall: Share
    answers: int
    links: int
    true: float


@dataclass(frozen=True)
class _Stratum:
    pairs: int
    linked: bool
    answers: float
    same: float


def estimate_links(population: Population, sample: Sample) -> Estimate | None:
    """Estimate from a sample of answers; None where it is too small."""
    if len(sample.same) < FEWEST:
        return None
    strata = [
        stratum for linked in (True, False) for stratum in _strata(population, sample, linked)
    ]
    rng = np.random.default_rng(_SEED)
    right = known_right = float(sample.same[sample.joined].sum())
    missed = known_missed = float(sample.same[~sample.joined].sum())
    draws = {True: np.full(DRAWS, known_right), False: np.full(DRAWS, known_missed)}
    for stratum in strata:
        share = stratum.same / stratum.answers if stratum.answers else 0.5
        right += stratum.pairs * share if stratum.linked else 0.0
        missed += 0.0 if stratum.linked else stratum.pairs * share
        draws[stratum.linked] += stratum.pairs * rng.beta(
            stratum.same + 0.5, stratum.answers - stratum.same + 0.5, DRAWS
        )
    links = int(population.linked.sum() + sample.joined.sum())
    true = right + missed
    return Estimate(
        precision=_share(right, links, draws[True] / max(links, 1)),
        recall=_share(right, true, draws[True] / np.maximum(draws[True] + draws[False], 1e-9)),
        answers=len(sample.same),
        links=links,
        true=true,
    )


def _strata(population: Population, sample: Sample, linked: bool) -> list[_Stratum]:
    """Return strata of one side in order of probability, those of few answers taken together."""
    found: list[_Stratum] = []
    of_side = sample.linked == linked
    waiting: list[int] = []
    numbers = sorted({*population.stratum.tolist(), *sample.stratum.tolist()}, reverse=linked)
    for number in numbers:
        waiting.append(number)
        rows = of_side & np.isin(sample.stratum, waiting)
        if rows.sum() >= FEWEST_A_STRATUM:
            found.append(_stratum(population, sample, rows, waiting, linked))
            waiting = []
    if waiting:
        last = found.pop() if found else None
        rows = of_side & np.isin(sample.stratum, waiting)
        rest = _stratum(population, sample, rows, waiting, linked)
        found.append(_together(last, rest) if last else rest)
    return found


def _stratum(
    population: Population, sample: Sample, rows: Flags, numbers: list[int], linked: bool
) -> _Stratum:
    pairs = int(((population.linked == linked) & np.isin(population.stratum, numbers)).sum())
    weight, same = sample.weight[rows], sample.same[rows]
    if not len(weight):
        return _Stratum(pairs, linked, 0.0, 0.0)
    size = float(weight.sum() ** 2 / (weight**2).sum())
    return _Stratum(pairs, linked, size, size * float(weight @ same / weight.sum()))


def _together(one: _Stratum, two: _Stratum) -> _Stratum:
    return _Stratum(
        one.pairs + two.pairs, one.linked, one.answers + two.answers, one.same + two.same
    )


def _share(part: float, whole: float, draws: Reals) -> Share:
    value = part / whole if whole else 1.0
    low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    return Share(min(value, 1.0), min(low, value, 1.0), min(max(high, value), 1.0))
