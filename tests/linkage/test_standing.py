import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage import services
from commonweave.linkage.domain.scorecard import LEVELS, Adjustment, Scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.standing import STANDING, standing_levels, weigh_standing
from tests.linkage.build import records

KEEP = -3.0
LISTS = np.array([0, 0, 1, 1, 2, 2], np.int32)
ends = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] < pair[1])
weights = st.sampled_from([-5.0, -3.0, -1.0, -0.75, 0.0, 0.25, 0.5, 2.0, 6.0])
pairs = st.dictionaries(ends, weights, max_size=15)


def levels_of(scored):
    left, right = np.array(list(scored), np.int32).reshape(-1, 2).T
    logit = np.array(list(scored.values()), np.float32)
    codes = standing_levels(left.copy(), right.copy(), logit, LISTS, KEEP)
    return {pair: LEVELS["standing"][code] for pair, code in zip(scored, codes, strict=True)}


def reference(scored):
    """Return the level of each pair, rivals sought one by one."""
    kept = {
        pair: logit
        for pair, logit in scored.items()
        if logit >= KEEP and LISTS[pair[0]] != LISTS[pair[1]]
    }
    levels = dict.fromkeys(scored, "-")
    for (a, b), logit in kept.items():
        rivals = [
            other
            for ends, other in kept.items()
            for here, there in ((a, b), (b, a))
            if ends != (a, b) and here in ends
            for third in {*ends} - {here}
            if LISTS[third] == LISTS[there]
        ]
        lead = logit - max(rivals, default=-np.inf)
        levels[a, b] = (
            "alone" if not rivals
            else "ahead" if lead > 0.5
            else "level" if lead >= -0.5
            else "behind"
        )  # fmt: skip
    return levels


@given(pairs)
def test_each_pair_stands_by_its_strongest_rival(scored):
    assert levels_of(scored) == reference(scored)


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(scored, chance):
    order = list(scored.items())
    chance.shuffle(order)
    assert levels_of(scored) == levels_of(dict(order))


def test_a_list_that_names_a_body_once_settles_what_a_pair_leaves_open():
    town = {"city": "Leeds", "country": "GB"}
    table = records(
        {"name": "Alder Bakery", **town, "phone": "0113 496 0000"},
        {"name": "Alder Bakery", **town},
        {"name": "Rowan Press", **town},
        {"name": "Alder Bakery", **town, "phone": "0113 496 0000"},
    )
    with open_engine() as engine:
        services.link_records(table, engine=engine)
        found = engine.fetch("SELECT l, r, level FROM standing").to_pylist()
    told = {(row["l"], row["r"]): LEVELS["standing"][row["level"]] for row in found}
    assert told[0, 3] == "ahead"
    assert told[0, 1] == "behind"


def test_a_source_has_weights_of_its_own_for_the_standing():
    town = {"city": "Leeds", "country": "GB"}
    table = records({"name": "Alder Bakery", **town}, {"name": "Alder Bakery", **town})
    card = services.load_scorecard()
    raised = Scorecard(
        card.intercept, card.weights, {"list1": Adjustment(0.0, {"standing": {"alone": 0.5}})}
    )
    with open_engine() as engine:
        services.link_records(table, engine=engine)
        before = engine.fetch("SELECT logit FROM standing").to_pylist()[0]["logit"]
        weigh_standing(engine, raised, LinkSettings())
        after = engine.fetch("SELECT logit FROM standing").to_pylist()[0]["logit"]
    assert after == pytest.approx(before + 0.5, abs=1e-5)
    assert list(LEVELS)[STANDING] == "standing"
