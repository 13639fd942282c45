import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.domain.fitting import design_matrix, fit_logistic, shares
from commonweave.linkage.domain.refit import Answers, refit_weights
from commonweave.linkage.domain.scorecard import (
    LEVELS,
    Adjustment,
    Scorecard,
    all_levels,
    read_scorecard,
)
from commonweave.linkage.scoring import weigh

NAME, PLACE = list(LEVELS).index("name"), list(LEVELS).index("place")
CORE, SAME = LEVELS["name"].index("core"), LEVELS["name"].index("same")
FAR, TOWN = LEVELS["place"].index("far"), LEVELS["place"].index("town")
CARD = Scorecard(-2.0, {"name": {"same": 3.0, "core": 2.0}, "place": {"town": 1.0, "far": -2.0}})


def answers(rng, number, truth):
    """Draw pairs with names and places, answered by the weights `truth`."""
    levels = np.zeros((number, len(all_levels())), np.uint8)
    levels[:, NAME] = rng.choice([0, CORE, SAME], number)
    levels[:, PLACE] = rng.choice([0, FAR, TOWN], number)
    same = (rng.random(number) < shares(weigh(levels, truth).astype(float))).astype(float)
    chance = rng.integers(0, 2**63, number).astype(np.uint64)
    return Answers(levels, same, np.ones(number), chance, np.zeros(number))


def test_answers_that_bear_the_weights_out_change_nothing():
    accepted = [
        refit_weights(answers(np.random.default_rng(seed), 100, CARD), CARD, cut=0.2).accepted
        for seed in range(40)
    ]
    assert sum(accepted) <= 6


def test_weights_that_are_wrong_for_a_source_are_mended():
    truth = Scorecard(-2.0, {"name": {"same": -1.0, "core": 2.0}, "place": {"town": 4.0}})
    told = answers(np.random.default_rng(3), 120, truth)
    refit = refit_weights(told, CARD, cut=0.2)
    assert refit.accepted
    assert refit.after.log_loss < refit.before.log_loss
    assert refit.gain > 1.645 * refit.error
    fresh = answers(np.random.default_rng(4), 2000, truth)
    before, after = (
        np.abs(weigh(fresh.levels, card) - weigh(fresh.levels, truth)).mean()
        for card in (CARD, CARD.adjusted(refit.adjustment))
    )
    assert after < 0.5 * before


@pytest.mark.parametrize(("number", "same", "outcome"), [(19, 10, "few"), (40, 4, "one_kind"),
                                                        (40, 36, "one_kind")])  # fmt: skip
def test_too_few_answers_or_answers_of_one_kind_fit_nothing(number, same, outcome):
    drawn = answers(np.random.default_rng(1), number, CARD)
    told = Answers(
        drawn.levels, (np.arange(number) < same) * 1.0, drawn.weight, drawn.chance, drawn.offset
    )
    refit = refit_weights(told, CARD, cut=0.2)
    assert (refit.outcome, refit.adjustment) == (outcome, None)


def test_what_another_source_adds_is_not_fitted_again():
    truth = Scorecard(-2.0, {"name": {"same": -1.0, "core": 2.0}, "place": {"town": 4.0}})
    drawn = answers(np.random.default_rng(3), 120, truth)
    added = (weigh(drawn.levels, truth) - weigh(drawn.levels, CARD)).astype(float)
    told = Answers(drawn.levels, drawn.same, drawn.weight, drawn.chance, added)
    assert not refit_weights(told, CARD, cut=0.2).accepted


@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10))
def test_the_fit_is_where_the_penalised_loss_is_flat(seed, stiffness):
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, 2, (30, 4)).astype(float)
    same = rng.integers(0, 2, 30).astype(float)
    prior = rng.normal(size=4)
    fitted = fit_logistic(matrix, same, np.ones(30), prior=prior, stiffness=stiffness)
    slope = matrix.T @ (shares(matrix @ fitted) - same) + stiffness * (fitted - prior)
    assert np.abs(slope).max() < 0.05


def test_the_design_gives_back_the_weights_of_a_scorecard():
    told = answers(np.random.default_rng(5), 50, CARD)
    design = design_matrix(told.levels)
    weights = [CARD.weights.get(f, {}).get(level, 0.0) for f, level in design.names]
    assert np.allclose(design.matrix @ [*weights, CARD.intercept], weigh(told.levels, CARD))


def test_an_adjustment_adds_to_pairs_of_its_source_and_survives_a_file():
    added = Adjustment(0.5, {"name": {"same": -1.0}, "list": {"same": 2.0}})
    card = Scorecard(CARD.intercept, CARD.weights, {"guild": added})
    assert card.for_sources(["other"]).tables == CARD.tables
    levels = answers(np.random.default_rng(6), 20, CARD).levels
    difference = weigh(levels, card.for_sources(["guild", "other"])) - weigh(levels, CARD)
    assert np.allclose(difference, 0.5 - (levels[:, NAME] == SAME))
    assert read_scorecard(card.document()) == card
    assert card.fingerprint_text() != CARD.fingerprint_text()


@pytest.mark.parametrize(
    "document",
    [
        {"intercept": 1.0, "weights": {"colour": {"red": 1.0}}},
        {"intercept": float("nan"), "weights": {}},
        {"intercept": 1.0, "weights": {"name": {"same": float("inf")}}},
        {
            "intercept": 1.0,
            "weights": {},
            "sources": {"x": {"intercept": 0, "weights": {"a": {"b": 1}}}},
        },
    ],
)
def test_weights_of_unknown_levels_or_that_are_no_numbers_are_refused(document):
    with pytest.raises(ValueError, match=r"weight|number"):
        read_scorecard(document)


def test_the_shipped_weights_have_no_adjustments():
    assert load_scorecard().sources == {}
