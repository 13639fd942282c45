"""Towns, postcodes, streets, countries and dates in one spelling each."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from commonweave.linkage.domain.text import LONGEST_TEXT, letters_and_digits, romanise, split_words

Degrees: TypeAlias = npt.NDArray[np.float64]

_SAINTS = {"saint": "st", "sainte": "st", "sankt": "st", "ste": "st", "mount": "mt", "fort": "ft"}
_NOT_TOWN = frozenset({"cedex", "city", "town", "of", "de", "la", "le", "ville", "the", "greater"})
_STREET_WORDS = frozenset((
    "allee", "and", "appartement", "apt", "av", "avda", "ave", "avenida", "avenue", "bd",
    "bldg", "blvd", "boul", "boulevard", "box", "bp", "building", "bul", "bulevard",
    "bureau", "business", "c", "calle", "care", "carrer", "carretera", "center", "centre",
    "ch", "chemin", "cl", "close", "co", "corso", "cours", "court", "cres", "crescent",
    "cs", "ct", "ctra", "das", "de", "del", "der", "des", "di", "die", "dr", "drive", "du",
    "east", "estate", "etage", "flat", "floor", "gardens", "gasse", "gdns", "house",
    "impasse", "industrial", "la", "laan", "lane", "largo", "le", "les", "ln", "local",
    "no", "north", "nr", "num", "numero", "of", "office", "park", "paseo", "piazza", "piso",
    "pk", "pl", "place", "platz", "plaza", "plein", "po", "poligono", "pr", "praca",
    "prospekt", "quai", "rd", "road", "room", "route", "rte", "rua", "rue", "south", "sq",
    "square", "st", "str", "straat", "strasse", "street", "suite", "terrace", "the",
    "travessa", "ul", "ulica", "unit", "via", "viale", "vul", "vulytsia", "way", "weg",
    "west",
))  # fmt: skip
_STREET_ENDING = re.compile(r"(strasse|straat|str|weg|laan|gasse|platz)$")
_BOX = re.compile(
    r"(?<!\w)(?:p\.? ?o\.? ?box|post office box|postfach|postbus|postboks|apartado|apdo\.?"
    r"|bo[iî]te postale|case postale|casella postale|caixa postal|b\.? ?p\.?|а/я|п\.? ?к\.?)"
    r"(?: (?:postal|de correos|n[°ºo.]+))?[ :#.]*\d+",
    re.IGNORECASE,
)
"""A box at the post office, which is no street."""
_HOUSE = re.compile(r"^(\d{1,5})([a-z]?)$")


@lru_cache(maxsize=1 << 15)
def read_country(text: str) -> str:
    """Return ISO 3166-1 alpha-2 in lower case for a code or a name in any language, or ""."""
    from rigour.territories import lookup_by_identifier, lookup_territory

    text = text.strip()[:LONGEST_TEXT]
    territory = lookup_by_identifier(text) or _english_names().get(text.casefold())
    if territory is None and text:
        territory = lookup_territory(text)
    if territory is None:
        return ""
    return str(territory.ftm_country or territory.code)[:2].lower()


@lru_cache(maxsize=1)
def _english_names() -> dict[str, Any]:
    """Return territories by English name, where `lookup_territory` would find them too.

    It needs the names of all languages in Latin letters for that, which takes a second.
    """
    from rigour.territories import get_territories

    return {t.name.casefold(): t for t in get_territories()}


@lru_cache(maxsize=1 << 16)
def read_town(text: str) -> str:
    """Return a town's words, romanised, without districts' numbers or “Cedex”."""
    words = [
        romanise(word)
        for word in split_words(text.split(",", maxsplit=1)[0].split("(", maxsplit=1)[0])
    ]
    words = [_SAINTS.get(word, word) for word in words if not word.isdigit()]
    return " ".join([word for word in words if word not in _NOT_TOWN] or words)


def read_postcode(text: str) -> str:
    """Return a postcode in capitals without blanks; a spreadsheet's `.0` is taken off.

    Of nine digits (ZIP+4) the first five count: most lists give no others.
    """
    text = re.sub(r"\.0$", "", text.strip()) if "." in text else text.strip()
    code = letters_and_digits(text.upper())[:12]
    return code[:5] if len(code) == 9 and code.isdecimal() else code


def is_fine(postcode: str) -> bool:
    """Say whether a postcode stands for a few doors (GB, CA, NL, IE, BR) and not for a town."""
    if any(c.isalpha() for c in postcode):
        return len(postcode) >= 5 and any(c.isdigit() for c in postcode)
    return len(postcode) >= 7


def postcode_area(postcode: str) -> str:
    """Return the part of a postcode that names a town or district."""
    if any(c.isalpha() for c in postcode) and len(postcode) >= 5:
        return postcode[:-3]
    return postcode[:3] if len(postcode) >= 4 else postcode


class Street(NamedTuple):
    """`house` is the first number (`12`, `10`), `words` the telling words, sorted."""

    house: str
    words: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _street_part(word: str) -> tuple[str, str]:
    """Return (house number, telling word) of a folded word, one of them or both empty."""
    word = romanise(word)
    number = _HOUSE.match(word)
    if number:
        return number.group(1).lstrip("0") + number.group(2), ""
    if word in _STREET_WORDS or len(word) < 2:
        return "", ""
    return "", _STREET_ENDING.sub("", word) or word


def read_street(text: str) -> Street:
    """Take a street address apart; general words (street, rue, unit …) and boxes do not count."""
    parts = [_street_part(word) for word in split_words(_BOX.sub(" ", text))]
    house = next((house for house, _ in parts if house), "")
    return Street(house, tuple(sorted({word for _, word in parts if word})[:6]))


def are_points(lat: Degrees, lon: Degrees) -> npt.NDArray[np.bool_]:
    """Say of each pair of degrees whether it is a place.

    It is none where a value is absent (nan) or impossible, nor at the zero point of a default.
    """
    possible = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    return np.asarray(possible & ((np.abs(lat) >= 0.01) | (np.abs(lon) >= 0.01)))


_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_SLASHED = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def read_date(text: str) -> tuple[int, int]:
    """Return (year, day mark); 0 where unknown.

    The mark is the same for 8/11 and 11/8, whose order lists do not agree on; 1 January is taken
    as “only the year is known”.
    """
    text = text.strip()
    slashed = _SLASHED.match(text)
    if slashed:
        year, parts = int(slashed.group(3)), (int(slashed.group(1)), int(slashed.group(2)))
    else:
        iso = _ISO.match(text)
        if not iso:
            return (0, 0)
        year, parts = int(iso.group(1)), (int(iso.group(2) or 1), int(iso.group(3) or 1))
    if not 1000 <= year <= 2100:
        return (0, 0)
    low, high = min(parts), max(parts)
    return (year, 0 if (low, high) == (1, 1) else low * 100 + high)
