"""Words of the house: who may add and take back, what is refused, and what the weave reads."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonweave.infrastructure.models import AuditEvent
from commonweave.kernel.refusals import Conflict, NotAllowed
from commonweave.registry import rules
from commonweave.registry.models import Word
from commonweave.registry.queries.words import current_words
from commonweave.registry.services.words import add_word, withdraw_word
from tests.registry import factories as make

pytestmark = pytest.mark.django_db

TONTINE = {"form": "Tontine", "kind": "type", "concept": "mutual", "language": "fr",
           "reason": "A rotating savings group."}  # fmt: skip


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make.make_person("editor", make.make_space("here")))
    return client


def text_of(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("actor", "may"),
    [("anonymous", False), ("nobody", False), ("reader", False), ("editor", True), ("all", True)],
)
def test_the_verdict_and_the_filter_over_words_agree(actor: str, may: bool) -> None:
    word = add_word(**TONTINE, by=None)
    person = {
        "anonymous": AnonymousUser,
        "nobody": make.make_person,
        "reader": lambda: make.make_person("reader"),
        "editor": lambda: make.make_person("editor"),
        "all": lambda: make.make_person(superuser=True),
    }[actor]()
    assert rules.may_keep_words(person).ok is may
    assert list(Word.objects.filter(rules.words_kept_by(person))) == ([word] if may else [])


def test_an_editor_adds_a_word_and_takes_it_back(desk: Client) -> None:
    text = text_of(desk.post("/words/", TONTINE, follow=True))
    assert "“Tontine” is added" in text
    assert "type of body: mutual" in text
    assert current_words() == (("Tontine", "type", "mutual", ""),)
    word = Word.objects.get()
    assert "taken back on" in text_of(desk.post(f"/words/{word.pk}/withdraw/", follow=True))
    assert current_words() == ()
    assert Word.objects.count() == 2
    actions = AuditEvent.objects.filter(subject=f"word:{word.pk}").order_by("id")
    assert [event.action for event in actions] == ["registry.word_added", "registry.word_withdrawn"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"form": ""}, "This field is required"),
        ({"form": "12"}, "cannot be a form of the lexicon"),
        ({"concept": "circle"}, "no known type of body"),
        ({"kind": "flower"}, "not one of the available choices"),
        ({"reason": ""}, "This field is required"),
    ],
)
def test_a_wrong_word_is_refused_in_words(desk: Client, wrong: dict[str, str], said: str) -> None:
    response = desk.post("/words/", {**TONTINE, **wrong})
    assert response.status_code == 422
    assert said in text_of(response)
    assert not Word.objects.exists()


def test_a_word_is_added_once_until_it_is_taken_back(desk: Client) -> None:
    word = add_word(**TONTINE, by=None)
    response = desk.post("/words/", {**TONTINE, "form": "TONTINE"})
    assert response.status_code == 409
    assert "has added “TONTINE” already" in text_of(response)
    withdraw_word(word=word, by=None)
    with pytest.raises(Conflict):
        withdraw_word(word=word, by=None)
    assert desk.post("/words/", TONTINE).status_code == 302


def test_words_are_for_editors_only(client: Client) -> None:
    assert client.get("/words/").status_code in (302, 403)
    client.force_login(make.make_person("reader"))
    assert client.get("/words/").status_code == 403
    assert client.post("/words/", TONTINE).status_code == 403
    with pytest.raises(NotAllowed):
        add_word(**TONTINE, by=make.make_person("reader"))
    assert not Word.objects.exists()


def test_a_word_is_never_changed() -> None:
    word = add_word(**TONTINE, by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Word.objects.filter(pk=word.pk).update(concept="cooperative")


def test_the_page_asks_the_database_as_often_for_many_words_as_for_few(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get("/words/").status_code == 200
        return len(queries)

    withdraw_word(word=add_word(**TONTINE, by=None), by=None)
    few = asked()
    for number in range(20):
        add_word(**{**TONTINE, "form": f"susu{'x' * number}"}, by=None)
    assert asked() == few
