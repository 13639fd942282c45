import pytest

from commonweave.linkage.domain.evaluation import evaluate_clusters


def test_the_worked_example_of_both_measures():
    # Two bodies of 3 and 2; found: {a,b}, {c,d}, {e}. One right pair of two found and four true.
    truth = {"a": "1", "b": "1", "c": "1", "d": "2", "e": "2"}
    found = {"a": "x", "b": "x", "c": "y", "d": "y", "e": "z"}
    measured = evaluate_clusters(found, truth)
    assert (measured.right_pairs, measured.found_pairs, measured.true_pairs) == (1, 2, 4)
    assert measured.pairwise.precision == 0.5
    assert measured.pairwise.recall == 0.25
    assert measured.b_cubed.precision == pytest.approx((1 + 1 + 0.5 + 0.5 + 1) / 5)
    assert measured.b_cubed.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)


def test_a_record_the_truth_does_not_name_stands_alone():
    measured = evaluate_clusters({"a": "x", "b": "x"}, {})
    assert measured.pairwise.precision == 0.0
    assert measured.pairwise.recall == 1.0
