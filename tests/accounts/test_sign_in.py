"""Sign-in: by address, closed to strangers, locked after failures, in one's own language."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from commonweave.accounts.models import Person
from commonweave.infrastructure.models import AuditEvent

LOGIN = "/accounts/login/"
KEY = {"login": "editor@example.org", "password": "a long pass phrase"}


def test_an_address_and_a_password_open_the_door(client: Client, editor: Person) -> None:
    response = client.post(LOGIN, {**KEY, "login": "EDITOR@example.org"})
    assert response.status_code == 302
    assert "editor" in client.get("/").content.decode()


def test_the_browser_speaks_the_language_of_the_person(client: Client, editor: Person) -> None:
    Person.objects.filter(pk=editor.pk).update(language="fr")
    client.post(LOGIN, KEY)
    assert '<html lang="fr"' in client.get("/").content.decode()


def test_strangers_cannot_make_an_account(client: Client, db: None) -> None:
    page = client.get("/accounts/signup/").content.decode()
    assert '<form class="form' not in page
    client.post("/accounts/signup/", {"email": "x@example.org", "password1": "a long pass phrase"})
    assert not Person.objects.exists()


def test_after_six_failures_the_door_stays_shut_even_for_the_right_key(
    client: Client, editor: Person
) -> None:
    wrong = {**KEY, "password": "not the pass phrase"}
    answers = [client.post(LOGIN, wrong).status_code for _ in range(6)]
    assert answers[:5] == [200] * 5
    shut = client.post(LOGIN, KEY)
    assert shut.status_code == 429
    assert "fifteen minutes" in shut.content.decode()


def test_passwords_are_kept_under_argon2(settings: Any) -> None:
    from commonweave.site import settings as written

    assert written.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_ones_own_page_asks_for_a_sign_in_and_stores_name_and_language(
    client: Client, editor: Person
) -> None:
    assert client.get("/accounts/").status_code == 302
    client.force_login(editor)
    page = client.get("/accounts/").content.decode()
    assert "Coast network" in page
    response = client.post("/accounts/", {"name": "Éditeur", "language": "es"}, follow=True)
    assert '<html lang="es"' in response.content.decode()
    editor.refresh_from_db()
    assert (editor.name, editor.language) == ("Éditeur", "es")
    assert AuditEvent.objects.get().action == "accounts.person_described"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/sessions/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/2fa/webauthn/",
    ],
)
def test_the_pages_of_ones_key_stand_in_the_look_of_the_house(
    path: str, client: Client, editor: Person
) -> None:
    client.post(LOGIN, KEY)
    page = client.get(path, follow=True)
    assert page.status_code == 200
    assert 'class="masthead"' in page.content.decode()
