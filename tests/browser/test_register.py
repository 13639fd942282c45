"""The pages of the register in a real browser: wide, narrow, from either side, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.browser.checks import check_accessible, check_fits, check_keyboard, shoot, weigh
from tests.browser.conftest import OpenPage
from tests.registry.furnished import House, furnish, propose
from tests.registry.test_pages_proposals import NAMES, judge

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(transactional_db: Any) -> House:
    return furnish()


def addresses(house: House) -> dict[str, str]:
    return {
        "directory": "/organisations/",
        "search": "/organisations/?q=soldiarite&source=members",
        "nothing-found": "/organisations/?q=zzzzzz&region=Nowhere",
        "organisation": f"/organisations/{house.organisation.public_id}/",
        "mistyped": "/organisations/cw-000000001/",
        "sources": "/sources/",
        "source": "/sources/members/",
        "edition": "/sources/members/editions/2/",
        "record": f"/records/{house.question.left_id}/",
    }


def sign_in(page: Page, house: House, live_server: Any) -> None:
    """Hand the browser the session of an editor."""
    client = Client()
    client.force_login(house.editor)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )


def test_the_pages_fit_and_are_accessible_and_light(open_page: OpenPage, house: House) -> None:
    for width in (1280, 360):
        page = open_page("/healthz", width=width)
        for name, address in addresses(house).items():
            assert weigh(page, address) < 100_000
            shoot(page, name, width)
            check_fits(page)
            page.evaluate("() => document.documentElement.dir = 'rtl'")
            check_fits(page)
            page.evaluate("() => document.documentElement.dir = 'ltr'")
            check_accessible(page)


def test_an_editors_pages_fit_and_are_accessible(
    open_page: OpenPage, house: House, live_server: Any
) -> None:
    run = propose(house)
    judge(house.here, "Zugruppe", *NAMES)
    for width in (1280, 360):
        page = open_page("/healthz", width=width)
        sign_in(page, house, live_server)
        for name, address in {
            "runs": "/runs/",
            "run": f"/runs/{run.pk}/",
            "run-joined": f"/runs/{run.pk}/?group=joined&q=la&source=members",
            "question": "/review/",
            "question-of-source": "/review/?source=members",
            "rounds": "/review/sources/",
            "source-questions": "/sources/members/questions/",
            "source-without-questions": "/sources/closed-list/questions/",
            "source-of-editor": "/sources/members/",
            "answers": "/review/answers/",
            "words": "/words/",
            "words-proposed": "/words/proposed/",
            "record-kept": f"/records/{house.question.left_id}/",
            "refused": "/sources/members/editions/2/refused/",
        }.items():
            page.goto(address)
            shoot(page, name, width)
            check_fits(page)
            check_accessible(page)


def test_the_organisation_and_the_question_are_reached_by_keyboard(
    open_page: OpenPage, house: House, live_server: Any
) -> None:
    page = open_page(addresses(house)["organisation"], width=360)
    check_keyboard(page)
    sign_in(page, house, live_server)
    page.goto("/review/")
    check_keyboard(page)


def test_sources_of_a_value_open_by_tap_and_stand_open_on_paper(
    open_page: OpenPage, house: House
) -> None:
    page = open_page(addresses(house)["organisation"], javascript=False)
    voice = page.locator("details.voices").first
    source = voice.get_by_role("link").first
    assert not source.is_visible()
    voice.locator("summary").click()
    assert source.is_visible()
    voice.locator("summary").click()
    page.emulate_media(media="print")
    assert source.is_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_question_is_answered_and_undone_by_one_key_or_without_script(
    open_page: OpenPage, house: House, live_server: Any, javascript: bool
) -> None:
    page = open_page("/healthz", javascript=javascript)
    sign_in(page, house, live_server)
    page.goto("/review/")
    if javascript:
        page.keyboard.press("s")
    else:
        page.get_by_role("button", name="Same").click()
    page.wait_for_url("**/review/?after=*")
    assert "Recorded: same." in page.locator("main").inner_text()
    if javascript:
        page.keyboard.press("z")
    else:
        page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**/review/{house.question.left_id}/{house.question.right_id}/")
    assert "withdrawn" in page.locator("main").inner_text()


def test_keys_can_be_turned_off_and_do_nothing_while_one_writes(
    open_page: OpenPage, house: House, live_server: Any
) -> None:
    page = open_page("/healthz")
    sign_in(page, house, live_server)
    page.goto("/review/")
    page.get_by_label("Reason").press_sequentially("sud")
    assert page.get_by_label("Reason").input_value() == "sud"
    page.get_by_role("button", name="Turn these keys off").click()
    page.keyboard.press("s")
    page.reload()
    assert page.get_by_role("button", name="Turn keys on").is_visible()
    assert "Are these two the same?" in page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("button", "said"), [("Add the word", "is added"), ("Decline", "declined")]
)
def test_a_proposed_word_is_decided_by_its_buttons(
    open_page: OpenPage, house: House, live_server: Any, button: str, said: str
) -> None:
    judge(house.here, "Zugruppe", *NAMES)
    page = open_page("/healthz", javascript=False)
    sign_in(page, house, live_server)
    page.goto("/words/proposed/")
    page.get_by_role("button", name=button).first.click()
    assert said in page.locator("main").inner_text()
    assert "zugruppe" in page.locator("main").inner_text()
