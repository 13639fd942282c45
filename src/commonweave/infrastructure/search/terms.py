"""From one folded word to the terms that stand for it in an index, script by script."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST = 64
"""Characters of a term; what is longer is cut, in the index and in the query alike."""

# Scripts in which a word is found by its parts: Hangul (particles are written onto the word), Han
# and kana, and the scripts of South-East Asia that set no spaces between words.
_GRAMMED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd"
)
_RUNS = re.compile(f"[{_GRAMMED}]+|[^{_GRAMMED}]+")
_IS_GRAMMED = re.compile(f"[{_GRAMMED}]")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_ARABIC = re.compile("[\u0620-\u06ff]+")
_LATIN = re.compile("[a-z]+")

# Longest first. Josa and the endings that hang on to names in running text.
_PARTICLES = (
    "으로부터", "에게서", "이라는", "이라고", "에서는", "에서도", "으로는", "으로서", "으로써",
    "에서", "에게", "으로", "까지", "부터", "처럼", "보다", "마다", "라는", "이나", "이며", "에는",
    "은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "만", "로",
)  # fmt: skip
_ARTICLE = re.compile(r"\A[وف]?(?:[بك]?ال|لل)(?=..)")
_PREFIX = re.compile(r"\A[وفبلك](?=...)")
_ARABIC_ENDING = re.compile("(?<=....)(?:ات|ه)$")


def split_scripts(word: str) -> list[str]:
    """Split a word where it passes from letters to syllables or characters: `ccc협동` is two."""
    return [word] if word.isascii() else _RUNS.findall(word)


def is_grammed(word: str) -> bool:
    """Tell whether a word (of one script) is kept as bigrams."""
    return bool(_IS_GRAMMED.match(word))


def is_hangul(word: str) -> bool:
    """Tell whether a word is of Hangul syllables alone."""
    return bool(_HANGUL.fullmatch(word))


def is_syllable(letter: str) -> bool:
    """Tell whether a letter is a syllable of Hangul."""
    return "\uac00" <= letter <= "\ud7a3"


def is_arabic(word: str) -> bool:
    """Tell whether a word is of Arabic letters alone."""
    return bool(_ARABIC.fullmatch(word))


def without_particle(word: str) -> str:
    """Return a Hangul word without the particle at its end, where two syllables are left."""
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word.removesuffix(particle)
    return word


def without_article(word: str) -> str:
    """Return an Arabic word without its article and the conjunction or preposition before it."""
    return _ARTICLE.sub("", word)


def bigrams(word: str) -> tuple[str, ...]:
    """Return the overlapping pairs of a word: 협동조합 is 협동, 동조, 조합.

    A single letter is itself.
    """
    if len(word) < 2:
        return (word,)
    return tuple(word[i : i + 2] for i in range(len(word) - 1))


@lru_cache(maxsize=100_000)
def forms(word: str) -> tuple[str, ...]:
    """Return the terms of a folded word that is not kept as bigrams, the plainest first.

    Arabic words have up to three (as written, without article, without a one-letter prefix), since
    no rule without a dictionary tells a prefix from a root; two words meet when they share one.
    """
    word = word[:LONGEST]
    if is_arabic(word):
        bare = without_article(word)
        found = dict.fromkeys(
            _ARABIC_ENDING.sub("", form) for form in (bare, _PREFIX.sub("", bare), word)
        )
        return tuple(found)
    return (singular(word),)


_EXCEPTIONS = {"redes": "red", "leyes": "ley"}


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Cut the plural of a Latin word lightly.

    One set of rules for English, French, Spanish and Portuguese. The result is a meeting point and
    not a word of any language: `charity`, `charities` become `chariti`; `social`, `sociaux`,
    `sociais` become `social`; `mujer`, `mujeres` become `mujer`. Words of three letters are left
    alone, and none is cut below three. Cutting twice changes nothing. In the manner of the
    S-stemmer (D. Harman, How effective is suffixing?, JASIS 42, 1991) and the light stemmers of
    J. Savoy (2006), without their language detection.
    """
    if len(word) < 4 or not _LATIN.fullmatch(word):
        return word
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    previous = ""
    while word != previous and len(word) > 3:
        previous, word = word, _cut(word)
    return word


def _cut(word: str) -> str:
    if len(word) > 4 and word.endswith("eaux"):
        return word[:-1]
    if len(word) > 5 and word.endswith("aux"):
        return word[:-2] + "l"
    if word.endswith(("eux", "oux")):
        return word[:-1]
    if len(word) > 4 and word.endswith(("coes", "soes")):
        return word[:-3] + "ao"
    if len(word) > 5 and word.endswith(("ais", "eis")):
        return word[:-2] + "l"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    if len(word) > 4 and word.endswith("e"):
        return word[:-1]
    if len(word) > 4 and word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "i"
    if len(word) > 4 and word.endswith("em"):
        return word[:-1] + "n"
    return word
