"""Countries: any spelling in, ISO 3166-1 alpha-2 out.

Names and codes come from rigour's territory table (OpenSanctions, CC0). Its towns ("Paris") and
historical states are left out on purpose: a town is not a country, and nothing is guessed.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_NATIONS_OF_GB = """
england scotland wales cymru alba northern-ireland tuaisceart-éireann great-britain britain
angleterre écosse pays-de-galles irlande-du-nord grande-bretagne gran-bretaña inglaterra escocia
gales irlanda-del-norte escócia país-de-gales irlanda-do-norte grã-bretanha schottland
nordirland großbritannien inghilterra scozia galles gran-bretagna england-and-wales
uk u.k. gb g.b. gbr
"""
_WORDS = {
    "el": "GR", "u.s.": "US", "u.s.a.": "US", "eeuu": "US", "ee.uu.": "US", "ee uu": "US",
    "eua": "US", "e.u.a.": "US", "rfa": "DE", "brd": "DE", "rdc": "CD", "drc": "CD",
    "holland": "NL", "hollande": "NL", "holanda": "NL", "corea": "KR", "corée": "KR",
    "tchéquie": "CZ", "república checa": "CZ", "macedonia": "MK",
}  # fmt: skip
_NOT_A_COUNTRY = frozenset(
    {"na", "nd", "nc", "n/a", "xx", "zz", "eu", "un", "int", "other", "autre"}
)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(plain.replace("’", "'").split()).strip(" ,;.()[]")


_GB = frozenset(_folded(word.replace("-", " ")) for word in _NATIONS_OF_GB.split())


@lru_cache(maxsize=8192)
def country_code(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code a text stands for, in capitals, or None.

    Understands codes (two and three letters, in any case), names in many languages and scripts,
    and the nations of the United Kingdom. `NA` is None, because lists use it for "no answer".
    Kosovo is `XK`, as in the European Union's practice.
    """
    word = _folded(text)
    if not word or word in _NOT_A_COUNTRY or any(c.isdigit() for c in word):
        return None
    if word.replace("-", " ") in _GB:
        return "GB"
    if word in _WORDS:
        return _WORDS[word]
    return _looked_up(word)


def _looked_up(word: str) -> str | None:
    from rigour.territories import lookup_territory
    from rigour.territories.util import normalize_territory_name

    for form in (word, word.removeprefix("the ").removeprefix("la ").removeprefix("le ")):
        found = lookup_territory(form)
        if found is None or found.is_historical:
            continue
        code = found.code.upper()
        if len(code) != 2 or not code.isalpha() or code in {"EU", "UN", "ZZ"}:
            continue
        places = {normalize_territory_name(place) for place in found.places}
        if normalize_territory_name(form) in places and form != found.name.casefold():
            continue
        return code
    return None
