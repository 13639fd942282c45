"""Words that mean nothing in any language, spelled in Latin, Hangul and Arabic letters.

A coined word is a row of open syllables, so that its three spellings are one sound: what a matcher
across scripts has to find. Hangul syllables are composed by the arithmetic of the Unicode Standard,
section 3.12.
"""

from __future__ import annotations

import random
import re
from typing import NamedTuple

# Latin letter: (index of the leading consonant in Hangul, Arabic letter)
_CONSONANTS = {
    "b": (7, "ب"),
    "d": (3, "د"),
    "f": (17, "ف"),
    "g": (0, "غ"),
    "k": (15, "ك"),
    "l": (5, "ل"),
    "m": (6, "م"),
    "n": (2, "ن"),
    "p": (17, "ب"),
    "r": (5, "ر"),
    "s": (9, "س"),
    "t": (16, "ت"),
    "v": (7, "ف"),
    "z": (12, "ز"),
}
# Latin letter: (index of the vowel in Hangul, Arabic long vowel)
_VOWELS = {"a": (0, "ا"), "e": (5, "ي"), "i": (20, "ي"), "o": (8, "و"), "u": (13, "و")}
# Latin letter: (index of the trailing consonant in Hangul, Arabic letter)
_ENDINGS = {"": (0, ""), "l": (8, "ل"), "m": (16, "م"), "n": (4, "ن"), "r": (8, "ر")}
_HANGUL = 0xAC00
# Sounds that are rude or heavy in one of the languages.
_AVOIDED = re.compile(
    "fu[ckn]|ka[kg]|ku[lkmns]|nig|neg|nazi|pu[pst]|pi[psz]|pe[dnt]|bit|tit|sal|mer|dik|fag|zob"
)


class Coined(NamedTuple):
    """One sound in three scripts; the Latin spelling is capitalised."""

    latin: str
    hangul: str
    arabic: str


def _syllable(consonant: str, vowel: str, ending: str) -> Coined:
    lead, arabic_lead = _CONSONANTS[consonant]
    middle, arabic_middle = _VOWELS[vowel]
    tail, arabic_tail = _ENDINGS[ending]
    hangul = chr(_HANGUL + (lead * 21 + middle) * 28 + tail)
    return Coined(consonant + vowel + ending, hangul, arabic_lead + arabic_middle + arabic_tail)


_OPEN = [_syllable(c, v, "") for c in _CONSONANTS for v in _VOWELS]
_LAST = [_syllable(c, v, e) for c in _CONSONANTS for v in _VOWELS for e in _ENDINGS]


def coin(rng: random.Random, syllables: int, *, closed: bool = True) -> Coined:
    """Coin a word of so many syllables; `closed` lets the last one end in a consonant.

    Two syllables give about 24,000 words, three 1.6 million.
    """
    last = _LAST if closed else _OPEN
    while True:
        parts = [rng.choice(_OPEN) for _ in range(syllables - 1)]
        parts.append(rng.choice(last))
        latin = "".join(part.latin for part in parts)
        if not _AVOIDED.search(latin):
            break
    return Coined(
        latin.capitalize(),
        "".join(part.hangul for part in parts),
        "".join(part.arabic for part in parts),
    )


def coin_person(rng: random.Random) -> str:
    """Coin a given name and a family name; nobody is called so."""
    return f"{coin(rng, 2).latin} {coin(rng, 3).latin}"
