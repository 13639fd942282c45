import json

import numpy as np
import pyarrow as pa
import pytest

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.domain.scorecard import Adjustment, Scorecard
from commonweave.linkage.explaining import explain_pairs
from commonweave.linkage.services import Judgement, link_records, load_scorecard
from tests.linkage.build import records

TOWNS = ["Oakton", "Millport", "Fairdale", "Cedarburg", "Lakefield", "Rivermont"]
HEADS = ["Unity", "Pioneer", "Harvest", "Alliance", "Heritage", "Liberty", "Teachers", "Harbour"]


def lists():
    """Return two lists and the body of each record; towns are often those of the head office."""
    rng = np.random.default_rng(4)
    rows, truth = [], {}
    for body in range(260):
        name = f"{HEADS[body % 8]} {'Housing' if body % 3 else 'Credit'} Co-operative"
        town = TOWNS[body % 6]
        for source in ("members", "offices"):
            row = {"name": name, "city": town, "street": f"{body} Mill Lane", "country": "GB",
                   "source": source, "record_id": f"{source[0]}{body:03d}"}  # fmt: skip
            if source == "offices" and rng.random() < 0.5:
                row |= {"city": str(rng.choice(TOWNS)), "street": ""}
            rows.append(row)
            truth[row["record_id"]] = str(body)
    return records(*rows), truth


@pytest.fixture(scope="module")
def made():
    return lists()


def link(table, **options):
    with open_engine() as engine:
        return link_records(table, engine=engine, **options)


def answered(questions, truth):
    return [
        Judgement(q.left, q.right, "same" if truth[q.left] == truth[q.right] else "different")
        for q in questions
    ]


@pytest.fixture(scope="module")
def asked(made):
    return link(made[0], ask=60).questions


def test_the_same_questions_are_asked_in_whatever_order_the_rows_come(made, asked):
    table = made[0]
    shuffled = table.take(pa.array(np.random.default_rng(9).permutation(len(table))))
    assert link(shuffled, ask=60).questions == asked
    assert len({(q.left, q.right) for q in asked}) == 60
    assert all(json.loads(q.reasons) for q in asked)


def test_what_was_answered_or_follows_from_answers_is_not_asked_again(made, asked):
    table, truth = made
    answers = answered(asked, truth)
    again = link(table, judgements=answers, ask=60).questions
    assert not {(q.left, q.right) for q in again} & {(q.left, q.right) for q in asked}
    unsure = [Judgement(q.left, q.right, "unsure") for q in asked]
    again = link(table, judgements=unsure, ask=60).questions
    assert not {(q.left, q.right) for q in again} & {(q.left, q.right) for q in asked}


def test_answers_refit_the_weights_and_say_how_good_the_links_are(made, asked):
    table, truth = made
    answers = answered(asked, truth)
    run = link(table, judgements=answers, refit=True)
    report = run.report["refit"]
    assert report["answers"] == len(answers)
    assert report["before"]["log_loss"] > 0
    assert report["accepted"] is (run.scorecard != link(table).scorecard)
    estimate = run.report["estimate"]
    assert 0 <= estimate["recall"]["low"] <= estimate["recall"]["value"] <= 1
    for answer in answers:
        together = run.clusters[answer.left] == run.clusters[answer.right]
        assert together is (answer.verdict == "same")


def test_after_a_refit_a_pair_is_explained_by_the_keys_that_proposed_it(made, asked):
    table, truth = made
    shipped = load_scorecard()
    wrong = Scorecard(shipped.intercept + 5, shipped.weights)
    answers = answered(asked, truth)
    with open_engine() as engine:
        run = link_records(table, engine=engine, scorecard=wrong, judgements=answers, refit=True)
        assert run.report["refit"]["accepted"]
        [told] = explain_pairs(
            [(asked[0].left, asked[0].right)],
            engine=engine,
            records=table,
            linkage=run,
            judgements=answers,
        )
    assert told.compared
    assert "proposed" in told.keys.values()


def test_answers_that_cannot_be_used_are_counted_and_refit_nothing(made, asked):
    table, _ = made
    strangers = [Judgement("m000", "nobody", "same"), Judgement("m000", "o259", "different")]
    unsure = [Judgement(q.left, q.right, "unsure") for q in asked]
    report = link(table, judgements=[*strangers, *unsure], refit=True).report
    assert report["refit"]["outcome"] == "few"
    assert report["refit"]["answers"] == 0
    assert report["refit"]["not_compared"] == 1
    assert len(report["unknown_judgements"]) == 1
    assert report["estimate"] is None


def test_of_two_answers_on_a_pair_the_later_one_is_fitted(made, asked):
    table, truth = made
    answers = answered(asked, truth)
    wrong = [
        Judgement(a.left, a.right, "different" if a.verdict == "same" else "same") for a in answers
    ]
    both = link(table, judgements=[*wrong, *answers], refit=True)
    once = link(table, judgements=answers, refit=True)
    assert both.report["refit"] == once.report["refit"]
    assert both.report["contradictions"]


def own_logit(row):
    """Return what a pair weighs without its standing beside others, which these move too."""
    reasons = json.loads(row["reasons"])
    standing = sum(one["weight"] for one in reasons if one["code"].startswith("standing."))
    return np.log(row["probability"] / (1 - row["probability"])) - standing


def test_an_adjustment_moves_only_pairs_of_its_source(made):
    table = made[0]
    plain = link(table)
    added = {"members": Adjustment(2.0, {})}
    card = Scorecard(plain.scorecard.intercept, plain.scorecard.weights, added)
    moved = link(table, scorecard=card)
    before, after = (
        {(row["record_id_l"], row["record_id_r"]): own_logit(row) for row in run.pairs.to_pylist()}
        for run in (plain, moved)
    )
    for pair in before.keys() & after.keys():
        expected = 2.0 if "m" in pair[0][0] + pair[1][0] else 0.0
        assert after[pair] - before[pair] == pytest.approx(expected, abs=0.02)
    assert {"mm", "mo"} <= {a[0] + b[0] for a, b in before}
