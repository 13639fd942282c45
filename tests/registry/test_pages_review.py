"""Clerical review: one pair at a time, an answer that can be undone, two editors at once."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from commonweave.accounts.models import Person, Space
from commonweave.registry.models import Judgement, Pair, Record
from commonweave.registry.queries.review import find_next_question
from tests.registry import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def space() -> Space:
    return make.make_space("here")


@pytest.fixture
def pairs(space: Space) -> list[Pair]:
    """Five uncertain pairs, the worthiest first."""
    edition = make.make_edition(make.make_source(space, "Members"))
    other = make.make_edition(make.make_source(space, "Directory"))
    return [
        make.make_pair(
            make.make_record(edition, f"Boulangerie {number} coop"),
            make.make_record(other, f"Boulangerie {number} ltée"),
            worth=1 - number / 10,
        )
        for number in range(5)
    ]


def path_of(pair: Pair, end: str = "") -> str:
    return f"/review/{pair.left_id}/{pair.right_id}/{end}"


def answer(client: Client, pair: Pair, verdict: str = "same", seen: int = 0, **more: Any) -> Any:
    return client.post(path_of(pair), {"verdict": verdict, "seen": seen, **more})


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


def asked(response: Any) -> tuple[int, int]:
    question = response.context["question"]
    return question.left.pk, question.right.pk


def key(pair: Pair) -> tuple[int, int]:
    return pair.left_id, pair.right_id


def test_the_worthiest_pair_is_asked_first_with_its_reasons(
    desk: Client, pairs: list[Pair]
) -> None:
    response = desk.get("/review/")
    text = text_of(response)
    assert asked(response) == key(pairs[0])
    assert "5 questions wait for you" in text
    assert "50 %" in text
    assert "At the start: of pairs that say nothing yet" in text
    assert "name equal but for the legal form or type</th>" in text
    assert ">+2.5<" in text
    assert "Boulangerie 0 <mark>coop</mark>" in text
    assert "Boulangerie 0 <mark>ltée</mark>" in text
    assert "differs" in text


def test_an_answer_is_recorded_and_leads_to_the_next_with_undo(
    desk: Client, pairs: list[Pair], editor: Person
) -> None:
    response = answer(desk, pairs[0], "different", reason="other town")
    judgement = Judgement.objects.get()
    assert (judgement.verdict, judgement.by, judgement.reason) == (
        "different",
        f"person:{editor.pk}",
        "other town",
    )
    following = desk.get(response["Location"])
    assert asked(following) == key(pairs[1])
    assert "Recorded:" in text_of(following)
    assert path_of(pairs[0], "undo/") in text_of(following)


def test_undo_withdraws_the_answer_and_opens_the_question_again(
    desk: Client, pairs: list[Pair]
) -> None:
    answer(desk, pairs[0])
    response = desk.post(path_of(pairs[0], "undo/"))
    assert response["Location"] == path_of(pairs[0])
    assert [j.verdict for j in Judgement.objects.all()] == ["same", "withdrawn"]
    assert asked(desk.get("/review/")) == key(pairs[0])
    assert desk.post(path_of(pairs[0], "undo/")).status_code == 409


def test_two_editors_are_asked_different_pairs(
    space: Space, pairs: list[Pair], editor: Person
) -> None:
    others = [make.make_person("editor", space) for _ in range(2)]
    told = [find_next_question(person) for person in (editor, *others)]
    assert len(set(told)) == 3
    assert told == [key(pair) for pair in pairs[:3]]
    Pair.objects.exclude(pk=pairs[4].pk).update(settled=True)
    assert {find_next_question(person) for person in (editor, *others)} == {key(pairs[4])}


def test_an_answer_on_a_stale_form_asks_before_it_overrules(
    desk: Client, pairs: list[Pair], space: Space
) -> None:
    colleague = make.make_person("editor", space)
    other = Client()
    other.force_login(colleague)
    answer(other, pairs[0], "different", reason="seen on site")
    response = answer(desk, pairs[0], "same", reason="same door")
    text = text_of(response)
    assert response.status_code == 409
    assert Judgement.objects.count() == 1
    assert colleague.email in text
    assert "seen on site" in text
    assert 'value="same door"' in text
    standing = Judgement.objects.get()
    assert f'name="seen" value="{standing.pk}"' in text
    answer(desk, pairs[0], "same", seen=standing.pk, reason="same door")
    assert Judgement.objects.latest("id").verdict == "same"


def test_the_same_answer_sent_twice_counts_once(desk: Client, pairs: list[Pair]) -> None:
    assert answer(desk, pairs[0]).status_code == 302
    assert answer(desk, pairs[0]).status_code == 302
    assert Judgement.objects.count() == 1


def test_a_changed_mind_overrules_ones_own_answer(desk: Client, pairs: list[Pair]) -> None:
    answer(desk, pairs[0])
    text = text_of(desk.get(path_of(pairs[0])))
    assert "Answered before:" in text
    answer(desk, pairs[0], "unsure", seen=Judgement.objects.get().pk)
    assert Judgement.objects.latest("id").verdict == "unsure"


def test_a_pair_that_a_later_weave_dropped_can_still_be_answered(
    desk: Client, pairs: list[Pair]
) -> None:
    pair = pairs[0]
    Pair.objects.filter(pk=pair.pk).delete()
    assert desk.get(path_of(pair)).status_code == 200
    assert answer(desk, pair).status_code == 302
    assert Judgement.objects.count() == 1


@pytest.mark.parametrize("verdict", ["", "withdrawn", "perhaps"])
def test_an_answer_that_is_none_is_refused_in_words(
    desk: Client, pairs: list[Pair], verdict: str
) -> None:
    response = answer(desk, pairs[0], verdict)
    assert response.status_code == 422
    assert "Choose one of the three answers" in text_of(response)
    assert not Judgement.objects.exists()


@pytest.mark.parametrize("role", ["", "reader"])
def test_only_editors_review_and_others_are_told_why(
    client: Client, pairs: list[Pair], space: Space, role: str
) -> None:
    client.force_login(make.make_person(role, space) if role else make.make_person())
    for path in ("/review/", "/review/answers/", path_of(pairs[0])):
        response = client.get(path)
        assert response.status_code == 403
        assert "Only editors answer" in text_of(response)
    assert answer(client, pairs[0]).status_code == 403
    assert not Judgement.objects.exists()


def test_an_editor_elsewhere_may_not_answer(client: Client, pairs: list[Pair]) -> None:
    client.force_login(make.make_person("editor", make.make_space("elsewhere")))
    assert answer(client, pairs[0]).status_code == 403
    assert "No question waits" in text_of(client.get("/review/"))


def test_the_queue_ends_with_a_page_that_still_offers_undo(desk: Client, pairs: list[Pair]) -> None:
    Pair.objects.exclude(pk=pairs[0].pk).update(settled=True)
    response = desk.get(answer(desk, pairs[0])["Location"])
    assert "No question waits" in text_of(response)
    assert path_of(pairs[0], "undo/") in text_of(response)


def test_ones_answers_are_listed_with_undo(desk: Client, pairs: list[Pair]) -> None:
    assert "No answer yet" in text_of(desk.get("/review/answers/"))
    answer(desk, pairs[0], reason="called them")
    answer(desk, pairs[1], "different")
    text = text_of(desk.get("/review/answers/"))
    assert "called them" in text
    assert text.count("Undo<span") == 2


def test_the_review_stays_within_its_budget_of_queries(
    desk: Client, pairs: list[Pair], django_assert_max_num_queries: Any
) -> None:
    for pair in pairs[:3]:
        answer(desk, pair)
    for path in ("/review/", f"/review/?after={pairs[0].left_id}-{pairs[0].right_id}"):
        with django_assert_max_num_queries(12):
            assert desk.get(path).status_code == 200
    with django_assert_max_num_queries(12):
        desk.get("/review/answers/")


@pytest.mark.parametrize("after", ["x", "1", "1-", "99999999999999999999-1", "²-1", "1-2-3"])
def test_a_strange_address_asks_the_next_question(
    desk: Client, pairs: list[Pair], after: str
) -> None:
    assert desk.get(f"/review/?after={after}").status_code == 200


def test_pairs_that_are_none_are_not_there(desk: Client, pairs: list[Pair]) -> None:
    first = Record.objects.earliest("pk").pk
    for path in (f"/review/{first}/{first}/", f"/review/{first}/999999/", "/review/2/1/"):
        assert desk.get(path).status_code == 404
