"""Words out of any script: fold, split and romanise.

Folding and splitting go over every letter and are compiled: `kernels/splitting.pyx`. Romanisation
is cached per token and never per string: names repeat words far more often than they repeat each
other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from commonweave.linkage.kernels.splitting import (
    LONGEST_TEXT,
    fold,
    is_latin,
    is_unspaced,
    split_words,
)

__all__ = [
    "LONGEST_TEXT",
    "fold",
    "is_latin",
    "is_unspaced",
    "letters_and_digits",
    "look_up_key",
    "romanise",
    "skeleton",
    "split_words",
]

_ACCENTS = re.compile("[\u0300-\u036f]+")
_LATIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
)


def letters_and_digits(text: str) -> str:
    """Return a text without anything else; capitals stay."""
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


@lru_cache(maxsize=1 << 18)
def romanise(word: str) -> str:
    """Return a word in the letters a-z and digits; a word without any such reading as it is."""
    if word.isascii():
        return word
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word.translate(_LATIN)))
    if bare.isascii():
        return letters_and_digits(bare.lower()) or word
    from normality import ascii_text

    if "\u0600" <= word[0] <= "\u06ff" and word.startswith("ال") and len(word) > 4:
        word = word[2:]
    latin = "".join(c for c in (ascii_text(word) or "").lower() if c.isascii() and c.isalnum())
    return latin or word


def look_up_key(word: str) -> str:
    """Return the spelling under which the lexicon knows a folded word."""
    return romanise(word) if word[0] < "\u0250" and not is_unspaced(word) else word


_VOWELS = str.maketrans("", "", "aeiouyhwj")
_SOUNDS = (("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("ph", "f"), ("ck", "k"),
           ("dj", "j"), ("zh", "z"), ("ts", "s"),
           ("kh", "h"))  # fmt: skip
_LETTERS = str.maketrans("cqgxzvpdr", "kkkssbbtl")
_FIRST = str.maketrans("eiouyw", "aaaaaa")


@lru_cache(maxsize=1 << 18)
def skeleton(word: str) -> str:
    """Return the consonants of a romanised word, sounds that scripts confuse made one.

    Romanised Arabic has no vowels and Cyrillic or Greek have several spellings of a sound, so that
    only the skeleton can be compared across scripts.
    """
    for sound, letter in _SOUNDS:
        word = word.replace(sound, letter)
    bare = word[:1].translate(_LETTERS).translate(_FIRST) + word[1:].translate(_VOWELS).translate(
        _LETTERS
    )
    return "".join(c for at, c in enumerate(bare) if at == 0 or c != bare[at - 1])
