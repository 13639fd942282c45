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
_ARTICLES = ("ال", "لل", "وال", "بال")
_HAS_ARABIC = re.compile(f"[{''.join(map(chr, _ARABIC))}]")
_LOST_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[?\ufffd](?=s\b)")
_DOTTED = re.compile(r"(?<![^\W_])((?:[^\W\d_]\.){2,})(?:([^\W\d_])(?![^\W_]))?")
_ELISION = re.compile(r"\b(l|d|s|n|c|j|m|t|qu|dell|all|nell|sull|un)['’ʼ`´]", re.IGNORECASE)
_APOSTROPHE = re.compile(r"(?<=[^\W_])['’ʼ`´′](?=[^\W_])")
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
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_APOSTROPHES = frozenset("'’ʼ`´′")
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
_ASCII_SEPARATORS = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + bytes(
    128
)


def fold(text: str) -> str:
    """Fold width, case, elisions, lost apostrophes and Arabic letter variants of a text."""
    text = text[:LONGEST_TEXT]
    if text.isascii():
        if text.isalpha():
            return text.lower()
        return _fold_marks(text.lower(), ascii_only=True)
    text = unicodedata.normalize("NFKC", text).casefold()
    if _HAS_ARABIC.search(text):
        text = text.translate(_ARABIC)
    return _fold_marks(text, ascii_only=text.isascii())


def _fold_marks(text: str, *, ascii_only: bool) -> str:
    """Apply each rule where a cheap look shows that it could match at all."""
    if "?" in text or "\ufffd" in text:
        text = _LOST_APOSTROPHE.sub("", text)
    if "'" in text or "`" in text or not (ascii_only or _APOSTROPHES.isdisjoint(text)):
        text = _ELISION.sub(r"\1 ", text)
        text = _APOSTROPHE.sub("", text)
    if text.count(".") > 1:
        text = _DOTTED.sub(lambda m: " " + m.group(0).replace(".", "") + " ", text)
    if "co" in text and (not ascii_only or "co-" in text or "co " in text or "co." in text):
        text = _COOP.sub("coop", text)
    if "&" in text or "+" in text:
        text = text.replace("&", " and ").replace("+", " and ")
    return text


def _separate(text: str) -> list[str]:
    if text.isascii():
        return text.encode().translate(_ASCII_SEPARATORS).decode().split()
    return text.translate(_SEPARATORS).split()


def split_words(text: str) -> list[str]:
    """Split a text of any script into folded words; runs of single letters become one word."""
    separated = _separate(fold(text))
    if 1 not in map(len, separated):
        return separated
    words: list[str] = []
    run = ""
    for word in separated:
        if len(word) == 1 and word.isalpha() and not is_unspaced(word):
            run += word
            continue
        if run:
            words.append(run)
            run = ""
        words.append(word)
    return [*words, run] if run else words


def letters_and_digits(text: str) -> str:
    """Return a text without anything else; capitals stay."""
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


def is_unspaced(word: str) -> bool:
    """Say whether a word holds Hangul, Han or kana, which join words without spaces."""
    return not word.isascii() and _UNSPACED.search(word) is not None


def is_latin(text: str) -> bool:
    """Say whether a text holds no letter of another script than the Latin one."""
    return text.isascii() or not any(
        ("\u0370" <= c < "\u1e00" or c > "\u2c7f") and c.isalpha() for c in text
    )


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
    return romanise(word) if word[0] < "\u0250" else _without_article(word)


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
