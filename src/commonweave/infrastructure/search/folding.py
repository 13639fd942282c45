"""Folding: one spelling for letters that people do not tell apart when they search."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "œ": "oe", "æ": "ae", "đ": "d", "ð": "d", "þ": "th", "ħ": "h",
        "ı": "i", "ŋ": "n", "ŧ": "t", "ə": "e", "ĸ": "k", "ſ": "s", "ʼ": "'", "’": "'", "‘": "'",
        "`": "'", "´": "'", "ʻ": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "−": "-",
        # Arabic script: alef wasla, alef maksura, ta marbuta, the Persian and Urdu kaf, yeh and heh
        "ٱ": "ا", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ې": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه",
        "ۀ": "ه", "ۃ": "ه",
        # hamza on the line and tatweel are written or left out at will
        "ء": None, "ـ": None,
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u200e": None,
        "\u200f": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
# Accents of Latin, Greek and Cyrillic, Hebrew points, Arabic short vowels and Koranic signs. Vowel
# signs of Indic scripts and the voicing marks of kana are letters in all but name, and stay.
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]+"
)
_DIGITS = re.compile(r"(?![0-9])\d")
_PASSES = 4  # in practice two; a bound so that a future Unicode cannot make it endless


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, in compatible and composed letters.

    NFKC, casefold, letters with strokes and ligatures (ø, ł, œ), Arabic hamza, alef, yeh and ta
    marbuta, short vowels and tatweel, decimal digits of every script. Folding twice
    changes nothing.
    """
    if text.isascii():
        return text.lower()
    for _ in range(_PASSES):
        folded = _fold_once(text)
        if folded == text:
            break
        text = folded
    return text


def compose(text: str) -> str:
    """Return `text` in lower case and composed letters, accents kept: a spelling to show."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFKD", compose(text)).translate(_LETTERS)
    text = unicodedata.normalize("NFC", _MARKS.sub("", text))
    return _DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
