"""Words that answers propose: learned, added, declined, and shown to who may judge the pairs."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commonweave.accounts.models import Person, Space
from commonweave.infrastructure.models import AuditEvent
from commonweave.kernel.refusals import Conflict, NotAllowed
from commonweave.registry.models import Record, Word
from commonweave.registry.queries.proposals import MOST_PAIRS, list_proposals
from commonweave.registry.queries.words import current_words
from commonweave.registry.services.judgements import record_judgement, withdraw_judgement
from commonweave.registry.services.words import decline_word, withdraw_word
from tests.registry import factories as make
from tests.registry.test_pages_words import text_of

pytestmark = pytest.mark.django_db

NAMES = ("Espoir Vert", "Soleil Levant", "Grand Marigot", "Trois Rivages")
QUEUE = "/words/proposed/"
KIND = {"kind": "type", "concept": "mutual", "language": "fr"}


@pytest.fixture
def space() -> Space:
    return make.make_space("here")


def judge(
    space: Space, word: str, *names: str, verdict: str = "same", **facts: Any
) -> list[tuple[Record, Record]]:
    """Answer of each name, once with the word and once without it, as two lists would write it."""
    edition = make.make_edition(make.make_source(space, **{"language": "fr", **facts}))
    pairs = [
        (make.make_record(edition, f"{word} {name}"), make.make_record(edition, name))
        for name in names
    ]
    for left, right in pairs:
        record_judgement(left=left, right=right, verdict=verdict, by=None)
    return pairs


def test_a_word_is_learned_from_answers_and_added(desk: Client, space: Space) -> None:
    pairs = judge(space, "Zugruppe", *NAMES[:3])
    assert "Answers propose 1 word." in text_of(desk.get("/words/"))
    text = text_of(desk.get(QUEUE))
    assert "3 different names were judged the same with and without this word." in text
    assert "Zugruppe Espoir Vert" in text
    assert f"/review/{pairs[0][0].pk}/{pairs[0][1].pk}/" in text
    told = text_of(desk.post(QUEUE, {"form": "zugruppe", **KIND}, follow=True))
    assert "“zugruppe” is added: the next weave reads names with it." in told
    assert "No word is proposed" in told
    assert current_words() == (("zugruppe", "type", "mutual", ""),)
    word = Word.objects.get()
    assert word.learned_from == [[left.pk, right.pk] for left, right in pairs]
    assert "proposed by 3 answers" in text_of(desk.get("/words/"))


def test_a_declined_word_is_remembered_until_that_is_taken_back(
    desk: Client, space: Space, editor: Person
) -> None:
    judge(space, "Zugruppe", *NAMES[:2])
    told = text_of(desk.post(f"{QUEUE}decline/", {"form": "zugruppe"}, follow=True))
    assert "“zugruppe” is declined and not proposed again." in told
    judge(space, "Zugruppe", *NAMES[2:])
    assert list_proposals(editor) == []
    assert current_words() == ()
    assert "declined" in text_of(desk.get("/words/"))
    word = Word.objects.get()
    with pytest.raises(Conflict):
        decline_word(form="ZUGRUPPE", by=None)
    withdraw_word(word=word, by=editor)
    assert [proposal.form for proposal in list_proposals(editor)] == ["zugruppe"]
    actions = AuditEvent.objects.filter(subject=f"word:{word.pk}").order_by("id")
    assert [event.action for event in actions] == [
        "registry.word_declined",
        "registry.word_withdrawn",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"concept": ""}, "Say which concept the word stands for."),
        ({"concept": "circle"}, "no known type of body"),
        ({"kind": "declined"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_beside_the_word(
    desk: Client, space: Space, wrong: dict[str, str], said: str
) -> None:
    judge(space, "Zugruppe", *NAMES[:3])
    judge(space, "Susulu", *NAMES[:2])
    response = desk.post(QUEUE, {"form": "susulu", **KIND, **wrong})
    assert response.status_code == 422
    first, second = text_of(response).split('id="word-2"')
    assert said in second
    assert said not in first
    assert not Word.objects.exists()


def test_a_word_that_tells_nothing_needs_no_concept(desk: Client, space: Space) -> None:
    judge(space, "Zugruppe", *NAMES[:2])
    assert desk.post(QUEUE, {"form": "zugruppe", "kind": "stop"}).status_code == 302
    assert current_words() == (("zugruppe", "stop", "stop", ""),)


@pytest.mark.parametrize("address", [QUEUE, f"{QUEUE}decline/"])
def test_what_is_no_longer_proposed_is_a_conflict(desk: Client, space: Space, address: str) -> None:
    pairs = judge(space, "Zugruppe", *NAMES[:2])
    withdraw_judgement(left=pairs[0][0], right=pairs[0][1], by=None)
    response = desk.post(address, {"form": "zugruppe", **KIND})
    assert response.status_code == 409
    assert "“zugruppe” is no longer proposed" in text_of(response)
    assert not Word.objects.exists()


@pytest.mark.parametrize(
    ("actor", "sees"),
    [
        ("anonymous", False),
        ("nobody", False),
        ("reader", False),
        ("elsewhere", False),
        ("editor", True),
        ("all", True),
    ],
)
def test_proposals_are_for_those_who_may_judge_the_pairs(
    client: Client, space: Space, actor: str, sees: bool
) -> None:
    judge(space, "Zugruppe", *NAMES[:3], visibility="closed")
    person = {
        "anonymous": AnonymousUser,
        "nobody": make.make_person,
        "reader": lambda: make.make_person("reader", space),
        "elsewhere": lambda: make.make_person("editor"),
        "editor": lambda: make.make_person("editor", space),
        "all": lambda: make.make_person(superuser=True),
    }[actor]()
    assert bool(list_proposals(person)) is sees
    if isinstance(person, Person):
        client.force_login(person)
    response = client.get(QUEUE)
    enters = actor in ("elsewhere", "editor", "all")
    assert response.status_code == 200 if enters else response.status_code in (302, 403)
    assert ("Zugruppe Espoir" in text_of(response)) is sees
    if not enters:
        assert client.post(f"{QUEUE}decline/", {"form": "zugruppe"}).status_code in (302, 403)
        if isinstance(person, Person):
            with pytest.raises(NotAllowed):
                decline_word(form="zugruppe", by=person)
    assert not Word.objects.exists()


def test_the_page_asks_the_database_as_often_for_many_answers_as_for_few(
    desk: Client, space: Space
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(QUEUE).status_code == 200
        return len(queries)

    judge(space, "Zugruppe", *NAMES[:2])
    few = asked()
    many = [f"{name} {at}" for name in NAMES for at in ("Alfa", "Bravo", "Cedro")]
    for word in ("Zugruppe", "Susulu", "Kantaro"):
        judge(space, word, *many)
    assert asked() == few
    assert max(len(one.pairs) for one in list_proposals(Person.objects.get())) > MOST_PAIRS
    assert "more pairs" in text_of(desk.get(QUEUE))
