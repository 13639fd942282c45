import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.linkage.domain.questions import (
    CELLS,
    Candidates,
    allot,
    cells_of,
    choose_questions,
    deciding,
    pair_hashes,
    record_hashes,
    strata_of,
)
from commonweave.linkage.domain.scorecard import all_levels


def candidates(pairs, probability):
    left, right = np.array(pairs, np.int64).reshape(-1, 2).T
    probability = np.array(probability)
    logit = np.log(probability / (1 - probability))
    levels = np.zeros((len(left), len(all_levels())), np.uint8)
    levels[:, 0] = np.arange(len(left)) % 9
    return Candidates(left, right, logit, levels)


def choose(pairs, probability, wanted, **options):
    found = candidates(pairs, probability)
    hashes = record_hashes([f"r{at}" for at in range(200)])
    chance = pair_hashes(hashes[found.left], hashes[found.right])
    cells = cells_of(np.array(probability), deciding(found.left, found.right, found.logit, 0.2))
    return choose_questions(found, cells, chance, wanted=wanted, **options)


PAIRS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(61, 120), st.floats(0.01, 0.999)),
    max_size=120,
    unique_by=lambda pair: pair[:2],
)


@given(PAIRS, st.integers(0, 60))
def test_questions_are_different_pairs_of_which_none_follows_from_the_others(rows, wanted):
    pairs = [row[:2] for row in rows]
    chosen = choose(pairs, [row[2] for row in rows], wanted)
    assert len(set(chosen)) == len(chosen) <= wanted
    home = list(range(200))
    for at in chosen:
        one, two = (home[end] for end in pairs[at])
        assert one != two
        home = [one if part == two else part for part in home]


def test_records_known_to_be_one_are_not_asked_about():
    assert choose([(0, 1), (2, 3)], [0.5, 0.5], 2, joined=[(0, 1)]) == [1]


def test_questions_spread_over_all_strata_and_over_kinds_of_evidence():
    probability = np.tile([0.02, 0.1, 0.25, 0.45, 0.65, 0.8, 0.93, 0.99], 90)
    pairs = [(2 * at, 2 * at + 1) for at in range(len(probability))]
    found = candidates(pairs, probability)
    chance = pair_hashes(
        record_hashes([f"a{at}" for at in range(720)]),
        record_hashes([f"b{at}" for at in range(720)]),
    )
    cells = cells_of(probability, np.ones(720, np.int64))
    chosen = choose_questions(found, cells, chance, wanted=100)
    strata = np.bincount(strata_of(probability[chosen]), minlength=8)
    assert len(chosen) == 100
    assert strata.min() >= 4
    assert strata[0] < strata[3]
    kinds = np.bincount(found.levels[chosen, 0], minlength=9)
    assert kinds.max() <= 2 * kinds.min()


@given(st.lists(st.integers(0, CELLS - 1), max_size=300), st.integers(0, 200))
def test_as_many_questions_are_allotted_as_are_wanted_and_there(cells, wanted):
    given_out = np.array(allot(wanted, np.array(cells, np.int64)))
    sizes = np.bincount(np.array(cells, np.int64), minlength=CELLS)
    assert (given_out <= sizes).all()
    assert given_out.sum() == min(wanted, len(cells))


@given(st.lists(st.text(), min_size=2, max_size=20, unique=True))
def test_the_chance_of_a_pair_does_not_depend_on_which_end_comes_first(names):
    hashes = record_hashes(names)
    assert (pair_hashes(hashes, hashes[::-1]) == pair_hashes(hashes[::-1], hashes)).all()


def test_pairs_between_large_sides_decide_about_most():
    # 0-1-2 and 3-4 hang together; the pair 2-3 joins three records with two.
    left, right = np.array([0, 1, 3, 2, 5]), np.array([1, 2, 4, 3, 6])
    logit = np.array([3.0, 3.0, 3.0, 0.0, 0.0])
    assert deciding(left, right, logit, 0.2).tolist() == [2, 2, 1, 6, 1]


@pytest.mark.parametrize("wanted", [0, 5])
def test_without_pairs_there_are_no_questions(wanted):
    assert choose([], [], wanted) == []
