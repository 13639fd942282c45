"""Addresses: streets from several columns, and parts out of one text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commonweave.kernel.countries import country_code
from commonweave.registry.domain.values.outcome import Change, Parsed
from commonweave.registry.domain.values.postcodes import has_postcode_form, parse_postcode
from commonweave.registry.domain.values.text import one_line

_NUMBER_FIRST = frozenset({"FR", "GB", "IE", "US", "CA", "AU", "NZ", "LU", "MT", "IN", "ZA", "MA"})
_TOWN = re.compile(
    r"(?P<code>[A-Z]{0,2}-?\d{4,6}|\d{3}\s\d{2}|\d{5}-\d{3}|\d{2}-\d{3}|\d{4}\s[A-Z]{2})\s+"
    r"(?P<town>[^\d,]{2,60})"
)
_CODE_LAST = re.compile(
    r"(?P<town>[^\d,]{2,60}?)[\s,]+"
    r"(?P<code>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{5}(?:-\d{4})?)"
)
_CODE = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4,6}|\d{5}-\d{3,4}|\d{2}-\d{3}"
)


def join_street(parts: Sequence[str], number: str, country: str | None) -> str:
    """Join the lines of a street, and the house number on the side usual in the country."""
    street = ", ".join(dict.fromkeys(parts))
    if not number or re.search(rf"(?<!\w){re.escape(number)}(?!\w)", street):
        return street
    return f"{number} {street}" if country in _NUMBER_FIRST else f"{street} {number}"


def read_whole_address(
    text: str, country: str | None = None
) -> tuple[dict[str, str], tuple[Change, ...]]:
    """Take apart what can be told for sure in a whole address.

    Returns the parts (`street`, `locality`, `postcode`, `country`, or `territory` for a single
    word or
    two that may be a town or a region) and the changes. What is not sure is left out: the caller
    keeps the whole text.
    """
    pieces = [piece.strip() for piece in re.split(r",|\n|;", text) if piece.strip()]
    found: dict[str, str] = {}
    changes: tuple[Change, ...] = ()
    if len(pieces) > 1 and (code := country_code(pieces[-1])) is not None:
        if pieces[-1] != code:
            changes = (Change("country_code", pieces[-1], code),)
        found["country"] = country = code
        pieces.pop()
    elif len(pieces) == 1 and len(pieces[0]) > 3 and (code := country_code(pieces[0])):
        return {"country": code}, (Change("country_code", pieces[0], code),)
    at = _find_town(pieces, found)
    if at is not None:
        pieces = pieces[:at]
    elif len(pieces) == 1 and not any(c.isdigit() for c in pieces[0]):
        found["locality" if "country" in found else "territory"] = one_line(pieces.pop())
    if (
        pieces
        and any(c.isdigit() for c in pieces[0] + pieces[-1])
        and (at is not None or len(pieces) == 1)
    ):
        found["street"] = ", ".join(pieces)
    if "postcode" in found and has_postcode_form(country):
        outcome = parse_postcode(found["postcode"], country)
        if isinstance(outcome, Parsed):
            found["postcode"] = outcome.value
            changes += outcome.changes
    return found, changes


def _find_town(pieces: Sequence[str], found: dict[str, str]) -> int | None:
    """Find postcode and town from the end; return the index of the piece where they begin."""
    for at in range(len(pieces) - 1, -1, -1):
        for pattern in (_TOWN, _CODE_LAST):
            if match := pattern.fullmatch(pieces[at]):
                found["postcode"], found["locality"] = match["code"], match["town"].strip()
                return at
        if at > 0 and _CODE.fullmatch(pieces[at]):
            found["postcode"] = pieces[at]
            if not any(c.isdigit() for c in pieces[at - 1]):
                found["locality"] = pieces[at - 1]
                return at - 1
            return at
    return None
