"""What every page is held to: accessible, within its width, reached by keyboard, light."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
REACHABLE = """() => {
    const kinds = 'a[href], button, input, select, textarea, summary';
    const shown = e => !e.disabled && e.type !== 'hidden'
        && e.checkVisibility({visibilityProperty: true});
    return [...document.querySelectorAll(kinds)].filter(shown).map((e, number) => {
        e.dataset.stop = number;
        return e.outerHTML.slice(0, 90);
    });
}"""
FOCUSED = """() => {
    const e = document.activeElement, style = getComputedStyle(e);
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return [e.dataset.stop ?? null, seen];
}"""


def check_accessible(page: Page, rules: Sequence[str] = RULES) -> None:
    """Fail with the broken rule, the reason and the element when axe-core finds anything.

    `rules` are tags or names of axe-core's rules.
    """
    if find_spec("axe_playwright_python") is None:
        pytest.skip("axe-core is not installed (package axe-playwright-python)")
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules
    )
    faults = [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
    assert not faults, "\n".join(faults)


def check_fits(page: Page) -> None:
    """Fail where the page is wider than its window."""
    wide: list[int] = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"The page is {wide[0]} px wide in a window of {wide[1]} px."


def check_keyboard(page: Page) -> None:
    """Fail where a link, a button or a field is not reached by Tab, or takes focus unseen."""
    stops: list[str] = page.evaluate(REACHABLE)
    reached = set()
    for _ in range(len(stops) + 3):
        page.keyboard.press("Tab")
        stop, seen = page.evaluate(FOCUSED)
        if stop is not None:
            assert seen, f"No visible focus: {stops[int(stop)]}"
            reached.add(int(stop))
    missed = [stop for number, stop in enumerate(stops) if number not in reached]
    assert not missed, f"Not reached by Tab: {missed}"


def weigh(page: Page, address: str) -> int:
    """Load an address anew and return the bytes of everything that came, unpacked."""
    bodies: list[int] = []

    def add(response: Response) -> None:
        if response.ok:
            bodies.append(len(response.body()))

    page.on("response", add)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.remove_listener("response", add)
    return sum(bodies)


def shoot(page: Page, name: str, width: int) -> None:
    """Keep a picture of the whole page in the folder that SHOTS names, if it does."""
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.set_viewport_size({"width": width, "height": 800})
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
