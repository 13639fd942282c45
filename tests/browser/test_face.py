"""The pages of the house in a real browser, wide and narrow, with and without scripts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string

from commonweave.accounts.models import Person, Post, Role, Space
from commonweave.registry.models import Edition, Source
from tests.browser.checks import (
    check_accessible,
    check_fits,
    check_keyboard,
    shoot,
    weigh,
)
from tests.browser.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "home": "/",
    "sign-in": "/accounts/login/",
    "missing": "/no/such/page",
    "data": "/api/v1/docs",
    "reset": "/accounts/password/reset/",
}
WIDTHS = (360, 1280)
EMAIL, KEY = "editor@example.org", "a long pass phrase"


@pytest.fixture
def house() -> Space:
    space = Space.objects.create(slug="coast", name="Réseau de la côte", fictional=True)
    source = Source.objects.create(
        space=space, slug="pole", title="Répertoire du pôle", registered_at=datetime.now(UTC)
    )
    Edition.objects.create(
        source=source,
        number=1,
        file_name="a.csv",
        file_sha256="0" * 64,
        file_size=1,
        as_of=date(2026, 5, 1),
        received_at=datetime.now(UTC),
        received_by="operator",
        reading={},
        rows_in=40,
        rows_kept=37,
        rows_refused=3,
        appeared=37,
        changed=0,
        unchanged=0,
        vanished=0,
    )
    editor = Person.objects.create_user(EMAIL, KEY, name="Editor")
    Post.objects.create(person=editor, space=space, role=Role.EDITOR)
    return space


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_accessible_by_day_and_by_night(
    name: str, open_page: OpenPage, house: Space
) -> None:
    page = open_page(PAGES[name])
    shoot(page, name, 1280)
    check_fits(page)
    check_accessible(page)
    page.emulate_media(color_scheme="dark")
    shoot(page, f"{name}-night", 1280)
    check_accessible(page, ["color-contrast"])


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_on_a_phone_fits_from_either_side_and_is_reached_by_keyboard(
    name: str, open_page: OpenPage, house: Space
) -> None:
    page = open_page(PAGES[name], width=360)
    shoot(page, name, 360)
    check_fits(page)
    check_accessible(page)
    check_keyboard(page)
    page.evaluate("() => document.documentElement.dir = 'rtl'")
    check_fits(page)


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_weighs_less_than_100_kb(name: str, open_page: OpenPage, house: Space) -> None:
    assert weigh(open_page("/healthz"), PAGES[name]) < 100_000


def test_an_empty_house_is_accessible_too(open_page: OpenPage) -> None:
    page = open_page("/", width=360)
    shoot(page, "empty", 360)
    check_fits(page)
    check_accessible(page)


def test_signing_in_and_out_and_changing_language_need_no_script(
    open_page: OpenPage, house: Space
) -> None:
    page = open_page("/accounts/login/", javascript=False)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(KEY)
    page.locator("form.form button").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Waiting for you"
    page.get_by_role("button", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Sign in").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_editors_own_pages_are_accessible(width: int, open_page: OpenPage, house: Space) -> None:
    page = open_page("/accounts/login/", width=width)
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(KEY)
    page.locator("form.form button").first.click()
    for name, address in (
        ("tasks", "/"),
        ("self", "/accounts/"),
        ("second-factor", "/accounts/2fa/"),
        ("sessions", "/accounts/sessions/"),
        ("password", "/accounts/password/change/"),
    ):
        page.goto(address)
        shoot(page, name, width)
        check_fits(page)
        check_accessible(page)


def test_an_error_is_tied_to_its_field(open_page: OpenPage, house: Space) -> None:
    page = open_page("/accounts/password/reset/")
    page.locator("input[name=email]").evaluate("e => { e.type = 'text'; e.value = 'nobody' }")
    page.locator("form.form button").first.click()
    field = page.locator("input[name=email]")
    assert field.get_attribute("aria-invalid") == "true"
    described = str(field.get_attribute("aria-describedby")).rpartition(" ")[2]
    assert page.locator(f"#{described}").inner_text()
    check_accessible(page)


def test_voices_open_on_tap_without_script_and_stand_open_on_paper(
    open_page: OpenPage, house: Space
) -> None:
    said = render_to_string(
        "house/said.html",
        {
            "value": "Valmarine",
            "by": [{"label": "Répertoire du pôle", "as_of": date(2026, 5, 1)}],
            "others": [{"value": "Val-Marine", "by": [{"label": "Map of the coast"}]}],
        },
    )
    page = open_page("/")
    page.evaluate("html => { document.querySelector('main .sheet').innerHTML = html }", said)
    voice = page.get_by_text("Map of the coast")
    assert not voice.is_visible()
    page.locator("summary").click()
    assert voice.is_visible()
    page.locator("summary").click()
    page.mouse.move(0, 0)
    page.emulate_media(media="print")
    assert voice.is_visible()
    assert not page.locator(".search").first.is_visible()


def test_a_passkey_opens_the_door_under_the_strict_policy(
    open_page: OpenPage, house: Space
) -> None:
    page = open_page("/accounts/login/")
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    authenticator = {"protocol": "ctap2", "transport": "internal"}
    abilities = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator | abilities})
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill(KEY)
    page.locator("form.form button").first.click()
    page.get_by_role("heading", name="Waiting for you").wait_for()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(KEY)  # who adds a key proves themselves once more
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/**")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in").click()
    page.locator("#passkey_login").click()
    page.get_by_role("heading", name="Waiting for you").wait_for()
    assert complaints == []
