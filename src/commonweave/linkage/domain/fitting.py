"""Logistic regression over level matrices, held near prior weights."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from commonweave.linkage.domain.scorecard import all_levels

Levels: TypeAlias = npt.NDArray[np.uint8]
Reals: TypeAlias = npt.NDArray[np.float64]

_NEWTON_STEPS = 100
_ENOUGH = 1e-7


class Design(NamedTuple):
    """Indicators of the levels that occur: `matrix` [rows, len(names) + 1], the last column ones.

    `names` says which (feature, level) a column stands for; reference levels have none.
    """

    matrix: Reals
    names: list[tuple[str, str]]


def design_matrix(levels: Levels) -> Design:
    """Return the indicators of a level matrix [pairs, features of `all_levels`]."""
    names: list[tuple[str, str]] = []
    columns: list[npt.NDArray[np.bool_]] = []
    for at, (feature, options) in enumerate(all_levels().items()):
        for code, level in enumerate(options[1:], start=1):
            rows = levels[:, at] == code
            if rows.any():
                names.append((feature, level))
                columns.append(rows)
    columns.append(np.ones(len(levels), np.bool_))
    return Design(np.column_stack(columns).astype(np.float64), names)


def shares(logit: Reals) -> Reals:
    """Return probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -500, 500))))


def fit_logistic(
    matrix: Reals,
    ones: Reals,
    counts: Reals,
    *,
    prior: Reals,
    stiffness: float,
    offset: Reals | float = 0.0,
    start: Reals | None = None,
) -> Reals:
    """Return the weights of least penalised log loss, by Newton steps that are halved as needed.

    Row i of `matrix` [n, k] was seen `counts[i]` times, `ones[i]` of them true (both may be
    fractions, as weights are); the penalty is `stiffness` / 2 times the squared distance of the
    weights [k] from `prior`; `offset` [n] is added to the log-odds as it is. The steps begin at
    `start`, or at the prior.
    Method: ridge logistic regression (le Cessie & van Houwelingen 1992).
    """

    def loss(weights: Reals) -> float:
        logit = matrix @ weights + offset
        return float(
            (counts * np.logaddexp(0, logit) - ones * logit).sum()
            + stiffness / 2 * ((weights - prior) ** 2).sum()
        )

    weights = (prior if start is None else start).copy()
    best = loss(weights)
    for _ in range(_NEWTON_STEPS):
        share = shares(matrix @ weights + offset)
        gradient = matrix.T @ (counts * share - ones) + stiffness * (weights - prior)
        curvature = (matrix * (counts * share * (1 - share))[:, None]).T @ matrix
        step = np.linalg.solve(curvature + stiffness * np.eye(len(prior)), gradient)
        size = 1.0
        while size > 1e-6 and loss(weights - size * step) > best:
            size /= 2
        weights = weights - size * step
        before, best = best, loss(weights)
        if before - best < _ENOUGH * before:
            break
    return weights
