"""An index in the database at hand; the suite runs on SQLite and again on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction

from commonweave.infrastructure.search import RANKED, Document, SearchIndex, open_index

pytestmark = pytest.mark.django_db

HOUSES = [
    Document(1, ["Coopérative de solidarité de l'Entraide", "S.C.O.P.", "525R"], "Gatineau"),
    Document(2, ["강원 사회적협동조합", "CN 0042"], "원주 농업 협동조합은 먹거리를 나눈다"),
    Document(3, ["الجمعية التعاونية للتنمية"], "تونس"),
    Document(4, ["Кооператив Солидарность", "552 100 554"], "Москва"),
    Document(5, ["Community Energy Trust"], "A cooperative of solidarity. Gatineau"),
]


@pytest.fixture
def index() -> Iterator[SearchIndex]:
    index = open_index("probe")
    index.create_tables()
    index.replace_documents(HOUSES)
    yield index
    index.drop_tables()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("Coopérative de solidarité de l'Entraide", [1]),
        ("entraide solidarite", [1]),
        ("coopératives", [1, 5]),
        ("energ", [5]),
        ("scop gatineau", [1]),
        ("525 R", [1]),
        ("525r", [1]),
        ("552100554", [4]),
        ("552-100-554", [4]),
        ("cn0042", [2]),
        ("협동조합을", [2]),
        ("사회적 협동조합", [2]),
        ("تعاونيه تونس", [3]),
        ("لتنمية", [3]),
        ("солидарность", [4]),
        ("zzzz", []),
        ("gatineau москва", []),
        ("", []),
        ("\"' OR ( * NEAR name:", []),
    ],
)
def test_a_query_finds_what_is_meant(index: SearchIndex, query: str, expected: list[int]) -> None:
    matches = index.match(query)
    assert sorted(matches.ranked) == expected
    assert matches.total == len(expected)
    assert matches.understood_as == ""


@pytest.mark.parametrize(
    ("query", "found", "read_as"),
    [
        ("solidarté", 1, "solidarité"),
        ("Entraidde Gatinau", 1, "entraide gatineau"),
        ("Солидорность", 4, "солидарность"),
        ("التعاونبة", 3, "التعاونية"),
        ("먹거디", 2, "먹거리"),
        ("협돈조합", 2, "협동조합"),
        ("co-operatve trust", 5, "cooperative trust"),
        ("energy-trsut", 5, "energy trust"),
        ("community energy t", 5, "community energy"),
    ],
)
def test_a_slip_is_mended_and_told(
    index: SearchIndex, query: str, found: int, read_as: str
) -> None:
    matches = index.match(query)
    assert found in matches.ranked
    assert read_as in matches.understood_as


def test_a_wrong_number_is_never_mended_into_another(index: SearchIndex) -> None:
    assert index.match("552100555").total == 0


def test_words_that_are_left_out_are_told(index: SearchIndex) -> None:
    matches = index.match("gatineau " * 20)
    assert matches.total == 2
    assert matches.understood_as == " ".join(["gatineau"] * 16)


def test_the_very_name_comes_before_longer_ones(index: SearchIndex) -> None:
    index.replace_documents(
        [
            Document(10, ["Terre commune des Terres communes de Terre"], "terre commune"),
            Document(11, ["Terre commune"], "une association " * 60),
            Document(12, ["Association"], "terre commune " * 5),
        ]
    )
    assert index.match("terre commune").ranked == (11, 10, 12)


def test_a_document_is_replaced_and_forgotten(index: SearchIndex) -> None:
    assert index.replace_documents([Document(1, ["Ferme des Tilleuls"])]) == 1
    assert index.match("entraide").total == 0
    assert index.match("tilleul").ranked == (1,)
    index.remove_documents([1, 999])
    assert index.match("tilleul").total == 0


def test_the_last_word_on_an_id_holds(index: SearchIndex) -> None:
    index.replace_documents([Document(1, ["Ancienne"]), Document(1, ["Nouvelle"])])
    assert index.match("ancienne").total == 0
    assert index.match("nouvelle").ranked == (1,)


def test_an_empty_index_finds_nothing(index: SearchIndex) -> None:
    index.clear()
    assert index.match("coopérative").total == 0
    assert index.match("solidarté").understood_as == ""


def test_the_index_follows_the_transaction_of_the_data(index: SearchIndex) -> None:
    try:
        with transaction.atomic():
            index.replace_documents([Document(1, ["Ferme des Tilleuls"])])
            raise InterruptedError
    except InterruptedError:
        pass
    assert index.match("tilleuls").total == 0
    assert index.match("entraide").ranked == (1,)


def test_an_index_that_cannot_be_read_is_an_error_and_not_an_empty_answer() -> None:
    absent = open_index("absent")
    with pytest.raises(DatabaseError), transaction.atomic():
        absent.match("coopérative")


def test_matches_narrow_a_queryset_and_give_its_pages(index: SearchIndex) -> None:
    for at in range(1, 7):
        Group.objects.create(pk=at, name=f"house {at}")
    matches = index.match("cooperative")
    others = Group.objects.exclude(pk=1)
    assert list(others.filter(pk__in=matches.ids()).values_list("pk", flat=True)) == [5]
    assert [house.pk for house in matches.page(others, 0, 10)] == [5]
    assert [house.pk for house in matches.page(Group.objects.all(), 0, 1)] == [1]
    assert matches.page(Group.objects.all(), 2, 9) == []
    nothing = index.match("zzzz")
    assert not others.filter(pk__in=nothing.ids()).exists()
    assert nothing.page(others, 0, 10) == []


def test_more_matches_than_can_be_ranked_are_counted_and_the_best_come_first(
    index: SearchIndex,
) -> None:
    many = [Document(100 + at, [f"Ferme {at}"], "le moulin") for at in range(RANKED + 50)]
    named = [
        Document(90_000, ["Moulin"], "ferme"),
        Document(90_001, ["Ferme du Moulin"]),
        Document(90_002, ["Le Moulin Ferme"], "une autre"),
        Document(90_003, ["Ferme, Moulin"]),
    ]
    index.replace_documents([*many, *named])
    matches = index.match("ferme moulin")
    assert matches.total == RANKED + 54
    assert len(matches.ranked) == RANKED
    assert matches.ranked[0] == 90_003
    assert set(matches.ranked[1:3]) == {90_001, 90_002}


@pytest.mark.parametrize(
    "text", ["協" * 500, "a " * 300, "가-" * 200, "co " * 200, "٣" * 500, "\0a'"]
)
def test_no_query_is_too_strange(index: SearchIndex, text: str) -> None:
    index.replace_documents([Document(7, [text, ""], text)])
    index.match(text)
    index.match(text + "x")


def test_a_name_of_a_hundred_kilobytes_is_indexed_by_its_beginning(index: SearchIndex) -> None:
    index.replace_documents([Document(8, ["Moulin " + "xy" * 50_000], "word " * 30_000)])
    assert index.match("moulin").ranked == (8,)


def test_an_index_name_is_letters_only() -> None:
    with pytest.raises(ValueError, match="letters"):
        open_index("x; DROP TABLE y")


def test_the_index_of_organisations_is_laid_out_by_the_migration() -> None:
    assert open_index("organisations").match("anything").total == 0
    tables = connection.introspection.table_names()
    assert {"search_organisations", "search_organisations_words"} <= set(tables)
