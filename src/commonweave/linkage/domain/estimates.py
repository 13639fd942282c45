"""Precision and recall of links, estimated from answers alone.

The pairs are put into strata by probability and by whether the run links them; inside a stratum
the answers are a random sample. The point estimate adds up the strata's shares times their numbers
of pairs (post-stratification; Särndal, Swensson & Wretman 1992, section 7.6). Each stratum has
Wilson's interval (1927); they are joined by the method of variance estimates recovery: for sums
Zou & Donner 2008 (the stratified Wilson interval of Yan & Su 2010), for the ratio in recall
Donner & Zou 2012. Answers that stand for unequal numbers of pairs count by their
effective size (Kish 1965). Pairs that were answered themselves are known, not estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from commonweave.linkage.domain.fitting import Reals

FEWEST = 20
"""With fewer answers nothing is estimated."""
FEWEST_A_STRATUM = 5
"""Strata with fewer answers are taken together with their neighbour."""
LEVEL = 0.95
_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)

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
    """An estimate with the bounds of its interval: a share from 0 to 1, or a number of pairs."""

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
    right = _total(_strata(population, sample, True), float(sample.same[sample.joined].sum()))
    missed = _total(_strata(population, sample, False), float(sample.same[~sample.joined].sum()))
    links = int(population.linked.sum() + sample.joined.sum())
    precision = (
        Share(right.value / links, right.low / links, min(right.high / links, 1.0))
        if links
        else Share(1.0, 0.0, 1.0)
    )
    return Estimate(
        precision=precision,
        recall=_recall(right, missed),
        answers=len(sample.same),
        links=links,
        true=right.value + missed.value,
    )


def _total(strata: list[_Stratum], known: float) -> Share:
    """Return a number of pairs that are one body, with its interval; `known` are sure."""
    value, below, above = known, 0.0, 0.0
    for stratum in strata:
        share = _share(stratum.same, stratum.answers)
        value += stratum.pairs * share.value
        below += (stratum.pairs * (share.value - share.low)) ** 2
        above += (stratum.pairs * (share.high - share.value)) ** 2
    return Share(value, max(value - sqrt(below), known), value + sqrt(above))


def _share(same: float, answers: float) -> Share:
    """Return the share of one stratum; without answers it may be anything."""
    if not answers:
        return Share(0.5, 0.0, 1.0)
    share, shrunk = same / answers, answers + _Z**2
    middle = (same + _Z**2 / 2) / shrunk
    spread = _Z / shrunk * sqrt(same * (1 - share) + _Z**2 / 4)
    return Share(
        share, max(min(middle - spread, share), 0.0), min(max(middle + spread, share), 1.0)
    )


def _recall(right: Share, missed: Share) -> Share:
    """Return right / (right + missed) by the interval of the ratio missed / right."""
    if right.value <= 0:
        return Share(0.0 if missed.value > 0 else 1.0, 0.0, 1.0)
    product = right.value * missed.value

    def ratio(end: float, other: float, sign: float) -> float:
        spread = other * (2 * right.value - other)
        inner = product**2 - end * (2 * missed.value - end) * spread
        if spread <= 0:
            return 0.0 if sign < 0 else inf
        return max((product + sign * sqrt(max(inner, 0.0))) / spread, 0.0)

    few, many = ratio(missed.low, right.high, -1.0), ratio(missed.high, right.low, 1.0)
    return Share(1 / (1 + missed.value / right.value), 1 / (1 + many), 1 / (1 + few))


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
