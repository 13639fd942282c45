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

_ARTICLES = ("ال", "لل", "وال", "بال")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LATIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
)
_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "a", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "ў": "u", "ј": "j", "љ": "lj", "њ": "nj", "ђ": "dj", "ћ": "c", "џ": "dz", "ѓ": "g", "ќ": "k",
})  # fmt: skip
"""As names are spelled in Latin letters where these languages are at home."""
_LEADS = (
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
    "h",
)  # fmt: skip
_HEARTS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
)  # fmt: skip
_TAILS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_LINKED = {
    1: "g", 2: "kk", 4: "n", 7: "d", 8: "r", 16: "m", 17: "b", 19: "s", 20: "ss", 22: "j", 23: "ch",
    27: "",
}  # fmt: skip
"""Tails that are heard as the lead of the next syllable, where that has none of its own."""
_HANGUL = re.compile("[\uac00-\ud7a3]+")


def letters_and_digits(text: str) -> str:
    """Return a text without anything else; capitals stay."""
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


@lru_cache(maxsize=1 << 18)
def romanise(word: str) -> str:
    """Return a word in the letters a-z and digits; a word without any such reading as it is."""
    if word.isascii():
        return word
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", word.translate(_LATIN)))
    if not bare.isascii():
        bare = word.translate(_CYRILLIC)
    if bare.isascii():
        return letters_and_digits(bare.lower()) or word
    if _HANGUL.fullmatch(word):
        return _romanise_hangul(word)
    from normality import ascii_text

    latin = "".join(
        c for c in (ascii_text(_without_article(word)) or "").lower() if c.isascii() and c.isalnum()
    )
    return latin or word


def _romanise_hangul(word: str) -> str:
    """Spell Hangul in the Revised Romanisation of Korean (2000), as names of bodies are."""
    latin, carried = "", 0
    for syllable in word:
        lead, rest = divmod(ord(syllable) - 0xAC00, 588)
        heart, tail = divmod(rest, 28)
        if carried:
            joined = lead == 11 and carried in _LINKED
            latin += _LINKED[carried] if joined else _TAILS[carried]
        head = "l" if lead == 5 and carried == 8 else _LEADS[lead]
        latin += head + _HEARTS[heart]
        carried = tail
    return latin + _TAILS[carried]


def look_up_key(word: str) -> str:
    """Return the spelling under which the lexicon knows a folded word."""
    if word[0] < "\u0250" and not is_unspaced(word):
        return romanise(word)
    return _without_article(word)


def _without_article(word: str) -> str:
    """Return an Arabic word without “the”, “for the”, “and the”, “by the”; others as they are."""
    if "\u0600" <= word[0] <= "\u06ff":
        article = next((a for a in _ARTICLES if word.startswith(a)), "")
        if len(word) > len(article) + 2:
            return word[len(article) :]
    return word


_VOWELS = str.maketrans("", "", "aeiouyhwj")
_SOUNDS = (("sch", "s"), ("tch", "s"), ("sh", "s"), ("ch", "s"), ("ph", "f"), ("ck", "k"),
           ("dj", "j"), ("zh", "z"), ("ts", "s"),
           ("kh", "h"))  # fmt: skip
_LETTERS = str.maketrans("cqgxzvpdr", "kkkssbbtl")
_FIRST = str.maketrans("eiouywh", "aaaaaak")


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
