"""What is kept of drawn pages, and what makes them be drawn anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils.html import escape

from commonweave.accounts.models import Person
from commonweave.registry.models import Organisation, Profile, Record, Source
from commonweave.registry.models.lists import Visibility
from commonweave.registry.queries.shelf import CACHE, EMPTY, Shelf
from commonweave.registry.services.judgements import record_judgement
from commonweave.registry.services.weaving import weave_inventory
from tests.registry.conftest import TakeIn

pytestmark = pytest.mark.django_db

ROWS = [
    ("1", "Acorn Wholefoods", "Leeds", "LS1 4AB", "GB"),
    ("2", "Birch Mutual", "York", "", "GB"),
]


@pytest.fixture(autouse=True)
def pages_in_memory(settings: Any) -> Iterator[None]:
    """Keep pages, as a house does."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "shelf"}
    settings.CACHES = {**settings.CACHES, CACHE: memory}
    caches[CACHE].clear()
    yield
    caches[CACHE].clear()


@pytest.fixture
def woven(members: Source, take_in: TakeIn) -> Source:
    take_in(members, ROWS)
    weave_inventory(by=None)
    return members


def page_of(key: str) -> str:
    organisation = Record.objects.get(key=key).organisation
    assert organisation is not None
    return f"/organisations/{organisation.public_id}/"


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_page_is_drawn_once_for_the_public(
    client: Client, woven: Source, django_assert_max_num_queries: Any
) -> None:
    for path in ("/organisations/", "/organisations/?q=acorn", page_of("1")):
        first = read(client, path)
        with django_assert_max_num_queries(2):
            again = read(client, path)
        assert first.count("Acorn") == again.count("Acorn") > 0


def test_a_weave_is_seen_at_once(client: Client, woven: Source, take_in: TakeIn) -> None:
    path = page_of("1")
    assert "Cedar" not in read(client, "/organisations/")
    assert "Acorn Wholefoods" in read(client, path)
    rows = [("1", "Acorn Grocers", *ROWS[0][2:]), ROWS[1], ("3", "Cedar Transport", "Hull")]
    take_in(woven, rows)
    weave_inventory(by=None)
    assert "Cedar Transport" in read(client, "/organisations/")
    assert "Acorn Grocers" in read(client, path)


def test_an_answer_is_seen_at_once(client: Client, woven: Source) -> None:
    left, right = Record.objects.order_by("pk")
    Record.objects.update(organisation=left.organisation)
    path = page_of("1")
    assert "judged the same" not in read(client, path)
    record_judgement(left=left, right=right, verdict="same", reason="", by=None)
    assert "judged the same" in read(client, path)


@pytest.mark.parametrize(
    ("column", "value"), [("title", "Rolls & registers"), ("licence", "CC BY 9.9")]
)
def test_a_changed_source_is_seen_at_once(
    client: Client, woven: Source, column: str, value: str
) -> None:
    path = page_of("1")
    assert escape(value) not in read(client, path)
    Source.objects.update(**{column: value})
    assert escape(value) in read(client, path)


def test_a_closed_source_is_closed_at_once(client: Client, woven: Source) -> None:
    path = page_of("1")
    assert "Leeds" in read(client, path)
    Source.objects.update(visibility=Visibility.CLOSED)
    assert "Leeds" not in read(client, path)
    assert "Members" not in read(client, "/organisations/")


def test_nobody_who_signed_in_is_served_from_the_shelf(
    client: Client, woven: Source, django_user_model: type[Person]
) -> None:
    read(client, "/organisations/")
    Profile.objects.update(name="Renamed behind the back of the services")
    assert "Renamed" not in read(client, "/organisations/")
    client.force_login(django_user_model.objects.create(email="reader@house.example"))
    assert "Renamed" in read(client, "/organisations/")


def test_each_language_has_its_own_page(client: Client, woven: Source) -> None:
    for path in ("/organisations/", page_of("1")):
        english = read(client, path)
        french = client.get(path, headers={"accept-language": "fr"}).content.decode()
        assert '<html lang="fr"' in french
        assert "newest information" not in french
        assert read(client, path).count("Organisations") == english.count("Organisations")


def test_a_retired_number_leads_on_although_its_page_was_kept(
    client: Client, woven: Source
) -> None:
    left, right = Record.objects.order_by("pk")
    old, new = page_of("1"), page_of("2")
    assert {client.get(path).status_code for path in (old, new)} == {200}
    record_judgement(left=left, right=right, verdict="same", reason="", by=None)
    weave_inventory(by=None)
    retired = Organisation.objects.get(retired_at__isnull=False).public_id
    assert client.get(f"/organisations/{retired}/").status_code == 301


def test_nothing_is_kept_without_a_standing() -> None:
    made = iter(range(9))
    assert [EMPTY.keep(lambda: next(made), "key") for _ in range(2)] == [0, 1]
    one, other = Shelf("one"), Shelf("other")
    assert [one.keep(lambda: next(made), "key") for _ in range(2)] == [2, 2]
    assert other.keep(lambda: next(made), "key") == 3
    assert one.keep(lambda: next(made), "another key") == 4
