"""Words out of any script: fold, split and romanise.

Romanisation is cached per token and never per string: names repeat words far more often than they
repeat each other.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 400
"""Characters of a name that are compared; what comes after is kept by the caller, not compared."""

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": ""})
_LOST_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[?\ufffd](?=s\b)")
_DOTTED = re.compile(r"(?<![^\W_])((?:[^\W\d_]\.){2,})(?:([^\W\d_])(?![^\W_]))?")
_ELISION = re.compile(r"\b(l|d|s|n|c|j|m|t|qu|dell|all|nell|sull|un)['’ʼ`´]", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ`´′](?=[^\W_])")
_COOP = re.compile(r"\bco[\-‐‑–. ]\s?op", re.IGNORECASE)


class _Separators(dict[int, str | int]):
    """Turns what is no letter, mark or digit into a space and folds letters; filled as met."""

    def __missing__(self, code: int) -> str | int:
        character = chr(code)
        category = unicodedata.category(character)
        if category[0] == "N" or category[0] == "L":
            value: str | int = character
            if 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000:
                value = unicodedata.normalize("NFD", character)[0]
            elif character == "ё":
                value = "е"
        elif category[0] == "M" and not 0x600 <= code < 0x700:
            value = character
        else:
            value = "" if category[0] in "MC" and category != "Cc" else " "
        self[code] = value
        return value


_SEPARATORS = _Separators()


def fold(text: str) -> str:
    """Fold width, case, elisions, lost apostrophes and Arabic letter variants of a text."""
    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold().translate(_ARABIC)
    text = _LOST_APOSTROPHE.sub("", text)
    text = _ELISION.sub(r"\1 ", text)
    text = _APOSTROPHE.sub("", text)
    text = _DOTTED.sub(lambda m: " " + m.group(0).replace(".", "") + " ", text)
    return _COOP.sub("coop", text).replace("&", " and ").replace("+", " and ")


def split_words(text: str) -> list[str]:
    """Split a text of any script into folded words; runs of single letters become one word."""
    words: list[str] = []
    run = ""
    for word in fold(text).translate(_SEPARATORS).split():
        if len(word) == 1 and word.isalpha() and not is_unspaced(word):
            run += word
            continue
        if run:
            words.append(run)
            run = ""
        words.append(word)
    return [*words, run] if run else words


def is_unspaced(word: str) -> bool:
    """Say whether a word holds Hangul, Han or kana, which join words without spaces."""
    return any(
        "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3"
        for c in word
    )


@lru_cache(maxsize=1 << 18)
def romanise(word: str) -> str:
    """Return a word in the letters a-z and digits; a word without any such reading as it is."""
    from normality import ascii_text

    if word.isascii():
        return word
    if "\u0600" <= word[0] <= "\u06ff" and word.startswith("ال") and len(word) > 4:
        word = word[2:]
    latin = "".join(c for c in (ascii_text(word) or "").lower() if c.isascii() and c.isalnum())
    return latin or word


def look_up_key(word: str) -> str:
    """Return the spelling under which the lexicon knows a folded word."""
    return romanise(word) if word[0] < "\u0250" else word


_VOWELS = str.maketrans("", "", "aeiouyhwj")
_SOUNDS = (("sch", "s"), ("tch", "c"), ("sh", "s"), ("ch", "c"), ("ph", "f"), ("ck", "k"),
           ("dj", "j"), ("zh", "z"), ("ts", "s"))  # fmt: skip
_LETTERS = str.maketrans("cqxzvpd", "kkssbbt")


@lru_cache(maxsize=1 << 18)
def skeleton(word: str) -> str:
    """Return the consonants of a romanised word, sounds that scripts confuse made one.

    Romanised Arabic has no vowels and Cyrillic or Greek have several spellings of a sound, so that
    only the skeleton can be compared across scripts.
    """
    for sound, letter in _SOUNDS:
        word = word.replace(sound, letter)
    bare = word[:1].translate(_LETTERS) + word[1:].translate(_VOWELS).translate(_LETTERS)
    return "".join(c for at, c in enumerate(bare) if at == 0 or c != bare[at - 1])
