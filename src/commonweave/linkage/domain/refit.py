"""Re-fits the weights of a scorecard to answers, and says by held-out answers whether it helps.

The models, from the simplest: a new scale and intercept for the log-odds as they are; or every
weight that the answered pairs show, held near its present value by a ridge of one of a few
strengths (le Cessie & van Houwelingen 1992). Which one is chosen by cross-validation, and the
choice itself is tested on answers that took no part in it (nested cross-validation; Varma & Simon
2006). Answers count alike in the fit: pairs are drawn by their score alone, which the model knows,
so that the draw does not distort it; measured, weights by stratum only make it less steady.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from commonweave.linkage.domain.fitting import (
    Levels,
    Reals,
    design_matrix,
    fit_logistic,
)
from commonweave.linkage.domain.scorecard import Adjustment, Scorecard

FEWEST = 20
"""With fewer answers, or fewer than FEWEST_EACH of one kind, nothing is fitted."""
FEWEST_EACH = 5
FOLDS = 5
STIFFNESS = (10.0, 3.0, 1.0, 0.3)
CERTAINTY = 1.645
"""The held-out gain must be so many standard errors above nothing (one-sided, 5 %)."""

Outcome: TypeAlias = Literal["better", "noise", "few", "one_kind"]
Choice: TypeAlias = float | None
"""Stiffness of the weights; None for scale and intercept alone."""
CHOICES: tuple[Choice, ...] = (None, *STIFFNESS)
Folds: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Answers:
    """Answered pairs: `levels` [n, features], `same` 1 or 0, `weight` pairs that each stands for.

    `chance` is a number that orders them without regard to rows or answers; `offset` log-odds that
    other adjustments add to each and that stay as they are.
    """

    levels: Levels
    same: Reals
    weight: Reals
    chance: npt.NDArray[np.uint64]
    offset: Reals

    def __len__(self) -> int:
        return len(self.same)


@dataclass(frozen=True)
class HeldOut:
    """Measures on held-out answers: mean log loss, and pairs at the cut weighted back to all."""

    log_loss: float
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Refit:
    """What became of a re-fit; `adjustment` is set where it was accepted (`better`).

    `gain` is the mean fall of log loss on held-out answers and `error` its standard error.
    `stiffness` is None where scale and intercept alone were fitted.
    """

    outcome: Outcome
    answers: int
    same: int
    before: HeldOut | None = None
    after: HeldOut | None = None
    gain: float = 0.0
    error: float = 0.0
    stiffness: float | None = None
    adjustment: Adjustment | None = None

    @property
    def accepted(self) -> bool:
        """Say whether the new weights are to be used."""
        return self.outcome == "better"

    def figures(self) -> dict[str, Any]:
        """Return everything but the adjustment, for a report."""
        found = {name: value for name, value in asdict(self).items() if name != "adjustment"}
        return {"accepted": self.accepted, **found}


@dataclass(frozen=True)
class _Problem:
    """`matrix`, `present` weights and `offset` give the log-odds `base` of the answered pairs."""

    matrix: Reals
    present: Reals
    offset: Reals
    same: Reals

    @property
    def base(self) -> Reals:
        return np.asarray(self.matrix @ self.present + self.offset)

    def part(self, rows: npt.NDArray[np.bool_]) -> _Problem:
        return _Problem(self.matrix[rows], self.present, self.offset[rows], self.same[rows])


def refit_weights(answers: Answers, scorecard: Scorecard, *, cut: float) -> Refit:
    """Fit the weights to answers and accept them only where held-out answers are told better.

    `cut` is the log-odds from which a pair counts as linked in the measures. The scorecard's
    adjustments by source are left aside.
    """
    same = int(answers.same.sum())
    if len(answers) < FEWEST:
        return Refit("few", len(answers), same)
    if min(same, len(answers) - same) < FEWEST_EACH:
        return Refit("one_kind", len(answers), same)
    design = design_matrix(answers.levels)
    weights = scorecard.weights
    present = np.array(
        [weights.get(feature, {}).get(level, 0.0) for feature, level in design.names]
        + [scorecard.intercept]
    )
    problem = _Problem(design.matrix, present, answers.offset, answers.same)
    order = np.lexsort((answers.chance, answers.same))
    folds = np.empty(len(answers), np.int64)
    folds[order] = np.arange(len(answers)) % FOLDS
    told = _nested(problem, folds)
    gains = _losses(problem.base, answers.same) - _losses(told, answers.same)
    gain, error = float(gains.mean()), float(gains.std(ddof=1) / len(gains) ** 0.5)
    before, after = _held(problem.base, answers, cut), _held(told, answers, cut)
    better = gain > CERTAINTY * error
    choice = _choose(problem, folds)
    fitted = _fit(problem, choice)
    added = _added(fitted, choice, scorecard, present, design.names) if better else None
    return Refit(
        "better" if better else "noise",
        len(answers), same, before, after, gain, error, choice, added,
    )  # fmt: skip


def _losses(logit: Reals, same: Reals) -> Reals:
    return np.asarray(np.logaddexp(0, logit) - same * logit)


def _fit(problem: _Problem, choice: Choice) -> Reals:
    matrix, prior, offset = problem.matrix, problem.present, problem.offset
    if choice is None:
        own = problem.base - offset
        matrix = np.column_stack([own, np.ones(len(own))])
        prior = np.array([1.0, 0.0])
    counts = np.ones(len(problem.same))
    return fit_logistic(
        matrix, problem.same, counts, prior=prior, stiffness=choice or 1.0, offset=offset
    )


def _predict(problem: _Problem, fitted: Reals, choice: Choice) -> Reals:
    if choice is None:
        own = problem.base - problem.offset
        return np.asarray(fitted[0] * own + fitted[1] + problem.offset)
    return np.asarray(problem.matrix @ fitted + problem.offset)


def _cross(problem: _Problem, folds: Folds, choice: Choice) -> Reals:
    """Return the log-odds of each answer under a fit without its fold."""
    out = np.zeros(len(problem.same))
    for fold in range(FOLDS):
        test = folds == fold
        fitted = _fit(problem.part(~test), choice)
        out[test] = _predict(problem.part(test), fitted, choice)
    return out


def _choose(problem: _Problem, folds: Folds) -> Choice:
    losses = [
        float(_losses(_cross(problem, folds, choice), problem.same).sum()) for choice in CHOICES
    ]
    return CHOICES[int(np.argmin(losses))]


def _nested(problem: _Problem, folds: Folds) -> Reals:
    """Return held-out log-odds where each fold's model was also chosen without that fold."""
    out = np.zeros(len(problem.same))
    for fold in range(FOLDS):
        test = folds == fold
        inner = problem.part(~test)
        rank = np.cumsum(~test)[~test] - 1
        choice = _choose(inner, (rank * FOLDS // len(rank) + folds[~test]) % FOLDS)
        out[test] = _predict(problem.part(test), _fit(inner, choice), choice)
    return out


def _held(logit: Reals, answers: Answers, cut: float) -> HeldOut:
    linked = logit >= cut
    right = float((answers.weight * answers.same)[linked].sum())
    found, true = float(answers.weight[linked].sum()), float(answers.weight @ answers.same)
    return HeldOut(
        log_loss=float(_losses(logit, answers.same).mean()),
        precision=right / found if found else 1.0,
        recall=right / true if true else 1.0,
        f1=2 * right / (found + true) if found + true else 0.0,
    )


def _added(
    fitted: Reals,
    choice: Choice,
    scorecard: Scorecard,
    present: Reals,
    names: list[tuple[str, str]],
) -> Adjustment:
    """Return what a fit adds to the scorecard, rounded to a thousandth."""
    if choice is None:
        scale, shift = fitted.tolist()
        weights = {
            feature: {level: round((scale - 1) * weight, 3) for level, weight in levels.items()}
            for feature, levels in scorecard.weights.items()
        }
        return Adjustment(round((scale - 1) * scorecard.intercept + shift, 3), weights)
    moved = (fitted - present).tolist()
    found: dict[str, dict[str, float]] = {}
    for (feature, level), delta in zip(names, moved[:-1], strict=True):
        found.setdefault(feature, {})[level] = round(delta, 3)
    return Adjustment(round(moved[-1], 3), found)
