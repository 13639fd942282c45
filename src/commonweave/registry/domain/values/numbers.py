"""Counts and amounts: digits with the separators of several countries."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from commonweave.registry.domain.fields import Amount
from commonweave.registry.domain.values.context import NO_CONTEXT, Context
from commonweave.registry.domain.values.outcome import (
    NOT_UNDERSTOOD,
    Change,
    Outcome,
    Parsed,
    Refused,
)

_NUMBER = re.compile(r"[+-]?\d[\d.,'’ ]*")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([., '’])\d{3})(?:\1\d{3})*")
_FLOAT_ZERO = re.compile(r"(-?\d+)\.0+")
_CURRENCIES = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR", "₱": "PHP", "₦": "NGN", "R$": "BRL",
    "C$": "CAD", "CA$": "CAD", "$CA": "CAD", "US$": "USD", "A$": "AUD", "NZ$": "NZD", "MX$": "MXN",
    "CHF": "CHF", "Fr.": "CHF", "zł": "PLN", "Kč": "CZK", "FCFA": "XOF", "S/": "PEN",
}  # fmt: skip
_CODE = re.compile(r"\b([A-Z]{3})\b")
_LARGEST_COUNT = 2_000_000_000


def drop_spreadsheet_zero(text: str) -> tuple[str, tuple[Change, ...]]:
    """Take the `.0` off a whole number that went through a spreadsheet or a data frame."""
    match = _FLOAT_ZERO.fullmatch(text)
    if match is None:
        return text, ()
    return match[1], (Change("spreadsheet_number", text, match[1]),)


def read_decimal(text: str, decimal: str | None) -> Decimal | Refused:
    """Return the number; `decimal` (`,` or `.`) is the column's decimal sign, if known.

    A single separator before exactly three digits is `ambiguous` while the sign is unknown.
    """
    if not _NUMBER.fullmatch(text):
        return NOT_UNDERSTOOD
    plain = text.replace(" ", "").replace("'", "").replace("’", "")
    sign = decimal or _decimal_sign(plain)
    if sign is None:
        return Refused("ambiguous")
    grouping = "," if sign == "." else "."
    head, _, tail = plain.partition(sign)
    if sign in tail or grouping in tail or not _well_grouped(head, grouping):
        return NOT_UNDERSTOOD
    try:
        return Decimal(head.replace(grouping, "") + ("." + tail if tail else ""))
    except InvalidOperation:
        return NOT_UNDERSTOOD


def _well_grouped(head: str, grouping: str) -> bool:
    first, *groups = head.lstrip("+-").split(grouping)
    return (
        first != "" and all(len(group) == 3 for group in groups) and (not groups or len(first) <= 3)
    )


def _decimal_sign(plain: str) -> str | None:
    """Return the decimal sign that one number shows by itself, or None where it can be either."""
    dots, commas = plain.count("."), plain.count(",")
    if dots and commas:
        return "." if plain.rindex(".") > plain.rindex(",") else ","
    if dots > 1:
        return ","
    if commas > 1:
        return "."
    if not dots and not commas:
        return "."
    sign = "." if dots else ","
    head, tail = plain.split(sign)
    return (
        sign if len(tail) != 3 or len(head.lstrip("+-")) > 3 or head.lstrip("+-") == "0" else None
    )


def parse_count(text: str, context: Context = NO_CONTEXT) -> Outcome[int]:
    """Read a number of persons; bands (`10-19`), estimates and fractions are not taken."""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return Parsed(int(text))
    bare, changes = drop_spreadsheet_zero(text)
    if _GROUPED.fullmatch(bare) and not _reads_as_fraction(bare, context.options.get("decimal")):
        bare = re.sub(r"[^\d-]", "", bare)
    value = read_decimal(bare, context.options.get("decimal"))
    if isinstance(value, Refused):
        return value
    if value != value.to_integral_value() or not 0 <= value <= _LARGEST_COUNT:
        return NOT_UNDERSTOOD
    return Parsed(int(value), changes)


def _reads_as_fraction(text: str, decimal: str | None) -> bool:
    return decimal is not None and text.count(decimal) == 1


def _find_currency(text: str) -> tuple[str, str | None]:
    for sign in sorted(_CURRENCIES, key=len, reverse=True):
        if sign in text:
            return text.replace(sign, " ", 1), _CURRENCIES[sign]
    match = _CODE.search(text)
    if match:
        return text[: match.start()] + " " + text[match.end() :], match[1]
    if "$" in text:
        return text.replace("$", " ", 1), None
    return text, None


def parse_amount(text: str, context: Context = NO_CONTEXT) -> Outcome[Amount]:
    """Read a sum of money with the currency written in the cell, else the column's or the source's.

    A bare `$` is the source's dollar; the amount has no currency where the source names none.
    Multipliers (`1.2 M€`) are not taken, because an M may be a thousand.
    """
    bare, found = _find_currency(text)
    bare, changes = drop_spreadsheet_zero(bare.strip())
    value = read_decimal(bare, context.options.get("decimal"))
    if isinstance(value, Refused):
        return value
    amount: Amount = {"value": format(value, "f")}
    currency = found or context.options.get("currency") or context.currency
    if currency:
        amount["currency"] = currency
    return Parsed(amount, changes)
