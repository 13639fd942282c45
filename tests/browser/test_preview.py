"""The preview in a frame of another site, in a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from commonweave.registry.api_reconciliation import PREVIEW_SIZE
from tests.browser.checks import check_accessible, check_fits, shoot
from tests.browser.conftest import OpenPage
from tests.registry.furnished import House, furnish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def house(transactional_db: Any) -> House:
    return furnish()


@pytest.fixture
def other_site() -> Iterator[tuple[str, list[str]]]:
    """Serve one page from another origin; what is in the list is its text."""
    pages = [""]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages[0].encode())

        def log_message(self, *_: Any) -> None:  # the test's output stays its own
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", pages
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_site_shows_the_preview_in_a_frame_and_no_other_page(
    house: House,
    client: Client,
    live_server: Any,
    open_page: OpenPage,
    other_site: tuple[str, list[str]],
) -> None:
    address, pages = other_site
    template = client.get("/api/v1/reconcile").json()["preview"]["url"]
    preview = template.replace("{{id}}", house.organisation.public_id)
    preview = preview.replace("http://testserver", live_server.url)
    page_address = f"{live_server.url}/organisations/{house.organisation.public_id}/"
    width, height = PREVIEW_SIZE
    pages[0] = (
        f'<iframe name="preview" src="{preview}" width="{width}" height="{height}"></iframe>'
        f'<iframe name="page" src="{page_address}" width="{width}" height="{height}"></iframe>'
    )
    page = open_page(address)
    page.wait_for_load_state("networkidle")
    frame = page.frame("preview")
    assert frame is not None
    assert frame.locator("h1").inner_text() == "Coopérative de solidarité La Rive"
    assert frame.evaluate("getComputedStyle(document.querySelector('.preview dl')).display") == (
        "grid"
    )
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    closed = page.frame("page")
    assert closed is not None
    assert closed.url.startswith("chrome-error:")
    shoot(page, "preview-frame", width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_preview_is_accessible_and_fits_its_frame(
    house: House, open_page: OpenPage, scheme: str
) -> None:
    width, _ = PREVIEW_SIZE
    address = f"/organisations/{house.organisation.public_id}/preview/"
    page = open_page(address, width=width, scheme=scheme)
    check_accessible(page)
    check_fits(page)
