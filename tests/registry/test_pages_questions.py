"""The questions worth asking of a source: drawn, answered in order, and what comes of it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.db import DatabaseError, transaction
from django.test import Client

from commonweave.accounts.models import Person, Space
from commonweave.infrastructure.engines import open_engine
from commonweave.linkage.services import LinkSettings, link_records
from commonweave.registry.models import (
    DrawnQuestion,
    FitOutcome,
    Pair,
    Source,
    SourceEstimate,
    WeightFit,
)
from commonweave.registry.queries.asking import get_round, list_rounds
from commonweave.registry.queries.linkable import linkable_records
from commonweave.registry.queries.weights import find_fit_in_force
from commonweave.registry.services.judgements import record_judgement
from commonweave.registry.services.weaving import weave_inventory
from commonweave.registry.views import questions as views
from tests.registry import factories as make
from tests.registry.conftest import TakeIn
from tests.registry.test_refitting import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def woven(members: Source, directory: Source, take_in: TakeIn) -> Source:
    """Weave two lists that are the same: bodies with a name of their own, and chapters."""
    for source in (members, directory):
        take_in(source, rows(140))
    weave_inventory(by=None)
    return members


def drawn(source: Source) -> list[DrawnQuestion]:
    return list(DrawnQuestion.objects.filter(source=source).order_by("run", "number"))


def pair(question: DrawnQuestion) -> tuple[int, int]:
    return question.left_id, question.right_id


def judge(questions: list[DrawnQuestion], verdict: str = "") -> None:
    """Answer, by default as the inventory has it."""
    for question in questions:
        one = question.left.organisation_id == question.right.organisation_id
        likely = "same" if one else "different"
        record_judgement(
            left=question.left, right=question.right, verdict=verdict or likely, by=None
        )


def answer_many(number: int = 140) -> None:
    """Answer the pairs at both ends the contrary of what the weights say."""
    pairs = list(Pair.objects.select_related("left", "right").order_by("probability", "id"))
    for at, one in enumerate([*pairs[: number // 2], *pairs[-(number // 2) :]]):
        verdict = "same" if at < number // 2 else "different"
        record_judgement(left=one.left, right=one.right, verdict=verdict, by=None)


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def path_of(source: Source, end: str = "questions/") -> str:
    return f"/sources/{source.slug}/{end}"


def asked(response: Any) -> tuple[int, int]:
    question = response.context["question"]
    return question.left.pk, question.right.pk


def test_the_questions_and_their_order_are_those_that_the_plain_tool_chooses(
    members: Source, take_in: TakeIn
) -> None:
    take_in(members, rows(90))
    weave_inventory(by=None)
    with open_engine() as engine:
        chosen = link_records(
            linkable_records(),
            engine=engine,
            settings=LinkSettings(**house_settings.LINK_SETTINGS),
            ask=100,
        ).questions
    assert len(chosen) > 50
    assert [pair(q) for q in drawn(members)] == [
        tuple(sorted((int(q.left), int(q.right)))) for q in chosen
    ]


def test_each_source_is_asked_about_its_own_entries_once_until_an_edition_brings_new_ones(
    woven: Source, directory: Source, take_in: TakeIn
) -> None:
    for source in (woven, directory):
        questions = DrawnQuestion.objects.filter(source=source)
        assert questions.count() == 100
        mine = {source.pk}
        assert all(mine & {q.left.source_id, q.right.source_id} for q in questions)
    first = drawn(woven)
    judge(first[:3])
    weave_inventory(by=None)
    assert drawn(woven) == first
    take_in(woven, rows(150))
    weave_inventory(by=None)
    again = drawn(woven)[100:]
    assert len(again) > 90
    assert {q.run_id for q in again}.isdisjoint({q.run_id for q in first})
    assert not {pair(q) for q in first[:3]} & {pair(q) for q in again}
    assert len(drawn(directory)) == 100


def test_what_was_drawn_is_never_changed(woven: Source) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        DrawnQuestion.objects.filter(source=woven).update(number=1000)


def test_a_run_that_fails_while_it_is_written_leaves_no_question_behind(
    members: Source, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(members, rows(70))

    def fail(**_: Any) -> None:
        raise RuntimeError("the plug is pulled")

    with monkeypatch.context() as patch:
        patch.setattr("commonweave.registry.services.weaving.put_in_force", fail)
        with pytest.raises(RuntimeError):
            weave_inventory(by=None)
    assert not DrawnQuestion.objects.exists()
    weave_inventory(by=None)
    assert DrawnQuestion.objects.exists()


def test_the_review_of_a_source_asks_in_order_and_leads_on(desk: Client, woven: Source) -> None:
    questions = drawn(woven)
    first, second, *_ = questions
    response = desk.get(f"/review/?source={woven.slug}")
    assert asked(response) == pair(first)
    assert f"answered 0 of {len(questions)}" in text_of(response)
    assert f'name="source" value="{woven.slug}"' in text_of(response)
    given = {"verdict": "unsure", "seen": 0, "source": woven.slug}
    response = desk.post(f"/review/{first.left_id}/{first.right_id}/", given)
    following = desk.get(response["Location"])
    assert asked(following) == pair(second)
    assert f"answered 1 of {len(questions)}" in text_of(following)
    undone = desk.post(f"/review/{first.left_id}/{first.right_id}/undo/", {"source": woven.slug})
    assert asked(desk.get(undone["Location"])) == pair(first)
    assert f"answered 0 of {len(questions)}" in text_of(desk.get(undone["Location"]))


def test_a_question_that_follows_from_other_answers_is_not_asked(
    woven: Source, editor: Person
) -> None:
    first = drawn(woven)[0]
    third = make.make_record(woven.editions.get(), "A third entry")
    for end in (first.left, first.right):
        record_judgement(left=end, right=third, verdict="same", by=None)
    told = get_round(editor, woven)
    assert told.asked[0].state == "implied"
    assert pair(first) not in told.open
    assert (told.answered, told.implied) == (0, 1)
    record_judgement(left=first.right, right=third, verdict="different", by=None)
    assert get_round(editor, woven).asked[0].state == "implied"
    record_judgement(left=first.right, right=third, verdict="unsure", by=None)
    assert get_round(editor, woven).asked[0].state == "open"


def test_when_all_is_answered_the_review_leads_to_the_estimate(
    desk: Client, woven: Source, editor: Person
) -> None:
    judge(drawn(woven), "unsure")
    assert not get_round(editor, woven).open
    response = desk.get(f"/review/?source={woven.slug}")
    assert "No question waits" in text_of(response)
    assert path_of(woven) in text_of(response)
    assert "Every question that you may judge is answered" in text_of(desk.get(path_of(woven)))


def test_a_pair_too_unlikely_to_be_kept_is_shown_with_the_reasons_of_its_draw(
    desk: Client, woven: Source
) -> None:
    first = drawn(woven)[0]
    Pair.objects.filter(left=first.left, right=first.right).delete()
    response = desk.get(f"/review/{first.left_id}/{first.right_id}/?source={woven.slug}")
    assert "What speaks for and against" in text_of(response)


def test_the_page_says_what_to_do_first_and_then_what_the_answers_say(
    desk: Client, members: Source, directory: Source, take_in: TakeIn
) -> None:
    assert "Nothing is woven yet" in text_of(desk.get(path_of(members)))
    assert "No question was drawn yet" in text_of(desk.get("/review/sources/"))
    for source in (members, directory):
        take_in(source, rows(70))
    weave_inventory(by=None)
    text = text_of(desk.get(path_of(members)))
    assert "20 more answers" in text
    assert "Answer the next question" in text
    likely = [q for q in drawn(members) if q.probability >= 0.05]
    judge(likely[:30])
    assert "the next weave makes an estimate" in text_of(desk.get(path_of(members)))
    run = weave_inventory(by=None).run
    assert not run.full
    estimate = SourceEstimate.objects.get(source=members)
    assert (estimate.run, estimate.figures["answers"]) == (run, 30)
    for path in (path_of(members), f"/runs/{run.pk}/"):
        text = text_of(desk.get(path))
        assert "of the links are right (precision;" in text
        assert "from 30 answers" in text
    assert f"As of run {run.pk}" in text_of(desk.get(path_of(members)))


def test_the_questions_of_a_source_are_found_from_its_page_the_review_and_the_run(
    desk: Client, woven: Source
) -> None:
    run = DrawnQuestion.objects.first()
    assert run
    assert path_of(woven) in text_of(desk.get(path_of(woven, "")))
    assert "/review/sources/" in text_of(desk.get("/review/"))
    assert "/review/sources/" in text_of(desk.get(f"/runs/{run.run_id}/"))
    assert path_of(woven) in text_of(desk.get("/review/sources/"))


@pytest.mark.parametrize(
    ("role", "of_space", "sees", "fits"),
    [
        ("editor", True, 200, 302),
        ("editor", False, 200, 403),
        ("reader", True, 403, 403),
        (None, True, 403, 403),
    ],
)
def test_editors_see_the_questions_and_those_of_the_keeping_network_fit(
    client: Client,
    woven: Source,
    space: Space,
    role: str | None,
    of_space: bool,
    sees: int,
    fits: int,
) -> None:
    where = space if of_space else make.make_space("elsewhere")
    client.force_login(make.make_person(role, where) if role else make.make_person())
    for path in (path_of(woven), "/review/sources/", f"/review/?source={woven.slug}"):
        assert client.get(path).status_code == sees
    response = client.post(path_of(woven, "weights/"), {"decision": "try", "seen": 0})
    assert response.status_code == fits
    assert WeightFit.objects.exists() is (fits == 302)
    if (sees, fits) == (200, 403):
        assert "Weights for this source" not in text_of(client.get(path_of(woven)))
        assert "answered 0 of" not in text_of(client.get(path_of(woven)))


def test_a_visitor_is_shown_no_questions_and_a_closed_source_is_not_told_of(
    client: Client, woven: Source
) -> None:
    assert client.get(path_of(woven)).status_code == 403
    assert "Questions worth asking" not in text_of(client.get(path_of(woven, "")))
    Source.objects.filter(pk=woven.pk).update(visibility="closed")
    client.force_login(make.make_person("editor", make.make_space("elsewhere")))
    for path in (path_of(woven), f"/review/?source={woven.slug}", "/sources/none/questions/"):
        assert client.get(path).status_code == 404
    assert client.post(path_of(woven, "weights/"), {"decision": "try"}).status_code == 404


def test_a_form_from_elsewhere_fits_nothing(woven: Source, editor: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    response = strict.post(path_of(woven, "weights/"), {"decision": "try", "seen": 0})
    assert response.status_code == 403
    assert not WeightFit.objects.exists()


def test_new_weights_are_shown_then_used_then_taken_back(
    desk: Client, woven: Source, editor: Person
) -> None:
    assert "To fit weights takes 20 answers" in text_of(desk.get(path_of(woven)))
    answer_many()
    weave_inventory(by=None)
    assert "Try new weights" in text_of(desk.get(path_of(woven)))
    path = path_of(woven, "weights/")
    [seen] = re.findall(r'name="seen" value="(.*?)"', text_of(desk.get(path_of(woven))))
    assert desk.post(path, {"decision": "try", "seen": seen}).status_code == 302
    proposed = WeightFit.objects.get()
    assert proposed.outcome == FitOutcome.PROPOSED
    assert find_fit_in_force(woven) is None
    text = text_of(desk.get(path_of(woven)))
    for words in ("Use these weights", "Both in one figure (F1)", "Before", editor.email):
        assert words in text
    assert desk.post(path, {"decision": "use", "seen": proposed.pk}).status_code == 302
    held = find_fit_in_force(woven)
    assert held
    assert (held.adjustment, held.by) == (proposed.adjustment, f"person:{editor.pk}")
    assert desk.post(path, {"decision": "use", "seen": proposed.pk}).status_code == 409
    assert desk.post(path, {"decision": "take_back", "seen": proposed.pk}).status_code == 409
    assert desk.post(path, {"decision": "take_back", "seen": held.pk}).status_code == 302
    assert find_fit_in_force(woven) is None
    assert desk.post(path, {"decision": "take_back", "seen": held.pk}).status_code == 409
    outcomes = [fit.outcome for fit in WeightFit.objects.all()]
    assert outcomes == ["proposed", "better", "taken_back"]


def test_weights_of_another_source_overtake_a_proposal(
    desk: Client, woven: Source, directory: Source
) -> None:
    answer_many()
    weave_inventory(by=None)
    for source in (woven, directory):
        desk.post(path_of(source, "weights/"), {"decision": "try", "seen": 0})
    mine, other = WeightFit.objects.order_by("id")
    assert {mine.outcome, other.outcome} == {"proposed"}
    desk.post(path_of(directory, "weights/"), {"decision": "use", "seen": other.pk})
    response = desk.post(path_of(woven, "weights/"), {"decision": "use", "seen": mine.pk})
    assert response.status_code == 409
    assert find_fit_in_force(woven) is None
    assert "have changed since" in text_of(desk.get(path_of(woven)))


def test_a_fit_that_is_not_better_is_refused_with_the_reason(desk: Client, woven: Source) -> None:
    desk.post(path_of(woven, "weights/"), {"decision": "try", "seen": 0})
    text = text_of(desk.get(path_of(woven)))
    assert "Refused: too few answers." in text
    assert "Use these weights" not in text


@pytest.mark.parametrize("form", [{}, {"decision": "shake", "seen": 0}, {"decision": "use"}])
def test_a_decision_that_is_none_is_refused(
    desk: Client, woven: Source, form: dict[str, Any]
) -> None:
    assert desk.post(path_of(woven, "weights/"), form).status_code == 422
    assert desk.get(path_of(woven, "weights/")).status_code == 405


def test_a_large_house_names_the_command_instead_of_the_button(
    desk: Client, woven: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_many()
    monkeypatch.setattr(views, "MOST_RECORDS", 10)
    text = text_of(desk.get(path_of(woven)))
    assert f"commonweave refit {woven.slug}" in text
    assert "Try new weights" not in text
    response = desk.post(path_of(woven, "weights/"), {"decision": "try", "seen": 0})
    assert response.status_code == 409
    assert not WeightFit.objects.exists()


def test_the_queries_do_not_grow_with_questions_answers_or_sources(
    desk: Client, woven: Source, editor: Person, django_assert_max_num_queries: Any
) -> None:
    judge(drawn(woven)[:40])
    answer_many(60)
    weave_inventory(by=None)
    for path in (path_of(woven), "/review/sources/", f"/review/?source={woven.slug}"):
        with django_assert_max_num_queries(18):
            assert desk.get(path).status_code == 200
    again = Person.objects.get(pk=editor.pk)
    with django_assert_max_num_queries(4):
        assert len(list_rounds(again)) == 2
