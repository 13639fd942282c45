"""Postcodes in the form of their country.

Patterns follow the Universal Postal Union's addressing sheets; the British areas are those of the
Royal Mail's postcode address file.
"""

from __future__ import annotations

import re
from functools import lru_cache

from commonweave.registry.domain.values.numbers import drop_spreadsheet_zero
from commonweave.registry.domain.values.outcome import Change, Outcome, Parsed, Refused

_AREAS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC
    EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME
    MK
    ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST
    SW SY
    TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE IM JE GY
"""
_GB_AREAS = frozenset(_AREAS.split())
_GB = re.compile(r"([A-Z]{1,2})([1-9][A-Z\d]?|0)(\d)([A-Z]{2})")
_GB_LOOSE = re.compile(r"([A-Z0-9]{2,4})([A-Z0-9])([A-Z0-9]{2})")
_CA = re.compile(r"([A-Z]\d[A-Z])(\d[A-Z]\d)")
_CA_LOOSE = re.compile(r"([A-Z][0-9OI][A-Z])([0-9OI][A-Z][0-9OI])")
_ZERO_ONE = str.maketrans("OI", "01")

_FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "BR": (re.compile(r"(\d{5})(\d{3})"), r"\1-\2"),
    "PT": (re.compile(r"(\d{4})(\d{3})"), r"\1-\2"),
    "PL": (re.compile(r"(\d{2})(\d{3})"), r"\1-\2"),
    "NL": (re.compile(r"(\d{4})([A-Z]{2})"), r"\1 \2"),
    "SE": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
    "GR": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
    "CZ": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
    "SK": (re.compile(r"(\d{3})(\d{2})"), r"\1 \2"),
}
_DIGITS = {
    **dict.fromkeys(("FR", "DE", "ES", "IT", "MX", "HR", "FI", "US", "KR", "EE", "TR", "MA"), 5),
    **dict.fromkeys(("AT", "BE", "CH", "DK", "NO", "HU", "BG", "SI", "AU", "LU", "CY"), 4),
    **dict.fromkeys(("RO", "IN", "CN", "CO", "EC"), 6),
}
_ZERO_BACK = frozenset({"FR", "ES", "IT", "US"})
_BRITISH = frozenset({"GB", "IM", "JE", "GG"})


def _british(bare: str) -> tuple[str, bool] | None:
    """Return (postcode, whether letters and digits had to be changed), or None."""
    for candidate, changed in _british_candidates(bare):
        match = _GB.fullmatch(candidate)
        if match and match[1] in _GB_AREAS:
            return f"{candidate[:-3]} {candidate[-3:]}", changed
    return None


def _british_candidates(bare: str) -> list[tuple[str, bool]]:
    found = [(bare, False)]
    match = _GB_LOOSE.fullmatch(bare)
    if match:
        outward, digit, letters = match.groups()
        inward = digit.translate(_ZERO_ONE) + letters.replace("0", "O").replace("1", "I")
        for head in (1, 2):
            area = outward[:head].replace("0", "O").replace("1", "I")
            district = outward[head : head + 1].translate(_ZERO_ONE)
            rest = outward[head + 1 :]
            found += [
                (area + district + rest + inward, True),
                (area + district + rest.translate(_ZERO_ONE) + inward, True),
            ]
    return found


def _canadian(bare: str) -> tuple[str, bool] | None:
    if match := _CA.fullmatch(bare):
        return f"{match[1]} {match[2]}", False
    if match := _CA_LOOSE.fullmatch(bare):
        first, last = match.groups()
        mended = first[0] + first[1].translate(_ZERO_ONE) + first[2] + " "
        return mended + last[0].translate(_ZERO_ONE) + last[1] + last[2].translate(_ZERO_ONE), True
    return None


def _of_digits(bare: str, country: str) -> tuple[str, str] | None:
    """Return (postcode, kind of repair) for countries whose postcodes are digits only."""
    length = _DIGITS[country]
    if country == "US" and re.fullmatch(r"\d{9}", bare):
        return f"{bare[:5]}-{bare[5:]}", "postcode_form"
    if re.fullmatch(rf"\d{{{length}}}", bare):
        return bare, "postcode_form"
    if country in _ZERO_BACK and re.fullmatch(rf"\d{{{length - 1}}}", bare):
        return "0" + bare, "zero_restored"
    mended = bare.translate(_ZERO_ONE)
    if re.fullmatch(rf"\d{{{length}}}", mended) and sum(map(str.isdigit, bare)) >= length - 1:
        return mended, "letter_for_digit"
    return None


def _in_form(bare: str, country: str) -> tuple[str, str] | None:
    if country in _BRITISH or country == "CA":
        found = _british(bare) if country in _BRITISH else _canadian(bare)
        return found and (found[0], "letter_for_digit" if found[1] else "postcode_form")
    if country in _FORMS:
        pattern, form = _FORMS[country]
        match = pattern.fullmatch(bare)
        return (match.expand(form), "postcode_form") if match else None
    return _of_digits(bare, country) if country in _DIGITS else None


def has_postcode_form(country: str | None) -> bool:
    """Whether the form of this country's postcodes is known here."""
    return country in _BRITISH or country == "CA" or country in _FORMS or country in _DIGITS


@lru_cache(maxsize=65536)
def parse_postcode(text: str, country: str | None = None) -> Outcome[str]:
    """Write a postcode in its country's form.

    With a known country: case and space as usual there, O and 0 (I and 1) put right by position,
    a leading zero lost in a spreadsheet put back (France, Spain, Italy, United States). A postcode
    that still has another form (part of one, an old one) is kept with `check_failed`. Without a
    country only a spreadsheet's `.0` is taken off.
    """
    text, changes = drop_spreadsheet_zero(text)
    if len(text) > 16 or not any(c.isalnum() for c in text):
        return Refused()
    if country is None or not has_postcode_form(country):
        return Parsed(text.upper() if text.isascii() else text, changes)
    bare = re.sub(r"[\s.\-–_]", "", text.upper())
    found = _in_form(bare, country) or _in_form(
        bare.removeprefix(country).removeprefix(country[0]), country
    )
    if found is None:
        return Parsed(text, (*changes, Change("check_failed", text, text)))
    value, kind = found
    return Parsed(value, changes if value == text else (*changes, Change(kind, text, value)))
