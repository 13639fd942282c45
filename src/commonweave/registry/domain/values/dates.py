"""Dates of founding and end, as precise as the source is."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from commonweave.registry.domain.values.outcome import (
    MISSING,
    NOT_UNDERSTOOD,
    Change,
    Outcome,
    Parsed,
)

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_COMPACT = re.compile(r"(1[5-9]\d\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_LOCAL = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})(?:[T ]\d{1,2}:\d{2}.*)?")
_YEAR = re.compile(r"(1[0-9]\d\d|20\d\d)(?:\.0)?")
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})")
_WORDS = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?\s+(?:de\s+|of\s+)?)?"
    r"([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})"
)
_WORD_FIRST = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    """jan january janvier janv enero ene janeiro januar jänner
    feb february février fevrier févr fevr febrero fevereiro fev februar
    mar march mars marzo março marco märz maerz mrz
    apr april avril avr abril abr
    may mai mayo maio
    jun june juin junio junho juni
    jul july juillet juil julio julho juli
    aug august août aout agosto ago
    sep sept september septembre septiembre setiembre setembro set
    oct october octobre octubre outubro out oktober okt
    nov november novembre noviembre novembro
    dec december décembre decembre déc diciembre dic dezembro dez dezember""".splitlines(),
    start=1,
):
    _MONTHS.update(dict.fromkeys(_names.split(), _number))

ORDERS = ("dmy", "mdy", "ymd")


def date_evidence(text: str) -> str | None:
    """Return the order that one text proves: `dmy`, `mdy`, `ymd`; `?` for either of the first two.

    None where the text is no date of numbers. Dates with dots are day first everywhere.
    """
    if _ISO.fullmatch(text):
        return "ymd"
    match = _LOCAL.fullmatch(text)
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    if first > 31 or second > 31 or (first > 12 and second > 12) or not first or not second:
        return None
    if first > 12 or match[2] == ".":
        return "dmy"
    return "mdy" if second > 12 else "?"


def _iso(year: int, month: int, day: int) -> Outcome[str]:
    if year == 0:
        return MISSING
    if not 1000 <= year <= 2200:
        return NOT_UNDERSTOOD
    try:
        return Parsed(date(year, month, day).isoformat())
    except ValueError:
        return NOT_UNDERSTOOD


def _local(match: re.Match[str], order: str | None) -> Outcome[str]:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if order not in ("dmy", "mdy") and first == second:
        order = "dmy"
    if order not in ("dmy", "mdy"):
        order = date_evidence(match.string)
    if order == "dmy":
        return _iso(year, second, first)
    if order == "mdy":
        return _iso(year, first, second)
    if order is None or not 1000 <= year <= 2200:
        return NOT_UNDERSTOOD
    return Parsed(str(year), (Change("date_order_unknown", match.string, str(year)),))


def _in_words(text: str) -> Outcome[str]:
    folded = text.casefold()
    match = _WORDS.fullmatch(folded)
    if match and match[2] in _MONTHS:
        month, year = _MONTHS[match[2]], int(match[3])
        return _iso(year, month, int(match[1])) if match[1] else _month(year, month)
    match = _WORD_FIRST.fullmatch(folded)
    if match and match[1] in _MONTHS:
        return _iso(int(match[3]), _MONTHS[match[1]], int(match[2]))
    return NOT_UNDERSTOOD


def _month(year: int, month: int) -> Outcome[str]:
    if not 1 <= month <= 12 or not 1000 <= year <= 2200:
        return NOT_UNDERSTOOD
    return Parsed(f"{year:04d}-{month:02d}")


@lru_cache(maxsize=16384)
def parse_date(text: str, order: str | None = None) -> Outcome[str]:
    """Read a date as ISO 8601: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, as precise as the source is.

    `order` is the column's (`dmy`, `mdy`, `ymd` or None where nothing is known). A date that can be
    read both ways while the order is unknown gives its year alone with a repair of the kind
    `date_order_unknown`. Years of two digits are not taken.
    """
    if match := _YEAR.fullmatch(text):
        return Parsed(match[1])
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        return MISSING if (month, day) == (0, 0) and year == 0 else _iso(year, month, day)
    if match := _LOCAL.fullmatch(text):
        return MISSING if not int(match[4]) else _local(match, order)
    if match := _MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _month(int(match[2]), int(match[1]))
    return _in_words(text)


@lru_cache(maxsize=4096)
def parse_year(text: str) -> Outcome[int]:
    """Read a reference year: a year, or the year of a date."""
    found = parse_date(text, None)
    return Parsed(int(found.value[:4])) if isinstance(found, Parsed) else found
