"""How lists write numbers, dates, telephones and addresses of sites."""

from __future__ import annotations

import random

_PHONE_STYLES = ("plus", "dashes", "brackets", "dots", "run", "long")


def write_phone(rng: random.Random, number: str, style: str) -> str:
    """Write an E.164 number as a list does; numbers abroad keep their plus sign."""
    if not number.startswith("+1"):
        national = number[3:]
        pairs = " ".join(national[at : at + 2] for at in range(1, len(national), 2))
        return f"{number[:3]} {national[0]} {pairs}"
    area, block, line = number[2:5], number[5:8], number[8:]
    if style == "mixed" or rng.random() < 0.1:
        style = rng.choice(_PHONE_STYLES)
    if style == "plus":
        return f"+1 {area} {block}-{line}"
    if style == "dashes":
        return f"{area}-{block}-{line}"
    if style == "brackets":
        return f"({area}) {block}-{line}"
    if style == "dots":
        return f"{area}.{block}.{line}"
    return f"1-{area}-{block}-{line}" if style == "long" else f"{area}{block}{line}"


def write_website(rng: random.Random, site: str) -> str:
    """Write a site with or without scheme, www and a last stroke."""
    style = rng.random()
    if style < 0.3 or "/" in site:
        return f"https://{site}"
    if style < 0.55:
        return f"https://www.{site}/"
    if style < 0.7:
        return f"http://{site}/"
    return f"www.{site}" if style < 0.85 else site


def write_date(date: str, style: str) -> str:
    """Write an ISO 8601 date as `iso`, `dmy` (31/12/2001) or `year`; "" stays."""
    if not date or style in ("iso", "date"):
        return date
    year, month, day = date.split("-")
    return year if style == "year" else f"{day}/{month}/{year}"


def write_number(number: int, style: str) -> str:
    """Write a whole number `plain`, `fr` (12 345 with no-break spaces) or `es` (12.345)."""
    if style == "plain":
        return str(number)
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}" if style == "fr" else ".")


def write_bracket(employees: int) -> str:
    """Return the size class of a French register."""
    for limit, label in ((0, "0"), (5, "1 à 5"), (10, "6 à 10"), (25, "11 à 25"), (49, "26 à 49")):
        if employees <= limit:
            return label
    return "50 et plus"
