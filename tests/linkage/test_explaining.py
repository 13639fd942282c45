"""Why two records are one body or two, told from the run that decided it."""

import json
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.blocking_keys import KEYS
from commonweave.linkage.domain.scorecard import LEVELS
from commonweave.linkage.domain.waterfall import chance, odds_of, percent_words, span, waterfall
from commonweave.linkage.domain.words import KEY_WORDS
from commonweave.linkage.explaining import explain_pairs
from commonweave.linkage.explaining_text import WIDTH, as_data, as_text, cells, fold
from commonweave.linkage.services import Judgement, link_records
from tests.linkage.build import records
from tests.linkage.test_services import LISTED, ROSA

CODES = [f"{feature}.{level}" for feature in LEVELS for level in LEVELS[feature]]
logit = st.floats(-25, 25)
reasons = st.lists(
    st.builds(lambda code, weight: {"code": code, "weight": weight}, st.sampled_from(CODES), logit),
    max_size=12,
)


def explain(table, *pairs, answers=()):
    answers = [Judgement(*answer) for answer in answers]
    with open_engine() as engine:
        linkage = link_records(table, engine=engine, judgements=answers)
        told = explain_pairs(
            pairs, engine=engine, records=table, linkage=linkage, judgements=answers
        )
    return linkage, told


@given(reasons, logit, logit)
def test_the_steps_lead_from_nothing_to_the_total_without_a_gap(given_reasons, base, total):
    steps = waterfall(given_reasons, base=base, total=total)
    assert steps[0].before == 0
    assert all(a.after == b.before for a, b in pairwise(steps))
    assert steps[-1].after == pytest.approx(total, abs=0.06)
    low, high = span(steps)
    assert all(low <= step.after <= high for step in steps)
    assert sum(len(step.reasons) for step in steps) == len(given_reasons)


@given(st.floats(0, 1))
def test_a_probability_and_its_odds_go_into_each_other_and_certainty_is_never_claimed(share):
    assert chance(odds_of(share)) == pytest.approx(share, abs=1e-12)
    assert "100" not in percent_words(odds_of(share))
    assert percent_words(odds_of(share)) != "0 %"


@given(st.text(max_size=200), st.integers(2, 40))
def test_folded_text_fits_and_loses_nothing_but_space(text, width):
    lines = fold(text, width)
    assert all(cells(line) <= width for line in lines)
    kept = "".join(c if c.isprintable() else " " for c in text)
    assert "".join("".join(lines).split()) == "".join(kept.split())


def test_every_key_can_be_said_in_words():
    assert set(KEYS) <= set(KEY_WORDS)


def test_an_explanation_comes_to_what_the_run_scored_and_says_which_keys_proposed_the_pair():
    linkage, told = explain(records(*LISTED), ("r00001", "r00000"), ("r00006", "r00007"))
    scored = {
        (p["record_id_l"], p["record_id_r"]): p["probability"] for p in linkage.pairs.to_pylist()
    }
    for explanation, pair in zip(told, [("r00000", "r00001"), ("r00006", "r00007")], strict=True):
        assert chance(explanation.total) == pytest.approx(scored[pair], rel=1e-5)
        assert explanation.base == load_scorecard().intercept
        assert explanation.compared
    assert told[0].keys["postcode"] == "proposed"
    assert told[0].keys["identifier"] == "right"
    assert told[1].keys["phone"] == "proposed"
    assert told[0].left["name"] == "Rosa Housing Co-op"
    assert [hop.left for hop in told[0].path] == ["r00001"]


def test_a_pair_that_no_key_reaches_is_weighed_all_the_same():
    _, [told] = explain(records(*LISTED), ("r00000", "r00003"))
    assert not told.compared
    assert "proposed" not in told.keys.values()
    assert told.total < -5
    assert told.between.pairs == 2
    assert told.between.compared == 0
    assert "no key reaches the pair" in as_text(told)


def test_a_cluster_by_way_of_a_third_record_names_the_way():
    rows = [
        ROSA,
        {"name": "Quite Another Name", "country": "GB"},
        {"name": "Third", "city": "Bath"},
    ]
    answers = [("r00000", "r00001", "same"), ("r00001", "r00002", "same")]
    _, [told] = explain(records(*rows), ("r00000", "r00002"), answers=answers)
    assert [(hop.left, hop.right, hop.logit) for hop in told.path] == [
        ("r00000", "r00001", None),
        ("r00001", "r00002", None),
    ]
    assert (told.answer.verdict, told.answer.through) == ("same", True)
    assert "by way of other records" in as_text(told)


def test_answers_are_told_also_through_others_and_where_they_gave_way():
    same, fence = ("r00000", "r00001", "same"), ("r00001", "r00002", "different")
    table = records(ROSA, ROSA, ROSA)
    pairs = [("r00000", "r00002"), ("r00000", "r00001")]
    _, [through, direct] = explain(table, *pairs, answers=[fence, same])
    assert (through.answer.verdict, through.answer.through) == ("different", True)
    assert (direct.answer.verdict, direct.answer.through) == ("same", False)
    late = ("r00000", "r00001", "different")
    _, [told] = explain(table, ("r00000", "r00001"), answers=[same, late])
    assert (told.answer.verdict, told.answer.overruled) == ("different", False)
    _, [none] = explain(table, ("r00000", "r00001"))
    assert none.answer is None


def test_the_mean_between_clusters_counts_every_pair():
    beside = ROSA | {"name": "Quite Another Foundation"}
    rows = [ROSA, beside, {"name": "Sur Norte", "city": "Sevilla"}]
    linkage, [told] = explain(records(*rows), ("r00000", "r00001"))
    assert linkage.clusters["r00000"] != linkage.clusters["r00001"]
    assert told.between.mean == pytest.approx(told.total, abs=1e-4)


def test_the_text_fits_eighty_columns_in_every_script():
    tokyo = {"name": "協同組合東京コミュニティハウス" * 4, "city": "東京"}
    cairo = {"name": "تعاونية الأمل", "city": "القاهرة", "website": "x" * 90 + ".example"}
    table = records(*LISTED, tokyo, cairo)
    ids = table.column("record_id").to_pylist()
    _, told = explain(table, *[(ids[0], other) for other in ids[1:]], (ids[-1], ids[-2]))
    for explanation in told:
        assert max(map(cells, as_text(explanation).splitlines())) <= WIDTH


def test_as_data_it_can_be_written_as_json_and_adds_up():
    _, [told] = explain(records(*LISTED), ("r00000", "r00001"))
    data = json.loads(json.dumps(as_data(told)))
    assert data["steps"][-1]["logit"] == pytest.approx(data["logit"], abs=0.06)
    assert data["clusters"] == ["r00000", "r00000"]
    assert data["steps"][1]["reasons"][0]["words"]


def test_a_record_that_is_not_there_has_no_explanation():
    with pytest.raises(KeyError, match="nobody"):
        explain(records(ROSA, ROSA), ("r00000", "nobody"))


def test_records_without_a_source_column_can_be_explained():
    table = pa.table({"record_id": ["a", "b"], "name": ["Rosa Co-op", "Sur Norte"]})
    _, [told] = explain(table, ("a", "b"))
    assert told.between.pairs == 1
