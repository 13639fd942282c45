"""Surveys of single sources: the tool's choice and the tool's estimate, also after an update."""

from pathlib import Path

import pyarrow as pa
import pytest

from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.domain.estimates import Estimate, Share
from commonweave.linkage.domain.questions import EDGES
from commonweave.linkage.services import (
    LinkSettings,
    Wish,
    link_records,
    load_scorecard,
    survey_sources,
    update_linkage,
)
from tests.linkage.test_asking import answered, lists


@pytest.fixture(scope="module")
def made():
    return lists()


def options(engine, judgements=()):
    return {
        "engine": engine,
        "settings": LinkSettings(),
        "scorecard": load_scorecard(),
        "judgements": judgements,
    }


def of_one_list(table):
    """Return the records as if they all came from one list."""
    at = table.column_names.index("source")
    return table.set_column(at, "source", pa.array(["all"] * len(table)))


def estimate_of(report):
    told = {name: Share(**report[name]) for name in ("precision", "recall")}
    return Estimate(**{**report, **told})


def test_of_a_source_on_every_pair_the_questions_are_those_of_the_tool(made):
    table = of_one_list(made[0])
    with open_engine() as engine:
        questions = link_records(table, ask=60, **options(engine)).questions
        assert survey_sources({"all": Wish(60)}, **options(engine))["all"].questions == questions


def test_each_question_of_a_source_has_a_record_of_it(made):
    with open_engine() as engine:
        link_records(made[0], **options(engine))
        surveys = survey_sources(
            {"members": Wish(30), "offices": Wish(0), "nobody": Wish(5)}, **options(engine)
        )
    asked = surveys["members"].questions
    assert len(asked) == 30
    assert all("m" in q.left[0] + q.right[0] for q in asked)
    assert surveys["offices"].questions == surveys["nobody"].questions == []
    assert surveys["members"].estimate is None


def test_of_a_source_on_every_pair_the_estimate_is_that_of_the_tool(made):
    table, truth = of_one_list(made[0]), made[1]
    with open_engine() as engine:
        answers = answered(link_records(table, ask=60, **options(engine)).questions, truth)
        linkage = link_records(table, **options(engine, answers))
        wishes = {"all": Wish(0, {answer.pair for answer in answers})}
        survey = survey_sources(wishes, **options(engine, answers))["all"]
    assert survey.estimate == estimate_of(linkage.report["estimate"])


def test_answers_on_pairs_that_were_not_drawn_for_a_source_do_not_count_in_its_estimate(made):
    table, truth = made
    with open_engine() as engine:
        questions = link_records(table, ask=60, **options(engine)).questions
        answers = answered(questions, truth)
        link_records(table, **options(engine, answers))
        drawn = {(q.left, q.right) for q in questions[:30] if q.probability >= EDGES[0]}
        wishes = {"members": Wish(0, drawn), "offices": Wish(0)}
        surveys = survey_sources(wishes, **options(engine, answers))
    mine = sum("m" in left[0] + right[0] for left, right in drawn)
    assert surveys["members"].estimate.answers == mine
    assert surveys["offices"].estimate is None


def test_after_an_update_by_answers_the_survey_is_that_of_a_run_in_full(made, tmp_path: Path):
    table, truth = made
    with open_engine() as engine:
        kept = {"state": tmp_path, "token": "1"}
        questions = link_records(table, ask=60, **kept, **options(engine)).questions
    answers = answered(questions, truth)
    drawn = {answer.pair for answer in answers}
    wanted = {"members": Wish(40, drawn), "offices": Wish(40, drawn)}
    with open_engine() as engine:
        kept = {"state": tmp_path, "token": "2"}
        update_linkage(table.slice(0, 0), [], **kept, **options(engine, answers))
        updated = survey_sources(wanted, **options(engine, answers))
    with open_engine() as engine:
        link_records(table, **options(engine, answers))
        whole = survey_sources(wanted, **options(engine, answers))
    assert updated == whole
    assert all(survey.estimate and survey.questions for survey in whole.values())
