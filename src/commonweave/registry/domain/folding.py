"""Folding: the form in which headers and words of lists are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HUMP = re.compile(
    r"(?<=[a-z\u00df-\u00f6\u00f8-\u00ff0-9])(?=[A-Z\u00c0-\u00d6])|(?<=[A-Z])(?=[A-Z][a-z])"
)
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=32768)
def fold(text: str) -> str:
    """Return words in small letters without accents or punctuation, one blank apart.

    `Raison sociale`, `RAISON_SOCIALE` and `raisonSociale` fold alike; `œ` is `oe` and `ß` is `ss`.
    Letters of other scripts are kept.
    """
    humped = _HUMP.sub(" ", text)
    plain = unicodedata.normalize("NFKD", humped.replace("œ", "oe").replace("Œ", "OE"))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare.casefold()).strip()


@lru_cache(maxsize=32768)
def fold_key(text: str) -> str:
    """Return the folded text without blanks: `code postal` and `CODPOSTAL`-like spellings meet."""
    return fold(text).replace(" ", "")
