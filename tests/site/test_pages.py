"""Home, errors, health and the API's page, as somebody without a browser meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from commonweave.accounts.models import Person, Post, Role, Space
from commonweave.kernel.refusals import Conflict, InputRefused, NotAllowed, NotFound, Place
from commonweave.registry.models import Edition, Source
from commonweave.site.urls import urlpatterns as house_urls

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)


def raiser(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


REMEDY = "Save it again and send it once more."
urlpatterns = [
    *house_urls,
    path(
        "try/422",
        raiser(
            InputRefused(
                "try.cut",
                "The file ends in the middle of a row.",
                remedy=REMEDY,
                place=Place(file="list.csv", line=12, column="Town"),
            )
        ),
    ),
    path("try/404", raiser(NotFound("try.none", "Nothing is called “%(n)s”.", values={"n": "x"}))),
    path("try/403", raiser(NotAllowed("try.no", "You hold no post."))),
    path("try/409", raiser(Conflict("try.twice", "The same is being done."))),
    path("try/denied", raiser(PermissionDenied())),
    path("try/broken", raiser(RuntimeError("broken on purpose"))),
]


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


@pytest.fixture
def space(db: None) -> Space:
    return Space.objects.create(slug="coast", name="Coast network", fictional=True)


@pytest.fixture
def editor(space: Space) -> Person:
    person = Person.objects.create_user("editor@example.org", name="Editor")
    Post.objects.create(person=person, space=space, role=Role.EDITOR)
    return person


@pytest.fixture
def source(space: Space) -> Source:
    source = Source.objects.create(space=space, slug="pole", title="Pole’s list", registered_at=NOW)
    Edition.objects.create(
        source=source,
        number=1,
        file_name="a.csv",
        file_sha256="0" * 64,
        file_size=1,
        as_of=date(2026, 5, 1),
        received_at=NOW,
        received_by="operator",
        reading={},
        rows_in=1240,
        rows_kept=1234,
        rows_refused=6,
        appeared=1234,
        changed=0,
        unchanged=0,
        vanished=0,
    )
    return source


@pytest.mark.django_db
def test_an_empty_house_says_which_three_commands_fill_it(client: Client) -> None:
    page = body(client, "/")
    for command in ("commonweave import", "commonweave weave", "commonweave appoint"):
        assert command in page


def test_numbers_carry_unit_date_and_source(client: Client, source: Source) -> None:
    page = body(client, "/")
    assert "1,234" in page
    assert "entries in the newest editions" in page
    assert "1 May 2026" in page
    assert "not woven yet" in page


def test_thousands_are_marked_as_the_language_does(client: Client, source: Source) -> None:
    client.cookies["django_language"] = "fr"
    assert re.search("1[\u00a0\u202f]234", body(client, "/"))


def test_an_editor_meets_their_tasks_first(client: Client, editor: Person, source: Source) -> None:
    assert "Waiting for you" not in body(client, "/")
    client.force_login(editor)
    page = body(client, "/")
    assert "<h1>Waiting for you</h1>" in page
    assert "rows refused from “Pole’s list”, edition 1" in page
    assert page.index("Waiting for you") < page.index("What the house holds")


def test_home_asks_the_database_at_most_ten_times(
    client: Client, editor: Person, source: Source, django_assert_max_num_queries: Any
) -> None:
    client.force_login(editor)
    with django_assert_max_num_queries(10):
        client.get("/")


def test_fictional_data_are_said_to_be_on_every_page(client: Client, space: Space) -> None:
    for address in ("/", "/accounts/login/", "/api/v1/docs"):
        assert "Fictional data." in body(client, address)


@pytest.mark.django_db
def test_a_real_house_does_not_call_itself_fictional(client: Client) -> None:
    assert "Fictional" not in body(client, "/")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("status", [403, 404, 409, 422])
def test_a_refusal_becomes_a_page_with_its_status(client: Client, status: int) -> None:
    page = body(client, f"/try/{status}", status)
    assert "What happened" in page
    assert f"Status {status}" in page


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_refusal_says_what_where_and_what_to_do(client: Client) -> None:
    page = body(client, "/try/422", 422)
    assert "The file ends in the middle of a row." in page
    assert "list.csv, line 12, column “Town”" in page
    assert REMEDY in page


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_refusal_cannot_smuggle_markup(client: Client) -> None:
    assert "“x”" in body(client, "/try/404", 404)
    assert "<script>x" not in body(client, "/%3Cscript%3Ex", 404)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_closed_door_offers_the_sign_in_and_the_way_back(client: Client) -> None:
    assert "/accounts/login/?next=/try/denied" in body(client, "/try/denied", 403)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_broken_page_is_honest_and_asks_nothing_of_the_database(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        page = body(client, "/try/broken", 500)
    assert "Something broke on our side" in page
    assert "broken on purpose" not in page


@pytest.mark.django_db
def test_a_missing_page_leads_to_the_directory(client: Client) -> None:
    assert "To the directory" in body(client, "/no/such/page", 404)


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "fr"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


@pytest.mark.django_db
def test_under_maintenance_the_house_is_shut_but_for_its_watchdog(settings: Any) -> None:
    settings.MAINTENANCE = True
    client = Client()
    response = client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "600"
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_the_language_switch_works_without_scripts(client: Client) -> None:
    response = client.post("/language/", {"language": "fr", "next": "/accounts/login/"})
    assert response.headers["Location"] == "/accounts/login/"
    assert '<html lang="fr"' in body(client, "/accounts/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/api/v1/docs", "/nothing"])
def test_no_page_holds_inline_script_or_style(client: Client, address: str) -> None:
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    page = response.content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:", page)
    scripts = re.findall(r"<script(?![^>]*(?:src=|application/json))", page)
    assert scripts == []


@pytest.mark.django_db
def test_a_page_is_light(client: Client) -> None:
    for address in ("/", "/accounts/login/", "/api/v1/docs"):
        assert len(client.get(address).content) < 60_000
