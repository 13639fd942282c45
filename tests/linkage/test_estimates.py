import numpy as np
import pytest

from commonweave.linkage.domain.estimates import Population, Sample, estimate_links

# Stratum → (pairs, share of them that is linked, share same among linked, among not linked).
WORLD = {
    1: (1_500, 0.01, 0.5, 0.03),
    2: (600, 0.05, 0.6, 0.2),
    3: (400, 0.3, 0.7, 0.4),
    4: (500, 0.8, 0.8, 0.3),
    5: (500, 0.95, 0.9, 0.3),
    6: (900, 0.98, 0.95, 0.5),
    7: (3_000, 1.0, 0.98, 0.5),
}
ASKED = {1: 14, 2: 14, 3: 14, 4: 14, 5: 14, 6: 12, 7: 18}


def world(rng):
    stratum = np.repeat(list(WORLD), [part[0] for part in WORLD.values()])
    linked = rng.random(len(stratum)) < np.array([WORLD[at][1] for at in stratum])
    share = np.array([WORLD[at][2 if on else 3] for at, on in zip(stratum, linked, strict=True)])
    return stratum, linked, rng.random(len(stratum)) < share


def asked(rng, stratum, linked, same):
    at = np.concatenate([
        rng.choice(np.flatnonzero(stratum == number), count, replace=False)
        for number, count in ASKED.items()
    ])  # fmt: skip
    rest = np.ones(len(stratum), np.bool_)
    rest[at] = False
    weight = np.array([WORLD[number][0] / ASKED[number] for number in stratum[at]])
    truth = same[at] == 1
    return Population(stratum[rest], linked[rest]), Sample(
        stratum[at], linked[at], truth.astype(float), weight, truth
    )


def test_the_intervals_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(1)
    stratum, linked, same = world(rng)
    held = {"precision": 0, "recall": 0}
    shift = {"precision": 0.0, "recall": 0.0}
    rounds = 400
    for _ in range(rounds):
        population, sample = asked(rng, stratum, linked, same)
        right = (same[linked]).sum() + (sample.same[~sample.linked]).sum()
        links = linked.sum() - sample.linked.sum() + sample.joined.sum()
        truth = {"precision": right / links, "recall": right / same.sum()}
        estimate = estimate_links(population, sample)
        for name, true in truth.items():
            share = getattr(estimate, name)
            held[name] += share.low - 1e-9 <= true <= share.high + 1e-9
            shift[name] += (share.value - true) / rounds
    assert all(0.9 <= count / rounds <= 1.0 for count in held.values()), held
    assert all(abs(mean) < 0.01 for mean in shift.values()), shift


def test_more_answers_make_the_interval_narrower():
    rng = np.random.default_rng(2)
    stratum, linked, same = world(rng)
    few, many = (
        estimate_links(*_sample(rng, stratum, linked, same, number)) for number in (100, 1000)
    )
    assert many.recall.high - many.recall.low < 0.6 * (few.recall.high - few.recall.low)
    assert few.answers == 100


def _sample(rng, stratum, linked, same, number):
    at = rng.choice(len(stratum), number, replace=False)
    rest = np.ones(len(stratum), np.bool_)
    rest[at] = False
    truth = same[at] == 1
    return Population(stratum[rest], linked[rest]), Sample(
        stratum[at], linked[at], truth.astype(float), np.full(number, 1.0), truth
    )


@pytest.mark.parametrize("verdict", [True, False])
def test_answers_that_all_agree_leave_an_interval(verdict):
    stratum, linked = np.full(1000, 7), np.ones(1000, np.bool_)
    sample = Sample(stratum[:30], linked[:30], np.full(30, float(verdict)), np.ones(30),
                    np.full(30, verdict))  # fmt: skip
    estimate = estimate_links(Population(stratum[30:], linked[30:]), sample)
    assert estimate.precision.value == pytest.approx(1.0 if verdict else 0.0)
    assert estimate.precision.high - estimate.precision.low > 0.05
    assert 0 <= estimate.recall.low <= estimate.recall.high <= 1


def test_too_few_answers_estimate_nothing():
    few = np.zeros(5)
    flags = np.zeros(5, np.bool_)
    sample = Sample(few.astype(np.int64), flags, few, few + 1, flags)
    assert estimate_links(Population(np.zeros(9, np.int64), np.zeros(9, np.bool_)), sample) is None
