"""The one stylesheet: small, logical, readable in every dye, by day and by night."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client

from commonweave.site import settings as written
from commonweave.site.stylesheet import joined_sheet, stylesheet_url

SHEET = joined_sheet().text.decode()
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)


def test_it_is_one_file_under_its_hash_kept_for_a_year(client: Client) -> None:
    response = client.get(stylesheet_url())
    assert response.content == joined_sheet().text
    assert "immutable" in response["Cache-Control"]
    packed = client.get(stylesheet_url(), headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == joined_sheet().text
    assert len(packed.content) < 12_000


def test_an_old_address_leads_to_the_present_sheet(client: Client) -> None:
    assert client.get("/house.000000000000.css").headers["Location"] == stylesheet_url()


def test_it_knows_no_left_and_right() -> None:
    physical = (
        r"[\s;{](margin|padding|border)-(left|right|top|bottom)\b|[\s;{](left|right|top|bottom)\s*:"
    )
    assert re.findall(physical, RULES) == []
    assert re.findall(r"text-align:\s*(left|right)", RULES) == []


def test_it_fetches_nothing() -> None:
    assert "url(" not in RULES
    assert "@import" not in RULES


def test_its_braces_match() -> None:
    assert RULES.count("{") == RULES.count("}")


def _tokens() -> dict[tuple[str, str], dict[str, str]]:
    """Return (dye, light or dark) -> the colours that hold there."""
    tokens = RULES[: RULES.index("@layer base {")]
    light, dark = tokens.split("@media (prefers-color-scheme: dark)")
    found: dict[tuple[str, str], dict[str, str]] = {}
    for mode, part in (("light", light), ("dark", dark)):
        blocks = dict(re.findall(r"(:root|\[data-dye=\"\w+\"\]) \{([^{}]*)\}", part))
        colours = {
            name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", body))
            for name, body in blocks.items()
        }
        for dye in written.DYES:
            found[dye, mode] = colours[":root"] | colours.get(f'[data-dye="{dye}"]', {})
    return found


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio" and "relative luminance"."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize(("dye", "mode"), list(_tokens()))
def test_every_dye_is_readable_by_day_and_by_night(dye: str, mode: str) -> None:
    colours = _tokens()[dye, mode]
    for paper in ("paper", "paper-deep"):
        for ink in ("ink", "ink-soft", "accent", "good", "caution", "refused"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
        assert contrast(colours["rule-firm"], colours[paper]) >= 3, paper  # borders of controls
    assert contrast(colours["on-accent"], colours["accent"]) >= 4.5
