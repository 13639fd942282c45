"""Take the documentation's pictures of a demonstration that is being served.

    commonweave demo &
    python tools/pictures.py http://127.0.0.1:8000 E-MAIL PASSWORD

Needs Chromium (`/usr/bin/chromium`) and an editor's post. The pictures go to `docs/images/`; the
organisation is the first of the directory that at least four sources speak of and that is on the
map. For proposed words and weights that were tried, answer questions first.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
HEIGHTS = {1280: 940, 360: 780}


def main(base: str, email: str, password: str) -> None:
    """Shoot each page at both widths."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    pages = {
        "home": "/",
        "directory": "/organisations/?q=housing",
        "organisation": find_organisation(base),
        "edition": "/sources/register/editions/2/",
        "review": "/review/",
        "run": "/runs/2/",
        "questions": "/sources/housing-federation/questions/",
        "words": "/words/",
        "proposals": "/words/proposed/#word-1",
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        for width, height in HEIGHTS.items():
            page = browser.new_page(
                viewport={"width": width, "height": height}, reduced_motion="reduce"
            )
            sign_in(page, base, email, password)
            for name, address in pages.items():
                page.goto(base + address)
                page.screenshot(path=IMAGES / f"{name}-{width}.png")
        browser.close()


def find_organisation(base: str) -> str:
    """Return the address of an organisation that many sources speak of."""
    cursor = ""
    while True:
        with urllib.request.urlopen(f"{base}/api/v1/organisations?limit=200{cursor}") as answer:  # noqa: S310 - the address is the operator's own
            page = json.load(answer)
        for found in page["items"]:
            if found["sources"] >= 4 and found["lat"] and not found["name"].isupper():
                return str(found["url"])
        if not page["next"]:
            raise SystemExit("No organisation has four sources: is this the demonstration?")
        cursor = f"&cursor={page['next']}"


def sign_in(page: Page, base: str, email: str, password: str) -> None:
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{base}/")


if __name__ == "__main__":
    main(*sys.argv[1:4])
