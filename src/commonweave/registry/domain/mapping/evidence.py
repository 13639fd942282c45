"""What a whole column shows that one value cannot: order of dates, decimal sign, parting sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from commonweave.registry.domain.values.coded import read_yes_no
from commonweave.registry.domain.values.dates import date_evidence

_BRITISH = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}")
_SPLITTERS = (";", "|", "\n", ",")
_COUNTS = frozenset({"members", "employees", "volunteers", "turnover"})
_DATES = frozenset({"founded", "dissolved"})
_SPLIT = frozenset({"activity", "network"})


def date_order(values: Sequence[str]) -> str | None:
    """Return the order that the column proves and nothing in it contradicts, else None."""
    seen = Counter(found for found in map(date_evidence, values) if found)
    proven = [order for order in ("dmy", "mdy") if seen[order]]
    if len(proven) == 1:
        return proven[0]
    return "ymd" if seen["ymd"] and not proven and not seen["?"] else None


def decimal_sign(values: Sequence[str]) -> str | None:
    """Return the decimal sign that some numbers of the column prove and none contradicts."""
    proven = set()
    for value in values:
        text = re.sub(r"[^\d.,]", "", value)
        if text.count(".") and text.count(","):
            proven.add("." if text.rindex(".") > text.rindex(",") else ",")
        elif match := re.fullmatch(r"\d+([.,])(\d{1,2}|\d{4,})", text):
            proven.add(match[1])
        elif re.fullmatch(r"\d{1,3}(?:,\d{3}){2,}", text):
            proven.add(".")
        elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}", text):
            proven.add(",")
    return proven.pop() if len(proven) == 1 else None


def splitter(values: Sequence[str]) -> str | None:
    """Return the sign that parts several values in the cells of a column, or None.

    A bar with blanks around it always parts. Else a tenth of the cells must have the sign, the
    parts must be short, and they must come back in
    other
    company: "Wholesale; Repair" that always stands so is one title, and so is any title with a
    comma.
    """
    if any(" | " in value for value in values):
        return "|"
    for sign in _SPLITTERS:
        holding = [value for value in values if sign in value.strip(sign)]
        if len(holding) < max(2, len(values) * 0.1):
            continue
        parts = [part.strip() for value in holding for part in value.split(sign) if part.strip()]
        if parts and sorted(map(len, parts))[len(parts) // 2] <= 60 and _mix(sign, values, holding):
            return sign
    return None


def _mix(sign: str, values: Sequence[str], holding: Sequence[str]) -> bool:
    wholes = {frozenset(part.strip() for part in value.split(sign)) for value in holding}
    company = Counter(part for whole in wholes for part in whole)
    alone = {value.strip() for value in values if sign not in value}
    mixing = sum(count > 1 or part in alone for part, count in company.items())
    if sign == ",":
        return mixing >= 0.5 * len(company)
    return mixing > 0 or len(wholes) >= max(5, 0.2 * len(holding))


def british_share(values: Sequence[str]) -> float:
    """Return the share of postcodes of the British form, which no other country has."""
    return sum(bool(_BRITISH.fullmatch(v.upper())) for v in values) / max(1, len(values))


def options_of(field: str, values: Sequence[str]) -> dict[str, str]:
    """Return the options that the sample of a column proves for a field."""
    found: dict[str, str | None] = {}
    if field in _DATES:
        found["dates"] = date_order(values)
    if field in _COUNTS:
        found["decimal"] = decimal_sign(values)
    if field in _SPLIT:
        found["split"] = splitter(values)
    if field in ("name.alternative", "name.former") and any(" | " in value for value in values):
        found["split"] = "|"
    if field == "address.postcode" and british_share(values) >= 0.9:
        found["country"] = "GB"
    if field == "status" and values and all(read_yes_no(value) is not None for value in values):
        found["boolean"] = "yes"
    return {option: value for option, value in found.items() if value}
